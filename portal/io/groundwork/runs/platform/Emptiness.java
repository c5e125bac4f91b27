package io.groundwork.runs.platform;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

import io.groundwork.bundles.Organisation;
import io.groundwork.cloud.Cloud;
import io.groundwork.cloud.CloudException;
import io.groundwork.cloud.Inventory;
import io.groundwork.environments.Environment;

import org.springframework.stereotype.Component;

/**
 * Asks Linode whether anything of an environment is left once Terraform knows of nothing
 * any more: what was being made when something broke may be there without being in any
 * state.
 */
@Component
public class Emptiness {

	/** What is deleted goes in its own time. */
	private static final Duration GOING = Duration.ofMinutes(2);

	private static final Duration PAUSE = Duration.ofSeconds(2);

	/** What the modules put behind an environment's label. */
	private static final Set<String> BUCKETS = Set.of("-services", "-logs", "-traces", "-backups", "-audit");

	private final Cloud cloud;

	private final Organisation organisation;

	Emptiness(Cloud cloud, Organisation organisation) {
		this.cloud = cloud;
		this.organisation = organisation;
	}

	/**
	 * What Linode still has of an environment; empty if Linode did not say.
	 */
	public Optional<List<String>> left(Environment environment) throws InterruptedException {
		long end = System.nanoTime() + GOING.toNanos();
		while (true) {
			List<String> left;
			try {
				left = left(environment, this.cloud.discover());
			}
			catch (CloudException ex) {
				return Optional.empty();
			}
			if (left.isEmpty() || System.nanoTime() > end) {
				return Optional.of(left);
			}
			Thread.sleep(PAUSE);
		}
	}

	private List<String> left(Environment environment, Inventory inventory) {
		String tag = "env:" + environment.name();
		String label = this.organisation.label(environment.name());
		List<String> left = new ArrayList<>();
		inventory.clusters().forEach((cluster) -> {
			if (cluster.tags().contains(tag)) {
				left.add("cluster %s (%d)".formatted(cluster.label(), cluster.id()));
			}
			else {
				cluster.pools()
					.stream()
					.filter((pool) -> pool.tags().contains(tag))
					.forEach((pool) -> left.add("node pool %d of cluster %s".formatted(pool.id(), cluster.label())));
			}
		});
		Stream
			.of(inventory.databases()
				.stream()
				.filter((one) -> one.label().equals(label))
				.map((one) -> "database %s (%d)".formatted(one.label(), one.id())),
					inventory.vpcs()
						.stream()
						.filter((one) -> one.label().equals(label))
						.map((one) -> "private network %s (%d)".formatted(one.label(), one.id())),
					inventory.firewalls()
						.stream()
						.filter((one) -> one.tags().contains(tag))
						.map((one) -> "firewall %s (%d)".formatted(one.label(), one.id())),
					inventory.buckets()
						.stream()
						.filter((one) -> one.label().startsWith(label)
								&& BUCKETS.contains(one.label().substring(label.length())))
						.map((one) -> "bucket %s".formatted(one.label())))
			.flatMap((found) -> found)
			.forEach(left::add);
		return List.copyOf(left);
	}

}
