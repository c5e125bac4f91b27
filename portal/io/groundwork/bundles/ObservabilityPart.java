package io.groundwork.bundles;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

import io.groundwork.bundles.BundleOrder.Tenant;

import static io.groundwork.bundles.Yaml.map;

/**
 * {@code observability/}: values for the chart that keeps the telemetry of a cluster, and
 * the environment's alerts and dashboard.
 */
final class ObservabilityPart implements Part {

	/** Nobody looks for a trace of last month. */
	private static final int MOST_TRACE_DAYS = 14;

	private static final int HOURS = 24;

	@Override
	public SortedMap<String, String> files(BundleOrder order, Templates templates) {
		SortedMap<String, String> files = new TreeMap<>();
		files.put("observability/values.yaml", Yaml.write(values(order)));
		files.put("observability/rules.yaml", templates.forEnvironment("platform/alerts/rules.yaml", order));
		files.put("observability/%s-overview.json".formatted(order.environment()),
				templates.forEnvironment("platform/dashboards/template.json", order));
		return files;
	}

	private static Manifest values(BundleOrder order) {
		// The owner comes first: what belongs to nobody is kept as its own.
		List<Tenant> kept = new ArrayList<>();
		kept.add(Tenant.of(order.environment(), order.spec()));
		kept.addAll(order.tenants());
		List<Object> environments = new ArrayList<>();
		Map<String, Object> overrides = new LinkedHashMap<>();
		int days = 0;
		int traceDays = 1;
		for (Tenant tenant : kept) {
			int its = tenant.observability().retentionDays();
			environments.add(map("name", tenant.name(), "namespace", tenant.namespace()));
			overrides.put(tenant.name(), map("retention_period", its + "d"));
			days = Math.max(days, its);
			traceDays = Math.max(traceDays, Math.min(its, MOST_TRACE_DAYS));
		}
		boolean tracing = kept.stream().anyMatch((tenant) -> tenant.observability().tracing());
		Organisation organisation = order.organisation();
		String bucket = order.label();
		String region = organisation.objectRegion();
		String address = region + ".linodeobjects.com";
		Map<String, Object> values = map("environment", order.environment(), "namespace", order.namespace(), "domain",
				order.domain(), "cluster", map("owner", order.spec().ownsCluster()), "environments", environments,
				"tracing", map("enabled", tracing), "kube-prometheus-stack",
				map("prometheus", map("prometheusSpec", map("externalLabels", map("cluster", order.environment())))),
				"loki",
				map("loki",
						map("storage",
								map("bucketNames", map("chunks", bucket + "-logs", "ruler", bucket + "-logs"), "s3",
										map("endpoint", "https://" + address, "region", region)),
								"limits_config", map("retention_period", days + "d"), "runtimeConfig",
								map("overrides", overrides))));
		if (tracing) {
			values.put("tempo", map("tempo", map("retention", traceDays * HOURS + "h", "storage", map("trace",
					map("s3", map("bucket", bucket + "-traces", "endpoint", address, "region", region))))));
		}
		return new Manifest(comments(order), values);
	}

	private static List<String> comments(BundleOrder order) {
		if (order.spec().ownsCluster()) {
			return List.of(
					"Values for the chart observability-stack, over those in infra/helm/values. Each environment on the cluster is",
					"a tenant, whose logs are kept as long as its own spec says.");
		}
		return List.of(
				"Values for the chart observability-stack, for the day on which this environment has a cluster of its own. Until",
				"then its telemetry is kept by %s, whose bundle has it among its environments."
					.formatted(order.clusterOwner()));
	}

}
