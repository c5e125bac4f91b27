package io.groundwork.sandbox.linode;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;

import io.groundwork.Eventually;
import io.groundwork.bench.Figure;
import tools.jackson.databind.JsonNode;

import org.springframework.util.FileSystemUtils;

/**
 * How fast the sandbox's Linode answers, and what one of its clusters costs.
 */
public final class SandboxBench {

	private static final int CONNECTIONS = 10;

	private static final Duration WARM_UP = Duration.ofSeconds(5);

	private static final Duration LOAD = Duration.ofSeconds(15);

	private static final int FIREWALLS = 20;

	private static final int ROUNDS = 5;

	private static final String MARK = "begin";

	private static final int NODES = 3;

	private static final int CLUSTERS = 3;

	private static final Duration MOST = Duration.ofMinutes(2);

	private SandboxBench() {
	}

	/**
	 * Measures the API by itself: everything behind it is on paper.
	 */
	public static List<Figure> api() throws Exception {
		return in((folder) -> {
			try (LinodeApi api = LinodeApi.start(folder, Settings.quick())) {
				Caller cloud = new Caller(api);
				for (int firewall = 0; firewall < FIREWALLS; firewall++) {
					cloud.post("networking/firewalls", """
							{'label':'bench-%d','rules':{'inbound':[{'label':'web','action':'ACCEPT','protocol':'TCP',\
							'ports':'443','addresses':{'ipv4':['0.0.0.0/0']}}],\
							'inbound_policy':'DROP','outbound_policy':'ACCEPT'}}""".formatted(firewall));
				}
				String one = "/v4beta/networking/firewalls/"
						+ cloud.get("networking/firewalls").json().path("data").path(0).path("id").asString();
				List<String> paths = List.of(one, "/v4beta/networking/firewalls");
				load(cloud, paths, WARM_UP);
				List<Double> millis = load(cloud, paths, LOAD);
				double rate = millis.size() / (double) LOAD.toSeconds();
				double slow = millis.get((int) Math.ceil(millis.size() * 0.99) - 1);
				String how = "%d connections, a firewall and the list of %d by turns, load and server in one JVM"
					.formatted(CONNECTIONS, FIREWALLS);
				return List.of(atLeast("sandbox.api.rate", rate, "1/s", 3000, how),
						atMost("sandbox.api.p99", slow, "ms", 20, how));
			}
		});
	}

	/**
	 * All answers' times, in order.
	 */
	private static List<Double> load(Caller cloud, List<String> paths, Duration time) throws Exception {
		long end = System.nanoTime() + time.toNanos();
		try (ExecutorService clients = Executors.newFixedThreadPool(CONNECTIONS)) {
			List<Future<List<Double>>> all = new ArrayList<>();
			for (int client = 0; client < CONNECTIONS; client++) {
				int first = client;
				all.add(clients.submit(() -> ask(cloud, paths, first, end)));
			}
			List<Double> millis = new ArrayList<>();
			for (Future<List<Double>> one : all) {
				millis.addAll(one.get());
			}
			return millis.stream().sorted().toList();
		}
	}

	private static List<Double> ask(Caller cloud, List<String> paths, int first, long end) throws IOException {
		List<Double> millis = new ArrayList<>();
		try (PlainConnection connection = new PlainConnection(cloud)) {
			for (int number = first; System.nanoTime() < end; number++) {
				long begin = System.nanoTime();
				connection.get(paths.get(number % paths.size()));
				millis.add((System.nanoTime() - begin) / 1e6);
			}
		}
		return millis;
	}

	/**
	 * Measures how much of what Terraform takes is the simulator's.
	 */
	public static List<Figure> apply() throws Exception {
		return in((folder) -> {
			try (LinodeApi api = LinodeApi.start(folder, Settings.quick());
					Terraform terraform = new Terraform(Files.createDirectory(folder.resolve("work")),
							new Caller(api))) {
				terraform.with("""
						resource "linode_firewall" "many" {
						  count           = %d
						  label           = "many-${count.index}"
						  inbound_policy  = "DROP"
						  outbound_policy = "ACCEPT"
						}
						""".formatted(FIREWALLS));
				List<Share> shares = new ArrayList<>();
				for (int round = 0; round < ROUNDS; round++) {
					shares.add(share(terraform, new Caller(api)));
					terraform.destroy();
				}
				Share median = shares.stream()
					.sorted(Comparator.comparingDouble(Share::percent))
					.toList()
					.get(ROUNDS / 2);
				return List.of(atMost("sandbox.apply.share", median.percent(), "%", 10,
						"terraform apply of %d firewalls, the median of %d: the %d answers took %.2f s in sum, all of it %.2f s"
							.formatted(FIREWALLS, ROUNDS, median.answers(), median.simulator(), median.all())));
			}
		});
	}

	private static Share share(Terraform terraform, Caller cloud) {
		// Nothing that is there; but what follows is what comes after it.
		cloud.get("regions/" + MARK);
		long begin = System.nanoTime();
		terraform.apply();
		double all = (System.nanoTime() - begin) / 1e9;
		int answers = 0;
		double simulator = 0;
		for (JsonNode request : cloud.send("GET", "/admin/requests", "").json()) {
			if (request.path("path").asString("").endsWith(MARK)) {
				break;
			}
			answers++;
			simulator += request.path("micros").asLong() / 1e6;
		}
		if (answers < FIREWALLS * 2) {
			throw new IllegalStateException("Only %d requests were counted".formatted(answers));
		}
		return new Share(answers, simulator, all);
	}

	/**
	 * Measures one cluster after another.
	 */
	public static List<Figure> cluster() throws Exception {
		return in((folder) -> {
			Path program = Path.of(System.getProperty("groundwork.tools.cluster"));
			List<Double> ready = new ArrayList<>();
			List<Memory> memory = new ArrayList<>();
			try (LinodeApi api = LinodeApi.start(folder, Settings.quick()
				.on(Settings.Backends.paperBut(new ControlPlanes(program, folder.resolve("clusters")))))) {
				Caller cloud = new Caller(api);
				for (int number = 0; number < CLUSTERS; number++) {
					long begin = System.nanoTime();
					String path = "lke/clusters/" + cloud.post("lke/clusters", """
							{'label':'bench-%d','region':'fr-par','k8s_version':'1.35',\
							'node_pools':[{'type':'g6-standard-2','count':%d}]}""".formatted(number, NODES)).id();
					Eventually.that(MOST, () -> isReady(cloud, path));
					ready.add((System.nanoTime() - begin) / 1e9);
					memory.add(Memory.ofControlPlanes());
					cloud.delete(path);
					Eventually.that(MOST, () -> Memory.controlPlanes().isEmpty());
				}
			}
			Memory most = memory.stream().max((a, b) -> Double.compare(a.resident(), b.resident())).orElseThrow();
			return List.of(
					atMost("sandbox.cluster.ready", ready.stream().mapToDouble(Double::doubleValue).max().orElseThrow(),
							"s", 15,
							"from the request until all %d nodes are ready, the slowest of %d".formatted(NODES,
									CLUSTERS)),
					atMost("sandbox.cluster.rss", most.resident(), "MB", 800,
							"the sum of what its %d processes hold, right then, the highest of %d; %.0f MB if pages that they share count once"
								.formatted(most.processes(), CLUSTERS, most.proportional())));
		});
	}

	private static boolean isReady(Caller cloud, String cluster) {
		int ready = 0;
		for (JsonNode pool : cloud.get(cluster + "/pools").json().path("data")) {
			for (JsonNode node : pool.path("nodes")) {
				ready += "ready".equals(node.path("status").asString("")) ? 1 : 0;
			}
		}
		return ready == NODES;
	}

	/**
	 * Measures how long it takes to have all that is built.
	 */
	public static List<Figure> tools() throws Exception {
		return in((folder) -> {
			double built = build(folder);
			double found = build(folder);
			return List.of(
					atMost("sandbox.tools.build", built / 60, "min", 15,
							"S3 server, clusters and provider with empty caches, modules fetched again"),
					atMost("sandbox.tools.cached", found, "s", 2, "the same with what the first time has left"));
		});
	}

	private static double build(Path folder) throws IOException, InterruptedException {
		ProcessBuilder builder = new ProcessBuilder("scripts/tools", "versitygw", "cluster", "provider").inheritIO();
		builder.environment().put("GROUNDWORK_CACHE", folder.resolve("tools").toString());
		builder.environment().put("GOCACHE", folder.resolve("compiled").toString());
		builder.environment().put("GOMODCACHE", folder.resolve("modules").toString());
		// Else Go makes what it fetches unwritable, and so not to be deleted.
		builder.environment().put("GOFLAGS", "-modcacherw");
		builder.environment().remove("GROUNDWORK_PROVIDER_MIRROR");
		long begin = System.nanoTime();
		int status = builder.start().waitFor();
		if (status != 0) {
			throw new IllegalStateException("The tools could not be built: " + status);
		}
		return (System.nanoTime() - begin) / 1e9;
	}

	private static List<Figure> in(Measured measured) throws Exception {
		Path folder = Files.createTempDirectory("groundwork-bench-");
		try {
			return measured.measure(folder);
		}
		finally {
			FileSystemUtils.deleteRecursively(folder);
		}
	}

	private static Figure atMost(String name, double value, String unit, double bar, String how) {
		return new Figure(name, value, unit, bar, value <= bar, how);
	}

	private static Figure atLeast(String name, double value, String unit, double bar, String how) {
		return new Figure(name, value, unit, bar, value >= bar, how);
	}

	/**
	 * What measures.
	 */
	private interface Measured {

		List<Figure> measure(Path folder) throws Exception;

	}

	/**
	 * What one apply took, in seconds.
	 *
	 * @param answers how many the simulator gave
	 * @param simulator how long it had each, in sum
	 * @param all how long it took
	 */
	private record Share(int answers, double simulator, double all) {

		double percent() {
			return 100 * this.simulator / this.all;
		}

	}

	/**
	 * What the control planes of this JVM hold.
	 *
	 * @param processes how many processes they are
	 * @param resident all that each holds, in MB
	 * @param proportional the same, with what several share counted once
	 */
	private record Memory(int processes, double resident, double proportional) {

		static Memory ofControlPlanes() {
			List<ProcessHandle> all = controlPlanes();
			return new Memory(all.size(), sum(all, "Rss:"), sum(all, "Pss:"));
		}

		static List<ProcessHandle> controlPlanes() {
			return ProcessHandle.current()
				.children()
				.filter((child) -> child.info().command().orElse("").endsWith("groundwork-cluster"))
				.flatMap((plane) -> Stream.concat(Stream.of(plane), plane.descendants()))
				.toList();
		}

		private static double sum(List<ProcessHandle> processes, String field) {
			return processes.stream().mapToLong((process) -> {
				try {
					return Files.readAllLines(Path.of("/proc", Long.toString(process.pid()), "smaps_rollup"))
						.stream()
						.filter((line) -> line.startsWith(field))
						.mapToLong((line) -> Long.parseLong(line.replaceAll("\\D", "")))
						.sum();
				}
				catch (IOException ex) {
					throw new UncheckedIOException(ex);
				}
			}).sum() / 1024.0;
		}

	}

}
