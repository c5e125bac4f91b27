package io.groundwork.cluster;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.groundwork.Eventually;
import io.groundwork.sandbox.linode.Clusters.Node;
import io.groundwork.sandbox.linode.Clusters.Pool;
import io.groundwork.sandbox.linode.Clusters.Wanted;
import io.groundwork.sandbox.linode.ControlPlanes;
import org.jspecify.annotations.Nullable;
import org.springframework.util.FileSystemUtils;

/**
 * A real API server with real controllers, one for all tests of this JVM: each works in
 * namespaces of its own.
 */
public final class RealCluster implements AutoCloseable {

	static final Duration SOON = Duration.ofSeconds(60);

	private static final AtomicInteger NUMBER = new AtomicInteger();

	private static @Nullable RealCluster shared;

	private final long id;

	private final Path folder;

	private final ControlPlanes planes;

	private RealCluster(long id) {
		this.id = id;
		try {
			this.folder = Files.createTempDirectory("cluster-");
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		this.planes = new ControlPlanes(Path.of(System.getProperty("groundwork.tools.cluster")), this.folder);
		want(2);
		Eventually.that(SOON, () -> this.planes.access(id).isPresent());
	}

	static synchronized RealCluster shared() {
		RealCluster running = shared;
		if (running == null) {
			running = new RealCluster(531921);
			shared = running;
			Runtime.getRuntime().addShutdownHook(new Thread(running::close));
			try (KubernetesClient admin = running.admin()) {
				Identities.make(new Api(admin));
			}
			try (Baseline owner = running.baseline()) {
				Manifests all = Manifests.read("system", Map.of("cluster.yaml", resource("cluster.yaml")));
				Eventually.that(SOON,
						() -> owner.apply(all, Consent.NONE, owner.plan(all, Consent.NONE).digest()).complete());
			}
		}
		return running;
	}

	/**
	 * One of its own, with nothing in it.
	 */
	static RealCluster fresh(long id) {
		return new RealCluster(id);
	}

	/**
	 * Wants so many nodes of the production pool.
	 */
	void want(int nodes) {
		List<Node> all = new ArrayList<>();
		for (int number = 1; number <= nodes; number++) {
			all.add(new Node("45-" + number, 600 + number));
		}
		this.planes.want(new Wanted(this.id, "blue", "fr-par", "1.35", "standard", false,
				List.of(new Pool(45, "g6-standard-4", 4, 8192, 163840, 0,
						Map.of("groundwork.io/environment", "production", "groundwork.io/pool", "baseline"), List.of(),
						java.util.Optional.empty(), all))));
	}

	void down(boolean down) {
		this.planes.down(this.id, down);
	}

	/**
	 * Makes the administrator's credential anew, and waits for the new one.
	 */
	void rotate() {
		this.planes.rotate(this.id);
	}

	long id() {
		return this.id;
	}

	String kubeconfig() {
		Eventually.that(SOON, () -> this.planes.access(this.id).isPresent());
		return this.planes.access(this.id).orElseThrow().kubeconfig();
	}

	KubernetesClient admin() {
		return Connections.to(Kubeconfig.read(kubeconfig()));
	}

	/**
	 * The administrator at the baseline's work, who may do what it may not.
	 */
	Baseline almighty() {
		return new Baseline(admin());
	}

	Baseline baseline() {
		return new Baseline(as(Identities.BASELINE));
	}

	KubernetesClient as(String account) {
		Kubeconfig admin = Kubeconfig.read(kubeconfig());
		try (KubernetesClient client = Connections.to(admin)) {
			Token token = Identities.mint(new Api(client), account, Duration.ofMinutes(15));
			return Connections.to(admin.address(), admin.authority(), token::value);
		}
	}

	/**
	 * A name for an environment that nobody else has, also used for its namespace.
	 */
	static String freshName() {
		return "env-" + NUMBER.incrementAndGet();
	}

	/**
	 * What an environment declares, with more files if given.
	 */
	static Manifests manifests(String environment, String... more) {
		Map<String, String> files = new java.util.TreeMap<>();
		files.put("environment.yaml", resource("environment.yaml"));
		for (String one : more) {
			files.put("more-%d.yaml".formatted(files.size()), one);
		}
		files.replaceAll(
				(name, content) -> content.replace("NAMESPACE", environment).replace("ENVIRONMENT", environment));
		return Manifests.read(environment, files);
	}

	static String resource(String name) {
		try {
			return Files.readString(Path.of("src/test/resources/cluster", name), StandardCharsets.UTF_8);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	@Override
	public void close() {
		this.planes.close();
		try {
			FileSystemUtils.deleteRecursively(this.folder);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
