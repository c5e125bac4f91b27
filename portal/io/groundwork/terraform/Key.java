package io.groundwork.terraform;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * Everything that init's work depends on, as a digest.
 */
final class Key {

	private static final Pattern CONFIGURATION = Pattern.compile(".*\\.(tf|tofu)(\\.json)?");

	private static final String LOCK = ".terraform.lock.hcl";

	private final Path configuration;

	private final String rest;

	Key(Path configuration, Installation installation, Program program, String backend) {
		this.configuration = configuration;
		this.rest = String.join("\0", program.title(), installation.identity(), backend);
	}

	/**
	 * With the lock file as it is now.
	 */
	String whole() {
		return digest(true);
	}

	/**
	 * As if there were no lock file.
	 */
	String withoutLock() {
		return digest(false);
	}

	private String digest(boolean withLock) {
		try {
			TreeSet<Path> files = new TreeSet<>();
			Files.walkFileTree(this.configuration, new SimpleFileVisitor<>() {

				@Override
				public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
					return folder.getFileName().toString().equals(".terraform") ? FileVisitResult.SKIP_SUBTREE
							: FileVisitResult.CONTINUE;
				}

				@Override
				public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
					String name = file.getFileName().toString();
					if (CONFIGURATION.matcher(name).matches() || (withLock && name.equals(LOCK))) {
						files.add(file);
					}
					return FileVisitResult.CONTINUE;
				}

			});
			MessageDigest digest = Digests.sha256();
			add(digest, this.rest.getBytes(StandardCharsets.UTF_8));
			for (Path file : files) {
				add(digest, this.configuration.relativize(file).toString().getBytes(StandardCharsets.UTF_8));
				add(digest, Files.readAllBytes(file));
			}
			return HexFormat.of().formatHex(digest.digest());
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * With its length before it, so that no two lists of parts look the same.
	 */
	private static void add(MessageDigest digest, byte[] part) {
		digest.update((part.length + ":").getBytes(StandardCharsets.UTF_8));
		digest.update(part);
	}

}
