package io.groundwork.cloud;

import java.util.Map;

/**
 * A sort of control plane that a cluster can have.
 *
 * @param id Linode's name for it, such as lke-ha
 * @param label its name for people
 * @param price what it costs where nothing else is said
 * @param prices what it costs in regions that have a price of their own
 */
public record ControlPlane(String id, String label, Price price, Map<String, Price> prices) {

	public Price price(String region) {
		return this.prices.getOrDefault(region, this.price);
	}

}
