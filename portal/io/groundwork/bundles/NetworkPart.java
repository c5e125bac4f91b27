package io.groundwork.bundles;

import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

import io.groundwork.environments.spec.Quota;
import io.groundwork.environments.spec.Spec;

import static io.groundwork.bundles.Yaml.map;

/**
 * {@code network/}: where the environment's services are, how much they may use, and what
 * is between them and the rest.
 */
final class NetworkPart implements Part {

	private static final String NAME = "environment";

	@Override
	public SortedMap<String, String> files(BundleOrder order, Templates templates) {
		SortedMap<String, String> files = new TreeMap<>();
		files.put("network/namespace.yaml", Yaml.write(namespace(order)));
		files.put("network/quota.yaml", Yaml.write(quota(order)));
		files.put("network/limits.yaml", Yaml.write(limits(order)));
		files.put("network/access.yaml", Yaml.write(Access.binding(order)));
		files.put("network/policies.yaml", Yaml.write(Policies.baseline(order)));
		List<Manifest> declared = Policies.declared(order);
		if (!declared.isEmpty()) {
			files.put("network/declared.yaml", Yaml.write(declared));
		}
		files.put("network/firewall.yaml", Yaml.write(firewall(order)));
		if (order.spec().ownsCluster()) {
			// What is the whole cluster's has one owner, or its tenants would undo each
			// other.
			files.put("network/roles.yaml", Yaml.write(Access.roles(order)));
			files.put("network/pools.yaml", Yaml.write(PoolPolicy.policy(order)));
		}
		return files;
	}

	private static Manifest namespace(BundleOrder order) {
		String level = order.spec().namespace().podSecurity().word();
		List<String> comments = new ArrayList<>();
		comments.add("Where the services of " + order.environment() + " are, which " + order.team() + " owns.");
		if (!order.spec().ownsCluster()) {
			comments
				.add("Its pods are kept on its own nodes by the policy environment-pools, which is in the bundle of "
						+ order.clusterOwner() + ".");
		}
		return Manifest.of(order, "v1", "Namespace", "", order.namespace())
			.labelled(map("pod-security.kubernetes.io/enforce", level, "pod-security.kubernetes.io/audit", "restricted",
					"pod-security.kubernetes.io/warn", "restricted"))
			.annotated(map("groundwork.io/team", order.team(),
					// Whoever takes the bundle away must not take what lies in there.
					"argocd.argoproj.io/sync-options", "Prune=false,Delete=false"))
			.saying(comments);
	}

	/**
	 * The comments do the sum with the numbers that were used, so that the file can be
	 * checked by reading it.
	 */
	private static Manifest quota(BundleOrder order) {
		int services = order.spec().namespace().services();
		Quota quota = new Quota(services);
		Quota one = new Quota(1);
		int usual = one.pods() / 2;
		String pods = quota.pods() + " pods";
		return Manifest
			.of(order, "v1", "ResourceQuota", order.namespace(), NAME, "spec",
					map("hard", map("count/deployments.apps", String.valueOf(services), "pods",
							String.valueOf(quota.pods()), "requests.cpu", Quantities.cpu(quota.requestedMillicores()),
							"requests.memory", Quantities.memory(quota.requestedMebibytes()), "limits.cpu",
							Quantities.cpu(quota.mostMillicores()), "limits.memory",
							Quantities.memory(quota.mostMebibytes()), "persistentvolumeclaims",
							String.valueOf(quota.volumeClaims()), "requests.storage", quota.storageGibibytes() + "Gi",
							"services", String.valueOf(quota.kubernetesServices()), "services.loadbalancers", "0",
							"services.nodeports", "0", "configmaps", String.valueOf(quota.configurations()), "secrets",
							String.valueOf(quota.configurations()))))
			.saying("Room for %d services. One service usually runs %d pods and may have %d, so that a rollout or an"
				.formatted(services, usual, one.pods()),
					"autoscaler has as many again as headroom. A pod asks for %s of a processor and %s, and may use"
						.formatted(Quantities.cpu(one.requestedMillicores() / one.pods()),
								Quantities.memory(one.requestedMebibytes() / one.pods())),
					"twice that.", "",
					"pods             %d services × (%d pods + %d headroom) = %s".formatted(services, usual,
							one.pods() - usual, pods),
					"requests.cpu     %s × %s = %s".formatted(pods,
							Quantities.cpu(one.requestedMillicores() / one.pods()),
							Quantities.cpu(quota.requestedMillicores())),
					"requests.memory  %s × %s = %s".formatted(pods,
							Quantities.memory(one.requestedMebibytes() / one.pods()),
							Quantities.memory(quota.requestedMebibytes())),
					"limits.cpu       %s × 2 = %s".formatted(Quantities.cpu(quota.requestedMillicores()),
							Quantities.cpu(quota.mostMillicores())),
					"limits.memory    %s × 2 = %s".formatted(Quantities.memory(quota.requestedMebibytes()),
							Quantities.memory(quota.mostMebibytes())),
					"requests.storage %d services × %d volume of %dGi = %dGi".formatted(services, one.volumeClaims(),
							one.storageGibibytes(), quota.storageGibibytes()),
					"services         %d services × %d = %d".formatted(services, one.kubernetesServices(),
							quota.kubernetesServices()),
					"configmaps       %d services × %d = %d, and as many secrets".formatted(services,
							one.configurations(), quota.configurations()),
					"",
					"Requests come in by the ingress only: no service opens a port of the nodes or a load balancer.");
	}

	private static Manifest limits(BundleOrder order) {
		Quota one = new Quota(1);
		int pods = one.pods();
		return Manifest
			.of(order, "v1", "LimitRange", order.namespace(), NAME, "spec",
					map("limits", List.of(
							map("type", "Container", "defaultRequest",
									map("cpu", Quantities.cpu(one.requestedMillicores() / pods), "memory",
											Quantities.memory(one.requestedMebibytes() / pods)),
									"default",
									map("cpu", Quantities.cpu(one.mostMillicores() / pods), "memory",
											Quantities.memory(one.mostMebibytes() / pods))),
							map("type", "PersistentVolumeClaim", "min", map("storage", "1Gi"), "max",
									map("storage",
											new Quota(order.spec().namespace().services()).storageGibibytes()
													+ "Gi")))))
			.saying("What a container is given that does not say what it needs: what the quota reckons with.");
	}

	/**
	 * The firewall itself is Terraform's; this lets people see in the cluster what it
	 * should be.
	 */
	private static Manifest firewall(BundleOrder order) {
		List<Object> rules = new ArrayList<>();
		for (Spec.FirewallRule rule : order.spec().network().firewall()) {
			var written = map("label", rule.label(), "protocol", rule.protocol().word());
			if (rule.ports() != null) {
				written.put("ports", rule.ports());
			}
			written.put("sources", rule.sources());
			rules.add(written);
		}
		String text = Yaml.write(new Manifest(List.of(), map("schema", 1, "inbound", rules)));
		return Manifest
			.of(order, "v1", "ConfigMap", order.namespace(), "platform-firewall", "data", map("rules.yaml", text))
			.saying("What the firewall of the nodes lets in beside Kubernetes' own. Terraform makes it so; a change here",
					"changes nothing.");
	}

}
