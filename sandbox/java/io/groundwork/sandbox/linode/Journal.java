package io.groundwork.sandbox.linode;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A file with one change a line. What a killed process has written is with the operating
 * system, so nothing is forced to the disk but the compacted file.
 */
final class Journal implements AutoCloseable {

	private final Path file;

	private final FileChannel guard;

	private @Nullable FileChannel channel;

	private Journal(Path file, FileChannel guard) {
		this.file = file;
		this.guard = guard;
	}

	/**
	 * Opens the journal and hands over what it says, oldest first. A last line without an
	 * end is a change that was never answered, and is forgotten.
	 */
	static Journal open(Path file, Consumer<Entry> reader) {
		try {
			Files.createDirectories(file.toAbsolutePath().getParent());
			FileChannel guard = FileChannel.open(file.resolveSibling(file.getFileName() + ".lock"),
					StandardOpenOption.CREATE, StandardOpenOption.WRITE);
			// Held until the channel closes, which the end of the process does too.
			if (!isFree(guard)) {
				guard.close();
				throw new IllegalStateException(file + " is in use");
			}
			if (Files.exists(file)) {
				read(Files.readString(file), reader);
			}
			return new Journal(file, guard);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private static boolean isFree(FileChannel guard) throws IOException {
		try {
			return guard.tryLock() != null;
		}
		catch (OverlappingFileLockException ex) {
			// Held in this very process.
			return false;
		}
	}

	private static void read(String text, Consumer<Entry> reader) {
		int start = 0;
		for (int number = 1;; number++) {
			int end = text.indexOf('\n', start);
			if (end < 0) {
				return;
			}
			try {
				reader.accept(Entry.read(Json.MAPPER.readTree(text.substring(start, end))));
			}
			catch (JacksonException | IllegalArgumentException ex) {
				throw new IllegalStateException(
						"The journal is damaged in line " + number + "; delete it to begin anew", ex);
			}
			start = end + 1;
		}
	}

	/**
	 * Puts a file in place that says the same in as few lines as there are items.
	 */
	void compact(long lastId, List<Item> items) {
		Path written = this.file.resolveSibling(this.file.getFileName() + ".new");
		try {
			Files.deleteIfExists(written);
			// It holds tokens and passwords.
			Files.createFile(written,
					PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
			FileChannel next = FileChannel.open(written, StandardOpenOption.WRITE);
			write(next, new Entry(lastId, List.of(), List.of()));
			for (Item item : items) {
				write(next, new Entry(lastId, List.of(item), List.of()));
			}
			next.force(true);
			Files.move(written, this.file, StandardCopyOption.ATOMIC_MOVE);
			this.channel = next;
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	void append(Entry entry) {
		FileChannel open = this.channel;
		if (open == null) {
			throw new IllegalStateException("the journal is closed");
		}
		try {
			write(open, entry);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private static void write(FileChannel channel, Entry entry) throws IOException {
		byte[] line = (Json.MAPPER.writeValueAsString(entry.json()) + "\n").getBytes(StandardCharsets.UTF_8);
		ByteBuffer buffer = ByteBuffer.wrap(line);
		while (buffer.hasRemaining()) {
			channel.write(buffer);
		}
	}

	@Override
	public void close() {
		try {
			FileChannel open = this.channel;
			this.channel = null;
			if (open != null) {
				open.close();
			}
			this.guard.close();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * One line.
	 *
	 * @param lastId the highest number given out, so that none is given twice
	 * @param kept what is new or different
	 * @param gone what is not there any more
	 */
	record Entry(long lastId, List<Item> kept, List<Draft.Key> gone) {

		static Entry of(Draft draft) {
			List<Item> kept = new ArrayList<>();
			List<Draft.Key> gone = new ArrayList<>();
			draft.changes().forEach((key, item) -> item.ifPresentOrElse(kept::add, () -> gone.add(key)));
			return new Entry(draft.lastId(), kept, gone);
		}

		static Entry read(JsonNode line) {
			List<Item> kept = new ArrayList<>();
			for (JsonNode item : line.path("kept")) {
				kept.add(new Item(Kind.valueOf(item.path("kind").asString()), item.path("id").asLong(),
						item.path("parent").asLong(0), item.path("owner").asString(""), object(item, "body"),
						object(item, "hidden")));
			}
			List<Draft.Key> gone = new ArrayList<>();
			for (JsonNode key : line.path("gone")) {
				gone.add(new Draft.Key(Kind.valueOf(key.path("kind").asString()), key.path("id").asLong()));
			}
			return new Entry(line.path("last").asLong(0), kept, gone);
		}

		private static ObjectNode object(JsonNode item, String field) {
			if (item.path(field) instanceof ObjectNode object) {
				return object;
			}
			throw new IllegalArgumentException("no " + field);
		}

		ObjectNode json() {
			ObjectNode line = Json.object().put("last", this.lastId);
			ArrayNode items = line.putArray("kept");
			for (Item item : this.kept) {
				ObjectNode one = items.addObject().put("kind", item.kind().name()).put("id", item.id());
				one.put("parent", item.parent()).put("owner", item.owner());
				one.set("body", item.body());
				one.set("hidden", item.hidden());
			}
			ArrayNode keys = line.putArray("gone");
			this.gone.forEach((key) -> keys.addObject().put("kind", key.kind().name()).put("id", key.id()));
			return line;
		}

	}

}
