package io.groundwork.sandbox.linode;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.util.FileSystemUtils;

/**
 * Clusters that are real but for their kubelets, each a process of its own.
 */
public final class ControlPlanes implements Clusters {

	private static final Logger log = LoggerFactory.getLogger(ControlPlanes.class);

	private static final Pattern NAME = Pattern.compile("lke\\d{1,18}");

	private final CompletableFuture<Path> program;

	private final Path folder;

	private final Map<Long, Wanted> wanted = new ConcurrentHashMap<>();

	private final Set<Long> away = ConcurrentHashMap.newKeySet();

	private final Map<Long, ControlPlane> planes = new ConcurrentHashMap<>();

	private volatile Audits audits = (cluster, file, lines) -> {
		throw new IOException("nobody takes it yet");
	};

	private volatile boolean settled;

	private final Map<Long, Integer> failures = new HashMap<>();

	private final Set<Thread> ending = new HashSet<>();

	private boolean closed;

	/**
	 * @param program what {@code scripts/tools cluster} builds
	 * @param folder where the clusters keep what they know, a folder each
	 */
	public ControlPlanes(Path program, Path folder) {
		this(CompletableFuture.completedFuture(program), folder);
	}

	/**
	 * @param program what {@code scripts/tools cluster} builds; until it is there the
	 * clusters are not ready
	 * @param folder where the clusters keep what they know, a folder each
	 */
	public ControlPlanes(CompletableFuture<Path> program, Path folder) {
		this.program = program;
		this.folder = folder;
		program.thenAccept((there) -> begin());
	}

	@Override
	public void deliverTo(Audits audits) {
		this.audits = audits;
	}

	@Override
	public void want(Wanted cluster) {
		this.wanted.put(cluster.id(), cluster);
		run(cluster.id());
	}

	/**
	 * What was wanted before there was a program.
	 */
	private void begin() {
		this.wanted.keySet().forEach(this::run);
		if (this.settled) {
			sweep();
		}
	}

	/**
	 * One that ended unasked comes back, ever later if it cannot stay.
	 */
	private synchronized void ended(long cluster, ControlPlane plane) {
		if (this.closed || !this.planes.remove(cluster, plane)) {
			return;
		}
		int before = plane.wasReady() ? 0 : this.failures.getOrDefault(cluster, 0);
		this.failures.put(cluster, before + 1);
		long pause = Math.min(60, 1L << Math.min(before, 6));
		log.warn("The control plane of cluster {} has ended; it starts again in {} s", cluster, pause);
		CompletableFuture.delayedExecutor(pause, TimeUnit.SECONDS).execute(() -> run(cluster));
	}

	/**
	 * One at a time, so that what was wanted last is told last.
	 */
	private synchronized void run(long cluster) {
		Wanted now = this.wanted.get(cluster);
		if (now == null || this.closed || !this.program.isDone() || this.program.isCompletedExceptionally()) {
			return;
		}
		ControlPlane plane = this.planes.get(cluster);
		try {
			if (plane == null) {
				ControlPlane started = ControlPlane.start(this.program.join(), folder(cluster), now, this.audits);
				started.down(this.away.contains(cluster));
				this.planes.put(cluster, started);
				started.onEnd(() -> ended(cluster, started));
				plane = started;
			}
			plane.want(now);
		}
		catch (UncheckedIOException ex) {
			log.warn("Cluster {} stays as it is", cluster, ex);
		}
	}

	private Path folder(long cluster) {
		return this.folder.resolve("lke" + cluster);
	}

	@Override
	public Optional<Access> access(long cluster) {
		return Optional.ofNullable(this.planes.get(cluster)).flatMap(ControlPlane::access);
	}

	@Override
	public boolean isReady(long cluster, String node) {
		ControlPlane plane = this.planes.get(cluster);
		return plane != null && plane.isReady(node);
	}

	@Override
	public void rotate(long cluster) {
		Optional.ofNullable(this.planes.get(cluster)).ifPresent(ControlPlane::rotate);
	}

	@Override
	public synchronized void down(long cluster, boolean down) {
		if (down) {
			this.away.add(cluster);
		}
		else {
			this.away.remove(cluster);
		}
		Optional.ofNullable(this.planes.get(cluster)).ifPresent((plane) -> plane.down(down));
	}

	@Override
	public synchronized void delete(long cluster) {
		this.wanted.remove(cluster);
		this.away.remove(cluster);
		ControlPlane plane = this.planes.remove(cluster);
		if (plane != null) {
			this.ending.removeIf((thread) -> !thread.isAlive());
			this.ending.add(Thread.ofPlatform().name("end of lke" + cluster).start(() -> {
				plane.end();
				forget(folder(cluster));
			}));
		}
	}

	@Override
	public void settled() {
		this.settled = true;
		if (this.program.isDone() && !this.program.isCompletedExceptionally()) {
			sweep();
		}
	}

	private synchronized void sweep() {
		for (Path left : folders()) {
			if (!this.wanted.containsKey(Long.valueOf(left.getFileName().toString().substring(3)))) {
				try {
					sweep(left);
					forget(left);
				}
				catch (IOException | UncheckedIOException ex) {
					log.warn("What is left of {} stays until the next start", left.getFileName(), ex);
				}
			}
		}
	}

	private List<Path> folders() {
		if (!Files.isDirectory(this.folder)) {
			return List.of();
		}
		try (Stream<Path> folders = Files.list(this.folder)) {
			return folders.filter((one) -> NAME.matcher(one.getFileName().toString()).matches()).toList();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private void sweep(Path left) throws IOException {
		try {
			Process sweep = new ProcessBuilder(this.program.join().toString(), "sweep", left.toString())
				.redirectErrorStream(true)
				.start();
			String said = new String(sweep.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
			if (sweep.waitFor() != 0) {
				throw new IOException(said.strip());
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IOException("interrupted", ex);
		}
	}

	private static void forget(Path folder) {
		try {
			FileSystemUtils.deleteRecursively(folder);
			Files.deleteIfExists(ControlPlane.log(folder));
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * All at once, as each takes its time to end in order; those too that are being
	 * deleted.
	 */
	@Override
	public void close() {
		List<Thread> ends;
		synchronized (this) {
			this.closed = true;
			ends = new ArrayList<>(this.ending);
			this.planes.values().forEach((plane) -> ends.add(Thread.ofPlatform().start(plane::close)));
		}
		try {
			for (Thread end : ends) {
				end.join();
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

}
