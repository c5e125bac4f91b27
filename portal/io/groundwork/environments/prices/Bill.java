package io.groundwork.environments.prices;

import java.util.ArrayList;
import java.util.List;

import io.groundwork.environments.prices.Item.Kind;
import io.groundwork.environments.spec.Spec;
import io.groundwork.environments.spec.Tier;

/**
 * All of an environment that is paid by the month.
 *
 * @param items each thing
 */
public record Bill(List<Item> items) {

	/** Of what is not there. */
	public static final Bill NONE = new Bill(List.of());

	/** The control plane that runs several times, as Linode calls it. */
	public static final String HIGHLY_AVAILABLE = "lke-ha";

	/** That of the enterprise tier, which always does. */
	public static final String ENTERPRISE = "lke-e";

	public Bill {
		items = List.copyOf(items);
	}

	/**
	 * What an environment would have.
	 */
	public static Bill of(Spec spec) {
		List<Item> items = new ArrayList<>();
		String region = spec.region();
		Spec.Kubernetes kubernetes = spec.kubernetes();
		if (kubernetes != null && (spec.tier() == Tier.ENTERPRISE || kubernetes.highAvailability())) {
			items.add(new Item(Kind.CONTROL_PLANE, "Control plane",
					(spec.tier() == Tier.ENTERPRISE) ? ENTERPRISE : HIGHLY_AVAILABLE, region, 1, 1));
		}
		for (Spec.Pool pool : spec.pools()) {
			items.add(new Item(Kind.NODES, "Pool " + pool.name(), pool.plan(), region, pool.min(), pool.max()));
		}
		Spec.DataStore store = spec.dataStore();
		if (store != null) {
			items.add(new Item(Kind.DATABASE, "Data store", store.plan(), region, store.nodes(), store.nodes()));
		}
		items.add(new Item(Kind.OBJECTS, "Buckets", "", region, 1, 1));
		if (spec.ownsCluster()) {
			items.add(new Item(Kind.BALANCER, "NodeBalancers", "", region, 1, 1));
		}
		return new Bill(items);
	}

	/**
	 * With what does not say where it is in that region.
	 */
	public Bill in(String region) {
		return new Bill(this.items.stream().map((item) -> item.in(region)).toList());
	}

}
