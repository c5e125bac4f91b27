package io.groundwork.bundles;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

import io.groundwork.bundles.BundleOrder.Reach;
import io.groundwork.bundles.BundleOrder.Sealed;
import io.groundwork.bundles.BundleOrder.Tenant;
import io.groundwork.bundles.Templates.Entry;
import io.groundwork.environments.EnvironmentKind;
import io.groundwork.environments.spec.Presets;
import io.groundwork.environments.spec.Spec;
import io.groundwork.environments.spec.Topology;

/**
 * Orders to render.
 */
final class Samples {

	/** An organisation that has set everything. */
	static final Organisation OURS = new Organisation("https://git.ours.test/infra/environments",
			"https://git.ours.test/infra/gitops", "ours", "cloud.ours.test", "platform@ours.test",
			"registry.ours.test:5000/infra", "https://groundwork.ours.test", "https://sts.ours.test/exchange",
			"ours-states", "us-ord-1");

	private Samples() {
	}

	/**
	 * A foundation's environment as its preset has it.
	 */
	static BundleOrder preset(EnvironmentKind kind) {
		Spec spec = Presets.FOUNDATION.of(kind);
		BundleOrder order = order(kind.word(), spec);
		return spec.ownsCluster() ? order.withTenants(List.of(tenant(EnvironmentKind.STAGING),
				tenant(EnvironmentKind.DEVELOPMENT), tenant(EnvironmentKind.PRODUCTION))) : order;
	}

	static BundleOrder order(String environment, Spec spec) {
		return BundleOrder.of(environment, "platform", spec, spec.ownsCluster() ? environment : "system",
				Organisation.EXAMPLE);
	}

	private static Tenant tenant(EnvironmentKind kind) {
		return Tenant.of(kind.word(), Presets.FOUNDATION.of(kind));
	}

	/**
	 * One of everything that an order may have.
	 */
	static BundleOrder everything(Spec spec) {
		SortedMap<String, String> values = new TreeMap<>();
		values.put("token", "AgBy3i4OJSWK+PiTySYZZA9rO43cGDEq==");
		return order("payments-preview", spec).withDataStore(List.of(new Reach("10.0.1.0/24", 23456)))
			.withSealed(List.of(new Sealed(spec.namespace().name(), "service-token", values)));
	}

	static Spec dedicated(Spec spec) {
		Spec owner = Presets.FOUNDATION.of(EnvironmentKind.SYSTEM);
		return new Spec(spec.schema(), spec.kind(), spec.region(), Topology.DEDICATED, spec.delivery(), owner.tier(),
				owner.kubernetes(), spec.pools(), spec.namespace(), spec.network(), spec.dataStore(), spec.secrets(),
				spec.observability(), spec.lifetimeHours());
	}

	static Spec with(Spec spec, Spec.Network network) {
		return new Spec(spec.schema(), spec.kind(), spec.region(), spec.topology(), spec.delivery(), spec.tier(),
				spec.kubernetes(), spec.pools(), spec.namespace(), network, spec.dataStore(), spec.secrets(),
				spec.observability(), spec.lifetimeHours());
	}

	/**
	 * A template that never changes, for what must not change either.
	 */
	static Templates templates() {
		TreeMap<String, Entry> entries = new TreeMap<>();
		entries.put("platform/alerts/rules.yaml",
				new Entry("groups: [{name: template-environment, namespace: template-namespace}]\n"
					.getBytes(StandardCharsets.UTF_8), false));
		entries.put("platform/dashboards/template.json",
				new Entry("{\"uid\": \"env-template-environment\"}\n".getBytes(StandardCharsets.UTF_8), false));
		return Templates.of(entries);
	}

}
