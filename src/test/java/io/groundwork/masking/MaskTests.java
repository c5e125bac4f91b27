package io.groundwork.masking;

import java.lang.management.ManagementFactory;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import io.groundwork.Proof;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;

class MaskTests {

	private static final String SECRET = "s3cr&t \"Pass\"/wörd";

	private final Mask mask = Mask.of(List.of(SECRET));

	@Test
	void aSecretGivesWayToAMark() {
		assertThat(this.mask.apply("it is " + SECRET + ", twice: " + SECRET + SECRET + "!"))
			.isEqualTo("it is •••, twice: •••!");
	}

	@Test
	void itsOtherFormsDoToo() {
		assertThat(this.mask.apply(JsonMapper.shared().writeValueAsString(SECRET))).isEqualTo("\"•••\"");
		assertThat(this.mask.apply("\"s3cr\\u0026t \\\"Pass\\\"/wörd\"")).isEqualTo("\"•••\"");
		assertThat(this.mask.apply("?q=" + URLEncoder.encode(SECRET, StandardCharsets.UTF_8) + "&a"))
			.isEqualTo("?q=•••&a");
		assertThat(this.mask.apply("s3cr%26t%20%22Pass%22%2fw%c3%b6rd.")).isEqualTo("•••.");
	}

	@Test
	void inBase64ItIsFoundWhateverStandsBefore() {
		for (String before : List.of("", "u", "us", "usr", "user", "user:")) {
			String encoded = Base64.getEncoder().encodeToString((before + SECRET + "@host").getBytes());
			String masked = this.mask.apply(encoded + " ");
			assertThat(masked).contains("•••");
			String core = Base64.getEncoder().withoutPadding().encodeToString(SECRET.getBytes());
			assertThat(masked).doesNotContain(core.substring(4, 16));
			assertThat(masked.replace("•••", "").length()).isLessThan(encoded.length() - 18);
		}
	}

	/**
	 * As a program in Go wrote them with net/url, html, encoding/json and strconv.
	 */
	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '\0', textBlock = """
			p~a*s s/w'o"r<d>&1 | p~a%2As+s%2Fw%27o%22r%3Cd%3E%261
			p~a*s s/w'o"r<d>&1 | p~a%2As%20s%2Fw%27o%22r%3Cd%3E&1
			p~a*s s/w'o"r<d>&1 | p~a%2As%20s/w%27o%22r%3Cd%3E&1
			p~a*s s/w'o"r<d>&1 | p~a*s%20s/w%27o%22r%3Cd%3E&1
			p~a*s s/w'o"r<d>&1 | p~a*s s/w&#39;o&#34;r&lt;d&gt;&amp;1
			p~a*s s/w'o"r<d>&1 | p~a*s s/w'o\\"r\\u003cd\\u003e\\u00261
			a+b=c$d,e;f:g@h?i#j | a%2Bb%3Dc%24d%2Ce%3Bf%3Ag%40h%3Fi%23j
			a+b=c$d,e;f:g@h?i#j | a+b=c$d%2Ce%3Bf:g@h%3Fi%23j
			a+b=c$d,e;f:g@h?i#j | a+b=c$d,e;f:g@h%3Fi%23j
			a+b=c$d,e;f:g@h?i#j | a+b=c$d,e;f%3Ag%40h%3Fi%23j
			a+b=c$d,e;f:g@h?i#j | a+b=c$d,e;f:g@h?i%23j
			tök€n ${x} %{y}!(z) | t%C3%B6k%E2%82%ACn+%24%7Bx%7D+%25%7By%7D%21%28z%29
			tök€n ${x} %{y}!(z) | t%C3%B6k%E2%82%ACn%20$%7Bx%7D%20%25%7By%7D%21%28z%29
			tök€n ${x} %{y}!(z) | t%C3%B6k%E2%82%ACn%20$%7Bx%7D%20%25%7By%7D!(z)
			tök€n ${x} %{y}!(z) | t\\u00f6k\\u20acn ${x} %{y}!(z)
			tök€n ${x} %{y}!(z) | tök€n $${x} %%{y}!(z)
			""")
	void asGoEscapesItItIsFound(String secret, String escaped) {
		assertThat(Mask.of(List.of(secret)).apply("before|" + escaped + "|after")).isEqualTo("before|•••|after");
	}

	@Test
	void aVeryLongSecretIsFoundToItsEnd() {
		Random random = new Random(5);
		String secret = random.ints(200_000, '!', '~').mapToObj(Character::toString).collect(Collectors.joining());
		Mask long_ = Mask.of(List.of(secret));
		assertThat(long_.apply("is " + secret + " after all")).isEqualTo("is ••• after all");
		assertThat(long_.apply("is " + secret.substring(150_000, 150_100) + ".")).hasSizeLessThan(70);
		assertThat(long_.hides(secret.substring(190_000), false)).isTrue();
		String base64 = Base64.getEncoder().encodeToString(("u:" + secret).getBytes());
		assertThat(long_.apply(base64)).hasSizeLessThan(10);
		MaskedStream stream = long_.stream(false);
		StringBuilder seen = new StringBuilder();
		for (int at = 0; at < secret.length(); at += 76) {
			seen.append(stream.next(secret.substring(at, Math.min(secret.length(), at + 76))).replace("•", ""));
		}
		assertThat(seen.toString()).isEmpty();
		assertThat(stream.next("and this is seen")).isEqualTo("and this is seen");
		// Whoever takes over in the middle of it.
		assertThat(long_.stream(true).next(secret.substring(100_011, 100_200))).isEqualTo("•••");
	}

	@Test
	void manyLongSecretsNeedLittleMemory() {
		Random random = new Random(6);
		List<String> secrets = random.ints(20)
			.mapToObj((unused) -> random.ints(30_000, 0x100, 0x2000)
				.mapToObj(Character::toString)
				.collect(Collectors.joining()))
			.toList();
		Mask many = Mask.of(secrets);
		for (String secret : secrets) {
			assertThat(many.apply(secret + " ")).isEqualTo("••• ");
		}
	}

	@Test
	void manySecretsNeedLittleMemory() {
		Random random = new Random(5);
		List<String> secrets = random.ints(8_000)
			.mapToObj((unused) -> random.ints(60, '!', '~').mapToObj(Character::toString).collect(Collectors.joining()))
			.toList();
		var threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
		Set<String> words = Forms.of(secrets).words();
		long before = threads.getCurrentThreadAllocatedBytes();
		assertThat(new Search(words).isEmpty()).isFalse();
		assertThat(threads.getCurrentThreadAllocatedBytes() - before).as("beside the words themselves")
			.isLessThan(60L << 20);
		Mask many = Mask.of(secrets);
		String secret = secrets.get(17);
		assertThat(many.apply("it is " + secret + "!")).isEqualTo("it is •••!");
		assertThat(many.apply("it is " + secret.substring(0, 20))).isEqualTo("it is •••");
		assertThat(many.apply("it is " + secret.substring(0, 20) + " no"))
			.isEqualTo("it is " + secret.substring(0, 20) + " no");
	}

	@Test
	void whatIsTooShortIsLeftAlone() {
		assertThat(Mask.of(List.of("true", "1234567")).apply("true 1234567")).isEqualTo("true 1234567");
	}

	@Test
	void eachLineOfALongSecretIsOne() {
		Mask key = Mask.of(List.of("-----BEGIN KEY-----\nMIIBVgIBADANBg\nab\nshort-but-8\n-----END KEY-----\n"));
		assertThat(key.apply("x MIIBVgIBADANBg y")).isEqualTo("x ••• y");
		assertThat(key.apply("x short-but-8 y")).isEqualTo("x ••• y");
	}

	@Test
	void oneThatBeginsLikeAnotherIsMaskedWhole() {
		Mask two = Mask.of(List.of("password", "password-of-root", "word-of-root-and-all"));
		assertThat(two.apply("a password-of-root b")).isEqualTo("a ••• b");
		assertThat(two.apply("a password-of-root-and-all b")).isEqualTo("a ••• b");
		assertThat(two.apply("a password-of b")).isEqualTo("a •••-of b");
	}

	@Test
	void itSaysNothingOfWhatItHides() {
		assertThat(this.mask.toString()).doesNotContain("s3cr");
	}

	/**
	 * What comes after is in no form of any secret, as a word might be in one's base64.
	 */
	@Test
	@Tag("proof")
	void noPieceOfASecretIsSeenWhereverLinesBreakIt() {
		Random random = Proof.random("runs.log.mask");
		int size = Proof.size("runs.log.mask", 100, 30_000);
		for (int i = 0; i < size; i++) {
			Set<String> secrets = random.ints(1 + random.nextInt(10), 8, 60)
				.mapToObj((length) -> text(random, length))
				.collect(Collectors.toSet());
			String secret = secrets.iterator().next();
			String form = form(random, secret);
			List<String> pieces = pieces(random, before(random, form) + "|" + form + "| e | n | d");
			MaskedStream stream = Mask.of(secrets).stream(false);
			List<String> masked = pieces.stream().map(stream::next).toList();
			// What stands alone in a line is never four of its characters in a row.
			String all = String.join("", masked);
			for (int at = 0; at + 4 <= form.length(); at++) {
				assertThat(all).as("%s in %s", form, pieces).doesNotContain(form.substring(at, at + 4));
			}
			assertThat(all).endsWith("| e | n | d");
		}
	}

	@Test
	@Tag("proof")
	void whoeverTakesOverInTheMiddleOfASecretHidesItsRest() {
		Random random = Proof.random("runs.log.mask.middle");
		int size = Proof.size("runs.log.mask.middle", 300, 50_000);
		for (int i = 0; i < size; i++) {
			String secret = text(random, 8 + random.nextInt(60));
			int cut = 1 + random.nextInt(secret.length() - 1);
			String first = Mask.of(List.of(secret)).stream(false).next("is " + secret.substring(0, cut));
			String second = Mask.of(List.of(secret)).stream(true).next(secret.substring(cut) + " after");
			assertThat(first + second).endsWith(" after");
			for (int at = 0; at + 4 <= secret.length(); at++) {
				assertThat(first + "\n" + second).as(secret).doesNotContain(secret.substring(at, at + 4));
			}
		}
	}

	/**
	 * Something that may look like the beginning of a secret, and has no piece of this
	 * one: what is no secret stays as it is.
	 */
	private static String before(Random random, String form) {
		while (true) {
			String before = text(random, random.nextInt(20));
			if (IntStream.rangeClosed(0, before.length() - 4)
				.noneMatch((at) -> form.contains(before.substring(at, at + 4)))) {
				return before;
			}
		}
	}

	private static String form(Random random, String secret) {
		return switch (random.nextInt(4)) {
			case 0 -> JsonMapper.shared().writeValueAsString(secret).replaceAll("^\"|\"$", "");
			case 1 -> URLEncoder.encode(secret, StandardCharsets.UTF_8);
			default -> secret;
		};
	}

	private static List<String> pieces(Random random, String text) {
		List<String> pieces = new ArrayList<>();
		for (int at = 0; at < text.length();) {
			int end = Math.min(text.length(), at + 1 + random.nextInt(random.nextBoolean() ? 3 : 40));
			pieces.add(text.substring(at, end));
			at = end;
		}
		return pieces;
	}

	/**
	 * Of characters that do not repeat soon, so that chance finds no piece elsewhere.
	 */
	private static String text(Random random, int length) {
		return random.ints(length, 0x4e00, 0x9000)
			.map((it) -> random.nextInt(3) == 0 ? "\"&/+ %\\<>=?".charAt(random.nextInt(11)) : it)
			.mapToObj(Character::toString)
			.collect(Collectors.joining());
	}

}
