package io.groundwork.cluster;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonValue;

/**
 * How a cluster is, as far as this process has heard. While it is away the rest is what
 * was heard last.
 *
 * @param cluster Linode's number
 * @param contact whether it is heard of
 * @param since since when that is so
 * @param why why it is not heard of
 * @param version the version of Kubernetes; empty until it is known
 * @param pools its nodes by environment and pool
 * @param spaces the namespaces of environments
 */
@JsonInclude(JsonInclude.Include.NON_ABSENT)
public record ClusterHealth(long cluster, Contact contact, Instant since, Optional<String> why, String version,
		List<Pool> pools, List<Space> spaces) {

	public ClusterHealth {
		pools = List.copyOf(pools);
		spaces = List.copyOf(spaces);
	}

	public int nodes() {
		return this.pools.stream().mapToInt(Pool::nodes).sum();
	}

	public int nodesReady() {
		return this.pools.stream().mapToInt(Pool::ready).sum();
	}

	/**
	 * What is left for an environment on its own pools: what its nodes that are ready
	 * offer, less what its quotas count as requested.
	 */
	public Room room(String environment) {
		BigDecimal cpu = BigDecimal.ZERO;
		BigDecimal memory = BigDecimal.ZERO;
		for (Pool pool : this.pools) {
			if (pool.environment().equals(environment)) {
				cpu = cpu.add(pool.cpu());
				memory = memory.add(pool.memory());
			}
		}
		for (Space space : this.spaces) {
			if (space.environment().equals(environment)) {
				cpu = cpu.subtract(space.used("requests.cpu"));
				memory = memory.subtract(space.used("requests.memory"));
			}
		}
		return new Room(cpu, memory);
	}

	/**
	 * Whether a cluster is heard of.
	 */
	public enum Contact {

		/** We have only just begun to listen. */
		UNHEARD,

		/** It tells what happens. */
		HEARD,

		/** It does not answer. */
		AWAY,

		/** It answers, and does not let us listen: our identity there was lost. */
		REFUSED;

		@JsonValue
		public String word() {
			return name().toLowerCase(Locale.ROOT);
		}

	}

	/**
	 * The nodes of a pool.
	 *
	 * @param environment whose it is; empty if nobody's
	 * @param pool its name, or Linode's number where it has none
	 * @param nodes how many there are
	 * @param ready how many of them are ready
	 * @param cordoned how many of them take no new pods
	 * @param cpu what the ready ones offer, in CPUs
	 * @param memory what the ready ones offer, in bytes
	 */
	public record Pool(String environment, String pool, int nodes, int ready, int cordoned, BigDecimal cpu,
			BigDecimal memory) {

	}

	/**
	 * A namespace of an environment.
	 *
	 * @param environment whose it is
	 * @param namespace its name
	 * @param ending whether it is being removed
	 * @param uses what is counted in it
	 */
	public record Space(String environment, String namespace, boolean ending, List<Use> uses) {

		BigDecimal used(String resource) {
			return this.uses.stream()
				.filter((use) -> use.resource().equals(resource))
				.map(Use::used)
				.reduce(BigDecimal::max)
				.orElse(BigDecimal.ZERO);
		}

	}

	/**
	 * Something that a quota counts.
	 *
	 * @param quota which quota
	 * @param resource what is counted, such as services or requests.memory
	 * @param used how much there is
	 * @param hard how much there may be
	 */
	public record Use(String quota, String resource, BigDecimal used, BigDecimal hard) {

		public BigDecimal left() {
			return this.hard.subtract(this.used);
		}

	}

	/**
	 * What is left.
	 *
	 * @param cpu in CPUs
	 * @param memory in bytes
	 */
	public record Room(BigDecimal cpu, BigDecimal memory) {

	}

}
