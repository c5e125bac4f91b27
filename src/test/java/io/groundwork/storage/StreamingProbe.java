package io.groundwork.storage;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

import io.groundwork.sandbox.S3Server;
import org.jspecify.annotations.Nullable;

/**
 * Streams an object through a sealed store in a JVM with little memory: the heap that it
 * needs is the smallest with which it does not run out.
 */
public final class StreamingProbe {

	private static final long MEGABYTE = 1024 * 1024;

	private StreamingProbe() {
	}

	/**
	 * The heap that is in use when the store is open, in bytes; after a small object.
	 */
	public static long baseline(Path folder, S3Server.Access access) {
		String used = run(256, 1000, folder, access);
		if (used == null) {
			throw new IllegalStateException("The probe found no memory at all");
		}
		return Long.parseLong(used);
	}

	/**
	 * Whether an object of that size can be written and read with so much more heap than
	 * the store itself needs.
	 */
	public static boolean fits(long baseline, int megabytes, long size, Path folder, S3Server.Access access) {
		return run(Math.ceilDiv(baseline, MEGABYTE) + megabytes, size, folder, access) != null;
	}

	private static @Nullable String run(long heap, long size, Path folder, S3Server.Access access) {
		ProcessBuilder builder = new ProcessBuilder(ProcessHandle.current().info().command().orElseThrow(),
				"-Xmx" + heap + "m", "-XX:+UseSerialGC", "-XX:MaxDirectMemorySize=16m", "-cp",
				System.getProperty("java.class.path"), StreamingProbe.class.getName(), String.valueOf(size),
				folder.toString(), access.endpoint().toString(), access.bucket());
		builder.environment().put("PROBE_ACCESS_KEY", access.accessKey());
		builder.environment().put("PROBE_SECRET_KEY", access.secretKey());
		builder.redirectErrorStream(true);
		try {
			Process process = builder.start();
			String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
			int status = process.waitFor();
			if (status == 0) {
				return output.lines().filter((line) -> line.startsWith("used ")).findFirst().orElseThrow().substring(5);
			}
			if (output.contains("OutOfMemoryError") || output.contains("Too small maximum heap")) {
				return null;
			}
			throw new IllegalStateException("The probe failed: " + output);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IllegalStateException(ex);
		}
	}

	public static void main(String[] arguments) throws IOException {
		long size = Long.parseLong(arguments[0]);
		Path folder = Path.of(arguments[1]);
		S3Server.Access access = new S3Server.Access(URI.create(arguments[2]), "us-east-1", arguments[3],
				System.getenv("PROBE_ACCESS_KEY"), System.getenv("PROBE_SECRET_KEY"));
		Path keys = folder.resolveSibling("probe-keys.json");
		List<ObjectStore> stores = List.of(Stores.sealed(Stores.folder(folder), keys),
				Stores.sealed(Stores.s3(access), keys));
		for (ObjectStore store : stores) {
			roundTrip(store, size);
		}
		System.gc();
		System.out.println("used " + ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed());
	}

	private static void roundTrip(ObjectStore store, long size) throws IOException {
		byte[] block = new byte[10_000];
		store.put("probe/object", (out) -> {
			for (long written = 0; written < size; written += block.length) {
				Arrays.fill(block, (byte) (written / block.length));
				out.write(block, 0, (int) Math.min(block.length, size - written));
			}
		});
		long read = 0;
		try (InputStream in = store.get("probe/object")) {
			for (int count = in.readNBytes(block, 0, block.length); count > 0; count = in.readNBytes(block, 0,
					block.length)) {
				if (block[0] != (byte) (read / block.length)) {
					throw new IllegalStateException("Something else came back at " + read);
				}
				read += count;
			}
		}
		if (read != size) {
			throw new IllegalStateException("%d bytes came back of %d".formatted(read, size));
		}
	}

}
