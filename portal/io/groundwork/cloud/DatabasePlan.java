package io.groundwork.cloud;

import java.util.Map;

/**
 * A size of PostgreSQL server that can be had.
 *
 * @param id its name in specs, such as g6-dedicated-2
 * @param label its name for people
 * @param cpus how many virtual processors it has
 * @param memory megabytes
 * @param disk megabytes
 * @param prices what it costs, by the number of nodes that it may have
 */
public record DatabasePlan(String id, String label, int cpus, int memory, int disk, Map<Integer, Price> prices) {

}
