package io.groundwork.runs;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

import io.groundwork.web.InvalidInputException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Archives as people send them, and as nobody should.
 */
class ArchiveTests {

	@Test
	void readsWhatTheUsualProgramsPack(@TempDir Path folder) throws Exception {
		Path infra = Files
			.createDirectories(folder.resolve("infra/modules/a-name-long-enough-that-tar-has-to-say-it-elsewhere/"
					+ "another-name-long-enough-that-tar-has-to-say-it-elsewhere"));
		Files.writeString(folder.resolve("infra/main.tf"), "resource");
		Files.writeString(infra.resolve("main.tf"), "module");
		for (String format : new String[] { "gnu", "pax", "ustar" }) {
			Path packed = folder.resolve(format + ".tar.gz");
			run(folder, "tar", "--format=" + format, "-czf", packed.toString(), "infra");
			assertThat(Archive.unpack(Files.readAllBytes(packed))).as(format)
				.hasSize(2)
				.containsEntry("main.tf", "resource".getBytes(StandardCharsets.UTF_8));
			run(folder.resolve("infra"), "tar", "--format=" + format, "-czf", packed.toString(), ".");
			assertThat(Archive.unpack(Files.readAllBytes(packed))).as(format)
				.containsOnlyKeys("main.tf", folder.resolve("infra").relativize(infra.resolve("main.tf")).toString());
		}
		assertThat(Archive.unpack(zip("infra/", "infra/main.tf", "infra/modules/one.tf"))).containsOnlyKeys("main.tf",
				"modules/one.tf");
		assertThat(Archive.unpack(zip("main.tf.json", "modules/one.tf"))).containsOnlyKeys("main.tf.json",
				"modules/one.tf");
	}

	@ParameterizedTest
	@ValueSource(strings = { "../main.tf", "/etc/main.tf", "a/../../main.tf", "a//main.tf", "..", "C:\\main.tf",
			"main .tf", "main\n.tf", "" })
	void whatLeadsElsewhereIsRefused(String path) throws IOException {
		refused(zip("main.tf", path), "files must");
		refused(tar(path, '0', 3), "files must");
	}

	@Test
	void linksAreRefused(@TempDir Path folder) throws Exception {
		for (char type : "1234567".toCharArray()) {
			if (type != '5') {
				refused(tar("main.tf", type, 0), "main.tf is a link or a device");
			}
		}
		byte[] zip = zip("main.tf");
		// The directory's entry says that it is a link.
		int entry = new String(zip, StandardCharsets.ISO_8859_1).indexOf("PK\1\2");
		zip[entry + 41] = (byte) 0xa1;
		refused(zip, "main.tf is a link or a device");
	}

	@Test
	void whatUnpacksToTooMuchIsRefused() throws IOException {
		ByteArrayOutputStream bomb = new ByteArrayOutputStream();
		try (ZipOutputStream zip = new ZipOutputStream(bomb)) {
			zip.putNextEntry(new ZipEntry("main.tf"));
			zeros(zip, 200);
		}
		refused(bomb.toByteArray(), "32 MB unpacked");
		bomb.reset();
		try (OutputStream gzip = new GZIPOutputStream(bomb)) {
			gzip.write(header("main.tf", '0', 200 << 20));
			zeros(gzip, 200);
		}
		refused(bomb.toByteArray(), "32 MB unpacked");
		bomb.reset();
		try (OutputStream gzip = new GZIPOutputStream(bomb)) {
			gzip.write(header("folder", '5', 200 << 20));
			zeros(gzip, 200);
		}
		refused(bomb.toByteArray(), "32 MB unpacked");
		String[] many = new String[2_001];
		for (int i = 0; i < many.length; i++) {
			many[i] = i + ".tf";
		}
		refused(zip(many), "at most 2000");
		refused(new byte[Archive.MOST + 1], "at most 4 MB");
	}

	@Test
	void whatIsNoArchiveOrHoldsNoConfigurationIsRefused() throws IOException {
		refused(new byte[0], "neither");
		refused("resource {}".getBytes(StandardCharsets.UTF_8), "neither");
		refused("PK but not really".getBytes(StandardCharsets.UTF_8), "cannot be unpacked");
		refused(new byte[] { 0x1f, (byte) 0x8b, 8, 0 }, "cannot be unpacked");
		refused(zip("one/main.tf", "two/main.tf"), ".tf file at the top");
		refused(zip("readme.md"), ".tf file at the top");
		refused(zip("folder/"), "at least one file");
	}

	@Test
	void nothingBrokenBreaksIt() throws IOException {
		Random random = new Random(7);
		byte[][] whole = { zip("main.tf", "modules/one.tf"), tar("main.tf", '0', 3) };
		for (int i = 0; i < 2_000; i++) {
			byte[] bent = whole[i % 2].clone();
			for (int times = random.nextInt(4); times >= 0; times--) {
				bent[random.nextInt(bent.length)] = (byte) random.nextInt(256);
			}
			try {
				assertThat(Archive.unpack(bent)).isNotEmpty();
			}
			catch (InvalidInputException ex) {
				assertThat(ex.field()).isEqualTo("files");
			}
		}
	}

	private static void refused(byte[] sent, String because) {
		assertThatExceptionOfType(InvalidInputException.class).isThrownBy(() -> Archive.unpack(sent))
			.withMessageContaining(because);
	}

	private static byte[] zip(String... names) throws IOException {
		ByteArrayOutputStream out = new ByteArrayOutputStream();
		try (ZipOutputStream zip = new ZipOutputStream(out)) {
			for (String name : names) {
				zip.putNextEntry(new ZipEntry(name));
				zip.write("one".getBytes(StandardCharsets.UTF_8));
			}
		}
		return out.toByteArray();
	}

	private static byte[] tar(String name, char type, int size) throws IOException {
		ByteArrayOutputStream out = new ByteArrayOutputStream();
		try (OutputStream gzip = new GZIPOutputStream(out)) {
			gzip.write(header(name, type, size));
			gzip.write(new byte[size > 0 ? 512 : 0]);
			gzip.write(new byte[1024]);
		}
		return out.toByteArray();
	}

	private static byte[] header(String name, char type, int size) {
		byte[] header = new byte[512];
		put(header, 0, name);
		put(header, 124, "%011o".formatted(size));
		header[156] = (byte) type;
		put(header, 257, "ustar");
		return header;
	}

	private static void put(byte[] header, int at, String text) {
		byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
		System.arraycopy(bytes, 0, header, at, bytes.length);
	}

	private static void zeros(OutputStream out, int megabytes) throws IOException {
		byte[] zeros = new byte[1 << 20];
		for (int i = 0; i < megabytes; i++) {
			out.write(zeros);
		}
	}

	private static void run(Path folder, String... command) throws Exception {
		assertThat(new ProcessBuilder(command).directory(folder.toFile()).inheritIO().start().waitFor()).isZero();
	}

}
