package io.groundwork.runs;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;

import io.groundwork.digest.Sha256;
import io.groundwork.storage.ObjectStore;
import io.groundwork.web.InvalidInputException;

import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * The files that runs are made with: kept once, named by what is in them, so that a plan
 * and what carries it out have the same.
 */
@Component
public class Configurations {

	/** A segment of a path, and not one that leads elsewhere. */
	private static final Pattern SEGMENT = Pattern.compile("(?!\\.\\.?$)[A-Za-z0-9._-]{1,100}");

	/**
	 * The last of these in the order of their names wins, so one of ours that says where
	 * the state is kept could be overruled.
	 */
	private static final Pattern OVERRIDE = Pattern.compile("([^/]*_)?override\\.(tf|tofu)(\\.json)?");

	static final int MOST_FILES = 2_000;

	static final long MOST_BYTES = 32 * 1024 * 1024;

	private static final String UNUSED = """
			c.stored_at < ? and not exists (select from run r where r.configuration = c.digest)""";

	private final ObjectStore objects;

	private final JdbcClient jdbc;

	private final TransactionTemplate transaction;

	private final Clock clock;

	Configurations(ObjectStore objects, JdbcClient jdbc, TransactionTemplate transaction, Clock clock) {
		this.transaction = transaction;
		this.objects = objects;
		this.jdbc = jdbc;
		this.clock = clock;
	}

	/**
	 * Keeps files, if they are not kept already.
	 * @param files their content by path
	 * @return their digest
	 */
	public String keep(Map<String, byte[]> files, String by) {
		SortedMap<String, byte[]> sorted = new TreeMap<>(files);
		long size = sorted.values().stream().mapToLong((content) -> content.length).sum();
		check(sorted, size);
		return store(sorted, size, by);
	}

	/**
	 * Keeps files that somebody has looked at.
	 */
	String store(SortedMap<String, byte[]> sorted, long size, String by) {
		String digest = digest(sorted);
		this.transaction.executeWithoutResult((status) -> {
			// Nobody sweeps them meanwhile.
			hold(digest);
			if (!renew(digest) || !this.objects.exists(name(digest))) {
				store(digest, sorted, size, by);
			}
		});
		return digest;
	}

	private void hold(String digest) {
		this.jdbc.sql("select pg_advisory_xact_lock(hashtextextended(?, 0))")
			.param("configuration " + digest)
			.query((row, number) -> digest)
			.single();
	}

	/**
	 * Takes note that they were sent again.
	 * @return whether they are known
	 */
	private boolean renew(String digest) {
		return this.jdbc.sql("update configuration set stored_at = ? where digest = ?")
			.params(now(), digest)
			.update() == 1;
	}

	private OffsetDateTime now() {
		return this.clock.instant().atOffset(ZoneOffset.UTC);
	}

	/**
	 * Removes files that were sent before that time and that no run was made with: the
	 * form that brought them was refused.
	 * @return how many
	 */
	int sweep(Instant before) {
		List<String> unused = this.jdbc.sql("select digest from configuration c where " + UNUSED)
			.param(before.atOffset(ZoneOffset.UTC))
			.query((row, number) -> row.getString(1))
			.list();
		unused.forEach((digest) -> sweep(digest, before));
		return unused.size();
	}

	private void sweep(String digest, Instant before) {
		this.transaction.executeWithoutResult((status) -> {
			hold(digest);
			int removed = this.jdbc.sql("delete from configuration c where digest = ? and " + UNUSED)
				.params(digest, before.atOffset(ZoneOffset.UTC))
				.update();
			if (removed == 1) {
				this.objects.delete(name(digest));
			}
		});
	}

	private void store(String digest, SortedMap<String, byte[]> sorted, long size, String by) {
		this.objects.put(name(digest), (out) -> {
			ZipOutputStream zip = new ZipOutputStream(out);
			for (Map.Entry<String, byte[]> file : sorted.entrySet()) {
				ZipEntry entry = new ZipEntry(file.getKey());
				entry.setTime(0);
				zip.putNextEntry(entry);
				zip.write(file.getValue());
			}
			zip.finish();
		});
		this.jdbc.sql("""
				insert into configuration (digest, files, size, stored_at, stored_by) values (?, ?, ?, ?, ?)
				on conflict do nothing""").params(digest, sorted.size(), size, now(), by).update();
	}

	public boolean known(String digest) {
		return this.jdbc.sql("select 1 from configuration where digest = ?")
			.param(digest)
			.query(Integer.class)
			.optional()
			.isPresent();
	}

	/**
	 * Puts the files into a folder.
	 */
	void unpack(String digest, Path folder) {
		SortedMap<String, byte[]> files = new TreeMap<>();
		try (InputStream in = this.objects.get(name(digest)); ZipInputStream zip = new ZipInputStream(in)) {
			for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
				checkName(entry.getName());
				files.put(entry.getName(), zip.readAllBytes());
			}
			in.transferTo(java.io.OutputStream.nullOutputStream());
			if (!digest(files).equals(digest)) {
				throw new IllegalStateException("The configuration %s is not what was kept".formatted(digest));
			}
			for (Map.Entry<String, byte[]> file : files.entrySet()) {
				Path path = folder.resolve(file.getKey());
				Files.createDirectories(path.getParent());
				Files.write(path, file.getValue());
			}
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private static void check(SortedMap<String, byte[]> files, long size) {
		if (files.isEmpty()) {
			throw new InvalidInputException("files", "files must hold at least one file.");
		}
		if (files.size() > MOST_FILES || size > MOST_BYTES) {
			throw new InvalidInputException("files",
					"files must be at most %d and %d MB together.".formatted(MOST_FILES, MOST_BYTES / 1024 / 1024));
		}
		files.keySet().forEach(Configurations::checkName);
	}

	private static void checkName(String path) {
		checkPath(path);
		if (OVERRIDE.matcher(path).matches()) {
			throw new InvalidInputException("files",
					"files must not have %s at the top: what overrides other files could take the state away from the portal. Write what it says into the files themselves."
						.formatted(path));
		}
		if (path.equals(RunFolder.ERRORED_STATE)) {
			throw new InvalidInputException("files",
					"files must not have %s at the top: it would be taken for a state that Terraform left behind."
						.formatted(path));
		}
	}

	static void checkPath(String path) {
		for (String segment : path.split("/", -1)) {
			if (!SEGMENT.matcher(segment).matches()) {
				throw new InvalidInputException("files",
						"files must have plain relative paths of letters, digits, dots, dashes and underscores, not %s."
							.formatted(path));
			}
		}
	}

	private static String name(String digest) {
		return "configurations/" + digest;
	}

	/**
	 * Over each file's path and content with their lengths, so that no two sets of files
	 * come to the same.
	 */
	private static String digest(SortedMap<String, byte[]> files) {
		MessageDigest digest = Sha256.begin();
		files.forEach((path, content) -> {
			digest.update("%d %s %d\n".formatted(path.length(), path, content.length).getBytes(StandardCharsets.UTF_8));
			digest.update(content);
		});
		return HexFormat.of().formatHex(digest.digest());
	}

}
