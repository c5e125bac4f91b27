package io.groundwork.bundles;

import java.util.ArrayList;
import java.util.List;

import static io.groundwork.bundles.Yaml.map;

/**
 * Who may do what in the namespace: two roles that grants hand out, and the portal's
 * right to hand them out.
 */
final class Access {

	private static final String RBAC = "rbac.authorization.k8s.io";

	private static final String V1 = RBAC + "/v1";

	private static final List<String> READ = List.of("get", "list", "watch");

	private Access() {
	}

	/**
	 * Lets the portal bind the two roles in this namespace.
	 */
	static Manifest binding(BundleOrder order) {
		return Manifest
			.of(order, V1, "RoleBinding", order.namespace(), "groundwork-grants", "roleRef",
					map("apiGroup", RBAC, "kind", "ClusterRole", "name", "groundwork-grants-environment"), "subjects",
					List.of(map("kind", "ServiceAccount", "name", "groundwork-grants", "namespace",
							"groundwork-system")))
			.saying("Lets the portal bind portal-viewer and portal-operator here, for as long as a grant lasts.");
	}

	/**
	 * The two roles, the same in every namespace.
	 */
	static List<Manifest> roles(BundleOrder order) {
		List<Object> viewer = List.of(
				rule("", READ, "pods", "pods/log", "pods/status", "events", "services", "configmaps", "serviceaccounts",
						"resourcequotas", "limitranges"),
				rule("", List.of("get", "list"), "persistentvolumeclaims", "endpoints"),
				rule("apps", READ, "deployments", "statefulsets", "daemonsets", "replicasets"),
				rule("batch", READ, "jobs", "cronjobs"), rule("autoscaling", READ, "horizontalpodautoscalers"),
				rule("networking.k8s.io", READ, "networkpolicies", "ingresses"),
				rule("policy", READ, "poddisruptionbudgets"),
				rule("discovery.k8s.io", List.of("get", "list"), "endpointslices"),
				rule("bitnami.com", READ, "sealedsecrets"), rule(RBAC, READ, "roles", "rolebindings"),
				rule("events.k8s.io", READ, "events"), rule("metrics.k8s.io", List.of("get", "list"), "pods"));
		List<Object> operator = new ArrayList<>(viewer);
		operator.add(rule("", List.of("delete"), "pods"));
		operator.add(rule("", List.of("create"), "pods/eviction"));
		operator.add(rule("", List.of("get", "create"), "pods/exec", "pods/portforward"));
		operator.add(rule("", List.of("get", "patch", "update"), "pods/ephemeralcontainers"));
		operator.add(rule("apps", List.of("get", "patch", "update"), "deployments/scale", "statefulsets/scale"));
		return List.of(Manifest.of(order, V1, "ClusterRole", "", "portal-viewer", "rules", viewer)
			.saying("Reads everything in a namespace but the values of secrets. The two roles are the whole cluster's; each",
					"is bound in one namespace, for as long as a grant lasts."),
				Manifest.of(order, V1, "ClusterRole", "", "portal-operator", "rules", operator)
					.saying("Also restarts (by removing pods, which come back), scales and debugs. It changes nothing of what ArgoCD",
							"owns, and makes no pods of its own."));
	}

	private static Object rule(String group, List<String> verbs, String... resources) {
		return map("apiGroups", List.of(group), "resources", List.of(resources), "verbs", verbs);
	}

}
