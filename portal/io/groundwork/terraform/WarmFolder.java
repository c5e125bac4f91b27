package io.groundwork.terraform;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.util.FileSystemUtils;

/**
 * What init has made for an environment, kept so that the next run with the same
 * providers and modules does without init.
 */
public final class WarmFolder {

	/**
	 * A process whose worker died may still use what it was given; no longer than that.
	 */
	private static final Duration LEFT_OVER = Duration.ofDays(1);

	/**
	 * An environment that was not run in for so long does init again.
	 */
	private static final Duration UNUSED = Duration.ofDays(7);

	private static final String LOCK = ".terraform.lock.hcl";

	private static final String CURRENT = "current";

	private final Path folder;

	private final Installation installation;

	WarmFolder(Path folder, Installation installation) {
		this.folder = folder.toAbsolutePath();
		this.installation = installation;
	}

	/**
	 * Where init's work is, or is to go. A new generation is never made where a process
	 * may still read the old one.
	 * @param configuration the run's folder; if it has no lock file it is given the one
	 * that the last init of this very configuration wrote
	 * @param program who will run
	 * @param backend the address of the state's backend
	 */
	public Place place(Path configuration, Program program, String backend) {
		try {
			Files.createDirectories(this.folder,
					PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
			Key key = new Key(configuration, this.installation, program, backend);
			Path current = current();
			if (current != null && Files.isDirectory(current.resolve("data"))) {
				bringLock(current, configuration, key);
				if (key.whole().equals(read(current.resolve("key")))) {
					Files.setLastModifiedTime(current, FileTime.from(Instant.now()));
					return new Place(current, key, configuration, true);
				}
			}
			Path fresh = this.folder.resolve("generation-" + UUID.randomUUID());
			Files.createDirectories(fresh.resolve("data"));
			return new Place(fresh, key, configuration, false);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private static void bringLock(Path current, Path configuration, Key key) throws IOException {
		Path lock = current.resolve(LOCK);
		if (!Files.exists(configuration.resolve(LOCK)) && Files.exists(lock)
				&& key.withoutLock().equals(read(current.resolve("configuration")))) {
			Files.copy(lock, configuration.resolve(LOCK));
		}
	}

	/**
	 * The next run does its own init: something went wrong, and what init has made may be
	 * a part of it.
	 */
	public void distrust() {
		try {
			Path current = current();
			Files.deleteIfExists(this.folder.resolve(CURRENT));
			if (current != null) {
				FileSystemUtils.deleteRecursively(current);
			}
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private @Nullable Path current() throws IOException {
		String name = read(this.folder.resolve(CURRENT));
		return name.isEmpty() ? null : this.folder.resolve(name);
	}

	private static String read(Path file) throws IOException {
		try {
			return Files.readString(file);
		}
		catch (NoSuchFileException ex) {
			return "";
		}
	}

	/**
	 * Removes what environments have left or are not likely to use again.
	 * @param all where the folders of all environments are
	 */
	static void sweep(Path all) throws IOException {
		if (!Files.isDirectory(all)) {
			return;
		}
		try (Stream<Path> folders = Files.list(all)) {
			for (Path folder : folders.filter(Files::isDirectory).toList()) {
				String current = read(folder.resolve(CURRENT));
				if (!current.isEmpty() && old(folder.resolve(current), UNUSED)) {
					Files.deleteIfExists(folder.resolve(CURRENT));
				}
				sweepLeftOver(folder, current);
			}
		}
	}

	private static void sweepLeftOver(Path folder, String current) throws IOException {
		try (Stream<Path> generations = Files.list(folder)) {
			for (Path generation : generations.filter(Files::isDirectory).toList()) {
				boolean used = generation.getFileName().toString().equals(current);
				if (old(generation, used ? UNUSED : LEFT_OVER)) {
					FileSystemUtils.deleteRecursively(generation);
				}
			}
		}
	}

	private static boolean old(Path generation, Duration limit) throws IOException {
		return !Files.isDirectory(generation)
				|| Files.getLastModifiedTime(generation).toInstant().isBefore(Instant.now().minus(limit));
	}

	/**
	 * One generation.
	 */
	public final class Place {

		private final Path generation;

		private final Key key;

		private final Path configuration;

		private final boolean warm;

		private Place(Path generation, Key key, Path configuration, boolean warm) {
			this.generation = generation;
			this.key = key;
			this.configuration = configuration;
			this.warm = warm;
		}

		/**
		 * What TF_DATA_DIR must be.
		 */
		public Path data() {
			return this.generation.resolve("data");
		}

		/**
		 * Whether init is not needed.
		 */
		public boolean warm() {
			return this.warm;
		}

		/**
		 * Whether the state is kept by a backend of that kind, about which no file says
		 * anything more: init has written down what it went by.
		 */
		public boolean keepsState(String kind) {
			try {
				JsonNode backend = JsonMapper.shared()
					.readTree(read(data().resolve("terraform.tfstate")))
					.path("backend");
				return backend.path("type").asString("").equals(kind)
						&& backend.path("config").valueStream().allMatch(JsonNode::isNull);
			}
			catch (JacksonException ex) {
				return false;
			}
			catch (IOException ex) {
				throw new UncheckedIOException(ex);
			}
		}

		/**
		 * Init has succeeded here: the next run may use it. Without this call nobody
		 * will.
		 */
		public void keep() {
			try {
				Path lock = this.configuration.resolve(LOCK);
				if (Files.exists(lock)) {
					Files.copy(lock, this.generation.resolve(LOCK), StandardCopyOption.REPLACE_EXISTING);
				}
				Files.writeString(this.generation.resolve("configuration"), this.key.withoutLock());
				// Init may have written the lock file, which is part of the whole.
				Files.writeString(this.generation.resolve("key"), this.key.whole());
				Path pointer = Files.writeString(WarmFolder.this.folder.resolve(CURRENT + "-" + UUID.randomUUID()),
						this.generation.getFileName().toString());
				Files.move(pointer, WarmFolder.this.folder.resolve(CURRENT), StandardCopyOption.ATOMIC_MOVE);
				sweepLeftOver(WarmFolder.this.folder, this.generation.getFileName().toString());
			}
			catch (IOException ex) {
				throw new UncheckedIOException(ex);
			}
		}

		/**
		 * Init has not succeeded here: what it has made is of no use to anybody.
		 */
		public void drop() {
			try {
				FileSystemUtils.deleteRecursively(this.generation);
			}
			catch (IOException ex) {
				// It goes with its age.
			}
		}

	}

}
