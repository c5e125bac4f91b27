package io.groundwork.sandbox.linode;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import java.util.stream.Stream;

import io.groundwork.sandbox.S3Server;
import io.groundwork.sandbox.objects.S3Buckets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

import org.springframework.util.FileSystemUtils;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The platform's own Terraform, applied by real Terraform: the four roots in both
 * topologies and on both tiers, from their examples.
 */
class RootsTests {

	/**
	 * As terraform/README.md has them.
	 */
	private static final Set<String> SCOPES = Set.of("lke:read_write", "databases:read_write", "firewall:read_write",
			"vpc:read_write", "object_storage:read_write", "domains:read_write", "linodes:read_write",
			"events:read_only");

	private static final List<String> TENANTS = List.of("development", "staging", "production");

	@TempDir
	private Path folder;

	@TempDir
	private Path work;

	private S3Buckets buckets;

	private LinodeApi api;

	private Caller cloud;

	private Caller terraform;

	private Map<String, Long> before;

	private final Map<String, Root> roots = new TreeMap<>();

	@BeforeEach
	void start() {
		this.buckets = new S3Buckets(S3Server.program(), this.folder.resolve("objects"));
		Settings.Backends backends = new Settings.Backends(new NodesOnly(), new PaperDatabases(), this.buckets);
		this.api = LinodeApi.start(this.folder,
				Settings.quick().taking(Settings.Delays.of(Duration.ofMillis(50))).on(backends));
		this.cloud = new Caller(this.api);
		this.terraform = this.cloud.with(this.api.token("narrow", SCOPES));
		this.before = resources();
	}

	@AfterEach
	void stop() {
		this.roots.values().forEach((root) -> root.terraform().close());
		this.api.close();
	}

	@Test
	void threeEnvironmentsShareTheClusterOfTheFourth() {
		Root system = root("system", "shared", (spec) -> {
		});
		system.apply();
		JsonNode cluster = system.terraform().output("cluster");
		long zone = system.terraform().output("zone_id").asLong();
		together(TENANTS, (kind) -> root(kind, "shared", (spec) -> {
			on(spec, cluster);
			if (spec.has("dns")) {
				((ObjectNode) spec.path("dns")).put("zone_id", zone);
			}
		}).apply());
		Map<String, JsonNode> pools = tenantsPools();
		assertThat(pools).hasSize(3).allSatisfy((environment, pool) -> {
			assertThat(Json.texts(pool.path("tags"))).contains("groundwork-external-pool", "env:" + environment);
			assertThat(pool.path("labels").path("groundwork.io/environment").asString("")).isEqualTo(environment);
			assertThat(pool.path("taints").path(0).path("value").asString("")).isEqualTo(environment);
			assertThat(pool.path("autoscaler").path("min").asInt()).isEqualTo(3);
			assertThat(pool.path("autoscaler").path("max").asInt()).isEqualTo(10);
		});
		everyNodeIsBehindAFirewall();

		system.spec((spec) -> ((ObjectNode) spec.path("pools").path(0)).put("min", 4));
		system.apply();
		assertThat(tenantsPools()).isEqualTo(pools);
		together(TENANTS, (kind) -> of(kind).terraform().wantNothing());

		theAutoscalerIsLeftAlone();
		whoKeepsTheAllowListIsLeftAlone();
		nothingIsDeletedWithoutTheFlag();
		together(TENANTS, (kind) -> of(kind).destroy());
		system.destroy();
		assertThat(resources()).isEqualTo(this.before);
	}

	@Test
	void eachHasAClusterOfItsOwn() {
		List<String> all = Stream.concat(TENANTS.stream(), Stream.of("system")).toList();
		together(all, (kind) -> root(kind, "dedicated", (spec) -> {
			if (spec.has("dns")) {
				spec.putObject("dns")
					.put("zone", "%s.example".formatted(kind))
					.put("soa_email", "hostmaster@%s.example".formatted(kind))
					.putArray("ingress_addresses")
					.add("192.0.2.80")
					.add("2001:db8::80");
			}
		}).apply());
		assertThat(this.cloud.get("lke/clusters").json().path("results").asInt()).isEqualTo(4);
		everyNodeIsBehindAFirewall();
		together(all, (kind) -> of(kind).destroy());
		assertThat(resources()).isEqualTo(this.before);
	}

	@Test
	void onEnterpriseNodesAndDatabasesMeetInAPrivateNetwork() {
		Root system = root("system", "shared-enterprise", (spec) -> {
		});
		system.apply();
		JsonNode cluster = system.terraform().output("cluster");
		long zone = system.terraform().output("zone_id").asLong();
		Root production = root("production", "shared-enterprise", (spec) -> {
			on(spec, cluster);
			((ObjectNode) spec.path("dns")).put("zone_id", zone);
		});
		production.apply();
		for (JsonNode database : this.cloud.get("databases/postgresql/instances").json().path("data")) {
			JsonNode network = database.path("private_network");
			assertThat(network.path("vpc_id").asLong()).isEqualTo(cluster.path("vpc_id").asLong());
			assertThat(network.path("public_access").asBoolean(true)).isFalse();
			assertThat(Json.texts(database.path("allow_list"))).containsExactly("10.0.0.0/22");
		}
		long guard = production.terraform().output("firewall_id").asLong();
		assertThat(tenantsPools()).hasEntrySatisfying("production",
				(pool) -> assertThat(pool.path("firewall_id").asLong()).isEqualTo(guard));
		JsonNode running = this.cloud.get("lke/clusters/" + cluster.path("id").asLong()).json();
		assertThat(running.path("control_plane").path("audit_logs_enabled").asBoolean(false)).isTrue();
		system.spec((spec) -> ((ObjectNode) spec.path("pools").path(0)).put("max", 8));
		system.apply();
		production.terraform().wantNothing();
		production.destroy();
		system.destroy();
		assertThat(resources()).isEqualTo(this.before);
	}

	@Test
	void aTokenForCertificatesIsMadeByWhoeverMayMakeTokens() {
		this.terraform = this.cloud;
		Root development = root("development", "dedicated",
				(spec) -> spec.putObject("dns")
					.put("zone", "development.example")
					.put("soa_email", "hostmaster@development.example")
					.put("token_expires_at", "2040-01-31T00:00:00Z"));
		development.apply();
		List<String> scopes = Json.nodes(this.cloud.get("profile/tokens").json().path("data"))
			.stream()
			.filter((token) -> token.path("label").asString("").equals("ias-development-dns"))
			.map((token) -> token.path("scopes").asString(""))
			.toList();
		assertThat(scopes).containsExactly("domains:read_write");
		development.destroy();
		assertThat(resources()).isEqualTo(this.before);
	}

	@Test
	void aCreationThatFailsHalfwayIsTakenBack() {
		Root staging = root("staging", "dedicated", (spec) -> {
		});
		this.cloud.fault("{'kind':'account-limit','nodes':2}");
		Terraform.Result failed = staging.terraform().run("apply", "-auto-approve");
		assertThat(failed.status()).isNotZero();
		assertThat(failed.flat()).contains("Account Limit reached");
		assertThat(resources()).isNotEqualTo(this.before);
		staging.destroy();
		assertThat(resources()).isEqualTo(this.before);
	}

	@Test
	void aClusterThatExistsIsTakenOver() {
		JsonNode made = this.cloud.post("lke/clusters", """
				{'label':'made-otherwise','region':'fr-par','k8s_version':'1.34','tier':'standard','tags':['old'],
				'control_plane':{'high_availability':true},'node_pools':[{'type':'g6-standard-8','count':3}]}
				""").json();
		long cluster = made.path("id").asLong();
		this.cloud.await("lke/clusters/%d/pools".formatted(cluster), (
				pools) -> pools.path("data").path(0).path("nodes").path(2).path("status").asString("").equals("ready"));
		List<Long> nodes = instances();
		Root production = root("production", "dedicated", (spec) -> spec.remove("dns"));
		production.terraform().must("import", "module.cluster[0].linode_lke_cluster.this", Long.toString(cluster));
		assertThat(production.terraform().changes())
			.containsEntry("module.cluster[0].linode_lke_cluster.this", "update")
			.doesNotContainValue("delete and create")
			.doesNotContainValue("delete");
		production.apply();
		assertThat(instances()).isEqualTo(nodes);
		assertThat(this.cloud.get("lke/clusters/" + cluster).json().path("label").asString())
			.isEqualTo("ias-production");
		production.destroy();
		assertThat(resources()).isEqualTo(this.before);
	}

	private List<Long> instances() {
		return Json.nodes(this.cloud.get("linode/instances").json().path("data"))
			.stream()
			.map((instance) -> instance.path("id").asLong())
			.sorted()
			.toList();
	}

	/**
	 * More nodes are nothing to Terraform but something for the firewall to guard.
	 */
	private void theAutoscalerIsLeftAlone() {
		JsonNode cluster = of("staging").terraform().output("cluster");
		long pool = of("staging").terraform().output("pools").path("baseline").asLong();
		String path = "lke/clusters/%d/pools/%d".formatted(cluster.path("id").asLong(), pool);
		this.cloud.put(path, "{'count':5}");
		this.cloud.await(path, (now) -> now.path("nodes").path(4).path("status").asString("").equals("ready"));
		assertThat(of("staging").terraform().changes())
			.containsOnly(Map.entry("module.network.linode_firewall.nodes[0]", "update"));
		long guard = of("staging").terraform().output("firewall_id").asLong();
		Set<Long> guarded = new TreeSet<>(guarded());
		Json.nodes(this.cloud.get(path).json().path("nodes"))
			.stream()
			.map((node) -> node.path("instance_id").asLong())
			.filter((node) -> !guarded.contains(node))
			.forEach((node) -> this.cloud.post("networking/firewalls/%d/devices".formatted(guard),
					"{'type':'linode','id':%d}".formatted(node)));
		everyNodeIsBehindAFirewall();
		of("staging").terraform().wantNothing();
	}

	/**
	 * As the portal does, which renders the values with the addresses of the moment.
	 */
	private void whoKeepsTheAllowListIsLeftAlone() {
		Root staging = of("staging");
		long database = staging.terraform().output("database").path("id").asLong();
		String path = "databases/postgresql/instances/" + database;
		this.cloud.put(path, "{'allow_list':['192.0.2.11/32','2001:db8::11/128','192.0.2.99/32']}");
		this.cloud.await(path, (now) -> now.path("status").asString("").equals("active"));
		assertThat(staging.terraform().changes())
			.containsOnlyKeys("module.data_services[0].linode_database_postgresql_v2.this");
		staging.spec((spec) -> ((ArrayNode) spec.path("cluster").path("node_addresses")).add("192.0.2.99"));
		staging.terraform().wantNothing();
	}

	private void nothingIsDeletedWithoutTheFlag() {
		Map<String, Long> now = resources();
		Terraform.Result refused = of("production").terraform().run("destroy", "-auto-approve");
		assertThat(refused.status()).isNotZero();
		assertThat(refused.flat()).contains("Instance cannot be destroyed",
				"module.data_services[0].linode_database_postgresql_v2.this");
		assertThat(resources()).isEqualTo(now);
		of("production").terraform().wantNothing();
	}

	/**
	 * What a tenant's spec says of the cluster that it is on.
	 */
	private static void on(ObjectNode spec, JsonNode cluster) {
		ObjectNode told = spec.putObject("cluster");
		for (String part : List.of("id", "region", "tier", "vpc_id", "subnet_id", "subnet_range")) {
			told.set(part, cluster.path(part));
		}
		told.putArray("node_addresses").add("192.0.2.11").add("2001:db8::11");
	}

	/**
	 * The pools with the tag of those that their cluster's owner leaves alone, by
	 * environment.
	 */
	private Map<String, JsonNode> tenantsPools() {
		Map<String, JsonNode> pools = new TreeMap<>();
		for (JsonNode cluster : this.cloud.get("lke/clusters").json().path("data")) {
			for (JsonNode pool : pools(cluster)) {
				if (Json.texts(pool.path("tags")).contains("groundwork-external-pool")) {
					pools.put(pool.path("labels").path("groundwork.io/environment").asString(""), pool);
				}
			}
		}
		return pools;
	}

	private JsonNode pools(JsonNode cluster) {
		return this.cloud.get("lke/clusters/%d/pools".formatted(cluster.path("id").asLong())).json().path("data");
	}

	private void everyNodeIsBehindAFirewall() {
		List<Long> nodes = Stream.of(this.cloud.get("lke/clusters").json())
			.flatMap((clusters) -> Json.nodes(clusters.path("data")).stream())
			.flatMap((cluster) -> Json.nodes(pools(cluster)).stream())
			.flatMap((pool) -> Json.nodes(pool.path("nodes")).stream())
			.map((node) -> node.path("instance_id").asLong())
			.toList();
		assertThat(nodes).isNotEmpty();
		assertThat(guarded()).containsExactlyInAnyOrderElementsOf(nodes);
	}

	/**
	 * The Linodes that some firewall guards.
	 */
	private List<Long> guarded() {
		return Json.nodes(this.cloud.get("networking/firewalls").json().path("data"))
			.stream()
			.flatMap((firewall) -> Json.nodes(firewall.path("entities")).stream())
			.map((entity) -> entity.path("id").asLong())
			.toList();
	}

	private Root root(String kind, String example, Consumer<ObjectNode> change) {
		Path place = this.work.resolve(kind);
		try {
			FileSystemUtils.copyRecursively(Path.of("terraform"), place);
			Path here = place.resolve("environments").resolve(kind);
			Root root = new Root(place, here, Terraform.in(here, this.terraform)
				.tell(Map.of("AWS_CA_BUNDLE", this.buckets.authority().file().toString())));
			synchronized (this.roots) {
				this.roots.put(kind, root);
			}
			Files.copy(here.resolve("examples/%s.json".formatted(example)), root.spec());
			root.spec(change);
			return root;
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private Root of(String kind) {
		synchronized (this.roots) {
			return Objects.requireNonNull(this.roots.get(kind));
		}
	}

	private void together(List<String> kinds, Consumer<String> work) {
		try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
			List<Future<Object>> done = kinds.stream().map((kind) -> threads.submit(task(kind, work))).toList();
			for (Future<Object> one : done) {
				one.get();
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		catch (ExecutionException ex) {
			throw new AssertionError(ex.getCause());
		}
	}

	private static Callable<Object> task(String kind, Consumer<String> work) {
		return () -> {
			work.accept(kind);
			return kind;
		};
	}

	/**
	 * How many of each kind there are.
	 */
	private Map<String, Long> resources() {
		Map<String, Long> counts = new TreeMap<>();
		Stream
			.of("lke/clusters", "networking/firewalls", "vpcs", "databases/instances", "object-storage/buckets",
					"object-storage/keys", "domains", "profile/tokens", "linode/instances")
			.forEach((kind) -> counts.put(kind, this.cloud.get(kind).json().path("results").asLong()));
		return counts;
	}

	/**
	 * A copy of the platform's Terraform with one environment in hand.
	 *
	 * @param place the copy
	 * @param here the environment's folder in it
	 * @param terraform works there
	 */
	private record Root(Path place, Path here, Terraform terraform) {

		Path spec() {
			return this.here.resolve("spec.auto.tfvars.json");
		}

		void spec(Consumer<ObjectNode> change) {
			try {
				ObjectNode spec = (ObjectNode) Json.MAPPER.readTree(Files.readString(spec()));
				change.accept(spec);
				Files.writeString(spec(), spec.toString());
			}
			catch (IOException ex) {
				throw new UncheckedIOException(ex);
			}
		}

		/**
		 * Applies, and wants nothing after that.
		 */
		void apply() {
			this.terraform.apply();
			this.terraform.wantNothing();
		}

		/**
		 * As terraform/README.md says: the files that lift the protection, then the end.
		 */
		void destroy() {
			try (Stream<Path> modules = Files.list(this.place.resolve("modules"))) {
				for (Path module : modules.toList()) {
					Path flag = module.resolve("deletion/allow_deletion_override.tf");
					if (Files.exists(flag)) {
						Files.copy(flag, module.resolve(flag.getFileName()));
					}
				}
			}
			catch (IOException ex) {
				throw new UncheckedIOException(ex);
			}
			spec((spec) -> spec.put("allow_data_deletion", true));
			this.terraform.destroy();
		}

	}

}
