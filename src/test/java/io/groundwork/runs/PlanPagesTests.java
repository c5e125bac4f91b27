package io.groundwork.runs;

import java.math.BigDecimal;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.groundwork.Guest;
import io.groundwork.Portal;
import io.groundwork.cloud.CloudFixtures;
import io.groundwork.cluster.Change;
import io.groundwork.cluster.Ref;
import io.groundwork.environments.Environment;
import io.groundwork.environments.prices.Bill;
import io.groundwork.environments.prices.Item;
import io.groundwork.plans.Bills;
import io.groundwork.plans.BlastRadius;
import io.groundwork.plans.Changes;
import io.groundwork.requests.RequestFixtures;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Plans as people see them: by what they care about, and short however much there is.
 */
class PlanPagesTests {

	private static final BlastRadius NOTHING = new BlastRadius("No data is touched.", BlastRadius.Severity.NONE,
			List.of());

	private static final Pattern ADDRESS = Pattern.compile("<code>([^<]+)</code>");

	private final Portal portal = Portal.shared();

	private final RunRows rows = new RunRows(this.portal);

	private final Environment environment = this.rows.environment("payments");

	private final Guest engineer = this.portal.signedIn("engineer-1");

	@Test
	void terraformsChangesAndTheClustersAreSideBySideInTheirGroup() {
		long run = this.rows.plan(this.environment, new RunPlans.Written(
				terraform(List.of(
						change("module.network.linode_firewall.nodes[0]", Changes.Group.NETWORK, Changes.Action.UPDATE,
								attribute("inbound.0.ipv4", "0.0.0.0/0", "known after apply")),
						change("module.secrets.linode_object_storage_key.services", Changes.Group.SECRETS,
								Changes.Action.UPDATE, attribute("secret_key", "sensitive", "sensitive")))),
				NOTHING, cluster(added("NetworkPolicy", "default-deny"), added("ResourceQuota", "services")), null,
				null), null);
		String page = this.engineer.get("/runs/" + run).body();
		String network = group(page, "Network");
		assertThat(network).contains("class=\"sides two\"", "Terraform", "In the cluster, by the portal",
				"linode_firewall.nodes", "NetworkPolicy ias/default-deny", "known after apply", "1 added", "1 changed");
		assertThat(network.indexOf("linode_firewall")).isLessThan(network.indexOf("default-deny"));
		assertThat(group(page, "Secrets")).contains("sensitive, not shown").doesNotContain("sides two");
		assertThat(group(page, "Namespace and rights")).contains("ResourceQuota ias/services");
		assertThat(page).doesNotContain("<h3>Nodes</h3>");
	}

	@Test
	void whatLosesDataOrReplacesNodesComesFirstAndIsOpen() {
		List<Changes.Change> changes = new ArrayList<>(many(Changes.Group.NETWORK, 200));
		changes.addAll(many(Changes.Group.DATA, 200));
		changes.add(change("linode_database_postgresql_v2.it", Changes.Group.DATA, Changes.Action.DESTROY));
		changes.add(change("linode_lke_node_pool.it", Changes.Group.NODES, Changes.Action.REPLACE));
		changes.add(change("linode_token.it", Changes.Group.SECRETS, Changes.Action.CREATE));
		long run = this.rows.plan(this.environment, new RunPlans.Written(terraform(changes),
				new BlastRadius("Destroys 1 database.", BlastRadius.Severity.LOSS,
						List.of(new BlastRadius.Finding(BlastRadius.Severity.LOSS, BlastRadius.Kind.DATABASE,
								"linode_database_postgresql_v2.it", "linode_database_postgresql_v2.it is destroyed."),
								new BlastRadius.Finding(BlastRadius.Severity.DOWNTIME, BlastRadius.Kind.NODES,
										"linode_lke_node_pool.it", "linode_lke_node_pool.it is replaced: 3 nodes."))),
				null, null, null), null);
		String page = this.engineer.get("/runs/" + run).body();
		assertThat(titles(page)).startsWith("Nodes", "Data").endsWith("Network", "Secrets");
		assertThat(opened(page, "Data")).isTrue();
		assertThat(opened(page, "Nodes")).isTrue();
		assertThat(opened(page, "Network")).as("many, and nothing is at stake").isFalse();
		assertThat(opened(page, "Secrets")).as("a handful").isTrue();
		// The one that matters is among those that are shown.
		assertThat(group(page, "Data")).contains("linode_database_postgresql_v2.it", "The other 151 of data",
				"look here first");
		assertThat(page).contains("Data would be lost.");
	}

	@Test
	void twoThousandChangesMakeAShortPageAndEachIsOnSomePage() {
		List<Changes.Change> changes = new ArrayList<>(many(Changes.Group.NETWORK, 2_000));
		Change[] objects = new Change[300];
		for (int i = 0; i < objects.length; i++) {
			objects[i] = added("NetworkPolicy", "policy-" + i);
		}
		long run = this.rows.plan(this.environment,
				new RunPlans.Written(terraform(changes), NOTHING, cluster(objects), null, null), null);
		long small = this.rows.plan(this.environment,
				new RunPlans.Written(terraform(many(Changes.Group.NETWORK, 2)), NOTHING, null, null, null), null);
		String page = this.engineer.get("/runs/" + run).body();
		assertThat(page).contains("The other 2,200 of network", "1300 added", "1000 changed");
		assertThat(page.getBytes(StandardCharsets.UTF_8).length).as("bytes").isLessThan(150_000);
		Set<String> seen = new HashSet<>();
		String next = "/runs/%d/plan/network".formatted(run);
		int pages = 0;
		while (!next.isEmpty()) {
			HttpResponse<String> part = this.engineer.get(next);
			assertThat(part.statusCode()).isEqualTo(200);
			assertThat(part.body().length()).as(next).isLessThan(300_000);
			addresses(part.body(), seen);
			next = next(part.body());
			pages++;
		}
		assertThat(pages).isEqualTo(20);
		assertThat(seen).hasSize(2_300);
		Duration large = fastest("/runs/" + run);
		Duration little = fastest("/runs/" + small);
		System.out.printf("plan page: 2,300 changes %d ms and %,d bytes, 2 changes %d ms%n", large.toMillis(),
				page.getBytes(StandardCharsets.UTF_8).length, little.toMillis());
		assertThat(large).as("2,300 changes, where two take %s", little).isLessThan(Duration.ofMillis(500));
	}

	@Test
	void aChangeWithManyValuesIsCutWhereThereIsNoRoomAndWholeOnItsOwnPage() {
		Changes.Attribute[] values = new Changes.Attribute[400];
		for (int i = 0; i < values.length; i++) {
			values[i] = attribute("tags." + i, "before-" + i, "after-" + i);
		}
		long run = this.rows.plan(this.environment, new RunPlans.Written(
				terraform(List.of(change("linode_firewall.it", Changes.Group.NETWORK, Changes.Action.UPDATE, values))),
				NOTHING, null, null, null), null);
		assertThat(this.engineer.get("/runs/" + run).body())
			.contains("the first 40 of 400 values", "All values of network", "after-39")
			.doesNotContain("after-40");
		assertThat(this.engineer.get("/runs/%d/plan/network".formatted(run)).body()).contains("after-399");
	}

	@Test
	void aPageOfAGroupIsOnlyForWhoeverSeesTheRunAndOnlyWhereThereIsOne() {
		long run = this.rows.plan(this.environment, terraform(many(Changes.Group.NODES, 3)), NOTHING);
		assertThat(this.portal.signedIn("engineer-3").get("/runs/%d/plan/nodes".formatted(run)).statusCode())
			.isEqualTo(404);
		assertThat(this.engineer.get("/runs/%d/plan/nodes".formatted(run)).body()).contains("That is the end.");
		assertThat(this.engineer.get("/runs/%d/plan/data".formatted(run)).body())
			.contains("Nothing of this would change");
		assertThat(this.engineer.get("/runs/%d/plan/nodes?from=99".formatted(run)).body()).contains("None any more.");
		assertThat(this.engineer.get("/runs/%d/plan/furniture".formatted(run)).statusCode()).isEqualTo(404);
		assertThat(this.engineer.get("/runs/%d/plan/nodes?from=-1".formatted(run)).statusCode()).isEqualTo(400);
		assertThat(this.engineer.get("/runs/%d/plan/nodes?from=x".formatted(run)).statusCode()).isEqualTo(400);
		long without = this.rows.add(this.environment, "plan", "failed");
		assertThat(this.engineer.get("/runs/%d/plan/nodes".formatted(without)).statusCode()).isEqualTo(404);
	}

	@Test
	void whatAPlanCostsIsOnItsPagesInTheInboxAndInTheApi() {
		CloudFixtures.known(this.portal);
		Bill before = new Bill(List.of(pool("g6-standard-4", 3, 6)));
		Bill after = new Bill(
				List.of(pool("g6-standard-4", 3, 10), new Item(Item.Kind.OBJECTS, "Buckets", "", "fr-par", 1, 1)));
		RequestFixtures requests = new RequestFixtures(this.portal);
		long request = requests.waiting("payments", "staging", requests.stranger());
		Environment staging = this.rows.environment("payments");
		long run = this.rows.plan(staging, new RunPlans.Written(terraform(many(Changes.Group.NODES, 1)), NOTHING, null,
				null, new Bills(before, after)), null);
		requests.replan(request, run);
		String each = "$48.00";
		for (String page : List.of("/runs/" + run, "/requests/" + request)) {
			assertThat(this.engineer.get(page).body()).as(page)
				.contains("±$0.00 to +$192.00 a month", "$144.00 to $288.00 now, $144.00 to $480.00 then",
						"Pool baseline", "at " + each, "Not in it:", "buckets");
		}
		assertThat(this.portal.signedIn("reviewer-1").get("/inbox").body()).contains("±$0.00 to +$192.00 a month");
		JsonNode price = JsonMapper.shared()
			.readTree(this.portal.guest()
				.call("GET", "/api/v1/requests/%d/plan".formatted(request),
						this.portal.issuer().accessToken("engineer-1"), "")
				.body())
			.path("price");
		assertThat(price.at("/before/most").decimalValue()).isEqualByComparingTo(new BigDecimal("288"));
		assertThat(price.at("/after/most").decimalValue()).isEqualByComparingTo(new BigDecimal("480"));
		assertThat(price.at("/difference/least").decimalValue()).isEqualByComparingTo(BigDecimal.ZERO);
		assertThat(price.path("currency").asString()).isEqualTo("USD");
		assertThat(price.path("unknown").size()).isEqualTo(1);
	}

	@Test
	void aRunLeadsToItsRequest() {
		RequestFixtures requests = new RequestFixtures(this.portal);
		long request = requests.waiting("payments", "staging", requests.stranger());
		long run = requests.planOf(request);
		assertThat(this.engineer.get("/runs/" + run).body()).contains("href=\"/requests/%d\"".formatted(request),
				"request %d: Change ".formatted(request));
		assertThat(this.engineer.get("/runs/%d/plan/nodes".formatted(run)).body())
			.contains("href=\"/requests/%d\"".formatted(request));
	}

	private Duration fastest(String path) {
		Duration fastest = Duration.ofMinutes(1);
		for (int i = 0; i < 8; i++) {
			Instant begin = Instant.now();
			this.engineer.get(path);
			Duration took = Duration.between(begin, Instant.now());
			fastest = (took.compareTo(fastest) < 0) ? took : fastest;
		}
		return fastest;
	}

	private static Item pool(String plan, int least, int most) {
		return new Item(Item.Kind.NODES, "Pool baseline", plan, "fr-par", least, most);
	}

	private static RunPlans.KubernetesPlan cluster(Change... changes) {
		return new RunPlans.KubernetesPlan(new io.groundwork.cluster.Changes(List.of(changes), "d"), true, false);
	}

	private static Change added(String kind, String name) {
		return new Change(new Ref("v1", kind, "ias", name), Change.Action.ADDED, List.of(), List.of(),
				Optional.empty());
	}

	private static List<Changes.Change> many(Changes.Group group, int number) {
		List<Changes.Change> changes = new ArrayList<>();
		for (int i = 0; i < number; i++) {
			changes.add(change("module.it.linode_thing.it[%d]".formatted(i), group,
					(i % 2 == 0) ? Changes.Action.CREATE : Changes.Action.UPDATE,
					attribute("label", "before", "after")));
		}
		return changes;
	}

	private static Changes terraform(List<Changes.Change> changes) {
		return new Changes(changes.size(), 0, 0, 0, 0, 0, 0, changes, List.of(), List.of());
	}

	private static Changes.Change change(String address, Changes.Group group, Changes.Action action,
			Changes.Attribute... attributes) {
		return new Changes.Change(address, "linode_thing", "it", "", group, action, List.of(action.word()),
				Optional.empty(), Optional.empty(), Optional.empty(), List.of(attributes));
	}

	private static Changes.Attribute attribute(String path, String before, String after) {
		return new Changes.Attribute(path, Optional.of(before), Optional.of(after), false);
	}

	private static List<String> titles(String page) {
		return Pattern.compile("<details class=\"group\"[^>]*>\\s*<summary><h3>([^<]+)")
			.matcher(page)
			.results()
			.map((found) -> found.group(1))
			.toList();
	}

	private static boolean opened(String page, String title) {
		Matcher group = Pattern.compile("<details class=\"group\"([^>]*)>\\s*<summary><h3>" + title).matcher(page);
		assertThat(group.find()).as(title).isTrue();
		return group.group(1).contains("open");
	}

	private static String group(String page, String title) {
		int begin = page.indexOf("<h3>" + title + "</h3>");
		assertThat(begin).as(title).isPositive();
		int end = page.indexOf("<details class=\"group\"", begin);
		return page.substring(begin, (end < 0) ? page.indexOf("</section>", begin) : end);
	}

	private static void addresses(String page, Set<String> into) {
		Matcher found = ADDRESS.matcher(page);
		while (found.find()) {
			into.add(found.group(1));
		}
	}

	private static String next(String page) {
		Matcher next = Pattern.compile("rel=\"next\" href=\"([^\"]+)\"").matcher(page);
		return next.find() ? next.group(1).replace("&amp;", "&") : "";
	}

}
