package io.groundwork.sandbox.linode;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;

import io.groundwork.Eventually;
import io.groundwork.sandbox.S3Server;
import io.groundwork.sandbox.objects.S3Buckets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;

class AuditTests {

	private static final Duration LIMIT = Duration.ofSeconds(60);

	private static final String FILE = "audit-20260102T030405.678-0777.jsonl";

	private static final String NAME = "akamai_log-000777-1767323045-678000-k8s.gz";

	@TempDir
	private Path folder;

	@Test
	void theAuditLogOfAnEnterpriseClusterArrivesInItsBucketAndSurvivesARestart() throws Exception {
		long cluster;
		try (LinodeApi api = start()) {
			Caller caller = new Caller(api);
			cluster = cluster(caller);
			stream(caller, destination(caller), "'cluster_ids':[%d]".formatted(cluster));
			Eventually.that(LIMIT, () -> !objects(cluster).isEmpty());
			assertThat(lines(objects(cluster).getFirst())).isNotEmpty().allSatisfy((line) -> {
				JsonNode event = Json.MAPPER.readTree(line);
				assertThat(event.path("apiVersion").asString()).isEqualTo("audit.k8s.io/v1");
				assertThat(event.path("auditID").asString()).isNotEmpty();
			});
			assertThat(objects(cluster).getFirst().getFileName().toString())
				.matches("akamai_log-\\d{6}-\\d{10}-\\d{6}-k8s\\.gz");
			assertThat(caller.get("object-storage/buckets/fr-par/audit").json().path("objects").asInt()).isPositive();
		}
		// What a killed sandbox had not delivered.
		Path left = this.folder.resolve("clusters/lke%d/audit/%s".formatted(cluster, FILE));
		Files.writeString(left, "{\"left\":true}\n");
		try (LinodeApi api = start()) {
			Eventually.that(LIMIT, () -> Files.notExists(left));
			Path delivered = objects(cluster).stream()
				.filter((object) -> object.endsWith(NAME))
				.findFirst()
				.orElseThrow();
			assertThat(delivered.toString())
				.contains("lke_audit_logs/com.akamai.audit/00000000-0000-4000-8000-000000000001/lke%d/2026/01/02/"
					.formatted(cluster));
			assertThat(lines(delivered)).containsExactly("{\"left\":true}");
			new Caller(api).delete("lke/clusters/" + cluster);
			Eventually.that(LIMIT, () -> Files.notExists(this.folder.resolve("clusters/lke" + cluster)));
		}
	}

	@Test
	void aRotationThatIsRefusedLeavesTheOldToken() throws Exception {
		try (ControlPlanes planes = new ControlPlanes(program(), this.folder)) {
			planes.want(new Clusters.Wanted(7, "blue", "fr-par", "1.35", "standard", false, List.of()));
			Eventually.that(LIMIT, () -> planes.access(7).isPresent());
			Optional<Clusters.Access> access = planes.access(7);
			// Without its API server no token can be made.
			planes.down(7, true);
			planes.rotate(7);
			assertThat(planes.access(7)).isEmpty();
			Eventually.that(LIMIT, () -> planes.access(7).equals(access));
		}
	}

	@Test
	void aFileStaysUntilItIsTakenAndGoesOnce() throws Exception {
		AtomicInteger refusals = new AtomicInteger();
		Map<String, Integer> taken = new ConcurrentHashMap<>();
		Audits audits = (cluster, file, lines) -> {
			if (refusals.incrementAndGet() <= 3) {
				throw new IOException("not now");
			}
			taken.merge(file + new String(lines, StandardCharsets.UTF_8), 1, Integer::sum);
		};
		Path first = Files.writeString(this.folder.resolve("audit-1.jsonl"), "a");
		Path second = Files.writeString(this.folder.resolve("audit-2.jsonl"), "b");
		Path unfinished = Files.writeString(this.folder.resolve("audit-3.jsonl.part"), "c");
		try (AuditCourier courier = new AuditCourier(1, this.folder, audits, () -> true)) {
			Eventually.that(LIMIT, () -> Files.notExists(second));
			assertThat(first).doesNotExist();
			assertThat(unfinished).exists();
			Path third = Files.writeString(this.folder.resolve("audit-4.jsonl"), "d");
			courier.tell();
			Eventually.that(LIMIT, () -> Files.notExists(third));
		}
		assertThat(taken).isEqualTo(Map.of("audit-1.jsonla", 1, "audit-2.jsonlb", 1, "audit-4.jsonld", 1));
	}

	@Test
	void whatNobodyWantsIsNotDelivered() throws Exception {
		Path file = Files.writeString(this.folder.resolve("audit-1.jsonl"), "a");
		Audits audits = (cluster, name, lines) -> {
			throw new IllegalStateException("asked for " + name);
		};
		try (AuditCourier courier = new AuditCourier(1, this.folder, audits, () -> false)) {
			assertThat(courier.carry()).isTrue();
			assertThat(file).doesNotExist();
		}
	}

	private LinodeApi start() {
		return LinodeApi.start(this.folder,
				Settings.quick()
					.on(new Settings.Backends(new ControlPlanes(program(), this.folder.resolve("clusters")),
							new PaperDatabases(), new S3Buckets(S3Server.program(), this.folder.resolve("objects")))));
	}

	private static long cluster(Caller caller) {
		Caller.Reply made = caller.post("lke/clusters", """
				{'label':'blue','region':'fr-par','tier':'enterprise','k8s_version':'v1.33.6+lke7','node_pools':[],
				'control_plane':{'audit_logs_enabled':true}}""");
		assertThat(made.status()).as(made.body()).isEqualTo(200);
		return made.id();
	}

	private static long destination(Caller caller) {
		caller.post("object-storage/buckets", "{'label':'audit','region':'fr-par'}");
		JsonNode key = caller.post("object-storage/keys", """
				{'label':'audit','bucket_access':
				[{'region':'fr-par','bucket_name':'audit','permissions':'read_write'}]}""").json();
		String host = caller.get("object-storage/buckets/fr-par/audit").json().path("hostname").asString();
		Caller.Reply made = caller.post("monitor/streams/destinations", """
				{'label':'audit','type':'akamai_object_storage','details':{'bucket_name':'audit','host':'%s',
				'access_key_id':'%s','access_key_secret':'%s'}}""".formatted(host, key.path("access_key").asString(),
				key.path("secret_key").asString()));
		assertThat(made.status()).as(made.body()).isEqualTo(200);
		assertThat(made.body()).doesNotContain(key.path("secret_key").asString());
		return made.id();
	}

	private static void stream(Caller caller, long destination, String clusters) {
		Caller.Reply made = caller.post("monitor/streams",
				"{'label':'audit','type':'lke_audit_logs','destinations':[%d],'details':{%s}}".formatted(destination,
						clusters));
		assertThat(made.status()).as(made.body()).isEqualTo(200);
	}

	/**
	 * The objects of the bucket, which are files.
	 */
	private List<Path> objects(long cluster) {
		Path bucket = this.folder.resolve("objects/fr-par/data/audit/lke_audit_logs");
		if (Files.notExists(bucket)) {
			return List.of();
		}
		try (Stream<Path> files = Files.walk(bucket)) {
			return files.filter(Files::isRegularFile)
				.filter((file) -> file.toString().contains("/lke%d/".formatted(cluster)))
				.sorted()
				.toList();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private static List<String> lines(Path object) throws IOException {
		try (GZIPInputStream gzip = new GZIPInputStream(new ByteArrayInputStream(Files.readAllBytes(object)))) {
			return new String(gzip.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
		}
	}

	private static Path program() {
		return Path.of(System.getProperty("groundwork.tools.cluster"));
	}

}
