package io.groundwork.sandbox.linode;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

import io.groundwork.Eventually;
import io.groundwork.sandbox.S3Server;
import io.groundwork.sandbox.database.PostgresDatabases;
import io.groundwork.sandbox.objects.S3Buckets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.BucketVersioningStatus;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The whole cloud of this machine, everything in it real, driven by real Terraform: one
 * of every resource is made, found unchanged, imported, found changed, mended and taken
 * down.
 */
class TerraformTests {

	private static final Duration SOON = Duration.ofSeconds(60);

	@TempDir
	private Path folder;

	@TempDir
	private Path work;

	private S3Buckets buckets;

	private LinodeApi api;

	private Caller cloud;

	private Terraform terraform;

	@BeforeEach
	void start() {
		this.buckets = new S3Buckets(S3Server.program(), this.folder.resolve("objects"));
		Settings.Backends backends = new Settings.Backends(
				new ControlPlanes(Path.of(System.getProperty("groundwork.tools.cluster")),
						this.folder.resolve("clusters")),
				new PostgresDatabases(this.folder.resolve("databases")), this.buckets);
		this.api = LinodeApi.start(this.folder,
				Settings.quick().taking(Settings.Delays.of(Duration.ofMillis(200))).on(backends));
		this.cloud = new Caller(this.api);
		this.terraform = new Terraform(this.work, this.cloud)
			.tell(Map.of("AWS_CA_BUNDLE", this.buckets.authority().file().toString()));
	}

	@AfterEach
	void stop() {
		this.terraform.close();
		this.api.close();
	}

	@Test
	void everythingIsMadeFoundImportedMendedAndTakenDown() throws Exception {
		Map<String, Long> before = resources();
		this.terraform.withThat("everything", "main.tf", "objects.tf").apply();
		this.terraform.wantNothing();
		assertThat(this.terraform.state().keySet().stream().map((address) -> address.replaceFirst("\\..*", "")))
			.contains("linode_lke_cluster", "linode_lke_node_pool", "linode_firewall", "linode_vpc",
					"linode_vpc_subnet", "linode_database_postgresql_v2", "linode_object_storage_bucket",
					"linode_object_storage_key", "linode_domain", "linode_domain_record", "linode_token");
		assertThat(this.terraform.output("regions")).hasSizeGreaterThan(3);

		isImported();
		changesAreFoundAndMended();

		this.terraform.destroy();
		assertThat(resources()).isEqualTo(before);
	}

	private void isImported() {
		Map<String, String> ids = this.terraform.state();
		String access = this.terraform.values("linode_object_storage_key.all").path("access_key").asString();
		String secret = this.terraform.values("linode_object_storage_key.all").path("secret_key").asString();
		this.terraform.forget();
		this.terraform.tell(Map.of("LINODE_OBJ_ACCESS_KEY", access, "LINODE_OBJ_SECRET_KEY", secret))
			.without("objects.tf")
			.withThat("everything", "bucket.tf");
		ids.forEach((address, id) -> {
			if (!address.startsWith("linode_object_storage_key.")) {
				this.terraform.must("import", address, importId(ids, address, id));
			}
		});
		// All is as it was but for what the real provider does not read on import either:
		// whose pools a cluster's are, and a bucket's versioning and rules.
		assertThat(this.terraform.changes()).containsOnly(Map.entry("linode_lke_cluster.shared", "update"),
				Map.entry("linode_object_storage_bucket.backups", "update"));
		this.terraform.remember();
		this.terraform.without("bucket.tf").withThat("everything", "objects.tf").wantNothing();
	}

	private static String importId(Map<String, String> ids, String address, String id) {
		return switch (address) {
			case "linode_vpc_subnet.one" -> ids.get("linode_vpc.net") + "," + id;
			case "linode_lke_node_pool.team" -> ids.get("linode_lke_cluster.shared") + "," + id;
			case "linode_domain_record.www" -> ids.get("linode_domain.zone") + "," + id;
			default -> id;
		};
	}

	private void changesAreFoundAndMended() throws Exception {
		Map<String, String> ids = this.terraform.state();
		String cluster = "lke/clusters/" + ids.get("linode_lke_cluster.shared");
		String database = "databases/postgresql/instances/" + ids.get("linode_database_postgresql_v2.data");
		String domain = "domains/" + ids.get("linode_domain.zone");
		String vpc = "vpcs/" + ids.get("linode_vpc.net");
		change(cluster, "{'tags':['shared','changed']}");
		change(cluster + "/pools/" + ids.get("linode_lke_node_pool.team"), "{'count':2}");
		change("networking/firewalls/" + ids.get("linode_firewall.nodes") + "/rules",
				"{'inbound':[],'inbound_policy':'ACCEPT','outbound':[],'outbound_policy':'ACCEPT'}");
		change(database, "{'allow_list':['0.0.0.0/0']}");
		change(vpc, "{'description':'changed'}");
		change(vpc + "/subnets/" + ids.get("linode_vpc_subnet.one"), "{'label':'changed'}");
		change(domain, "{'soa_email':'changed@everything.example'}");
		change("object-storage/keys/" + ids.get("linode_object_storage_key.one"), "{'label':'changed'}");
		change("profile/tokens/" + ids.get("linode_token.automation"), "{'label':'changed'}");
		assertThat(this.cloud.delete(domain + "/records/" + ids.get("linode_domain_record.www")).status())
			.isEqualTo(200);
		JsonNode key = this.terraform.values("linode_object_storage_key.all");
		try (S3Client s3 = ObjectClients.make(this.buckets.endpoint("fr-par"), "us-east-1",
				key.path("access_key").asString(), key.path("secret_key").asString(), this.buckets.authority())) {
			s3.putBucketVersioning((put) -> put.bucket("everything-backups")
				.versioningConfiguration((versioning) -> versioning.status(BucketVersioningStatus.SUSPENDED)));
		}
		this.cloud.await(database, (now) -> "active".equals(now.path("status").asString()));

		assertThat(this.terraform.changes()).containsExactlyInAnyOrderEntriesOf(Map.ofEntries(
				Map.entry("linode_lke_cluster.shared", "update"), Map.entry("linode_lke_node_pool.team", "update"),
				Map.entry("linode_firewall.nodes", "update"), Map.entry("linode_database_postgresql_v2.data", "update"),
				Map.entry("linode_vpc.net", "update"), Map.entry("linode_vpc_subnet.one", "update"),
				Map.entry("linode_domain.zone", "update"), Map.entry("linode_domain_record.www", "create"),
				Map.entry("linode_object_storage_key.one", "update"),
				Map.entry("linode_object_storage_bucket.backups", "update"),
				Map.entry("linode_token.automation", "update")));
		this.terraform.apply();
		this.terraform.wantNothing();
		worksForWhoeverGetsIt();
	}

	/**
	 * What the outputs say leads somewhere.
	 */
	private void worksForWhoeverGetsIt() throws Exception {
		Kubectl kubectl = Kubectl.of(this.cloud,
				Long.parseLong(this.terraform.state().get("linode_lke_cluster.shared")), this.work);
		Eventually.that(SOON,
				() -> kubectl.must("get", "nodes").lines().filter((line) -> line.contains(" Ready ")).count() == 3);
		JsonNode database = this.terraform.output("database");
		Path ca = Files.writeString(this.work.resolve("ca.pem"), database.path("ca").asString());
		DatabaseTests.Way way = new DatabaseTests.Way(database.path("host").asString(), database.path("port").asInt(),
				database.path("user").asString(), database.path("password").asString(), ca);
		try (Connection connection = way.connect()) {
			assertThat(connection.isValid(5)).isTrue();
		}
	}

	private void change(String path, String body) {
		Caller.Reply reply = this.cloud.put(path, body);
		assertThat(reply.status()).as(path + " " + reply.body()).isEqualTo(200);
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

}
