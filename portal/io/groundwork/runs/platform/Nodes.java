package io.groundwork.runs.platform;

import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.groundwork.cluster.Cluster;
import io.groundwork.cluster.Clusters;
import io.groundwork.environments.Environment;

import org.springframework.stereotype.Component;

/**
 * The nodes of environments, as their cluster has them.
 */
@Component
class Nodes {

	static final String ENVIRONMENT = "groundwork.io/environment";

	private final Clusters clusters;

	Nodes(Clusters clusters) {
		this.clusters = clusters;
	}

	/**
	 * Whether the portal was let into the environment's cluster.
	 */
	boolean reachable(Environment environment) {
		return this.clusters.ownedBy(environment.cluster()).isPresent();
	}

	/**
	 * The addresses that an environment's pods go out from; nothing is known while its
	 * cluster is not there or away.
	 */
	Optional<SortedSet<String>> addresses(Environment environment) {
		Optional<Cluster> cluster = this.clusters.ownedBy(environment.cluster());
		if (cluster.isEmpty()) {
			return Optional.empty();
		}
		SortedSet<String> addresses = new TreeSet<>();
		try (KubernetesClient client = this.clusters.grants(cluster.get().id())) {
			client.nodes()
				.withLabels(Map.of(ENVIRONMENT, environment.name()))
				.list()
				.getItems()
				.stream()
				.flatMap((node) -> node.getStatus().getAddresses().stream())
				.filter((address) -> address.getType().equals("ExternalIP"))
				.forEach((address) -> addresses.add(address.getAddress()));
			return Optional.of(addresses);
		}
		catch (KubernetesClientException ex) {
			return Optional.empty();
		}
	}

}
