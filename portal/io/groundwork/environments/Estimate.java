package io.groundwork.environments;

import java.math.BigDecimal;
import java.util.Optional;

import io.groundwork.cloud.Catalogue;
import io.groundwork.cloud.DatabasePlan;
import io.groundwork.cloud.Plan;
import io.groundwork.cloud.Price;
import io.groundwork.environments.spec.Spec;

/**
 * What an environment costs a month, in dollars.
 *
 * @param least with as few nodes as there may be
 * @param most with as many
 */
public record Estimate(BigDecimal least, BigDecimal most) {

	/**
	 * From what Linode said last; none if it did not say what any part costs.
	 */
	public static Optional<Estimate> of(Spec spec, Catalogue catalogue) {
		BigDecimal least = BigDecimal.ZERO;
		BigDecimal most = BigDecimal.ZERO;
		for (Spec.Pool pool : spec.pools()) {
			Optional<Plan> plan = catalogue.plan(pool.plan());
			if (plan.isEmpty()) {
				return Optional.empty();
			}
			BigDecimal node = plan.get().price(spec.region()).monthly();
			least = least.add(node.multiply(BigDecimal.valueOf(pool.min())));
			most = most.add(node.multiply(BigDecimal.valueOf(pool.max())));
		}
		Spec.DataStore store = spec.dataStore();
		if (store != null) {
			Optional<BigDecimal> price = price(store, catalogue);
			if (price.isEmpty()) {
				return Optional.empty();
			}
			least = least.add(price.get());
			most = most.add(price.get());
		}
		return Optional.of(new Estimate(least, most));
	}

	private static Optional<BigDecimal> price(Spec.DataStore store, Catalogue catalogue) {
		return catalogue.databasePlans()
			.stream()
			.filter((plan) -> plan.id().equals(store.plan()))
			.map(DatabasePlan::prices)
			.flatMap((prices) -> Optional.ofNullable(prices.get(store.nodes())).stream())
			.map(Price::monthly)
			.findFirst();
	}

	/**
	 * For people.
	 */
	public String sentence() {
		return "$%,.0f to $%,.0f a month for nodes and data store".formatted(this.least, this.most);
	}

}
