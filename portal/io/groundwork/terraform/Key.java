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
import java.util.List;
import java.util.TreeSet;
import java.util.regex.Pattern;

import io.groundwork.digest.Sha256;

/**
 * Everything that init's work depends on, as a digest: what the files ask for, and not
 * the values in them.
 */
final class Key {

	private static final Pattern BLOCKS = Pattern.compile(".*\\.(tf|tofu)");

	private static final Pattern JSON = Pattern.compile(".*\\.(tf|tofu)\\.json");

	/** Values, which only OpenTofu's init may look at. */
	private static final Pattern VALUES = Pattern.compile(".*\\.tfvars(\\.json)?");

	private static final String LOCK = ".terraform.lock.hcl";

	private final Path configuration;

	private final Product product;

	private final String rest;

	Key(Path configuration, Installation installation, Program program, String backend) {
		this.configuration = configuration;
		this.product = program.product();
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
					if (BLOCKS.matcher(name).matches() || whole(name) || (withLock && name.equals(LOCK))) {
						files.add(file);
					}
					return FileVisitResult.CONTINUE;
				}

			});
			MessageDigest digest = Sha256.begin();
			add(digest, this.rest.getBytes(StandardCharsets.UTF_8));
			for (Path file : files) {
				for (byte[] part : parts(file)) {
					add(digest, this.configuration.relativize(file).toString().getBytes(StandardCharsets.UTF_8));
					add(digest, part);
				}
			}
			return HexFormat.of().formatHex(digest.digest());
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private boolean whole(String name) {
		return JSON.matcher(name).matches() || (this.product != Product.TERRAFORM && VALUES.matcher(name).matches());
	}

	/**
	 * What init looks at of a file.
	 */
	private List<byte[]> parts(Path file) throws IOException {
		byte[] content = Files.readAllBytes(file);
		if (!BLOCKS.matcher(file.getFileName().toString()).matches()) {
			return List.of(content);
		}
		return Needs.of(new String(content, StandardCharsets.UTF_8), this.product)
			.stream()
			.map((need) -> need.getBytes(StandardCharsets.UTF_8))
			.toList();
	}

	/**
	 * With its length before it, so that no two lists of parts look the same.
	 */
	private static void add(MessageDigest digest, byte[] part) {
		digest.update((part.length + ":").getBytes(StandardCharsets.UTF_8));
		digest.update(part);
	}

}
