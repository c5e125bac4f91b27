package io.groundwork.runs.platform;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;

import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.ResourceQuota;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.groundwork.cluster.Cluster;
import io.groundwork.cluster.Clusters;
import io.groundwork.environments.Environment;
import io.groundwork.environments.spec.Spec;

import org.springframework.stereotype.Component;

/**
 * Looks whether an environment is what it should be once everything was applied.
 */
@Component
public class Verification {

	private final Clusters clusters;

	private final PlatformSettings settings;

	Verification(Clusters clusters, PlatformSettings settings) {
		this.settings = settings;
		this.clusters = clusters;
	}

	/**
	 * Waits until as many nodes are ready as there must be at least, and looks at the
	 * namespace and its quota.
	 * @param baseline whether the namespace is there already; ArgoCD comes when it comes
	 * @return what was found
	 * @throws NotVerifiedException if it is not as it should be in time
	 */
	public String verify(Environment environment, Spec spec, boolean baseline) throws InterruptedException {
		Cluster cluster = this.clusters.ownedBy(environment.cluster())
			.orElseThrow(() -> new NotVerifiedException(
					"The portal was not let into the cluster of %s.".formatted(environment.name())));
		try (KubernetesClient client = this.clusters.grants(cluster.id())) {
			int least = spec.pools().stream().mapToInt(Spec.Pool::min).sum();
			int ready = awaitNodes(client, environment, least, this.settings.verification());
			if (!baseline) {
				return "%d nodes are ready".formatted(ready);
			}
			checkNamespace(client, environment, spec.namespace().name());
			return "%d nodes are ready, the namespace %s has its quota; signing in at the database is not tried yet"
				.formatted(ready, spec.namespace().name());
		}
		catch (KubernetesClientException ex) {
			throw new NotVerifiedException("The cluster could not be looked at: %s.".formatted(ex.getMessage()));
		}
	}

	private static int awaitNodes(KubernetesClient client, Environment environment, int least, Duration patience)
			throws InterruptedException {
		AtomicInteger ready = new AtomicInteger();
		CompletableFuture<List<Node>> enough = client.nodes()
			.withLabels(Map.of(Nodes.ENVIRONMENT, environment.name()))
			.informOnCondition((nodes) -> {
				ready.set((int) nodes.stream().filter(Verification::ready).count());
				return ready.get() >= least;
			});
		try {
			enough.get(patience.toMillis(), TimeUnit.MILLISECONDS);
			return ready.get();
		}
		catch (TimeoutException ex) {
			throw new NotVerifiedException(
					"After %d s only %d of at least %d nodes are ready; look at its pools at Linode."
						.formatted(patience.toSeconds(), ready.get(), least));
		}
		catch (ExecutionException ex) {
			throw new NotVerifiedException("The nodes could not be looked at: %s.".formatted(ex.getMessage()));
		}
		finally {
			enough.cancel(true);
		}
	}

	private static boolean ready(Node node) {
		return node.getStatus() != null && node.getStatus()
			.getConditions()
			.stream()
			.anyMatch((condition) -> condition.getType().equals("Ready") && condition.getStatus().equals("True"));
	}

	private static void checkNamespace(KubernetesClient client, Environment environment, String name) {
		Namespace namespace = client.namespaces().withName(name).get();
		if (namespace == null || !namespace.getStatus().getPhase().equals("Active")) {
			throw new NotVerifiedException("The namespace %s is not there; plan again.".formatted(name));
		}
		Map<String, String> labels = namespace.getMetadata().getLabels();
		if (labels == null || !environment.name().equals(labels.get(Nodes.ENVIRONMENT))) {
			throw new NotVerifiedException("The namespace %s is not this environment's.".formatted(name));
		}
		List<ResourceQuota> quotas = client.resourceQuotas().inNamespace(name).list().getItems();
		if (quotas.isEmpty()) {
			throw new NotVerifiedException("The namespace %s has no quota; plan again.".formatted(name));
		}
	}

}
