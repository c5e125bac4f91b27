package io.groundwork.sandbox;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import tools.jackson.databind.json.JsonMapper;

/**
 * The file that tells scripts and tests where everything is and who is who. It is there
 * exactly while a sandbox is ready.
 */
final class SandboxFile {

	private static final Pattern PORTAL = Pattern.compile("\"portal\"\\s*:\\s*\"([^\"]+)\"");

	private final Path file;

	private SandboxFile(Path file) {
		this.file = file;
	}

	static SandboxFile in(Path folder) {
		return new SandboxFile(folder.resolve("sandbox.json"));
	}

	/**
	 * Where the portal is, read without a JSON library; see {@link SandboxLock#main}.
	 */
	Optional<String> portal() {
		try {
			Matcher portal = PORTAL.matcher(Files.readString(this.file));
			return portal.find() ? Optional.of(portal.group(1)) : Optional.empty();
		}
		catch (IOException ex) {
			return Optional.empty();
		}
	}

	/**
	 * Puts it there whole, readable by nobody else: it holds tokens.
	 */
	void write(Content content) {
		Path written = this.file.resolveSibling("sandbox.json.new");
		try {
			Files.deleteIfExists(written);
			Files.createFile(written,
					PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
			Files.write(written, JsonMapper.shared().writerWithDefaultPrettyPrinter().writeValueAsBytes(content));
			Files.move(written, this.file, StandardCopyOption.ATOMIC_MOVE);
		}
		catch (IOException ex) {
			throw new UncheckedIOException("%s could not be written".formatted(this.file), ex);
		}
	}

	void delete() {
		try {
			Files.deleteIfExists(this.file);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * What it says.
	 *
	 * @param portal the pages and the API
	 * @param management health and metrics
	 * @param linode the Linode API, without a version
	 * @param s3 its object storage
	 * @param issuer the sign-in provider
	 * @param linodeToken a token that may do everything at Linode
	 * @param people who can sign in
	 */
	record Content(String portal, String management, String linode, String s3, String issuer, String linodeToken,
			List<Someone> people) {

	}

	/**
	 * One of the people, with keys to the portal.
	 *
	 * @param name what they type to sign in
	 * @param roles what the portal lets them do
	 * @param teams where they are at home
	 * @param password what they type with it
	 * @param token an API token of theirs
	 */
	record Someone(String name, List<String> roles, List<String> teams, String password, String token) {

	}

}
