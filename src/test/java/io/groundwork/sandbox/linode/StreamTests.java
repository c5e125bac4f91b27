package io.groundwork.sandbox.linode;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class StreamTests {

	private static final String FILE = "audit-20260102T030405.678-0001.jsonl";

	private final PaperBuckets buckets = new PaperBuckets();

	/**
	 * Paper writes no audit log; who takes one is all that is wanted of it.
	 */
	private final PaperClusters clusters = new PaperClusters();

	private LinodeApi api;

	private Caller caller;

	@BeforeEach
	void start(@TempDir Path folder) {
		this.api = LinodeApi.start(folder,
				Settings.quick().on(new Settings.Backends(this.clusters, new PaperDatabases(), this.buckets)));
		this.caller = new Caller(this.api);
	}

	@AfterEach
	void stop() {
		this.api.close();
	}

	@Test
	void aDestinationIsKeptAndItsSecretIsNotShown() {
		long id = destination("/logs/");
		JsonNode shown = this.caller.get("monitor/streams/destinations/" + id).json();
		assertThat(shown.toString()).doesNotContain("SECRET");
		assertThat(shown.path("version").asInt()).isEqualTo(1);
		assertThat(shown.path("details").path("bucket_name").asString()).isEqualTo("logs");
		JsonNode changed = this.caller
			.put("monitor/streams/destinations/" + id, "{'label':'other','details':{'path':'p'}}")
			.json();
		assertThat(changed.path("version").asInt()).isEqualTo(2);
		assertThat(changed.path("details").path("path").asString()).isEqualTo("p");
		assertThat(changed.path("details").path("host").asString()).isEqualTo("logs.host.example.test");
		assertThat(this.caller.get("monitor/streams/destinations").json().path("results").asInt()).isEqualTo(1);
		assertThat(this.caller.delete("monitor/streams/destinations/" + id).status()).isEqualTo(200);
		assertThat(this.caller.get("monitor/streams/destinations/" + id).status()).isEqualTo(404);
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '"',
			textBlock = """
					{} | type: type is required
					{'type':'lke_audit_logs','label':'abc','destinations':[1],'details':{'cluster_ids':[1]}} | destinations: destinations is not valid
					{'type':'lke_audit_logs','label':'ab','destinations':[]} | label: Length must be 3-255 characters
					{'type':'lke_audit_logs','label':'abc','details':{}} | details.cluster_ids: Either cluster_ids or is_auto_add_all_clusters_enabled should be set
					{'type':'audit_logs','label':'abc','details':{'cluster_ids':[1]}} | details: Must be empty for streams of this type
					""")
	void whatIsWrongWithAStreamIsSaid(String body, String reason) {
		Caller.Reply refused = this.caller.post("monitor/streams", body);
		assertThat(refused.status()).isEqualTo(400);
		assertThat(refused.reasons()).contains(reason);
	}

	@Test
	void aClusterWithoutAuditLogsHasNoStream() {
		long destination = destination("");
		Caller.Reply standard = this.caller.post("lke/clusters", """
				{'label':'plain','region':'fr-par','k8s_version':'1.35',
				'node_pools':[{'type':'g6-standard-4','count':1}]}""");
		assertThat(stream(destination, "'cluster_ids':[%d]".formatted(standard.id())).reasons())
			.containsExactly("details.cluster_ids: Must be enterprise clusters with audit logs enabled");
		assertThat(this.caller.put("lke/clusters/" + standard.id(), "{'control_plane':{'audit_logs_enabled':true}}")
			.reasons())
			.containsExactly("control_plane.audit_logs_enabled: Audit logs are available for enterprise clusters only");
	}

	@Test
	void aLogGoesWhereItsStreamsSayAndOnlyWhileTheyAreActive() throws Exception {
		long destination = destination("/logs/");
		Caller.Reply made = stream(destination, "'is_auto_add_all_clusters_enabled':true");
		assertThat(made.json().path("status").asString()).isEqualTo("provisioning");
		String path = "monitor/streams/" + made.id();
		this.caller.await(path, (stream) -> "active".equals(stream.path("status").asString()));
		assertThat(this.caller.delete("monitor/streams/destinations/" + destination).status()).isEqualTo(400);
		take();
		assertThat(this.buckets.parcels()).singleElement().satisfies((parcel) -> {
			assertThat(parcel.name()).isEqualTo("logs/akamai_log-000001-1767323045-678000-k8s.gz");
			assertThat(parcel.host()).isEqualTo("logs.host.example.test");
			assertThat(parcel.secretKey()).isEqualTo("SECRET");
		});
		this.buckets.broken(true);
		assertThatThrownBy(this::take).hasMessage("the paper is wet");
		this.buckets.broken(false);
		this.caller.put(path, "{'status':'inactive'}");
		take();
		assertThat(this.buckets.parcels()).hasSize(1);
		assertThat(this.caller.delete(path).status()).isEqualTo(200);
		take();
		assertThat(this.buckets.parcels()).hasSize(1);
	}

	@Test
	void aBucketThatCouldNotBeMadeIsNotThere() {
		this.buckets.broken(true);
		assertThat(this.caller.post("object-storage/buckets", "{'label':'lost','region':'fr-par'}").status())
			.isEqualTo(500);
		assertThat(this.caller.post("object-storage/keys", "{'label':'lost'}").status()).isEqualTo(500);
		this.buckets.broken(false);
		assertThat(this.caller.get("object-storage/buckets").json().path("results").asInt()).isZero();
		assertThat(this.caller.get("object-storage/keys").json().path("results").asInt()).isZero();
		assertThat(this.caller.post("object-storage/buckets", "{'label':'lost','region':'fr-par'}").status())
			.isEqualTo(200);
		this.buckets.broken(true);
		assertThat(this.caller.delete("object-storage/buckets/fr-par/lost").status()).isEqualTo(500);
		assertThat(this.caller.get("object-storage/buckets/fr-par/lost").status()).isEqualTo(200);
	}

	private void take() throws Exception {
		this.clusters.audits().take(1, FILE, "{}\n".getBytes(StandardCharsets.UTF_8));
	}

	private long destination(String path) {
		Caller.Reply made = this.caller.post("monitor/streams/destinations", """
				{'label':'logs','type':'akamai_object_storage','details':{'bucket_name':'logs',
				'host':'logs.host.example.test','access_key_id':'KEY','access_key_secret':'SECRET','path':'%s'}}"""
			.formatted(path));
		assertThat(made.status()).as(made.body()).isEqualTo(200);
		return made.id();
	}

	private Caller.Reply stream(long destination, String details) {
		return this.caller.post("monitor/streams",
				"{'label':'logs','type':'lke_audit_logs','destinations':[%d],'details':{%s}}".formatted(destination,
						details));
	}

}
