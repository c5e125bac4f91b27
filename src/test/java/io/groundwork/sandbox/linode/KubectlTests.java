package io.groundwork.sandbox.linode;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

import io.groundwork.Eventually;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Clusters as whoever gets a kubeconfig sees them.
 */
class KubectlTests {

	private static final Duration SOON = Duration.ofSeconds(60);

	@TempDir
	private Path folder;

	private LinodeApi api;

	private Caller cloud;

	@BeforeEach
	void start() {
		this.api = LinodeApi.start(this.folder,
				Settings.quick()
					.on(Settings.Backends
						.paperBut(new ControlPlanes(Path.of(System.getProperty("groundwork.tools.cluster")),
								this.folder.resolve("clusters")))));
		this.cloud = new Caller(this.api);
	}

	@AfterEach
	void stop() {
		this.api.close();
		assertThat(processes("")).isEmpty();
	}

	@Test
	void podsRunNodesComeAndADrainedNodesPodsMove() {
		long cluster = create("blue", 2);
		Kubectl kubectl = Kubectl.of(this.cloud, cluster, this.folder);
		awaitNodes(kubectl, 2);
		kubectl.must("create", "deployment", "web", "--image=registry.example/web:1", "--replicas=3");
		kubectl.must("rollout", "status", "deployment/web", "--timeout=60s");

		long pool = this.cloud.get("lke/clusters/%d/pools".formatted(cluster))
			.json()
			.path("data")
			.path(0)
			.path("id")
			.asLong();
		this.cloud.put("lke/clusters/%d/pools/%d".formatted(cluster, pool), "{'count':3}");
		awaitNodes(kubectl, 3);

		String drained = podNodes(kubectl).iterator().next();
		kubectl.must("drain", drained, "--ignore-daemonsets", "--delete-emptydir-data", "--timeout=60s");
		kubectl.must("rollout", "status", "deployment/web", "--timeout=60s");
		assertThat(podNodes(kubectl)).isNotEmpty().doesNotContain(drained);
	}

	@Test
	void twoLiveAtOnceAndTheDeathOfOneIsNothingToTheOther() {
		long first = create("first", 1);
		long second = create("second", 1);
		Kubectl survivor = Kubectl.of(this.cloud, first, this.folder);
		Kubectl victim = Kubectl.of(this.cloud, second, this.folder);
		awaitNodes(survivor, 1);
		awaitNodes(victim, 1);
		survivor.must("create", "deployment", "web", "--image=registry.example/web:1", "--replicas=3");
		survivor.must("rollout", "status", "deployment/web", "--timeout=60s");
		assertThat(victim.must("get", "deployments")).contains("No resources found");

		List<ProcessHandle> dead = processes("-id " + second + " ");
		assertThat(dead).hasSizeGreaterThan(3);
		dead.forEach(ProcessHandle::destroyForcibly);
		Eventually.that(SOON, () -> victim.run("get", "nodes", "--request-timeout=2s").status() != 0);

		survivor.must("scale", "deployment/web", "--replicas=5");
		survivor.must("rollout", "status", "deployment/web", "--timeout=60s");
		awaitNodes(survivor, 1);
		assertThat(processes("-id " + first + " ")).hasSizeGreaterThan(3);

		// The dead one is brought back and is what it was.
		Eventually.that(SOON, Duration.ofMillis(500),
				() -> victim.run("get", "nodes", "--request-timeout=2s").text().contains(" Ready "));
	}

	@Test
	void aNewKubeconfigEndsTheOldOne() {
		long cluster = create("blue", 1);
		Kubectl old = Kubectl.of(this.cloud, cluster, this.folder);
		assertThat(old.must("config", "current-context")).isEqualToIgnoringNewLines("lke%d-ctx".formatted(cluster));
		assertThat(old.must("auth", "can-i", "*", "*", "--all-namespaces")).contains("yes");
		assertThat(this.cloud.delete("lke/clusters/%d/kubeconfig".formatted(cluster)).status()).isEqualTo(200);
		Eventually.that(SOON, () -> old.run("get", "nodes").text().contains("Unauthorized"));
		Eventually.that(SOON, () -> this.cloud.get("lke/clusters/%d/kubeconfig".formatted(cluster)).status() == 200);
		Kubectl.of(this.cloud, cluster, this.folder).must("get", "nodes");
	}

	private long create(String label, int nodes) {
		return this.cloud.post("lke/clusters",
				"{'label':'%s','region':'fr-par','k8s_version':'1.35','node_pools':[{'type':'g6-standard-2','count':%d}]}"
					.formatted(label, nodes))
			.id();
	}

	private static void awaitNodes(Kubectl kubectl, int wanted) {
		Eventually.that(SOON,
				() -> kubectl.must("get", "nodes", "--no-headers")
					.lines()
					.filter((line) -> line.matches("lke\\S+\\s+Ready\\s.*"))
					.count() == wanted);
	}

	/**
	 * The nodes that the deployment's pods are on, those aside that are about to go.
	 */
	private static Set<String> podNodes(Kubectl kubectl) {
		return new TreeSet<>(kubectl.must("get", "pods", "--selector=app=web", "--output",
				"go-template={{range .items}}{{if not .metadata.deletionTimestamp}}{{.spec.nodeName}}{{\"\\n\"}}{{end}}{{end}}")
			.lines()
			.toList());
	}

	/**
	 * The control planes of this JVM that were started with these words, and all of
	 * theirs.
	 */
	private static List<ProcessHandle> processes(String words) {
		List<ProcessHandle> processes = new ArrayList<>();
		ProcessHandle.current().children().filter((child) -> {
			String command = String.join(" ", child.info().arguments().orElse(new String[0]));
			return command.startsWith("run -folder") && command.contains(words);
		}).forEach((plane) -> {
			processes.addAll(plane.descendants().toList());
			processes.add(plane);
		});
		return processes;
	}

}
