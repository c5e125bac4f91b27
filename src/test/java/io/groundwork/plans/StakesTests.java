package io.groundwork.plans;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;

import io.groundwork.plans.BlastRadius.Finding;
import io.groundwork.plans.BlastRadius.Severity;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What is at stake where clusters and their nodes change.
 */
class StakesTests {

	@Test
	void aPoolThatIsReplacedCostsItsNodes() {
		BlastRadius radius = read(change("linode_lke_node_pool", "'delete','create'", "{'type':'a','node_count':3}",
				"{'type':'b','node_count':3}"));
		assertThat(radius.sentence()).isEqualTo("No data is touched; 3 nodes are replaced.");
		assertThat(radius.severity()).isEqualTo(Severity.DOWNTIME);
		assertThat(radius.findings()).extracting(Finding::text)
			.containsExactly("linode_lke_node_pool.x is replaced: 3 nodes.");
	}

	@Test
	void aPoolThatGetsSmallerLosesNodesAndOneThatGrowsDoesNot() {
		assertThat(read(change("linode_lke_node_pool", "'update'", "{'node_count':3}", "{'node_count':2}")).sentence())
			.isEqualTo("No data is touched; 1 node is taken away.");
		BlastRadius more = read(change("linode_lke_node_pool", "'update'", "{'node_count':3}", "{'node_count':4}"));
		assertThat(more.sentence()).isEqualTo("No data is touched.");
		assertThat(more.severity()).isEqualTo(Severity.NONE);
		assertThat(read(change("linode_lke_node_pool", "'update'", "{'node_count':3}", "{}")).sentence())
			.isEqualTo("No data is touched.");
	}

	@Test
	void theNodesInsideAClusterCountToo() {
		BlastRadius radius = read(change("linode_lke_cluster", "'update'",
				"{'k8s_version':'1.34','pool':[{'type':'a','count':2},{'type':'a','count':5},{'type':'a','count':1}]}",
				"{'k8s_version':'1.35','pool':[{'type':'b','count':2},{'type':'a','count':4}]}"));
		assertThat(radius.sentence()).isEqualTo("No data is touched; 2 nodes are replaced; 2 nodes are taken away.");
		assertThat(radius.findings()).hasSize(4);
	}

	@Test
	void whatIsDestroyedIsNamedWithItsNumber() {
		BlastRadius radius = read(change("linode_database_postgresql_v2", "'delete'", "{}", "null"),
				change("linode_object_storage_bucket", "'delete'", "{}", "null"),
				change("linode_object_storage_bucket", "'delete'", "{}", "null"),
				change("linode_lke_cluster", "'delete','create'", "{}", "{}"),
				change("linode_lke_node_pool", "'delete'", "{'node_count':1}", "null"));
		assertThat(radius.sentence()).isEqualTo("Destroys 1 database and 2 buckets and replaces 1 cluster; "
				+ "their data is gone unless a backup is kept elsewhere; 1 node is taken away.");
		assertThat(radius.severity()).isEqualTo(Severity.LOSS);
	}

	@Test
	void whatIsLetGoOfIsSaid() {
		assertThat(read(change("linode_volume", "'forget'", "{}", "null")).sentence())
			.isEqualTo("No data is touched; 1 thing with data is let go of.");
	}

	private static String change(String type, String actions, String before, String after) {
		return "{'address':'%s.x','mode':'managed','type':'%s','name':'x','change':{'actions':[%s],'before':%s,'after':%s}}"
			.formatted(type, type, actions, before, after);
	}

	private static BlastRadius read(String... changes) {
		String document = "{'format_version':'1.2','resource_changes':[%s]}".formatted(String.join(",", changes));
		return PlanReading.of(new ByteArrayInputStream(document.replace('\'', '"').getBytes(StandardCharsets.UTF_8)))
			.blastRadius();
	}

}
