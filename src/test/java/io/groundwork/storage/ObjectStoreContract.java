package io.groundwork.storage;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;

import io.groundwork.Proof;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * What every store does, sealed or not.
 */
abstract class ObjectStoreContract {

	abstract ObjectStore store();

	@ParameterizedTest
	@ValueSource(ints = { 0, 1, 17, 1024, 65_434, 65_435, 65_536, 131_072, 1_000_000, 8 * 1024 * 1024,
			8 * 1024 * 1024 + 1, 20_000_000 })
	void whatWasPutIsGot(int size) {
		byte[] content = bytes(size);
		store().put("sizes/" + size, new ByteArrayInputStream(content));
		assertThat(store().readAll("sizes/" + size, size)).isEqualTo(content);
		assertThat(store().head("sizes/" + size)).get().satisfies((head) -> {
			assertThat(head.name()).isEqualTo("sizes/" + size);
			assertThat(head.size()).isEqualTo(size);
			assertThat(head.modified()).isBetween(Instant.now().minus(Duration.ofMinutes(5)),
					Instant.now().plus(Duration.ofMinutes(5)));
		});
	}

	@Test
	void whatIsNotThereIsSaidToBeMissing() {
		assertThatExceptionOfType(NoSuchObjectException.class).isThrownBy(() -> store().get("missing/object"))
			.withMessage("There is no object missing/object");
		assertThatExceptionOfType(NoSuchObjectException.class)
			.isThrownBy(() -> store().readAll("missing/object", 1000));
		assertThat(store().head("missing/object")).isEmpty();
		assertThat(store().exists("missing/object")).isFalse();
		store().delete("missing/object");
	}

	@Test
	void aNameBelowAnObjectIsMissingToo() {
		store().put("file", text("x"));
		assertThat(store().exists("file/below/it")).isFalse();
		assertThatExceptionOfType(NoSuchObjectException.class).isThrownBy(() -> store().get("file/below/it"));
		store().delete("file/below/it");
		assertThat(store().exists("file")).isTrue();
	}

	@Test
	void aNameIsAnObjectOrTheBeginningOfOthers() {
		store().put("both/a", text("x"));
		assertThatExceptionOfType(StorageException.class).isThrownBy(() -> store().put("both/a/b", text("y")));
		assertThatExceptionOfType(StorageException.class).isThrownBy(() -> store().put("both", text("y")));
		assertThat(store().readAll("both/a", 10)).isEqualTo(text("x"));
		store().delete("both/a");
		store().put("both/a/b", text("y"));
		assertThat(store().readAll("both/a/b", 10)).isEqualTo(text("y"));
	}

	@Test
	void aNewObjectReplacesTheOldOneWhole() {
		store().put("replaced", bytes(100_000));
		store().put("replaced", text("short"));
		assertThat(store().readAll("replaced", 100)).isEqualTo(text("short"));
		assertThat(store().list("replaced", null, 10).objects()).hasSize(1);
	}

	@ParameterizedTest
	@ValueSource(ints = { 0, 10_000, 20_000_000 })
	void contentThatFailsChangesNothing(int written) {
		store().put("kept", text("old"));
		for (String name : List.of("kept", "never/made")) {
			assertThatExceptionOfType(StorageException.class).isThrownBy(() -> store().put(name, failingAfter(written)))
				.withMessageContaining("the source broke");
			assertThatExceptionOfType(IllegalStateException.class).isThrownBy(() -> store().put(name, (out) -> {
				out.write(bytes(written));
				out.close();
				throw new IllegalStateException("changed my mind");
			}));
		}
		assertThat(store().readAll("kept", 100)).isEqualTo(text("old"));
		assertThat(store().exists("never/made")).isFalse();
		assertThat(store().list("never", null, 10).objects()).isEmpty();
	}

	@Test
	void deletedIsGone() {
		store().put("deleted/a", text("x"));
		store().put("deleted/b", text("y"));
		store().delete("deleted/a");
		assertThat(store().exists("deleted/a")).isFalse();
		assertThat(names("deleted/")).containsExactly("deleted/b");
	}

	@Test
	void aStreamIsReadInPiecesAndMayBeLeftEarly() throws IOException {
		byte[] content = bytes(3_000_000);
		store().put("pieces", content);
		try (InputStream in = store().get("pieces")) {
			assertThat(in.read()).isEqualTo(Byte.toUnsignedInt(content[0]));
			assertThat(in.skip(0)).isZero();
			in.skipNBytes(999_999);
			assertThat(in.readNBytes(500_000)).isEqualTo(Arrays.copyOfRange(content, 1_000_000, 1_500_000));
		}
		assertThat(store().readAll("pieces", content.length)).isEqualTo(content);
	}

	@Test
	void readingAtOnceHasALimit() {
		store().put("limited", bytes(101));
		assertThatExceptionOfType(StorageException.class).isThrownBy(() -> store().readAll("limited", 100))
			.withMessageContaining("larger than the 100 bytes");
		assertThat(store().readAll("limited", 101)).hasSize(101);
	}

	@Test
	void aCopyIsWholeAndReplacesAnOlderFile(@TempDir Path folder) throws IOException {
		Path file = folder.resolve("copy");
		Files.writeString(file, "older");
		assertThatExceptionOfType(NoSuchObjectException.class).isThrownBy(() -> store().copyTo("not/there", file));
		assertThat(file).hasContent("older");
		byte[] content = bytes(200_000);
		store().put("copied", content);
		store().copyTo("copied", file);
		assertThat(file).hasBinaryContent(content);
		try (var files = Files.list(folder)) {
			assertThat(files).containsExactly(file);
		}
	}

	@Test
	void objectsAreListedByPrefixInTheOrderOfTheirNames() {
		List<String> names = List.of("list/a", "list/a-b", "list/a.b", "list/a0", "list/aa/b", "list/aa/c", "list/aa-",
				"list/b/a/a", "list/B", "list/b_", "listed", "lis");
		names.forEach((name) -> store().put(name, text(name)));
		assertThat(names("list/")).containsExactlyElementsOf(
				new TreeSet<>(names.stream().filter((name) -> name.startsWith("list/")).toList()));
		assertThat(names("list/a")).containsExactly("list/a", "list/a-b", "list/a.b", "list/a0", "list/aa-",
				"list/aa/b", "list/aa/c");
		assertThat(names("list/aa/")).containsExactly("list/aa/b", "list/aa/c");
		assertThat(names("list/b/a/a")).containsExactly("list/b/a/a");
		assertThat(names("list/zz")).isEmpty();
		assertThat(store().list("list/a0", null, 1).objects()).singleElement()
			.satisfies((head) -> assertThat(head.size()).isEqualTo("list/a0".length()));
	}

	@ParameterizedTest
	@ValueSource(ints = { 1, 2, 7, 1000 })
	void pagesTogetherAreTheWholeListing(int limit) {
		Random random = new Random(limit);
		TreeSet<String> names = new TreeSet<>();
		while (names.size() < 40) {
			String name = "pages" + limit + "/" + (char) ('a' + random.nextInt(3))
					+ List.of("-", ".", "0", "", "_").get(random.nextInt(5)) + random.nextInt(3) + "/x"
					+ random.nextInt(100);
			names.add(name);
		}
		names.forEach((name) -> store().put(name, text("x")));
		List<String> paged = new ArrayList<>();
		String after = null;
		do {
			ObjectPage page = store().list("pages" + limit + "/", after, limit);
			assertThat(page.objects()).hasSizeLessThanOrEqualTo(limit);
			page.objects().forEach((object) -> paged.add(object.name()));
			after = page.next();
		}
		while (after != null);
		assertThat(paged).containsExactlyElementsOf(names);
	}

	@Test
	void aPageHasALimit() {
		assertThatIllegalArgumentException().isThrownBy(() -> store().list("", null, 0));
		assertThatIllegalArgumentException().isThrownBy(() -> store().list("", null, 1001));
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "/", "/a", "a/", "a//b", ".", "..", "../a", "a/..", "a/../b", "a/./b", ".a", "a/.b",
			"a\\b", "a b", "a\u0000b", "a\nb", "ä", "a%2e", "a:b", "~", "a?b", "${a}" })
	void aNameThatCouldLeadElsewhereIsRefused(String name) {
		assertRefused(name);
	}

	@Test
	void aNameHasALongestLength() {
		String segment = "s".repeat(200);
		String longest = String.join("/", segment, segment, segment, segment, "s".repeat(96));
		assertThat(longest).hasSize(ObjectName.LONGEST);
		store().put(longest, text("x"));
		assertThat(store().readAll(longest, 10)).isEqualTo(text("x"));
		assertRefused(String.join("/", segment, segment, segment, segment, segment));
		assertRefused("s".repeat(201));
	}

	private void assertRefused(String name) {
		List<Callable<@Nullable Object>> uses = List.of(() -> {
			store().put(name, text("x"));
			return null;
		}, () -> store().get(name), () -> store().head(name), () -> store().readAll(name, 1), () -> {
			store().delete(name);
			return null;
		});
		for (Callable<@Nullable Object> use : uses) {
			assertThatIllegalArgumentException().isThrownBy(use::call).withMessageContaining("cannot be the name");
		}
	}

	@Test
	@Tag("proof")
	void randomNamesAreRefusedOrKept() {
		int size = Proof.size("storage.names", 60, 3000);
		Random random = Proof.random("storage.names");
		String characters = "ab.._-//AZ09 \\%\u00e4\u0000\n~";
		TreeSet<String> kept = new TreeSet<>();
		for (int number = 0; number < size; number++) {
			StringBuilder name = new StringBuilder("f" + number + "/");
			int length = 1 + random.nextInt(8);
			for (int at = 0; at < length; at++) {
				// Mostly harmless, so that many names get through.
				int bound = (random.nextInt(4) == 0) ? characters.length() : 2;
				name.append(characters.charAt(random.nextInt(bound)));
			}
			boolean allowed = name.toString().matches("(?!.*(//|/\\.|/$))[A-Za-z0-9._/-]+");
			try {
				store().put(name.toString(), text(name.toString()));
				kept.add(name.toString());
				assertThat(allowed).as(name.toString()).isTrue();
			}
			catch (IllegalArgumentException ex) {
				assertThat(allowed).as(name.toString()).isFalse();
			}
		}
		assertThat(kept).isNotEmpty();
		assertThat(kept).allSatisfy((name) -> assertThat(store().readAll(name, 100)).isEqualTo(text(name)));
		assertThat(names("f")).containsAll(kept);
	}

	@Test
	@Tag("proof")
	void readersSeeOldOrNewWhileAnObjectIsReplacedAndItsNeighboursComeAndGo() throws Exception {
		int rounds = Proof.size("storage.concurrent", 30, 500);
		store().put("busy/object", filled((byte) 0));
		AtomicBoolean done = new AtomicBoolean();
		try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
			List<Future<?>> others = new ArrayList<>();
			for (int reader = 0; reader < 2; reader++) {
				others.add(executor.submit(() -> {
					while (!done.get()) {
						byte[] content = store().readAll("busy/object", 200_000);
						assertThat(content).isEqualTo(filled(content[0]));
					}
				}));
			}
			others.add(executor.submit(() -> {
				while (!done.get()) {
					store().put("busy/neighbour/a", text("x"));
					store().delete("busy/neighbour/a");
				}
			}));
			others.add(executor.submit(() -> {
				while (!done.get()) {
					store().put("busy/neighbour/b", text("x"));
					store().delete("busy/neighbour/b");
				}
			}));
			try {
				for (int round = 1; round <= rounds; round++) {
					store().put("busy/object", filled((byte) round));
				}
			}
			finally {
				done.set(true);
			}
			for (Future<?> other : others) {
				other.get();
			}
		}
		byte[] last = store().readAll("busy/object", 200_000);
		assertThat(last).isEqualTo(filled((byte) rounds));
	}

	private static byte[] filled(byte value) {
		byte[] content = new byte[150_000];
		Arrays.fill(content, value);
		return content;
	}

	private List<String> names(String prefix) {
		List<String> names = new ArrayList<>();
		String after = null;
		do {
			ObjectPage page = store().list(prefix, after, 1000);
			page.objects().forEach((object) -> names.add(object.name()));
			after = page.next();
		}
		while (after != null);
		return names;
	}

	private static InputStream failingAfter(int count) {
		return new SequenceInputStream(new ByteArrayInputStream(bytes(count)), new InputStream() {

			@Override
			public int read() throws IOException {
				throw new IOException("the source broke");
			}

		});
	}

	static byte[] bytes(int count) {
		byte[] bytes = new byte[count];
		new Random(count).nextBytes(bytes);
		return bytes;
	}

	static byte[] text(String text) {
		return text.getBytes(StandardCharsets.UTF_8);
	}

}
