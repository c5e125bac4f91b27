package io.groundwork.runs;

import java.io.ByteArrayInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;

import io.groundwork.web.InvalidInputException;

/**
 * The plain files of a .zip or .tar.gz that somebody sent. What could lead elsewhere is
 * refused before anything is kept, and unpacking ends as soon as it is too much.
 */
final class Archive {

	/** What is sent; unpacked it may be as large as a configuration. */
	static final int MOST = 4 * 1024 * 1024;

	private final SortedMap<String, byte[]> files = new TreeMap<>();

	private long left = Configurations.MOST_BYTES;

	private int entries;

	private Archive() {
	}

	static SortedMap<String, byte[]> unpack(byte[] sent) {
		if (sent.length > MOST) {
			throw wrong("files must be an archive of at most %d MB.".formatted(MOST / 1024 / 1024));
		}
		Archive archive = new Archive();
		try {
			if (begins(sent, 'P', 'K')) {
				archive.zip(sent);
			}
			else if (begins(sent, 0x1f, 0x8b)) {
				archive.tar(new Bounded(new GZIPInputStream(new ByteArrayInputStream(sent))));
			}
			else {
				throw wrong("files must be a .zip or .tar.gz; this is neither.");
			}
		}
		catch (IOException | IllegalArgumentException ex) {
			throw wrong("files must be a whole .zip or .tar.gz; this one cannot be unpacked.");
		}
		return withoutFolder(archive.files);
	}

	private static boolean begins(byte[] sent, int first, int second) {
		return sent.length > 2 && (sent[0] & 0xff) == first && (sent[1] & 0xff) == second;
	}

	private void zip(byte[] sent) throws IOException {
		ZipLinks.refuse(sent);
		try (ZipInputStream zip = new ZipInputStream(new ByteArrayInputStream(sent))) {
			for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
				count();
				if (!entry.isDirectory()) {
					add(entry.getName(), read(zip));
				}
			}
		}
	}

	private void tar(InputStream in) throws IOException {
		TarReader tar = new TarReader(in);
		for (TarReader.Entry entry = tar.next(); entry != null; entry = tar.next()) {
			count();
			switch (entry.kind()) {
				case FOLDER -> {
				}
				case FILE -> {
					take(entry.size());
					add(entry.name(), tar.read(entry));
				}
				case OTHER ->
					throw wrong("files must be plain files; %s is a link or a device.".formatted(entry.name()));
			}
		}
	}

	private void count() {
		if (++this.entries > Configurations.MOST_FILES * 2) {
			throw tooMuch();
		}
	}

	private byte[] read(InputStream in) throws IOException {
		byte[] content = in.readNBytes((int) Math.min(Integer.MAX_VALUE - 8L, this.left + 1));
		take(content.length);
		return content;
	}

	private void take(long bytes) {
		this.left -= bytes;
		if (this.left < 0) {
			throw tooMuch();
		}
	}

	private void add(String name, byte[] content) {
		String path = name.startsWith("./") ? name.substring(2) : name;
		Configurations.checkPath(path);
		if (this.files.put(path, content) != null) {
			throw wrong("files must be there once each; %s is there twice.".formatted(path));
		}
		if (this.files.size() > Configurations.MOST_FILES) {
			throw tooMuch();
		}
	}

	/**
	 * Whoever packs a folder mostly means what is in it.
	 */
	private static SortedMap<String, byte[]> withoutFolder(SortedMap<String, byte[]> files) {
		if (files.isEmpty()) {
			throw wrong("files must hold at least one file.");
		}
		String first = files.firstKey();
		String folder = first.substring(0, first.indexOf('/') + 1);
		SortedMap<String, byte[]> inside = files;
		if (!folder.isEmpty() && files.keySet().stream().allMatch((path) -> path.startsWith(folder))) {
			inside = new TreeMap<>();
			for (Map.Entry<String, byte[]> file : files.entrySet()) {
				inside.put(file.getKey().substring(folder.length()), file.getValue());
			}
		}
		if (inside.keySet().stream().noneMatch(Archive::isConfiguration)) {
			throw wrong("files must hold a .tf file at the top, or in the one folder that holds everything.");
		}
		return inside;
	}

	private static boolean isConfiguration(String path) {
		return path.indexOf('/') < 0 && (path.endsWith(".tf") || path.endsWith(".tf.json"));
	}

	private static InvalidInputException tooMuch() {
		return wrong("files must be at most %d, and %d MB unpacked.".formatted(Configurations.MOST_FILES,
				Configurations.MOST_BYTES / 1024 / 1024));
	}

	/**
	 * Ends what unpacks to more than any good archive, whatever it is made of.
	 */
	private static final class Bounded extends FilterInputStream {

		/** Headers and padding come on top of the files. */
		private long left = Configurations.MOST_BYTES * 3 / 2;

		Bounded(InputStream in) {
			super(in);
		}

		@Override
		public int read() throws IOException {
			return count(1, super.read());
		}

		@Override
		public int read(byte[] bytes, int offset, int length) throws IOException {
			int number = super.read(bytes, offset, length);
			return count(number, number);
		}

		@Override
		public long skip(long number) throws IOException {
			long skipped = super.skip(Math.min(number, this.left + 1));
			count(skipped, 0);
			return skipped;
		}

		private int count(long number, int answer) {
			this.left -= Math.max(0, number);
			if (this.left < 0) {
				throw tooMuch();
			}
			return answer;
		}

	}

	static InvalidInputException wrong(String remedy) {
		return new InvalidInputException("files", remedy);
	}

}
