package io.groundwork.sandbox.database;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

import io.groundwork.sandbox.Tools;
import io.zonky.test.db.postgres.embedded.DefaultPostgresBinaryResolver;
import io.zonky.test.db.postgres.util.LinuxUtils;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.compressors.xz.XZCompressorInputStream;
import org.springframework.util.FileSystemUtils;

/**
 * PostgreSQL's programs from Maven's binaries, unpacked once for this machine.
 *
 * @param folder where they are
 */
record Programs(Path folder) {

	/**
	 * Those that fit this machine, beside the other tools that the sandbox keeps.
	 */
	static Programs unpacked() {
		try {
			byte[] archive;
			try (InputStream packed = DefaultPostgresBinaryResolver.INSTANCE.getPgBinary(system(),
					System.getProperty("os.arch"))) {
				archive = packed.readAllBytes();
			}
			Path folder = Tools.cache().resolve("postgres-" + digest(archive));
			if (!Files.isDirectory(folder)) {
				unpack(archive, folder);
			}
			return new Programs(folder);
		}
		catch (IOException ex) {
			throw new UncheckedIOException("PostgreSQL could not be unpacked", ex);
		}
	}

	private static String system() {
		return System.getProperty("os.name").startsWith("Mac") ? "Darwin" : "Linux";
	}

	private static String digest(byte[] archive) {
		try {
			return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(archive), 0, 8);
		}
		catch (NoSuchAlgorithmException ex) {
			throw new IllegalStateException(ex);
		}
	}

	/**
	 * Under another name first: what is there is whole, whoever else unpacks meanwhile.
	 */
	private static void unpack(byte[] archive, Path folder) throws IOException {
		Files.createDirectories(folder.getParent());
		Path half = Files.createTempDirectory(folder.getParent(), "postgres-");
		try (TarArchiveInputStream files = new TarArchiveInputStream(
				new XZCompressorInputStream(new ByteArrayInputStream(archive)))) {
			for (TarArchiveEntry entry = files.getNextEntry(); entry != null; entry = files.getNextEntry()) {
				Path file = half.resolve(entry.getName()).normalize();
				if (entry.isDirectory()) {
					Files.createDirectories(file);
				}
				else {
					Files.createDirectories(file.getParent());
					if (entry.isSymbolicLink()) {
						Files.createSymbolicLink(file, Path.of(entry.getLinkName()));
					}
					else {
						Files.copy(files, file);
						Files.setPosixFilePermissions(file, PosixFilePermissions
							.fromString((entry.getMode() & 0100) != 0 ? "rwxr-xr-x" : "rw-r--r--"));
					}
				}
			}
			Files.move(half, folder, StandardCopyOption.ATOMIC_MOVE);
		}
		catch (FileAlreadyExistsException ex) {
			// Somebody else was first.
		}
		catch (FileSystemException ex) {
			if (!Files.isDirectory(folder)) {
				throw ex;
			}
		}
		finally {
			FileSystemUtils.deleteRecursively(half);
		}
	}

	/**
	 * What is to be run. PostgreSQL refuses to be root, so root hides itself in a user
	 * namespace, where the server is nobody and its process number is still its own.
	 */
	List<String> command(String program, List<String> arguments) {
		List<String> command = new ArrayList<>();
		if (LinuxUtils.isUnshareAvailable()) {
			command.addAll(List.of("unshare", "-U"));
		}
		command.add(this.folder.resolve("bin").resolve(program).toString());
		command.addAll(arguments);
		return command;
	}

	/**
	 * Runs one to its end, and throws with what it said if that is not a good one.
	 */
	void run(Path log, String program, String... arguments) {
		try {
			ProcessBuilder builder = new ProcessBuilder(command(program, List.of(arguments)));
			builder.environment().put("LC_ALL", "C");
			// A file and no pipe: the server that pg_ctl leaves behind would hold it
			// open.
			builder.redirectErrorStream(true).redirectOutput(log.toFile());
			int status = builder.start().waitFor();
			if (status != 0) {
				throw new IllegalStateException(
						"%s ended with %d: %s".formatted(program, status, Files.readString(log).strip()));
			}
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IllegalStateException(ex);
		}
	}

}
