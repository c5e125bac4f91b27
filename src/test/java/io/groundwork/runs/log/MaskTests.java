package io.groundwork.runs.log;

import java.lang.management.ManagementFactory;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;

import io.groundwork.Proof;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
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
	void halfAMegabyteOfSecretsFitsIntoASmallHeap() {
		Random random = new Random(5);
		List<String> secrets = new ArrayList<>();
		for (int i = 0; i < 4_000; i++) {
			secrets.add(text(random, 60));
		}
		for (int i = 0; i < 5; i++) {
			byte[] bytes = new byte[39_000];
			random.nextBytes(bytes);
			secrets.add(Base64.getEncoder().encodeToString(bytes));
		}
		var threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
		long before = threads.getCurrentThreadAllocatedBytes();
		Mask many = Mask.of(secrets);
		assertThat(threads.getCurrentThreadAllocatedBytes() - before).isLessThan(300L << 20);
		for (String secret : List.of(secrets.get(17), secrets.getLast())) {
			assertThat(many.apply("it is " + secret + "!")).isEqualTo("it is •••!");
			assertThat(many.apply("it is " + secret.substring(0, secret.length() - 1))).isEqualTo("it is •••");
			assertThat(many.apply("it is " + secret.substring(0, secret.length() - 1) + "!"))
				.isEqualTo("it is " + secret.substring(0, secret.length() - 1) + "!");
		}
	}

	@Test
	void withTooManySecretsNothingIsShown() {
		Mask few = Mask.of(List.of("password"));
		Mask many = few.with(List.of("x".repeat(Mask.MOST)));
		assertThat(few.hidesAll()).isFalse();
		assertThat(many.hidesAll()).isTrue();
		assertThat(many.apply("anything")).isEqualTo("•••");
		assertThat(many.with(List.of("another")).apply("")).isEmpty();
	}

	@Test
	void itSaysNothingOfWhatItHides() {
		assertThat(this.mask.toString()).doesNotContain("s3cr");
	}

	@Test
	@Tag("proof")
	void noPieceOfASecretIsSeenWhereverLinesBreakIt() {
		Random random = Proof.random("runs.log.mask");
		int size = Proof.size("runs.log.mask", 300, 100_000);
		for (int i = 0; i < size; i++) {
			Set<String> secrets = random.ints(1 + random.nextInt(30), 8, 60)
				.mapToObj((length) -> text(random, length))
				.collect(Collectors.toSet());
			String secret = secrets.iterator().next();
			String form = form(random, secret);
			List<String> pieces = pieces(random, text(random, random.nextInt(20)) + "|" + form + "|after");
			MaskedStream stream = Mask.of(secrets).stream(false);
			List<String> masked = pieces.stream().map(stream::next).toList();
			// What stands alone in a line is never four of its characters in a row.
			String all = String.join("", masked);
			for (int at = 0; at + 4 <= form.length(); at++) {
				assertThat(all).as("%s in %s", form, pieces).doesNotContain(form.substring(at, at + 4));
			}
			assertThat(all).endsWith("|after");
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
