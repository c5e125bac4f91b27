package io.groundwork.cloud;

import java.net.http.HttpResponse;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;

import io.groundwork.Guest;
import io.groundwork.web.InvalidInputException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.jdbc.core.simple.JdbcClient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/**
 * What the portal knows of Linode, and what it learns.
 */
class CloudTest {

	private static final String PATH = "/api/v1/operations/cloud";

	private static final String GPU = "g2-gpu-rtx4000a1-s";

	private final CloudHouse house = CloudHouse.shared();

	private final Land land = this.house.land;

	private final Cloud cloud = this.house.portal.bean(Cloud.class);

	private final CloudLimits limits = this.house.portal.bean(CloudLimits.class);

	@BeforeEach
	void begin() {
		this.house.empty();
		this.house.entered();
	}

	@Test
	void theCatalogueIsWhatLinodeSays() {
		assertThat(this.house.refresh.now()).isTrue();
		Catalogue catalogue = this.cloud.catalogue();
		assertThat(catalogue.region("fr-par")).hasValueSatisfying((region) -> {
			assertThat(region.can("VPCs")).isTrue();
			assertThat(region.can("Kubernetes Enterprise")).isTrue();
			assertThat(region.country()).isEqualTo("fr");
		});
		assertThat(catalogue.plan("g6-standard-4")).hasValueSatisfying((plan) -> {
			assertThat(plan.memory()).isEqualTo(8192);
			assertThat(plan.gpus()).isZero();
			assertThat(plan.price("fr-par").monthly()).isPositive();
			assertThat(plan.price("id-cgk").monthly()).isGreaterThan(plan.price("fr-par").monthly());
		});
		assertThat(this.cloud.versions()).containsSubsequence(new KubernetesVersion("1.35", "standard"),
				new KubernetesVersion("1.34", "standard"), new KubernetesVersion("v1.33.6+lke7", "enterprise"),
				new KubernetesVersion("v1.33.6+lke6", "enterprise"),
				new KubernetesVersion("v1.32.9+lke4", "enterprise"));
		assertThat(catalogue.engines()).contains(new DatabaseEngine("postgresql/17", "postgresql", "17"));
		assertThat(catalogue.databasePlans()).filteredOn((plan) -> plan.id().equals("g6-dedicated-2"))
			.singleElement()
			.satisfies((plan) -> {
				assertThat(plan.memory()).isEqualTo(4096);
				assertThat(plan.prices()).containsKeys(1, 3);
			});
		assertThat(catalogue.controlPlane("lke-ha")).hasValueSatisfying((plane) -> {
			assertThat(plane.price("fr-par").monthly()).isEqualByComparingTo("60");
			assertThat(plane.price("br-gru").monthly()).isEqualByComparingTo("84");
		});
	}

	@Test
	void whatAnOlderPortalHasKeptIsReadWithoutWhatItDidNotAskFor() {
		assertThat(this.house.refresh.now()).isTrue();
		this.house.portal.bean(JdbcClient.class)
			.sql("update cloud_known set catalogue = catalogue - 'controlPlanes', catalogue_at = catalogue_at + interval '1 second'")
			.update();
		assertThat(this.cloud.catalogue().controlPlanes()).isEmpty();
		assertThat(this.cloud.catalogue().plan("g6-standard-4")).isPresent();
	}

	@Test
	void plansAreOfferedWhereTheyCanBeHadNow() {
		this.house.refresh.now();
		assertThat(this.cloud.catalogue().plan(GPU)).hasValueSatisfying((plan) -> assertThat(plan.gpus()).isOne());
		assertThat(this.cloud.catalogue().offers("fr-par", GPU)).isTrue();
		assertThat(this.cloud.catalogue().offers("us-east", GPU)).isFalse();
		assertThat(this.cloud.catalogue().offers("us-east", "g6-standard-4")).isTrue();
		assertThat(this.cloud.catalogue().offers("nowhere", "g6-standard-4")).isFalse();
		assertThat(this.cloud.catalogue().offers("fr-par", "g0-none")).isFalse();
		this.land.fault("{'kind':'no-capacity','region':'fr-par','plan':'%s'}".formatted(GPU));
		this.land.fault("{'kind':'region-down','region':'us-east'}");
		this.cloud.lookAgain(Duration.ofHours(1));
		assertThat(this.cloud.catalogue().offers("fr-par", GPU)).isTrue();
		this.cloud.lookAgain(Duration.ZERO);
		assertThat(this.cloud.catalogue().offers("fr-par", GPU)).isFalse();
		assertThat(this.cloud.catalogue().offers("us-east", "g6-standard-4")).isFalse();
	}

	@Test
	void whatLinodeSaidLastOutlivesItsAbsence() {
		this.house.refresh.now();
		Catalogue before = this.cloud.catalogue();
		this.land.fault("{'kind':'unavailable','path':'linode/types'}");
		assertThat(this.house.refresh.now()).isFalse();
		assertThat(this.cloud.catalogue()).isEqualTo(before);
		KnownCloud elsewhere = new KnownCloud(this.house.jdbc, Clock.systemUTC());
		assertThat(elsewhere.catalogue().plans()).isEqualTo(before.plans());
		assertThat(platform().get("/operations/cloud").body()).contains("No answer", "Linode answered with 503");
		this.land.mend();
		assertThat(platform().submit("/operations/cloud", "/operations/cloud/refresh", Map.of()).statusCode())
			.isEqualTo(302);
		assertThat(elsewhere.catalogue().askedAt()).isAfter(before.askedAt());
		assertThat(platform().get("/operations/cloud").body()).contains("Linode answers").doesNotContain("503");
	}

	@Test
	void whatIsInTheAccountIsFound() {
		long cluster = this.land.cluster("blue", "fr-par", 2);
		this.land.post("lke/clusters/%d/pools".formatted(cluster),
				"{'type':'g6-dedicated-2','count':3,'tags':['groundwork'],'autoscaler':{'enabled':true,'min':1,'max':5}}");
		this.land.post("databases/postgresql/instances",
				"{'label':'main','region':'fr-par','type':'g6-dedicated-2','engine':'postgresql/17','cluster_size':3}");
		long vpc = this.land.post("vpcs", "{'label':'net','region':'fr-par'}").path("id").asLong();
		this.land.post("vpcs/%d/subnets".formatted(vpc), "{'label':'part','ipv4':'10.0.0.0/24'}");
		this.land.post("networking/firewalls",
				"{'label':'wall','rules':{'inbound_policy':'DROP','outbound_policy':'ACCEPT'}}");
		this.land.post("domains", "{'type':'master','domain':'a.example','soa_email':'root@a.example'}");
		this.land.post("object-storage/buckets", "{'label':'things','region':'fr-par'}");
		Inventory found = this.cloud.discover();
		assertThat(found.clusters()).singleElement().satisfies((one) -> {
			assertThat(one.label()).isEqualTo("blue");
			assertThat(one.tier()).isEqualTo("standard");
			assertThat(one.pools()).extracting(Inventory.Pool::plan).contains("g6-standard-2", "g6-dedicated-2");
			assertThat(one.pools()).filteredOn((pool) -> pool.plan().equals("g6-dedicated-2"))
				.singleElement()
				.satisfies((pool) -> {
					assertThat(List.of(pool.count(), pool.min(), pool.max())).containsExactly(3, 1, 5);
					assertThat(pool.tags()).containsExactly("groundwork");
				});
		});
		assertThat(found.databases()).singleElement().satisfies((one) -> assertThat(one.nodes()).isEqualTo(3));
		assertThat(found.vpcs()).singleElement()
			.satisfies((one) -> assertThat(one.subnets()).extracting(Inventory.Subnet::ipv4)
				.containsExactly("10.0.0.0/24"));
		assertThat(found.firewalls()).extracting(Inventory.Firewall::label).containsExactly("wall");
		assertThat(found.domains()).extracting(Inventory.Domain::name).containsExactly("a.example");
		assertThat(found.buckets()).containsExactly(new Inventory.Bucket("things", "fr-par"));
		assertThat(found.count(Countable.NODES)).isEqualTo(5);
		assertThat(found.count(Countable.NODES, "us-ord")).isZero();
		assertThat(this.cloud.inventory().clusters()).isEqualTo(found.clusters());
	}

	@Test
	void evenAHugeAccountIsReadInAFewRequests() {
		try (Land huge = Land.start()) {
			for (int i = 0; i <= InventoryReader.CLUSTERS; i++) {
				huge.cluster("c" + i, "fr-par", 1);
			}
			Inventory found = new InventoryReader(huge.client(), Clock.systemUTC()).read(huge.operator());
			assertThat(found.clusters()).hasSize(InventoryReader.CLUSTERS + 1);
			assertThat(found.count(Countable.NODES)).isEqualTo(InventoryReader.CLUSTERS);
			assertThat(found.unread()).isOne();
			assertThat(huge.requests().stream().filter((one) -> one.matches("GET .*/pools 200")).count())
				.isEqualTo(InventoryReader.CLUSTERS);
		}
	}

	@Test
	void aLimitThatSomebodySetDecides() {
		assertThat(this.limits.fits(Countable.NODES, "fr-par", 1)).isInstanceOf(Fit.Unknown.class);
		this.land.cluster("blue", "fr-par", 2);
		this.limits.set("nodes", "account", 5, "platform-1");
		assertThat(this.limits.fits(Countable.NODES, "fr-par", 3)).isEqualTo(new Fit.Yes());
		assertThat(this.limits.fits(Countable.NODES, "fr-par", 4)).isEqualTo(new Fit.No(
				"There are 2 nodes in the account and 4 more would make 6, but platform-1 has set the limit to 5. "
						+ "Ask for fewer, remove some, or have Linode raise the limit; a platform engineer then sets it "
						+ "under Operations, Cloud."));
		this.limits.set("nodes", "us-ord", 1, "platform-1");
		assertThat(this.limits.fits(Countable.NODES, "us-ord", 2)).isInstanceOf(Fit.No.class);
		assertThat(this.limits.fits(Countable.NODES, "fr-par", 3)).isEqualTo(new Fit.Yes());
	}

	@Test
	void aRefusalLowersWhatIsBelievedAndSuccessRaisesIt() {
		this.land.cluster("blue", "fr-par", 2);
		this.land.fault("{'kind':'account-limit','nodes':4}");
		String refusal = refusal("red", 3);
		assertThat(this.limits.learn(refusal, "fr-par", 3)).hasValueSatisfying((limit) -> {
			assertThat(limit.place()).isEqualTo("account");
			assertThat(limit.fits()).isEqualTo(2);
			assertThat(limit.refused()).isEqualTo(5);
			assertThat(limit.words()).isEqualTo("Account Limit reached");
		});
		assertThat(this.limits.fits(Countable.NODES, "us-ord", 3)).isInstanceOfSatisfying(Fit.No.class,
				(no) -> assertThat(no.remedy()).contains("Linode refused beyond 4", "Account Limit reached"));
		assertThat(this.limits.fits(Countable.NODES, "fr-par", 2)).isInstanceOf(Fit.Unknown.class);
		// Told twice it is no more true.
		this.limits.learn(refusal, "fr-par", 3);
		this.limits.learn(refusal, "fr-par");
		assertThat(limit().refused()).isEqualTo(5);
		this.land.mend();
		this.land.cluster("green", "us-ord", 2);
		this.house.refresh.now();
		assertThat(limit()).satisfies((limit) -> {
			assertThat(limit.fits()).isEqualTo(4);
			assertThat(limit.refused()).isEqualTo(5);
			assertThat(limit.source()).isEqualTo("success");
		});
		this.land.cluster("yellow", "us-ord", 2);
		assertThat(this.limits.fits(Countable.NODES, "fr-par", 1)).isInstanceOf(Fit.No.class);
		this.house.refresh.now();
		assertThat(limit()).satisfies((limit) -> {
			assertThat(limit.fits()).isEqualTo(6);
			assertThat(limit.refused()).isNull();
		});
		assertThat(this.limits.fits(Countable.NODES, "fr-par", 1)).isInstanceOf(Fit.Unknown.class);
	}

	@Test
	void withoutTheNumberThatWasAskedForNothingIsRuledOut() {
		this.land.cluster("blue", "fr-par", 2);
		this.land.fault("{'kind':'account-limit','nodes':4}");
		assertThat(this.limits.learn(refusal("red", 9), "fr-par"))
			.hasValueSatisfying((limit) -> assertThat(limit.refused()).isNull());
		assertThat(this.limits.fits(Countable.NODES, "fr-par", 1)).isInstanceOfSatisfying(Fit.Unknown.class,
				(unknown) -> assertThat(unknown.why()).contains("Account Limit reached"));
		// Databases are asked for one by one.
		assertThat(this.limits.learn("Error: [400] Account Limit reached. with linode_database_postgresql_v2.main,",
				"fr-par"))
			.hasValueSatisfying((limit) -> assertThat(limit.refused()).isOne());
		assertThat(this.limits.fits(Countable.DATABASES, "fr-par", 1)).isInstanceOf(Fit.No.class);
		assertThat(this.limits.learn("Error: [503] Service Unavailable", "fr-par")).isEmpty();
	}

	@Test
	void aRefusalIsLearnedAndNothingClaimedWhileLinodeIsAway() {
		this.limits.set("nodes", "account", 9, "platform-1");
		this.land.fault("{'kind':'error','path':'lke'}");
		assertThat(this.limits.learn("[400] Account Limit reached. with linode_lke_cluster.x,", "fr-par", 3))
			.hasValueSatisfying((limit) -> {
				assertThat(limit.fits()).isZero();
				assertThat(limit.refused()).isEqualTo(10);
			});
		assertThat(this.limits.fits(Countable.NODES, "fr-par", 1)).isInstanceOfSatisfying(Fit.Unknown.class,
				(unknown) -> assertThat(unknown.why()).contains("Linode answered with 500"));
	}

	@Test
	void limitsAreSetForWhatThereIs() {
		this.house.refresh.now();
		for (Runnable wrong : List.<Runnable>of(() -> this.limits.set("trees", "account", 1, "platform-1"),
				() -> this.limits.set("nodes", "fr-parr", 1, "platform-1"),
				() -> this.limits.set("nodes", "Fr Par", 1, "platform-1"),
				() -> this.limits.set("nodes", "account", -1, "platform-1"))) {
			assertThatExceptionOfType(InvalidInputException.class).isThrownBy(wrong::run);
		}
		assertThat(this.limits.all()).isEmpty();
	}

	@Test
	void scriptsSeeHowThingsStandAndMendThem() {
		JsonNode refreshed = json(call("POST", "/refresh", ""));
		assertThat(refreshed.path("catalogue").path("regions").asInt()).isGreaterThan(20);
		assertThat(refreshed.path("counts").path("nodes").asInt(-1)).isZero();
		assertThat(refreshed.has("failure")).isFalse();
		JsonNode set = json(call("POST", "/limits", "{\"kind\":\"buckets\",\"number\":7}"));
		assertThat(set.path("place").asString()).isEqualTo("account");
		JsonNode rotated = json(call("POST", "/rotate", ""));
		assertThat(rotated.path("token").path("source").asString()).isEqualTo("rotation");
		JsonNode standing = json(call("GET", "", ""));
		assertThat(standing.path("limits").path(0).path("refused").asInt()).isEqualTo(8);
		assertThat(standing.path("token").path("rotatable").asBoolean()).isTrue();
		assertThat(standing.path("token").path("excess")).isEmpty();
		HttpResponse<String> wrong = call("POST", "/limits", "{\"kind\":\"trees\",\"number\":7}");
		assertThat(wrong.statusCode()).isEqualTo(400);
		assertThat(json(wrong).path("field").asString()).isEqualTo("kind");
		this.land.revoke(this.house.current().label());
		HttpResponse<String> refused = call("POST", "/rotate", "");
		assertThat(refused.statusCode()).isEqualTo(409);
		assertThat(refused.body()).contains("Linode refused with 401: Invalid Token");
		JsonNode failed = json(call("POST", "/refresh", ""));
		assertThat(failed.path("failure").asString()).isEqualTo("Linode refused with 401: Invalid Token");
	}

	@Test
	void peopleEnterTokensAndLimits() {
		Guest platform = platform();
		String secret = this.house.made().value();
		assertThat(platform.submit("/operations/cloud", "/operations/cloud/token", Map.of("token", " " + secret + " "))
			.statusCode()).isEqualTo(302);
		assertThat(platform.get("/operations/cloud").body()).contains("by-hand-", "Rotate the token")
			.doesNotContain(secret);
		HttpResponse<String> wrong = platform.submit("/operations/cloud", "/operations/cloud/token",
				Map.of("token", "canary-that-is-no-token"));
		assertThat(wrong.statusCode()).isEqualTo(400);
		assertThat(wrong.body()).contains("Linode does not take this token").doesNotContain("canary");
		platform.submit("/operations/cloud", "/operations/cloud/limits",
				Map.of("kind", "nodes", "place", "fr-par", "number", "30"));
		assertThat(platform.get("/operations/cloud").body()).contains("set by platform-1");
		HttpResponse<String> number = platform.submit("/operations/cloud", "/operations/cloud/limits",
				Map.of("kind", "nodes", "place", "fr-par", "number", "many"));
		assertThat(number.statusCode()).isEqualTo(400);
		assertThat(number.body()).contains("number must be from 0");
		assertThat(platform.follow(platform.submit("/operations/cloud", "/operations/cloud/rotate", Map.of())).body())
			.contains("The token was rotated.");
	}

	private String refusal(String label, int nodes) {
		return catchThrowableOfType(CloudException.class, () -> this.land.client()
			.post(this.land.operator(), "lke/clusters", JsonMapper.shared().readTree(Land.clusterWish(label, nodes))))
			.said();
	}

	private Limit limit() {
		return this.limits.all().getFirst();
	}

	private Guest platform() {
		return this.house.portal.signedIn("platform-1");
	}

	private HttpResponse<String> call(String method, String path, String body) {
		return this.house.portal.guest()
			.call(method, PATH + path, this.house.portal.issuer().accessToken("platform-1"), body);
	}

	private static JsonNode json(HttpResponse<String> answer) {
		return JsonMapper.shared().readTree(answer.body());
	}

}
