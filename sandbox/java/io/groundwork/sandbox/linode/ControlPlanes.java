package io.groundwork.sandbox.linode;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

import org.springframework.util.FileSystemUtils;

/**
 * Clusters that are real but for their kubelets, each a process of its own.
 */
public final class ControlPlanes implements Clusters {

	private final Path program;

	private final Path folder;

	private final Map<Long, ControlPlane> planes = new ConcurrentHashMap<>();

	private volatile Audits audits = (cluster, file, lines) -> {
		throw new IOException("nobody takes it yet");
	};

	/**
	 * @param program what {@code scripts/tools cluster} builds
	 * @param folder where the clusters keep what they know, a folder each
	 */
	public ControlPlanes(Path program, Path folder) {
		this.program = program;
		this.folder = folder;
	}

	@Override
	public void deliverTo(Audits audits) {
		this.audits = audits;
	}

	@Override
	public void want(Wanted cluster) {
		this.planes
			.computeIfAbsent(cluster.id(), (id) -> ControlPlane.start(this.program, folder(id), cluster, this.audits))
			.want(cluster);
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
	public void down(long cluster, boolean down) {
		Optional.ofNullable(this.planes.get(cluster)).ifPresent((plane) -> plane.down(down));
	}

	@Override
	public void delete(long cluster) {
		ControlPlane plane = this.planes.remove(cluster);
		if (plane != null) {
			Thread.ofPlatform().name("end of lke" + cluster).start(() -> {
				plane.end();
				forget(folder(cluster));
			});
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

	@Override
	public void close() {
		// All at once: each takes its time to end in order.
		this.planes.values().parallelStream().forEach(ControlPlane::close);
	}

}
