package io.groundwork.bundles;

import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

import io.groundwork.environments.EnvironmentKind;

import static io.groundwork.bundles.Yaml.map;

/**
 * {@code argo/}: what hands the environment over to ArgoCD, where it is not among the
 * four of {@code infra/argo/applications}.
 */
final class ArgoPart implements Part {

	private static final String NAMESPACE = "argocd";

	private static final String SERVER = "https://kubernetes.default.svc";

	@Override
	public SortedMap<String, String> files(BundleOrder order, Templates templates) {
		SortedMap<String, String> files = new TreeMap<>();
		files.put("argo/infrastructure.yaml", Yaml.write(infrastructure(order)));
		files.put("argo/sample-service.yaml", Yaml.write(sampleService(order)));
		return files;
	}

	private static Manifest infrastructure(BundleOrder order) {
		Map<String, Object> values = map("repository", order.organisation().repository() + ".git", "gitopsRepository",
				order.organisation().gitopsRepository() + ".git", "automated", isAutomated(order), "environment",
				order.environment(), "namespace", order.namespace(), "domain", order.domain(), "cluster",
				map("owner", order.spec().ownsCluster()));
		return set(order, "infrastructure", "platform", NAMESPACE, "infra/argo/infrastructure",
				// A further environment may have no values of its own.
				map("valueFiles", List.of("../../helm/values/%s.yaml".formatted(order.environment())),
						"ignoreMissingValueFiles", true, "valuesObject", values))
			.saying("Holds the environment's other applications, in the order of their waves. Apply it once, unless the environment",
					"is among those of infra/argo/applications/infrastructure.yaml.");
	}

	private static Manifest sampleService(BundleOrder order) {
		boolean production = order.spec().kind() == EnvironmentKind.PRODUCTION;
		Map<String, Object> values = map("environment", order.environment(), "domain", order.domain(), "ingress",
				map("controller", "nginx"), "replicas", map("min", production ? 3 : 2, "max", production ? 10 : 4),
				"nodes", map("own", !order.spec().ownsCluster()));
		return set(order, "sample-service", "services", order.namespace(), "infra/helm/charts/sample-service",
				map("releaseName", "sample-service", "valuesObject", values))
			.saying("The sample service, as application teams deploy theirs.");
	}

	/**
	 * A set of one application: ArgoCD makes it again when somebody removes it, and
	 * leaves what lies in the cluster when the set itself goes.
	 */
	private static Manifest set(BundleOrder order, String what, String project, String namespace, String path,
			Map<String, Object> helm) {
		String name = "platform-%s-%s".formatted(order.environment(), what);
		Map<String, Object> policy = map();
		if (isAutomated(order)) {
			policy.put("automated", map("prune", true, "selfHeal", true));
		}
		policy.put("syncOptions", List.of("ServerSideApply=true"));
		policy.put("retry", map("limit", 5, "backoff", map("duration", "30s", "factor", 2, "maxDuration", "5m")));
		Map<String, Object> metadata = map("name", name, "namespace", NAMESPACE, "labels",
				map("argo_app", name, "environment", order.environment()));
		if (project.equals("platform")) {
			metadata.put("finalizers", List.of("resources-finalizer.argocd.argoproj.io"));
		}
		return Manifest.of(order, "argoproj.io/v1alpha1", "ApplicationSet", NAMESPACE, name, "spec", map("goTemplate",
				true, "goTemplateOptions", List.of("missingkey=error"), "generators",
				List.of(map("list", map("elements", List.of(map("environment", order.environment()))))), "template",
				map("metadata", metadata, "spec",
						map("project", project, "destination", map("server", SERVER, "namespace", namespace), "source",
								map("repoURL", order.organisation().repository() + ".git", "targetRevision", "main",
										"path", path, "helm", helm),
								"syncPolicy", policy)),
				"syncPolicy", map("preserveResourcesOnDeletion", true)));
	}

	/**
	 * A person syncs production, after looking at what would change.
	 */
	private static boolean isAutomated(BundleOrder order) {
		return order.spec().kind() != EnvironmentKind.PRODUCTION;
	}

}
