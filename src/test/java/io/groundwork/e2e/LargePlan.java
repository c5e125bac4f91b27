package io.groundwork.e2e;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import io.groundwork.cloud.CloudFixtures;
import io.groundwork.cluster.Change;
import io.groundwork.cluster.Ref;
import io.groundwork.environments.prices.Bill;
import io.groundwork.environments.prices.Item;
import io.groundwork.plans.Bills;
import io.groundwork.plans.BlastRadius;
import io.groundwork.plans.Changes;
import io.groundwork.plans.rules.Judgement;
import io.groundwork.plans.rules.Judgement.Verdict;
import io.groundwork.requests.RequestFixtures;
import io.groundwork.runs.RunRows;

/**
 * A request whose plan has some two thousand changes, a few of which matter.
 */
final class LargePlan {

	private static final BlastRadius STAKES = new BlastRadius(
			"Destroys 1 database; its data is gone unless a backup is kept elsewhere; 3 nodes are replaced.",
			BlastRadius.Severity.LOSS,
			List.of(new BlastRadius.Finding(BlastRadius.Severity.LOSS, BlastRadius.Kind.DATABASE,
					"module.data_services[0].linode_database_postgresql_v2.this",
					"module.data_services[0].linode_database_postgresql_v2.this is destroyed."),
					new BlastRadius.Finding(BlastRadius.Severity.DOWNTIME, BlastRadius.Kind.NODES,
							"module.pools[0].linode_lke_node_pool.this[\"baseline\"]",
							"module.pools[0].linode_lke_node_pool.this[\"baseline\"] is replaced: 3 nodes.")));

	private LargePlan() {
	}

	/**
	 * The request that waits for votes on it.
	 */
	static long request() {
		CloudFixtures.known(House.portal());
		RequestFixtures requests = new RequestFixtures(House.portal());
		long request = requests.waiting("payments", "staging", requests.stranger());
		requests.replan(request, run());
		return request;
	}

	static long run() {
		RunRows rows = new RunRows(House.portal());
		return rows.rendered(rows.environment("payments"), terraform(), STAKES,
				new io.groundwork.cluster.Changes(cluster(), "d"),
				new Judgement(
						List.of(new Judgement.Check(Verdict.WARN, "open-firewall",
								"module.network.linode_firewall.nodes[0]",
								"it lets everybody in by HTTPS; name the networks if you know them")),
						Optional.empty()),
				new Bills(new Bill(List.of(pool("baseline", 3, 6), store())),
						new Bill(List.of(pool("baseline", 3, 10),
								new Item(Item.Kind.NODES, "Pool batch", "g9-unheard-of-8", "fr-par", 1, 1),
								new Item(Item.Kind.OBJECTS, "Buckets", "", "fr-par", 1, 1)))));
	}

	private static Item pool(String name, int least, int most) {
		return new Item(Item.Kind.NODES, "Pool " + name, "g6-standard-4", "fr-par", least, most);
	}

	private static Item store() {
		return new Item(Item.Kind.DATABASE, "Data store", "g6-dedicated-2", "fr-par", 1, 1);
	}

	private static Changes terraform() {
		List<Changes.Change> changes = new ArrayList<>();
		for (int i = 0; i < 1_900; i++) {
			changes.add(change("module.network.linode_domain_record.service[\"service-%d\"]".formatted(i),
					Changes.Group.NETWORK, (i % 3 == 0) ? Changes.Action.CREATE : Changes.Action.UPDATE,
					new Changes.Attribute("target", Optional.of("192.0.2.%d".formatted(i % 250)),
							Optional.of("known after apply"), false)));
		}
		changes.add(change("module.data_services[0].linode_database_postgresql_v2.this", Changes.Group.DATA,
				Changes.Action.DESTROY));
		changes.add(change("module.pools[0].linode_lke_node_pool.this[\"baseline\"]", Changes.Group.NODES,
				Changes.Action.REPLACE,
				new Changes.Attribute("type", Optional.of("g6-standard-4"), Optional.of("g6-standard-8"), true),
				new Changes.Attribute("autoscaler.0.max", Optional.of("6"), Optional.of("10"), false)));
		changes.add(change("module.secrets.linode_object_storage_key.services[\"services\"]", Changes.Group.SECRETS,
				Changes.Action.UPDATE,
				new Changes.Attribute("secret_key", Optional.of("sensitive"), Optional.of("sensitive"), false)));
		changes.add(change("module.observability.linode_object_storage_bucket.this[\"logs\"]",
				Changes.Group.OBSERVABILITY, Changes.Action.CREATE));
		return new Changes(635, 1_267, 2, 1, 0, 0, 0, changes, List.of(), List.of());
	}

	private static Changes.Change change(String address, Changes.Group group, Changes.Action action,
			Changes.Attribute... attributes) {
		return new Changes.Change(address, "it", "it", "", group, action, List.of(action.word()), Optional.empty(),
				Optional.empty(), Optional.empty(), List.of(attributes));
	}

	private static List<Change> cluster() {
		List<Change> changes = new ArrayList<>();
		for (int i = 0; i < 90; i++) {
			changes.add(object("NetworkPolicy", "service-" + i, Change.Action.ADDED));
		}
		changes.add(object("ValidatingAdmissionPolicy", "environment-pools", Change.Action.ADDED));
		changes.add(object("ConfigMap", "platform-secrets", Change.Action.ADDED));
		changes.add(new Change(new Ref("v1", "ResourceQuota", "ias-staging", "services"), Change.Action.CHANGED,
				List.of(new Change.Field("spec.hard.pods", Optional.of("120"), Optional.of("160"))), List.of(),
				Optional.empty()));
		return changes;
	}

	private static Change object(String kind, String name, Change.Action action) {
		return new Change(new Ref("v1", kind, "ias-staging", name), action, List.of(), List.of(), Optional.empty());
	}

}
