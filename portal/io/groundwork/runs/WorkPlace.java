package io.groundwork.runs;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;

import org.springframework.stereotype.Component;

/**
 * Where this machine's workers have the folders of their runs.
 */
@Component
class WorkPlace {

	private static final Path MEMORY = Path.of("/dev/shm");

	/** A state of 100 MB is in the folder several times. */
	private static final long ENOUGH = 1L << 30;

	private static final Duration IDLE = Duration.ofHours(1);

	/** What a run writes before it begins. */
	private static final int PROBE = 64 * 1024;

	private final Path top;

	private final Path warm;

	private final Path probe;

	private volatile String host = "";

	WorkPlace(RunSettings settings) {
		Path set = settings.folder();
		this.top = ((set != null) ? set : byDefault()).toAbsolutePath().normalize();
		this.warm = this.top.startsWith(MEMORY) && set == null ? onDisk("warm") : this.top.resolve("warm");
		this.probe = this.top.resolve("probe-" + UUID.randomUUID());
	}

	/**
	 * What is here is secret while it is in use, so it had better be on no disk.
	 */
	private static Path byDefault() {
		String name = "groundwork-runs-" + System.getProperty("user.name");
		try {
			if (Files.isWritable(MEMORY) && Files.getFileStore(MEMORY).getUsableSpace() >= ENOUGH) {
				return MEMORY.resolve(name);
			}
		}
		catch (IOException ex) {
			// Then on disk.
		}
		return onDisk("runs");
	}

	private static Path onDisk(String what) {
		return Path.of(System.getProperty("java.io.tmpdir"),
				"groundwork-%s-%s".formatted(what, System.getProperty("user.name")));
	}

	private static String hostName() {
		try {
			return InetAddress.getLocalHost().getHostName();
		}
		catch (IOException ex) {
			return "localhost";
		}
	}

	/**
	 * What two places have in common only if they see the same processes and the same
	 * folder: after a restart of the machine no process is left, containers of one
	 * machine do not see each other's, and folders of one name may be different ones.
	 */
	private String mark() {
		String all = boot() + " " + processes() + " " + id();
		return UUID.nameUUIDFromBytes(all.getBytes(StandardCharsets.UTF_8)).toString().substring(0, 8);
	}

	private static String boot() {
		try {
			return Files.readString(Path.of("/proc/sys/kernel/random/boot_id")).strip();
		}
		catch (IOException ex) {
			return "";
		}
	}

	private static String processes() {
		try {
			return Files.readSymbolicLink(Path.of("/proc/self/ns/pid")).toString();
		}
		catch (IOException ex) {
			return "";
		}
	}

	/**
	 * The folder's own number, which the first who comes makes up.
	 */
	private String id() {
		// A lock holds between processes, and not within one.
		synchronized (WorkPlace.class) {
			try (FileChannel file = FileChannel.open(this.top.resolve("id"), StandardOpenOption.CREATE,
					StandardOpenOption.READ, StandardOpenOption.WRITE); FileLock lock = file.lock()) {
				ByteBuffer content = ByteBuffer.allocate(36);
				while (content.hasRemaining() && file.read(content) > 0) {
					// There may be more.
				}
				if (!content.hasRemaining()) {
					return new String(content.array(), StandardCharsets.US_ASCII);
				}
				String id = UUID.randomUUID().toString();
				file.write(ByteBuffer.wrap(id.getBytes(StandardCharsets.US_ASCII)), 0);
				return id;
			}
			catch (IOException ex) {
				throw new UncheckedIOException(
						"The folder %s, which groundwork.runs.folder names, cannot be used".formatted(this.top), ex);
			}
		}
	}

	private Path runs() {
		return this.top.resolve("runs");
	}

	/**
	 * A folder for the runs of a worker, which nobody else has ever had.
	 */
	Path forWorker() {
		try {
			return Files.createTempDirectory(runs(), "worker-");
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * Removes the folder of a worker that ends, unless a run is left in it.
	 */
	void leave(Path worker) {
		try {
			Files.deleteIfExists(worker);
		}
		catch (IOException ex) {
			// Whoever picks up the run removes the rest.
		}
	}

	/**
	 * What init has made for an environment. Names are used once, and what is in it is
	 * checked. There are no secrets in it, and many megabytes where providers are
	 * fetched, so it is not kept in memory.
	 */
	Path warm(String environment) {
		return this.warm.resolve(environment);
	}

	/**
	 * What init has made for all of them.
	 */
	Path warm() {
		return this.warm;
	}

	/**
	 * This machine and this folder on it, once it is prepared.
	 */
	String host() {
		return this.host;
	}

	/**
	 * Whether the processes of a claim can be seen from here. Where they cannot, one that
	 * seems to be gone may be at work all the same.
	 */
	boolean sees(String host) {
		return this.host.equals(host);
	}

	void prepare() {
		try {
			own(this.top);
			own(this.warm);
			Files.createDirectories(runs());
			this.host = "%s/%s:%s".formatted(hostName(), mark(), this.top);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(
					"The folder %s, which groundwork.runs.folder names, cannot be used".formatted(this.top), ex);
		}
	}

	/**
	 * Nobody else may look into it, or put something there for us to use.
	 */
	private static void own(Path folder) throws IOException {
		Files.createDirectories(folder.getParent());
		if (!Files.isDirectory(folder)) {
			Files.createDirectory(folder,
					PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
		}
		Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
	}

	/**
	 * What is wrong with the place, found out by writing there.
	 */
	Optional<String> trouble() {
		try {
			prepare();
			Files.write(this.probe, new byte[PROBE]);
			Files.delete(this.probe);
			return Optional.empty();
		}
		catch (IOException | UncheckedIOException ex) {
			Throwable why = (ex.getCause() != null) ? ex.getCause() : ex;
			return Optional
				.of("Nothing can be written below %s, which groundwork.runs.folder names: %s".formatted(this.top, why));
		}
	}

	/**
	 * Removes the folders of workers that have had nothing in them for long. One that is
	 * needed after all is made again, but not by whoever is just making theirs in it.
	 */
	void removeEmpty() {
		for (Path folder : in(runs())) {
			try {
				if (Files.getLastModifiedTime(folder).toInstant().plus(IDLE).isBefore(Instant.now())) {
					Files.delete(folder);
				}
			}
			catch (IOException ex) {
				// There is a run in it, or somebody else removes it.
			}
		}
	}

	/**
	 * The folders of runs that there are, of whatever worker.
	 */
	List<Path> folders() {
		return in(runs()).stream().flatMap((worker) -> in(worker).stream()).sorted().toList();
	}

	private static List<Path> in(Path folder) {
		try (Stream<Path> found = Files.list(folder)) {
			return found.toList();
		}
		catch (NoSuchFileException | NotDirectoryException ex) {
			return List.of();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
