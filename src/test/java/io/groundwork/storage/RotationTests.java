package io.groundwork.storage;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;

import io.groundwork.Proof;
import io.groundwork.sandbox.S3Server;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Changing keys, and dying on the way.
 */
@Tag("proof")
class RotationTests {

	private final Path folder;

	private final Path keys;

	private final ObjectStore bare;

	private final Map<String, byte[]> contents = new TreeMap<>();

	RotationTests(@TempDir Path folder) {
		this.folder = folder.resolve("objects");
		this.keys = folder.resolve("keys.json");
		this.bare = Stores.folder(this.folder);
	}

	@Test
	void rewrappingTouchesKeysOnlyAndThenTheOldKeyCanGo() throws IOException {
		fill(20);
		Map<Path, byte[]> before = files("objects");
		String old = KeyFile.read(this.keys).activeKey().id();
		String active = KeyFile.addKey(this.keys);
		assertThat(sealed().rewrap()).isEqualTo(new SealedStore.Rewrapped(20, 20, List.of()));
		assertThat(files("objects")).containsExactlyEntriesOf(before);
		assertThat(files("keys").values()).allSatisfy(
				(key) -> assertThat(new String(key, StandardCharsets.UTF_8)).contains("\"key\":\"" + active + "\""));
		assertThat(sealed().rewrap()).isEqualTo(new SealedStore.Rewrapped(20, 0, List.of()));
		forget(old);
		assertAllReadable();
	}

	@Test
	void rewrappingWorksOnS3(@TempDir Path other) {
		ObjectStore s3 = Stores.s3(S3Server.shared().access());
		// Keys of other tests on the same server would be refused: they are not known
		// here.
		Path keyFile = other.resolve("keys.json");
		SealedStore store = Stores.sealed(s3, keyFile);
		store.put("rotated/a", ObjectStoreContract.text("of a"));
		KeyFile.addKey(keyFile);
		assertThat(store.rewrap().rewrapped()).isEqualTo(1);
		assertThat(store.readAll("rotated/a", 10)).isEqualTo(ObjectStoreContract.text("of a"));
		assertThat(store.rewrap().rewrapped()).isZero();
	}

	@Test
	void aKeyThatIsBrokenIsReportedAndTheOthersAreDone() throws IOException {
		fill(5);
		KeyFile.addKey(this.keys);
		Path broken = files("keys").keySet().iterator().next();
		Files.writeString(broken, "{}");
		SealedStore.Rewrapped done = sealed().rewrap();
		assertThat(done.looked()).isEqualTo(5);
		assertThat(done.rewrapped()).isEqualTo(4);
		assertThat(done.refused()).singleElement()
			.asString()
			.contains(broken.getFileName().toString(), "was changed or belongs elsewhere");
	}

	@Test
	void rewrappingThatDiesAtAnyStepIsTakenUpAgain() throws IOException {
		fill(6);
		for (int step = 0; step <= 6; step++) {
			String old = KeyFile.read(this.keys).activeKey().id();
			KeyFile.addKey(this.keys);
			FailingStore dying = new FailingStore(this.bare, step);
			if (step < 6) {
				assertThatExceptionOfType(FailingStore.Died.class)
					.isThrownBy(() -> Stores.sealed(dying, this.keys).rewrap());
			}
			else {
				Stores.sealed(dying, this.keys).rewrap();
			}
			assertThat(dying.changes()).isEqualTo(step);
			assertAllReadable();
			assertThat(sealed().rewrap().rewrapped()).isEqualTo(6 - step);
			forget(old);
			assertAllReadable();
		}
	}

	@Test
	void rewrappingWhoseProcessIsKilledIsTakenUpAgain() throws Exception {
		fill(200);
		int kills = Proof.size("storage.rewrap.kills", 2, 40);
		Random random = Proof.random("storage.rewrap.kills");
		for (int kill = 0; kill < kills; kill++) {
			String old = KeyFile.read(this.keys).activeKey().id();
			KeyFile.addKey(this.keys);
			Worker.killed("rewrap", this.folder, this.keys, random.nextInt(200));
			assertAllReadable();
			SealedStore.Rewrapped rest = sealed().rewrap();
			assertThat(rest.looked()).isEqualTo(200);
			assertThat(rest.refused()).isEmpty();
			forget(old);
			assertAllReadable();
			assertThat(this.folder.resolve(".unfinished")).isEmptyDirectory();
		}
	}

	@Test
	void aWriterThatIsKilledLeavesTheOldObjectOrTheNew() throws Exception {
		int kills = Proof.size("storage.put.kills", 2, 40);
		Random random = Proof.random("storage.put.kills");
		for (int kill = 0; kill < kills; kill++) {
			Worker.killed("put", this.folder, this.keys, random.nextInt(60));
			SealedStore store = sealed();
			byte[] content = store.readAll("written", Worker.SIZE);
			assertThat(content).hasSize(Worker.SIZE).containsOnly(content[0]);
			assertThat(this.folder.resolve(".unfinished")).isEmptyDirectory();
		}
		assertThat(afterTwoDays().sweep()).isBetween(0, 2 * kills);
		assertThat(files("keys")).hasSize(1);
		assertThat(sealed().readAll("written", Worker.SIZE)).hasSize(Worker.SIZE);
	}

	@Test
	void writingOrDeletingThatDiesAtAnyStepLosesNothingAndItsLeftoversAreSwept() throws IOException {
		for (int step = 0; step < 3; step++) {
			fill(3);
			SealedStore dying = Stores.sealed(new FailingStore(this.bare, step), this.keys);
			assertThatExceptionOfType(FailingStore.Died.class)
				.isThrownBy(() -> dying.put("object/1", ObjectStoreContract.text("new")));
			byte[] now = sealed().readAll("object/1", 10_000);
			assertThat(now).isIn(this.contents.get("object/1"), ObjectStoreContract.text("new"));
			SealedStore deleting = Stores.sealed(new FailingStore(this.bare, step % 2), this.keys);
			assertThatExceptionOfType(FailingStore.Died.class).isThrownBy(() -> deleting.delete("object/2"));
			assertThat(sealed().exists("object/2")).isEqualTo(step % 2 == 0);
			int leftovers = files("keys").size() - files("objects").size();
			assertThat(leftovers).isEqualTo(((step > 0) ? 1 : 0) + step % 2);
			assertThat(sealed().sweep()).as("what may be on its way is spared").isZero();
			assertThat(afterTwoDays().sweep()).isEqualTo(leftovers);
			assertThat(files("keys")).hasSameSizeAs(files("objects"));
			assertThat(sealed().readAll("object/1", 10_000)).isEqualTo(now);
		}
	}

	private void fill(int count) {
		SealedStore store = sealed();
		for (int number = 0; number < count; number++) {
			byte[] content = ObjectStoreContract.bytes(1000 + number);
			store.put("object/" + number, content);
			this.contents.put("object/" + number, content);
		}
	}

	private SealedStore sealed() {
		return Stores.sealed(Stores.folder(this.folder), this.keys);
	}

	private SealedStore afterTwoDays() {
		return new SealedStore(this.bare, new KeyEncryption(this.keys),
				Clock.offset(Clock.systemUTC(), Duration.ofDays(2)));
	}

	private void assertAllReadable() {
		SealedStore store = sealed();
		this.contents.forEach((name, content) -> assertThat(store.readAll(name, 10_000)).as(name).isEqualTo(content));
	}

	private void forget(String id) throws IOException {
		JsonMapper json = JsonMapper.builder().build();
		ObjectNode file = (ObjectNode) json.readTree(Files.readAllBytes(this.keys));
		((ArrayNode) file.get("keys")).removeIf((key) -> key.get("id").asString().equals(id));
		Files.write(this.keys, json.writeValueAsBytes(file));
		Files.setPosixFilePermissions(this.keys, PosixFilePermissions.fromString("rw-------"));
	}

	private Map<Path, byte[]> files(String under) throws IOException {
		Map<Path, byte[]> found = new TreeMap<>();
		if (Files.exists(this.folder.resolve(under))) {
			try (Stream<Path> files = Files.walk(this.folder.resolve(under))) {
				for (Path file : files.filter(Files::isRegularFile).toList()) {
					found.put(file, Files.readAllBytes(file));
				}
			}
		}
		return found;
	}

}
