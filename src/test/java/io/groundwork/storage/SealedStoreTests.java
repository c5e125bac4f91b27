package io.groundwork.storage;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;

import io.groundwork.Proof;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

@Tag("proof")
class SealedStoreTests {

	private static final int SEGMENT = 64 * 1024;

	private final Path folder;

	private final Path keys;

	private final SealedStore store;

	SealedStoreTests(@TempDir Path folder) {
		this.folder = folder.resolve("objects");
		this.keys = folder.resolve("keys.json");
		this.store = Stores.sealed(Stores.folder(this.folder), this.keys);
	}

	@Test
	void nothingIsKeptInTheClear() throws IOException {
		byte[] secret = "the secret that nobody may see ".repeat(5000).getBytes(StandardCharsets.US_ASCII);
		this.store.put("a/secret", secret);
		for (Path file : files()) {
			assertThat(Files.readString(file, StandardCharsets.ISO_8859_1)).doesNotContain("secret that");
		}
	}

	@Test
	void whatIsNeededToFindTheKeyIsReadable() throws IOException {
		this.store.put("a/b", new byte[10]);
		assertThat(Files.readString(object("a/b"), StandardCharsets.ISO_8859_1))
			.matches("(?s)groundwork-sealed-1 [0-9a-f]{32}\n.*");
		assertThat(Files.readString(key("a/b"))).contains("\"format\":1", "\"object\":\"a/b\"",
				"\"key\":\"" + KeyFile.read(this.keys).active() + "\"");
	}

	@Test
	void eachWritingHasAKeyOfItsOwnAndTakesTheOldOneAway() throws IOException {
		this.store.put("a", new byte[100]);
		byte[] first = Files.readAllBytes(object("a"));
		byte[] firstKey = Files.readAllBytes(key("a"));
		this.store.put("a", new byte[100]);
		assertThat(Arrays.copyOfRange(Files.readAllBytes(object("a")), SealedVersion.LENGTH, first.length))
			.isNotEqualTo(Arrays.copyOfRange(first, SealedVersion.LENGTH, first.length));
		assertThat(Files.readAllBytes(key("a"))).isNotEqualTo(firstKey);
		assertThat(files()).hasSize(2);
		this.store.delete("a");
		assertThat(files()).isEmpty();
	}

	@Test
	void everyFlippedByteIsRefused() throws IOException {
		byte[] plain = ObjectStoreContract.bytes(1000);
		this.store.put("small/object", plain);
		for (Path file : List.of(object("small/object"), key("small/object"))) {
			byte[] good = Files.readAllBytes(file);
			Random random = Proof.random("storage.flips");
			int size = Proof.size("storage.flips", 150, good.length * 8);
			for (int number = 0; number < size; number++) {
				int bit = (size == good.length * 8) ? number : random.nextInt(good.length * 8);
				byte[] changed = good.clone();
				changed[bit / 8] ^= (byte) (1 << (bit % 8));
				Files.write(file, changed);
				assertRefused("small/object", plain, "bit " + bit + " of " + file);
			}
			Files.write(file, good);
		}
		assertThat(this.store.readAll("small/object", 1000)).isEqualTo(plain);
	}

	@Test
	void aFlippedByteOfALargeObjectIsRefusedBeforeItsEnd() throws IOException {
		byte[] plain = ObjectStoreContract.bytes(4 * SEGMENT);
		this.store.put("large", plain);
		byte[] good = Files.readAllBytes(object("large"));
		Random random = Proof.random("storage.flips.large");
		int size = Proof.size("storage.flips.large", 100, 10_000);
		for (int number = 0; number < size; number++) {
			int at = random.nextInt(good.length);
			byte[] changed = good.clone();
			changed[at] ^= (byte) (1 + random.nextInt(255));
			Files.write(object("large"), changed);
			assertRefused("large", plain, "byte " + at);
		}
	}

	@Test
	void everyCutIsRefused() throws IOException {
		byte[] plain = ObjectStoreContract.bytes(1000);
		this.store.put("small", plain);
		for (Path file : List.of(object("small"), key("small"))) {
			byte[] good = Files.readAllBytes(file);
			for (int length = 0; length < good.length; length++) {
				Files.write(file, Arrays.copyOf(good, length));
				assertRefused("small", plain, length + " bytes of " + file);
			}
			Files.write(file, Arrays.copyOf(good, good.length + 1));
			assertRefused("small", plain, "one byte more of " + file);
			Files.write(file, good);
		}
	}

	@Test
	void aCutAnywhereInALargeObjectIsRefused() throws IOException {
		byte[] plain = ObjectStoreContract.bytes(3 * SEGMENT);
		this.store.put("large", plain);
		byte[] good = Files.readAllBytes(object("large"));
		List<Integer> lengths = new ArrayList<>();
		for (int segment = 0; segment <= 3; segment++) {
			for (int beside = -20; beside <= 20; beside++) {
				lengths.add(SealedVersion.LENGTH + segment * SEGMENT + beside);
			}
		}
		Random random = Proof.random("storage.cuts.large");
		int size = Proof.size("storage.cuts.large", 50, 5000);
		for (int number = 0; number < size; number++) {
			lengths.add(random.nextInt(good.length));
		}
		for (int length : lengths) {
			if (length < good.length) {
				Files.write(object("large"), Arrays.copyOf(good, length));
				assertRefused("large", plain, length + " bytes");
			}
		}
	}

	@Test
	void segmentsInAnotherOrderAreRefused() throws IOException {
		byte[] plain = ObjectStoreContract.bytes(5 * SEGMENT);
		this.store.put("large", plain);
		byte[] good = Files.readAllBytes(object("large"));
		byte[] changed = good.clone();
		int second = SealedVersion.LENGTH + SEGMENT;
		System.arraycopy(good, second, changed, second + SEGMENT, SEGMENT);
		System.arraycopy(good, second + SEGMENT, changed, second, SEGMENT);
		Files.write(object("large"), changed);
		assertRefused("large", plain, "swapped");
		ByteArrayOutputStream dropped = new ByteArrayOutputStream();
		dropped.write(good, 0, second);
		dropped.write(good, second + SEGMENT, good.length - second - SEGMENT);
		Files.write(object("large"), dropped.toByteArray());
		assertRefused("large", plain, "dropped");
	}

	@Test
	void anotherObjectsBytesAreRefused() throws IOException {
		this.store.put("a", ObjectStoreContract.text("of a"));
		this.store.put("b", ObjectStoreContract.text("of b"));
		Path keyOfA = key("a");
		Files.copy(object("a"), object("b"), StandardCopyOption.REPLACE_EXISTING);
		assertThatExceptionOfType(BrokenSealException.class).isThrownBy(() -> this.store.get("b"))
			.withMessageContaining("sealed under another name");
		// Even with the key put where the swapped object's would be.
		String id = keyOfA.getFileName().toString().substring(33);
		Path place = this.folder.resolve("keys").resolve(new SealedVersion("b", id).keyName());
		Files.copy(keyOfA, place);
		assertThatExceptionOfType(BrokenSealException.class).isThrownBy(() -> this.store.get("b"))
			.withMessageContaining("belongs elsewhere");
		Files.writeString(place, Files.readString(place).replace("\"object\":\"a\"", "\"object\":\"b\""));
		assertThatExceptionOfType(BrokenSealException.class).isThrownBy(() -> this.store.get("b"))
			.withMessageContaining("The object b cannot be opened with the key");
		Files.delete(place);
		// Replacing the wrong bytes takes nothing from the object that they came from.
		this.store.put("b", ObjectStoreContract.text("new"));
		assertThat(this.store.readAll("a", 10)).isEqualTo(ObjectStoreContract.text("of a"));
	}

	@Test
	void anOlderVersionsBytesAreRefused() throws IOException {
		this.store.put("a", ObjectStoreContract.text("older"));
		byte[] older = Files.readAllBytes(object("a"));
		this.store.put("a", ObjectStoreContract.text("newer"));
		Files.write(object("a"), older);
		assertThatExceptionOfType(BrokenSealException.class).isThrownBy(() -> this.store.get("a"))
			.withMessageContaining("its key was deleted");
	}

	@Test
	void anUnknownKeyIsNamedAndWithItBackAllIsWell() throws IOException {
		this.store.put("a", ObjectStoreContract.text("of a"));
		String id = KeyFile.read(this.keys).activeKey().id();
		Path aside = this.folder.resolveSibling("aside.json");
		Files.move(this.keys, aside);
		Path others = this.folder.resolveSibling("others.json");
		KeyFile.create(others);
		Files.writeString(others, Files.readString(others).replace(id, "another"));
		SealedStore stranger = Stores.sealed(Stores.folder(this.folder), others);
		assertThatExceptionOfType(BrokenSealException.class).isThrownBy(() -> stranger.readAll("a", 10))
			.withMessage("The object a was sealed with the key %s, which is not in %s; put that key back".formatted(id,
					others));
		assertThat(Stores.sealed(Stores.folder(this.folder), aside).readAll("a", 10))
			.isEqualTo(ObjectStoreContract.text("of a"));
	}

	@Test
	void aKeyOfTheSameIdWithOtherBytesIsRefused() throws IOException {
		this.store.put("a", ObjectStoreContract.text("of a"));
		Files.delete(this.keys);
		SealedStore stranger = Stores.sealed(Stores.folder(this.folder), this.keys);
		assertThatExceptionOfType(BrokenSealException.class).isThrownBy(() -> stranger.readAll("a", 10))
			.withMessageContaining("cannot be opened with the key");
	}

	@Test
	void aBrokenObjectCanBeReplacedAndDeleted() throws IOException {
		for (String broken : List.of("", "not sealed at all", "x".repeat(100_000))) {
			this.store.put("a", ObjectStoreContract.text("of a"));
			Files.writeString(object("a"), broken);
			this.store.put("a", ObjectStoreContract.text("new"));
			assertThat(this.store.readAll("a", 10)).isEqualTo(ObjectStoreContract.text("new"));
			Files.writeString(object("a"), broken);
			this.store.delete("a");
			assertThat(this.store.exists("a")).isFalse();
		}
	}

	private void assertRefused(String name, byte[] plain, String how) throws IOException {
		assertThatExceptionOfType(BrokenSealException.class).as(how)
			.isThrownBy(() -> this.store.readAll(name, plain.length))
			.withMessageContaining(name);
		Path copy = this.folder.resolveSibling("copy");
		assertThatExceptionOfType(BrokenSealException.class).as(how).isThrownBy(() -> this.store.copyTo(name, copy));
		assertThat(copy).doesNotExist();
		assertThat(copy.resolveSibling("copy.part")).doesNotExist();
		ByteArrayOutputStream read = new ByteArrayOutputStream();
		try (InputStream in = this.store.get(name)) {
			assertThatExceptionOfType(IOException.class).as(how)
				.isThrownBy(() -> in.transferTo(read))
				.withCauseInstanceOf(BrokenSealException.class);
			// It never ends as if it were whole, however often it is asked.
			assertThatExceptionOfType(IOException.class).as(how).isThrownBy(in::read);
			assertThatExceptionOfType(IOException.class).as(how).isThrownBy(() -> in.read(new byte[10]));
		}
		catch (BrokenSealException ex) {
			// Refused when it was opened.
			return;
		}
		assertThat(read.toByteArray()).as(how).isEqualTo(Arrays.copyOf(plain, read.size()));
		assertThat(read.size()).as(how).isLessThan(plain.length);
	}

	private Path object(String name) {
		return this.folder.resolve("objects").resolve(name);
	}

	private Path key(String name) throws IOException {
		try (InputStream in = Files.newInputStream(object(name))) {
			return this.folder.resolve("keys").resolve(SealedVersion.read(name, in).keyName());
		}
	}

	private List<Path> files() throws IOException {
		try (Stream<Path> files = Files.walk(this.folder)) {
			return files.filter(Files::isRegularFile).toList();
		}
	}

}
