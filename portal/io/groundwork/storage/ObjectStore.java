package io.groundwork.storage;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

import org.jspecify.annotations.Nullable;

/**
 * Objects by name, each a stream of bytes that is written and replaced as a whole.
 * <p>
 * A name is made of segments joined by slashes, each of letters, digits, dots, dashes and
 * underscores and not beginning with a dot. A name is used either for an object or as the
 * first segments of others, since a folder cannot hold both. Names are listed in the
 * order of their characters.
 */
public interface ObjectStore {

	/**
	 * Writes an object, replacing the one of that name. Readers see the old object or the
	 * new, whole; if the content fails, or the process dies, the old one stays. Of two
	 * writers at once the last to finish wins.
	 */
	void put(String name, Content content);

	default void put(String name, InputStream content) {
		put(name, content::transferTo);
	}

	default void put(String name, byte[] content) {
		put(name, (out) -> out.write(content));
	}

	/**
	 * Opens an object. Its end is only reached if the object is whole: a stream that was
	 * cut short or changed throws before it, so what was read earlier must not be used as
	 * if it were all of it; {@link #readAll} and {@link #copyTo} see to that.
	 * @throws NoSuchObjectException if there is none of that name
	 */
	InputStream get(String name);

	Optional<ObjectHead> head(String name);

	default boolean exists(String name) {
		return head(name).isPresent();
	}

	/**
	 * Deletes an object; there may be none.
	 */
	void delete(String name);

	/**
	 * The next objects whose names begin with the prefix.
	 * @param prefix any beginning of a name, also in the middle of a segment; empty for
	 * all
	 * @param after the page before this one's {@code next}, or {@code null} for the first
	 * @param limit how many at most, 1 to 1000
	 */
	ObjectPage list(String prefix, @Nullable String after, int limit);

	/**
	 * Reads an object into memory; all of it or nothing.
	 * @param limit the most bytes that it may have
	 */
	default byte[] readAll(String name, int limit) {
		try (InputStream in = get(name)) {
			byte[] content = in.readNBytes(limit);
			if (in.read() != -1) {
				throw new StorageException(
						"The object %s is larger than the %d bytes that are read at once".formatted(name, limit));
			}
			return content;
		}
		catch (IOException ex) {
			throw ReadFailure.of(name, ex);
		}
	}

	/**
	 * Copies an object to a file; all of it or nothing, an older file stays until then.
	 */
	default void copyTo(String name, Path file) {
		Path part = file.resolveSibling(file.getFileName() + ".part");
		try (InputStream in = get(name)) {
			try {
				Files.copy(in, part, StandardCopyOption.REPLACE_EXISTING);
				try (FileChannel written = FileChannel.open(part, StandardOpenOption.WRITE)) {
					written.force(true);
				}
				Files.move(part, file, StandardCopyOption.ATOMIC_MOVE);
			}
			finally {
				Files.deleteIfExists(part);
			}
		}
		catch (IOException ex) {
			throw ReadFailure.of(name, ex);
		}
	}

	/**
	 * What is written into an object.
	 */
	@FunctionalInterface
	interface Content {

		/**
		 * Writes all of it; throws if it cannot, and then nothing is kept. The stream
		 * need not be closed.
		 */
		void writeTo(OutputStream out) throws IOException;

	}

}
