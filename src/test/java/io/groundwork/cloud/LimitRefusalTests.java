package io.groundwork.cloud;

import java.nio.file.Path;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/**
 * Which refusals are about limits, and of what.
 */
class LimitRefusalTests {

	private static final String CLUSTER = """
			terraform {
			  required_providers {
			    linode = {
			      source  = "registry.terraform.io/linode/linode"
			      version = "3.13.0"
			    }
			  }
			}
			resource "linode_firewall" "wall" {
			  label           = "wall"
			  inbound_policy  = "DROP"
			  outbound_policy = "ACCEPT"
			}
			resource "linode_lke_cluster" "main" {
			  label       = "much-too-large-for-this-account"
			  region      = "fr-par"
			  k8s_version = "%s"
			  pool {
			    type  = "g6-standard-2"
			    count = 3
			  }
			}
			""";

	private static final Land land = Land.start();

	@AfterAll
	static void stop() {
		land.close();
	}

	@Test
	void whatTerraformSaysIsUnderstoodInBothForms(@TempDir Path people, @TempDir Path runs) {
		land.fault("{'kind':'account-limit','nodes':2}");
		// The firewall fails too, so that more than one address is named.
		land.fault("{'kind':'error','method':'POST','path':'firewalls'}");
		String drawn = land.apply(people, CLUSTER.formatted("1.35"), false);
		String lines = land.apply(runs, CLUSTER.formatted("1.35"), true);
		land.mend();
		assertThat(drawn).contains("linode_firewall.wall");
		for (String said : new String[] { drawn, lines }) {
			assertThat(LimitRefusal.in(said)).as(said)
				.contains(new LimitRefusal(Countable.NODES, false, "Account Limit reached"));
		}
		String other = land.apply(people, CLUSTER.formatted("0.1"), false);
		assertThat(other).contains("k8s_version is not valid");
		assertThat(LimitRefusal.in(other)).isEmpty();
	}

	@Test
	void whatTheApiSaysIsUnderstood() {
		land.fault("{'kind':'account-limit','nodes':2}");
		CloudException refused = catchThrowableOfType(CloudException.class, () -> land.client()
			.post(land.operator(), "lke/clusters", JsonMapper.shared().readTree(Land.clusterWish("large", 3))));
		land.mend();
		assertThat(LimitRefusal.in(refused.said()))
			.contains(new LimitRefusal(Countable.NODES, false, "Account Limit reached"));
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|',
			textBlock = """
					Error: [400] Account Limit reached. Please open a support ticket. with linode_lke_node_pool.baseline, | NODES | false
					Error: [400] Account Limit reached. with module.data.linode_database_postgresql_v2.main[0], | DATABASES | false
					Error: [400] You have reached the limit for this region. with linode_vpc.net | VPCS | true
					Error: [400] [label] The quota of your account is exceeded. with linode_object_storage_bucket.b, | BUCKETS | false
					Linode refused with 400: You've reached your limit of firewalls | FIREWALLS | false
					Linode refused with 403: The limit of domains was reached | DOMAINS | false
					""")
	void theResourceSaysOfWhat(String text, Countable kind, boolean regional) {
		assertThat(LimitRefusal.in(text)).hasValueSatisfying((refusal) -> {
			assertThat(refusal.kind()).isEqualTo(kind);
			assertThat(refusal.regional()).isEqualTo(regional);
		});
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "Error: [429] Rate limit exceeded", "Error: [503] Service Unavailable",
			"Error: [400] [label] Label must be unique", "context deadline exceeded",
			"Error: [400] [count] Must be 1-100 with linode_lke_node_pool.x, up to the limit",
			"Error: timeout: the limit of 20m was reached", "Linode refused with 429: the limit was exceeded",
			"Error: [400] Account Limit reached. with linode_object_storage_key.key," })
	void othersAreNotLearnedFrom(String text) {
		assertThat(LimitRefusal.in(text)).isEmpty();
	}

	@Test
	void aLongTextTakesNoTime() {
		String long1 = "[400] " + "limit limit reached-".repeat(20_000);
		String long2 = "[400] " + "reached a b c d e ".repeat(20_000);
		long start = System.nanoTime();
		LimitRefusal.in(long1);
		LimitRefusal.in(long2);
		LimitRefusal.in("[400] ".repeat(50_000));
		assertThat(System.nanoTime() - start).isLessThan(2_000_000_000L);
	}

}
