package io.groundwork.cloud;

import java.util.Map;

/**
 * A size of node that can be had.
 *
 * @param id its name in specs, such as g6-standard-4
 * @param label its name for people
 * @param family what sort it is, in Linode's words, such as dedicated or gpu
 * @param cpus how many virtual processors it has
 * @param memory megabytes
 * @param disk megabytes
 * @param gpus how many graphics processors it has
 * @param price what it costs where nothing else is said
 * @param prices what it costs in regions that have a price of their own
 */
public record Plan(String id, String label, String family, int cpus, int memory, int disk, int gpus, Price price,
		Map<String, Price> prices) {

	public Price price(String region) {
		return this.prices.getOrDefault(region, this.price);
	}

}
