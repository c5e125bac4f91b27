package io.groundwork.access.offline;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;

import tools.jackson.databind.json.JsonMapper;

/**
 * Makes a kit, once and on a machine that one trusts.
 */
public final class NewKit {

	/** How its file is called. */
	public static final String FILE = "break-glass-kit.json";

	private NewKit() {
	}

	public static void main(String[] arguments) throws IOException {
		Path kit = into(Path.of(arguments[0]));
		System.out.println("groundwork.access.kit=" + kit.toAbsolutePath());
		System.out.println("""
				Hand share-1.txt, share-2.txt and share-3.txt to three people, each to one, and keep no copy here:
				two of them and a key file from the portal open every environment for an hour.""");
	}

	/**
	 * Writes the kit and its three shares into a folder.
	 * @return the kit's file
	 */
	public static Path into(Path folder) throws IOException {
		Files.createDirectories(folder);
		Kit.Made made = Kit.make(new SecureRandom());
		for (int part = 0; part < made.shares().size(); part++) {
			write(folder.resolve("share-%d.txt".formatted(part + 1)), made.shares().get(part));
		}
		Path kit = folder.resolve(FILE);
		write(kit, JsonMapper.shared().writerWithDefaultPrettyPrinter().writeValueAsString(made.kit().json()));
		return kit;
	}

	static void write(Path file, String text) throws IOException {
		Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
		Files.writeString(file, text + "\n");
	}

}
