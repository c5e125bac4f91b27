package io.groundwork.storage;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class FolderStoreTests extends ObjectStoreContract {

	private final Path folder;

	private final FolderStore store;

	FolderStoreTests(@TempDir Path temporary) {
		this.folder = temporary.resolve("objects");
		this.store = new FolderStore(this.folder);
	}

	@Override
	ObjectStore store() {
		return this.store;
	}

	@Test
	void whatDeadWritersLeftIsSweptAtStartAndWhatLivingOnesWriteIsNot() throws IOException {
		Path left = this.folder.resolve(".unfinished/left-by-a-crash");
		Files.writeString(left, "half");
		this.store.put("written", (out) -> {
			out.write(text("first "));
			new FolderStore(this.folder);
			out.write(text("second"));
		});
		assertThat(left).doesNotExist();
		assertThat(this.store.readAll("written", 100)).isEqualTo(text("first second"));
		assertThat(this.folder.resolve(".unfinished")).isEmptyDirectory();
	}

	@Test
	void linksAreNotFollowed(@TempDir Path elsewhere) throws IOException {
		Files.writeString(elsewhere.resolve("secret"), "secret");
		Files.createSymbolicLink(this.folder.resolve("out"), elsewhere);
		Files.createSymbolicLink(this.folder.resolve("file"), elsewhere.resolve("secret"));
		for (String name : new String[] { "out/secret", "out/new", "file", "file/below" }) {
			assertThatExceptionOfType(StorageException.class).isThrownBy(() -> this.store.get(name))
				.withMessageContaining("is a link");
			assertThatExceptionOfType(StorageException.class).isThrownBy(() -> this.store.put(name, text("changed")))
				.withMessageContaining("is a link");
			assertThatExceptionOfType(StorageException.class).isThrownBy(() -> this.store.delete(name))
				.withMessageContaining("is a link");
			assertThatExceptionOfType(StorageException.class).isThrownBy(() -> this.store.head(name))
				.withMessageContaining("is a link");
		}
		assertThat(this.store.list("", null, 10).objects()).isEmpty();
		assertThat(elsewhere).isDirectoryContaining((file) -> file.endsWith("secret"));
		assertThat(elsewhere.resolve("secret")).hasContent("secret");
		assertThat(elsewhere.resolve("new")).doesNotExist();
	}

	@Test
	void theFolderItselfMayBeALink(@TempDir Path elsewhere) throws IOException {
		Path link = elsewhere.resolve("link");
		Files.createSymbolicLink(link, this.folder);
		new FolderStore(link).put("a/b", text("x"));
		assertThat(this.store.readAll("a/b", 10)).isEqualTo(text("x"));
		Files.delete(link);
	}

	@Test
	void deletingLeavesNoEmptyFolders() {
		this.store.put("a/b/c/d", text("x"));
		this.store.put("a/e", text("y"));
		this.store.delete("a/b/c/d");
		assertThat(this.folder.resolve("a/b")).doesNotExist();
		assertThat(this.folder.resolve("a/e")).exists();
	}

	@Test
	void whatOthersPutThereIsNoObject() throws IOException {
		Files.writeString(this.folder.resolve("not one of ours"), "x");
		this.store.put("ours", text("x"));
		assertThat(this.store.list("", null, 10).objects()).extracting(ObjectHead::name).containsExactly("ours");
	}

	@Test
	void aFolderThatCannotBeUsedIsNamed() throws IOException {
		Path file = this.folder.resolve("file");
		Files.writeString(file, "x");
		assertThatExceptionOfType(InvalidStorageSettingException.class).isThrownBy(() -> new FolderStore(file))
			.withMessageStartingWith("groundwork.storage.folder: ")
			.withMessageContaining("cannot be used");
	}

	@Test
	void anUnfinishedFileOfAnotherProcessIsLeftAlone() throws Exception {
		Path theirs = this.folder.resolve(".unfinished/theirs");
		Process other = new ProcessBuilder(ProcessHandle.current().info().command().orElseThrow(), "-cp",
				System.getProperty("java.class.path"), LockHolder.class.getName(), theirs.toString())
			.redirectError(ProcessBuilder.Redirect.INHERIT)
			.start();
		try {
			assertThat(other.getInputStream().read()).isEqualTo('L');
			new FolderStore(this.folder);
			assertThat(theirs).exists();
		}
		finally {
			other.destroyForcibly().waitFor();
		}
		new FolderStore(this.folder);
		assertThat(theirs).doesNotExist();
	}

	/**
	 * Another process that writes into the same folder until it is killed.
	 */
	static final class LockHolder {

		private LockHolder() {
		}

		public static void main(String[] arguments) throws IOException {
			try (FileChannel channel = FileChannel.open(Path.of(arguments[0]), StandardOpenOption.CREATE_NEW,
					StandardOpenOption.WRITE)) {
				channel.lock();
				System.out.print('L');
				System.out.flush();
				System.in.read();
			}
		}

	}

}
