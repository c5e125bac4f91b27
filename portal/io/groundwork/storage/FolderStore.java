package io.groundwork.storage;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import org.jspecify.annotations.Nullable;

/**
 * Objects as the files of a folder: the default on one machine.
 */
class FolderStore implements ObjectStore {

	/**
	 * How often a writer makes its folders again when a deletion at the same time has
	 * just removed them as empty.
	 */
	private static final int TRIES = 20;

	private static final int BUFFER = 64 * 1024;

	private final Path root;

	private final UnfinishedFiles unfinished;

	/**
	 * Makes the folder if there is none, and removes what writers left that died.
	 */
	FolderStore(Path folder) {
		try {
			Files.createDirectories(folder);
			this.root = folder.toRealPath();
			this.unfinished = new UnfinishedFiles(this.root.resolve(".unfinished"));
		}
		catch (IOException ex) {
			throw new InvalidStorageSettingException("groundwork.storage.folder",
					"%s cannot be used as a folder for objects: %s".formatted(folder, reason(ex)));
		}
	}

	@Override
	public void put(String name, Content content) {
		Path file = path(name);
		try (UnfinishedFiles.Unfinished written = this.unfinished.create()) {
			OutputStream out = new BufferedOutputStream(Channels.newOutputStream(written.channel()), BUFFER);
			content.writeTo(new Unclosed(out));
			out.flush();
			written.channel().force(true);
			move(written.file(), file);
		}
		catch (IOException ex) {
			throw (ex.getCause() instanceof StorageException cause) ? cause : failed(name, "written", ex);
		}
	}

	@Override
	public InputStream get(String name) {
		try {
			Path file = path(name);
			if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
				throw new NoSuchObjectException(name);
			}
			return Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS);
		}
		catch (NoSuchFileException ex) {
			throw new NoSuchObjectException(name);
		}
		catch (IOException ex) {
			throw failed(name, "read", ex);
		}
	}

	@Override
	public Optional<ObjectHead> head(String name) {
		try {
			return head(name, path(name));
		}
		catch (IOException ex) {
			throw failed(name, "looked up", ex);
		}
	}

	@Override
	public void delete(String name) {
		Path file = path(name);
		try {
			if (head(name, file).isPresent() && Files.deleteIfExists(file)) {
				force(parent(file));
				removeEmptyFolders(parent(file));
			}
		}
		catch (IOException ex) {
			throw failed(name, "deleted", ex);
		}
	}

	@Override
	public ObjectPage list(String prefix, @Nullable String after, int limit) {
		ObjectName.checkPrefix(prefix, ObjectName.LONGEST_STORED);
		ObjectName.checkLimit(limit);
		List<ObjectHead> found = new ArrayList<>();
		try {
			// One more than asked for tells whether there is a next page.
			collect(this.root, "", prefix, (after != null) ? after : "", limit + 1, found);
		}
		catch (IOException ex) {
			throw failed(prefix + "…", "listed", ex);
		}
		if (found.size() <= limit) {
			return new ObjectPage(found, null);
		}
		return new ObjectPage(found.subList(0, limit), found.get(limit - 1).name());
	}

	private void collect(Path folder, String path, String prefix, String after, int limit, List<ObjectHead> found)
			throws IOException {
		for (String entry : entries(folder, path)) {
			if (found.size() == limit) {
				return;
			}
			if (entry.endsWith("/")) {
				boolean mayHold = entry.startsWith(prefix) || prefix.startsWith(entry);
				if (mayHold && (entry.compareTo(after) > 0 || after.startsWith(entry))) {
					collect(this.root.resolve(entry), entry, prefix, after, limit, found);
				}
			}
			else if (entry.startsWith(prefix) && entry.compareTo(after) > 0) {
				head(entry, this.root.resolve(entry)).ifPresent(found::add);
			}
		}
	}

	/**
	 * The names in a folder, in the order of the objects' whole names: that of a folder
	 * ends with a slash, which is after a dash and a dot.
	 */
	private static List<String> entries(Path folder, String path) throws IOException {
		List<String> names = new ArrayList<>();
		try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
			for (Path file : files) {
				String segment = file.getFileName().toString();
				String name = path + segment;
				if (!ObjectName.isSegment(segment)) {
					// Not ours, such as the unfinished files.
					continue;
				}
				if (Files.isDirectory(file, LinkOption.NOFOLLOW_LINKS)) {
					names.add(name + "/");
				}
				else {
					names.add(name);
				}
			}
		}
		catch (NoSuchFileException | NotDirectoryException ex) {
			return List.of();
		}
		names.sort(null);
		return names;
	}

	private static Optional<ObjectHead> head(String name, Path file) throws IOException {
		try {
			BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class,
					LinkOption.NOFOLLOW_LINKS);
			return attributes.isRegularFile()
					? Optional.of(new ObjectHead(name, attributes.size(), attributes.lastModifiedTime().toInstant()))
					: Optional.empty();
		}
		catch (NoSuchFileException ex) {
			return Optional.empty();
		}
		catch (FileSystemException ex) {
			// A file where the name has a folder.
			if (!Files.isDirectory(parent(file), LinkOption.NOFOLLOW_LINKS)) {
				return Optional.empty();
			}
			throw ex;
		}
	}

	private void move(Path written, Path file) throws IOException {
		for (int attempt = 1;; attempt++) {
			try {
				makeFolders(parent(file));
				if (Files.isDirectory(file, LinkOption.NOFOLLOW_LINKS)) {
					throw new StorageException("The name %s is already the beginning of other objects' names"
						.formatted(this.root.relativize(file)));
				}
				Files.move(written, file, StandardCopyOption.ATOMIC_MOVE);
				force(parent(file));
				return;
			}
			catch (NoSuchFileException ex) {
				if (attempt == TRIES) {
					throw ex;
				}
			}
		}
	}

	/**
	 * Looks once at each folder: between two looks a neighbour could make it or remove
	 * it, and the two answers together would say what never was.
	 */
	private void makeFolders(Path folder) throws IOException {
		try {
			BasicFileAttributes there = Files.readAttributes(folder, BasicFileAttributes.class,
					LinkOption.NOFOLLOW_LINKS);
			if (!there.isDirectory()) {
				throw new StorageException("The name %s is already that of an object, so no other can begin with it"
					.formatted(this.root.relativize(folder)));
			}
			return;
		}
		catch (FileSystemException ex) {
			// Not there, or beneath a file, which its parents will tell.
			makeFolders(parent(folder));
		}
		try {
			Files.createDirectory(folder);
			force(parent(folder));
		}
		catch (FileAlreadyExistsException ex) {
			// Another writer was faster. If that was no folder, the move will fail.
		}
	}

	private void removeEmptyFolders(Path folder) throws IOException {
		for (Path empty = folder; !empty.equals(this.root); empty = parent(empty)) {
			try {
				Files.deleteIfExists(empty);
			}
			catch (DirectoryNotEmptyException ex) {
				return;
			}
		}
	}

	/**
	 * Where an object of that name is kept. A link on the way there is refused: it could
	 * lead out of the folder.
	 */
	private Path path(String name) {
		ObjectName.check(name, ObjectName.LONGEST_STORED);
		Path path = this.root;
		for (String segment : name.split("/")) {
			path = path.resolve(segment);
			if (Files.isSymbolicLink(path)) {
				throw new StorageException("%s is a link, and links are not followed".formatted(path));
			}
		}
		return path;
	}

	/**
	 * A file's entry in its folder survives a crash only if the folder is written too.
	 */
	private static void force(Path folder) throws IOException {
		try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
			channel.force(true);
		}
		catch (NoSuchFileException ex) {
			// Removed as empty at this moment: then there is nothing to keep in it.
		}
	}

	private static Path parent(Path path) {
		Path parent = path.getParent();
		if (parent == null) {
			throw new IllegalStateException(path + " has no parent");
		}
		return parent;
	}

	private static StorageException failed(String name, String what, IOException ex) {
		return new StorageException("The object %s could not be %s: %s".formatted(name, what, reason(ex)), ex);
	}

	private static String reason(IOException ex) {
		return ex.getClass().getSimpleName() + ", " + ex.getMessage();
	}

}
