package io.groundwork.cloud;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

/**
 * What there is in the account, whoever made it.
 *
 * @param askedAt when Linode said so, if it ever did
 * @param unread how many clusters there are whose pools were not asked for, because there
 * are so many
 */
public record Inventory(@Nullable Instant askedAt, List<Cluster> clusters, List<Database> databases, List<Vpc> vpcs,
		List<Firewall> firewalls, List<Bucket> buckets, List<Domain> domains, int unread) {

	static final Inventory NONE = new Inventory(null, List.of(), List.of(), List.of(), List.of(), List.of(), List.of(),
			0);

	/**
	 * How many there are in the whole account.
	 */
	public int count(Countable kind) {
		return count(kind, (region) -> true);
	}

	/**
	 * How many there are in one region. Firewalls and domains are nowhere in particular.
	 */
	public int count(Countable kind, String region) {
		return count(kind, region::equals);
	}

	private int count(Countable kind, Predicate<String> where) {
		return switch (kind) {
			case NODES -> this.clusters.stream()
				.filter((cluster) -> where.test(cluster.region()))
				.flatMap((cluster) -> cluster.pools().stream())
				.mapToInt(Pool::count)
				.sum();
			case CLUSTERS -> count(this.clusters.stream(), Cluster::region, where);
			case DATABASES -> count(this.databases.stream(), Database::region, where);
			case VPCS -> count(this.vpcs.stream(), Vpc::region, where);
			case BUCKETS -> count(this.buckets.stream(), Bucket::region, where);
			case FIREWALLS -> this.firewalls.size();
			case DOMAINS -> this.domains.size();
		};
	}

	private static <T> int count(Stream<T> things, Function<T, String> region, Predicate<String> where) {
		return (int) things.filter((thing) -> where.test(region.apply(thing))).count();
	}

	/**
	 * A Kubernetes cluster.
	 */
	public record Cluster(long id, String label, String region, String version, String tier, boolean highAvailability,
			List<String> tags, List<Pool> pools) {

	}

	/**
	 * Nodes of one plan.
	 *
	 * @param count how many there are now
	 * @param min the fewest there may be, which is the count unless they are autoscaled
	 * @param max the most there may be
	 */
	public record Pool(long id, String label, String plan, int count, int min, int max, List<String> tags,
			Map<String, String> labels) {

	}

	/**
	 * A managed database.
	 */
	public record Database(long id, String label, String region, String engine, String version, String plan, int nodes,
			String status) {

	}

	/**
	 * A private network.
	 */
	public record Vpc(long id, String label, String region, List<Subnet> subnets) {

	}

	/**
	 * A part of one.
	 */
	public record Subnet(long id, String label, String ipv4) {

	}

	/**
	 * A firewall.
	 */
	public record Firewall(long id, String label, String status, List<String> tags) {

	}

	/**
	 * A bucket of the object storage.
	 */
	public record Bucket(String label, String region) {

	}

	/**
	 * A zone of names.
	 */
	public record Domain(long id, String name, String type) {

	}

}
