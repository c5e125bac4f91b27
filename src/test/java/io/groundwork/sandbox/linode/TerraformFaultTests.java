package io.groundwork.sandbox.linode;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

import io.groundwork.Eventually;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Each fault met in the middle of an apply: what Terraform then says, what is left, and
 * that the way on is the one it shows.
 */
@Tag("proof")
class TerraformFaultTests {

	/**
	 * Three in a row, so that there is a middle.
	 */
	private static final String CHAIN = """
			resource "linode_vpc" "first" {
			  label  = "first"
			  region = "fr-par"
			}

			resource "linode_firewall" "second" {
			  label           = "second"
			  inbound_policy  = "DROP"
			  outbound_policy = "ACCEPT"
			  depends_on      = [linode_vpc.first]
			}

			resource "linode_domain" "third" {
			  type       = "master"
			  domain     = "third.example"
			  soa_email  = "hostmaster@third.example"
			  depends_on = [linode_firewall.second]
			}
			""";

	private static final String CLUSTER = """
			variable "nodes" {
			  type    = number
			  default = 1
			}

			resource "linode_lke_cluster" "shared" {
			  label              = "shared"
			  region             = "fr-par"
			  k8s_version        = "1.35"
			  external_pool_tags = ["groundwork"]

			  pool {
			    type  = "g6-standard-2"
			    count = 1
			  }
			}

			resource "linode_lke_node_pool" "team" {
			  cluster_id = linode_lke_cluster.shared.id
			  type       = "g6-dedicated-2"
			  node_count = var.nodes
			  tags       = ["groundwork"]
			}
			""";

	@TempDir
	private static Path folder;

	private static LinodeApi api;

	@TempDir
	private Path work;

	private Caller cloud;

	private Terraform terraform;

	@BeforeAll
	static void start() {
		Settings.Backends backends = Settings.Backends.paperBut(
				new ControlPlanes(Path.of(System.getProperty("groundwork.tools.cluster")), folder.resolve("clusters")));
		api = LinodeApi.start(folder, Settings.quick().on(backends));
	}

	@AfterAll
	static void stop() {
		api.close();
	}

	@BeforeEach
	void point() {
		this.cloud = new Caller(api);
		this.terraform = new Terraform(this.work, this.cloud);
	}

	@AfterEach
	void leaveNothing() {
		mend();
		this.terraform.destroy();
		this.terraform.close();
		for (String kind : new String[] { "vpcs", "networking/firewalls", "domains", "lke/clusters" }) {
			assertThat(count(kind)).as(kind).isZero();
		}
	}

	private void mend() {
		this.cloud.send("DELETE", "/admin/faults", "");
	}

	private int count(String path) {
		return this.cloud.get(path).json().path("results").asInt();
	}

	private void fault(String body) {
		assertThat(this.cloud.fault(body).status()).isEqualTo(200);
	}

	/**
	 * Applies, and wants it to stop with these words.
	 */
	private void wantStop(String... words) {
		Terraform.Result result = this.terraform.run("apply", "-auto-approve");
		assertThat(result.status()).as(result.said()).isEqualTo(1);
		assertThat(result.flat()).contains(words);
	}

	private void goOn() {
		mend();
		this.terraform.apply();
		this.terraform.wantNothing();
	}

	@Test
	void aPoolBeyondTheAccountsLimitIsRefusedAndTheClusterStays() {
		fault("{'kind':'account-limit','nodes':3}");
		this.terraform.set("nodes", 3).with(CLUSTER);
		wantStop("[400] Account Limit reached. Please open a support ticket.");
		assertThat(this.terraform.state()).containsOnlyKeys("linode_lke_cluster.shared");
		assertThat(count("lke/clusters/%s/pools".formatted(this.terraform.state().get("linode_lke_cluster.shared"))))
			.isOne();
		goOn();
	}

	@Test
	@EnabledIfSystemProperty(named = "proofs", matches = "full",
			disabledReason = "Terraform looks for the node every ten seconds.")
	void withoutCapacityAPoolIsWaitedForUntilSomebodyInterrupts() {
		fault("{'kind':'no-capacity','region':'fr-par','plan':'g6-dedicated-2'}");
		this.terraform.with(CLUSTER);
		Terraform.Running apply = this.terraform.start("apply", "-auto-approve");
		Eventually.that(Duration.ofSeconds(60),
				() -> apply.saidSoFar().contains("linode_lke_node_pool.team: Still creating..."));
		apply.interrupt();
		Terraform.Result result = apply.await();
		assertThat(result.status()).as(result.said()).isEqualTo(1);
		assertThat(result.flat()).contains("Interrupt received", "linode_lke_node_pool.team");
		assertThat(this.terraform.state()).containsOnlyKeys("linode_lke_cluster.shared", "linode_lke_node_pool.team");
		mend();
		assertThat(this.terraform.changes()).containsOnly(Map.entry("linode_lke_node_pool.team", "delete and create"));
		goOn();
	}

	@Test
	void slownessOnlyTakesTime() {
		fault("{'kind':'latency','millis':400,'path':'networking|vpcs'}");
		this.terraform.with(CHAIN).apply();
		goOn();
	}

	@Test
	void stormsOfRefusalsAreSatOut() {
		fault("{'kind':'too-many-requests','times':5,'path':'networking'}");
		fault("{'kind':'unavailable','times':5,'path':'domains'}");
		this.terraform.with(CHAIN).apply();
		assertThat(requests(429)).isEqualTo(5);
		assertThat(requests(503)).isEqualTo(5);
		goOn();
	}

	private long requests(int status) {
		long count = 0;
		for (JsonNode request : this.cloud.send("GET", "/admin/requests", "").json()) {
			if (request.path("status").asInt() == status) {
				count++;
			}
		}
		return count;
	}

	@Test
	void anErrorInTheMiddleKeepsWhatIsDone() {
		fault("{'kind':'error','method':'POST','path':'networking'}");
		this.terraform.with(CHAIN);
		wantStop("[500]", "linode_firewall.second");
		assertThat(this.terraform.state()).containsOnlyKeys("linode_vpc.first");
		assertThat(count("networking/firewalls")).isZero();
		goOn();
	}

	@Test
	void whatWasMadeWhenTheAnswerWasCutIsInNoStateAndMustBeImported() {
		fault("{'kind':'cut','method':'POST','path':'networking','times':1}");
		this.terraform.with(CHAIN);
		wantStop("EOF", "linode_firewall.second");
		assertThat(this.terraform.state()).containsOnlyKeys("linode_vpc.first");
		assertThat(count("networking/firewalls")).isOne();
		mend();
		wantStop("[400] [label] Label must be unique");
		this.terraform.must("import", "linode_firewall.second",
				this.cloud.get("networking/firewalls").json().path("data").path(0).path("id").asString());
		goOn();
	}

	@Test
	void whatIsDeletedBetweenPlanAndApplyIsMissedAndMadeAgain() {
		this.terraform.with(CHAIN).apply();
		this.terraform.with(CHAIN.replace("\"DROP\"", "\"ACCEPT\""));
		this.terraform.must("plan", "-out=plan");
		String firewall = this.terraform.state().get("linode_firewall.second");
		this.cloud.send("DELETE", "/admin/resources/firewall/" + firewall, "");
		Terraform.Result result = this.terraform.run("apply", "plan");
		assertThat(result.status()).as(result.said()).isEqualTo(1);
		assertThat(result.flat()).contains("[404] Not found");
		assertThat(this.terraform.changes()).containsOnlyKeys("linode_firewall.second").containsValue("create");
		goOn();
	}

	@Test
	void aChangeBetweenPlanAndApplyIsFoundByTheNextPlan() {
		this.terraform.with(CHAIN).apply();
		this.terraform.with(CHAIN.replace("\"DROP\"", "\"ACCEPT\""));
		this.terraform.must("plan", "-out=plan");
		String firewall = this.terraform.state().get("linode_firewall.second");
		this.cloud.put("networking/firewalls/" + firewall, "{'label':'changed'}");
		this.terraform.must("apply", "plan");
		// Only what the plan changes is sent, and what it promised is believed.
		assertThat(this.terraform.changes()).containsOnly(Map.entry("linode_firewall.second", "update"));
		goOn();
		assertThat(this.cloud.get("networking/firewalls/" + firewall).json().path("label").asString())
			.isEqualTo("second");
	}

	@Test
	void aRevokedTokenStopsTheRest() {
		Caller automation = this.cloud
			.with(this.cloud.send("POST", "/admin/tokens", "{'label':'automation'}").json().path("token").asString());
		fault("{'kind':'latency','millis':2000,'method':'POST','path':'networking'}");
		Terraform revoked = new Terraform(this.work, automation).with(CHAIN);
		Terraform.Running apply = revoked.start("apply", "-auto-approve");
		Eventually.that(Duration.ofSeconds(60), () -> count("vpcs") == 1);
		String token = "";
		for (JsonNode one : this.cloud.get("profile/tokens").json().path("data")) {
			token = one.path("label").asString().equals("automation") ? one.path("id").asString() : token;
		}
		assertThat(this.cloud.delete("profile/tokens/" + token).status()).isEqualTo(200);
		Terraform.Result result = apply.await();
		assertThat(result.status()).as(result.said()).isEqualTo(1);
		assertThat(result.flat()).contains("[401] Invalid Token");
		// With another token it goes on.
		this.terraform = new Terraform(this.work, this.cloud).with(CHAIN);
		assertThat(this.terraform.state()).containsOnlyKeys("linode_vpc.first");
		goOn();
	}

	@Test
	void aRegionOutOfServiceIsWaitedFor() {
		fault("{'kind':'region-down','region':'fr-par'}");
		Terraform.Running apply = this.terraform.with(CHAIN).start("apply", "-auto-approve");
		Eventually.that(Duration.ofSeconds(60), () -> requests(503) > 3);
		assertThat(count("vpcs")).isZero();
		mend();
		assertThat(apply.await().status()).as(apply.saidSoFar()).isZero();
		goOn();
	}

	@Test
	@EnabledIfSystemProperty(named = "proofs", matches = "full",
			disabledReason = "All of the cluster looks for its API server ever more seldom.")
	void aClusterWhoseApiServerIsAwayCountsAsMadeAllTheSame() {
		this.terraform.with(CLUSTER);
		Terraform.Running apply = this.terraform.start("apply", "-auto-approve", "-target=linode_lke_cluster.shared");
		Eventually.that(Duration.ofSeconds(60), () -> count("lke/clusters") == 1);
		String cluster = this.cloud.get("lke/clusters").json().path("data").path(0).path("id").asString();
		fault("{'kind':'cluster-down','cluster':%s}".formatted(cluster));
		Terraform.Result result = apply.await();
		assertThat(result.status()).as(result.said()).isZero();
		Kubectl kubectl = Kubectl.of(this.cloud, Long.parseLong(cluster), this.work);
		assertThat(kubectl.run("get", "nodes").status()).isNotZero();
		goOn();
	}

}
