package io.groundwork.storage;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Set;

import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * The file that holds the key-encryption keys: how it is made, extended and read.
 */
public final class KeyFile {

	static final String SETTING = "groundwork.storage.keys";

	private static final String EXAMPLE = "{\"active\":\"2026-01\",\"keys\":[{\"id\":\"2026-01\",\"key\":\"32 bytes in base64\"}]}";

	private static final Set<PosixFilePermission> OTHERS = Set.of(PosixFilePermission.OTHERS_READ,
			PosixFilePermission.OTHERS_WRITE, PosixFilePermission.OTHERS_EXECUTE);

	private static final JsonMapper JSON = JsonMapper.builder()
		.enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
		.build();

	private KeyFile() {
	}

	/**
	 * Makes a key file with one new key, readable by its owner only; it never replaces a
	 * file.
	 * @return the new key's id
	 */
	public static String create(Path file) {
		return create(file, Clock.systemUTC());
	}

	static String create(Path file, Clock clock) {
		KeyRing.Key key = KeyRing.Key.random(month(clock));
		try {
			write(file, new KeyRing(key.id(), List.of(key)));
			return key.id();
		}
		catch (FileAlreadyExistsException ex) {
			throw new StorageException(file + " is there already and was left as it is; "
					+ "choose another path, or add a key to this file", ex);
		}
		catch (IOException ex) {
			throw new StorageException(file + " could not be written: " + reason(ex), ex);
		}
	}

	/**
	 * Adds a new key to a key file and makes it the active one; what older keys sealed
	 * stays readable.
	 * @return the new key's id
	 */
	public static String addKey(Path file) {
		return addKey(file, Clock.systemUTC());
	}

	static String addKey(Path file, Clock clock) {
		KeyRing before = read(file);
		String id = month(clock);
		for (int number = 2; before.find(id) != null; number++) {
			id = month(clock) + "-" + number;
		}
		Path written = file.resolveSibling(file.getFileName() + ".new");
		try {
			Files.deleteIfExists(written);
			write(written, before.plus(KeyRing.Key.random(id)));
			// A group that could read the old file, such as the portal's, can read the
			// new.
			Files.setPosixFilePermissions(written, Files.getPosixFilePermissions(file));
			Files.move(written, file, StandardCopyOption.ATOMIC_MOVE);
			return id;
		}
		catch (IOException ex) {
			throw new StorageException(file + " could not be replaced: " + reason(ex), ex);
		}
	}

	/**
	 * Reads the file, or says in one sentence what is wrong with it.
	 */
	static KeyRing read(Path file) {
		if (!Files.isRegularFile(file)) {
			throw refused("there is no file at " + file + "; make one with the command new-keys");
		}
		try {
			if (Files.getPosixFilePermissions(file).stream().anyMatch(OTHERS::contains)) {
				throw refused(file + " is open to everybody on this machine; run chmod o= on it");
			}
			KeyRing keys = JSON.readValue(Files.readAllBytes(file), KeyRing.class);
			String fault = (keys != null) ? keys.fault() : "it is empty";
			if (fault != null) {
				throw refused(file + " is refused: " + fault);
			}
			return keys;
		}
		catch (IOException ex) {
			throw refused(file + " cannot be read: " + reason(ex));
		}
		catch (JacksonException ex) {
			// Jackson's own message may quote the file, and with it a key.
			throw refused(file + " is not a key file: it must be JSON such as " + EXAMPLE);
		}
	}

	private static void write(Path file, KeyRing keys) throws IOException {
		byte[] json = JSON.writerWithDefaultPrettyPrinter().writeValueAsBytes(keys);
		try (FileChannel channel = FileChannel.open(file,
				Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
				PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")))) {
			ByteBuffer bytes = ByteBuffer.wrap(json);
			while (bytes.hasRemaining()) {
				channel.write(bytes);
			}
			channel.force(true);
		}
	}

	private static String month(Clock clock) {
		return YearMonth.now(clock.withZone(ZoneOffset.UTC)).toString();
	}

	private static InvalidStorageSettingException refused(String reason) {
		return new InvalidStorageSettingException(SETTING, reason);
	}

	private static String reason(IOException ex) {
		return ex.getClass().getSimpleName() + ", " + ex.getMessage();
	}

}
