package io.groundwork.bench;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

import io.groundwork.sandbox.S3Server;
import io.groundwork.storage.ObjectStore;
import io.groundwork.storage.Stores;
import io.groundwork.storage.StreamingProbe;

import org.springframework.util.FileSystemUtils;

/**
 * What sealing costs: a round trip through a sealed store against the same through the
 * bare one, in turn, and the heap that a large object needs.
 */
final class StorageBench {

	private static final int KILOBYTE = 1024;

	private static final int MEGABYTE = 1024 * KILOBYTE;

	private static final double HEAP_BAR = 32;

	private static final int[] HEAPS = { 8, 12, 16, 20, 24, 28, 32, 48, 64 };

	private StorageBench() {
	}

	static List<Figure> run() {
		try {
			Path folder = Files.createTempDirectory(Path.of("target"), "storage-bench-");
			try (S3Server server = S3Server.start(folder.resolve("s3"), 0)) {
				List<Figure> figures = new ArrayList<>();
				ObjectStore bare = Stores.folder(folder.resolve("bare"));
				ObjectStore sealed = Stores.sealed(Stores.folder(folder.resolve("sealed")),
						folder.resolve("keys.json"));
				figures.add(overhead("", "1KB", KILOBYTE, 300, bare, sealed));
				figures.add(overhead("", "1MB", MEGABYTE, 60, bare, sealed));
				figures.add(overhead("", "100MB", 100 * MEGABYTE, 10, bare, sealed));
				ObjectStore s3 = Stores.s3(server.access());
				ObjectStore sealedS3 = Stores.sealed(s3, folder.resolve("keys.json"));
				figures.add(overhead("s3.", "1KB", KILOBYTE, 150, s3, sealedS3));
				figures.add(overhead("s3.", "1MB", MEGABYTE, 40, s3, sealedS3));
				figures.add(overhead("s3.", "100MB", 100 * MEGABYTE, 8, s3, sealedS3));
				figures.add(heap(folder.resolve("heap"), server.access()));
				return figures;
			}
			finally {
				FileSystemUtils.deleteRecursively(folder);
			}
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private static Figure overhead(String store, String label, int size, int rounds, ObjectStore bare,
			ObjectStore sealed) {
		byte[] content = new byte[size];
		new Random(size).nextBytes(content);
		int warmUp = Math.max(1, rounds / 5);
		double[] bareTimes = new double[rounds];
		double[] sealedTimes = new double[rounds];
		for (int round = -warmUp; round < rounds; round++) {
			// Each goes first every other time: a large object's blocks are given back
			// late,
			// at the cost of whoever comes next.
			boolean bareFirst = round % 2 == 0;
			double first = roundTrip(bareFirst ? bare : sealed, content);
			double second = roundTrip(bareFirst ? sealed : bare, content);
			if (round >= 0) {
				bareTimes[round] = bareFirst ? first : second;
				sealedTimes[round] = bareFirst ? second : first;
			}
		}
		double bareMedian = median(bareTimes);
		double sealedMedian = median(sealedTimes);
		return new Figure("storage.overhead." + store + label, sealedMedian / bareMedian, "ratio", null, true,
				"put and get over a %s, sealed %.2f ms, bare %.2f ms, medians of %d rounds in turn".formatted(
						store.isEmpty() ? "folder" : "real S3 server on this machine", sealedMedian, bareMedian,
						rounds));
	}

	private static double roundTrip(ObjectStore store, byte[] content) {
		long begin = System.nanoTime();
		store.put("bench/object", content);
		try (InputStream in = store.get("bench/object")) {
			if (in.transferTo(OutputStream.nullOutputStream()) != content.length) {
				throw new IllegalStateException("Not all came back");
			}
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		return (System.nanoTime() - begin) / 1e6;
	}

	private static double median(double[] times) {
		Arrays.sort(times);
		return times[times.length / 2];
	}

	private static Figure heap(Path folder, S3Server.Access access) {
		long baseline = StreamingProbe.baseline(folder, access);
		for (int heap : HEAPS) {
			if (StreamingProbe.fits(baseline, heap, 100L * MEGABYTE, folder, access)) {
				return figure(heap, baseline);
			}
		}
		return figure(Double.POSITIVE_INFINITY, baseline);
	}

	private static Figure figure(double heap, long baseline) {
		return new Figure("storage.heap.100MB", heap, "MB", HEAP_BAR, heap <= HEAP_BAR,
				("smallest heap beyond the %.1f MB of an idle store with which 100 MB are written and read, "
						+ "sealed, in a folder and in S3")
					.formatted((double) baseline / MEGABYTE));
	}

}
