package io.groundwork.environments.prices;

import java.math.BigDecimal;
import java.util.Map;
import java.util.Optional;

import io.groundwork.cloud.Catalogue;
import io.groundwork.cloud.Price;

/**
 * What things cost, as Linode said it last.
 */
public final class PriceList {

	private final Catalogue catalogue;

	public PriceList(Catalogue catalogue) {
		this.catalogue = catalogue;
	}

	/**
	 * What one of it costs a month: of a database with as many nodes, all of them. None
	 * if Linode did not say, as nothing that is listed costs nothing.
	 */
	Optional<BigDecimal> each(Item item) {
		Optional<Price> price = switch (item.kind()) {
			case NODES ->
				this.catalogue.plan(item.plan()).flatMap((plan) -> in(item.region(), plan.price(), plan.prices()));
			case CONTROL_PLANE -> this.catalogue.controlPlane(item.plan())
				.flatMap((plane) -> in(item.region(), plane.price(), plane.prices()));
			case DATABASE -> this.catalogue.databasePlan(item.plan())
				.flatMap((plan) -> Optional.ofNullable(plan.prices().get(item.most())));
			case OBJECTS, BALANCER, VOLUME -> Optional.empty();
		};
		return price.map(Price::monthly).filter((monthly) -> monthly.signum() > 0);
	}

	/**
	 * Where some regions have prices of their own, one has to know the region.
	 */
	private static Optional<Price> in(String region, Price price, Map<String, Price> prices) {
		return (region.isEmpty() && !prices.isEmpty()) ? Optional.empty()
				: Optional.of(prices.getOrDefault(region, price));
	}

	Optional<Cost> of(Item item) {
		return each(item).map((each) -> (item.kind() == Item.Kind.DATABASE) ? Cost.of(each, 1, 1)
				: Cost.of(each, item.least(), item.most()));
	}

}
