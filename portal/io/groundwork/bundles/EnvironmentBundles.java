package io.groundwork.bundles;

import io.groundwork.bundles.BundleOrder.Tenant;
import io.groundwork.environments.Environment;
import io.groundwork.environments.EnvironmentKind;
import io.groundwork.environments.Environments;
import io.groundwork.environments.spec.Presets;
import io.groundwork.environments.spec.Spec;
import io.groundwork.environments.spec.Topology;

import org.springframework.stereotype.Component;

/**
 * The bundles of the environments that the portal knows.
 * <p>
 * As long as no spec is kept with an environment, each is what its kind's preset says:
 * {@link #spec} is the one place that will read it instead.
 */
@Component
class EnvironmentBundles {

	private final Environments environments;

	private final Bundles bundles;

	private final Organisation organisation;

	EnvironmentBundles(Environments environments, Bundles bundles, Organisation organisation) {
		this.environments = environments;
		this.bundles = bundles;
		this.organisation = organisation;
	}

	Bundle of(Environment environment) {
		return this.bundles.render(order(environment));
	}

	BundleOrder order(Environment environment) {
		Spec spec = spec(environment);
		String owner = spec.ownsCluster() ? environment.name() : this.environments.get(environment.cluster()).name();
		BundleOrder order = BundleOrder.of(environment.name(), environment.team(), spec, owner, this.organisation);
		return spec.ownsCluster() ? order.withTenants(this.environments.tenants(environment)
			.stream()
			.map((tenant) -> Tenant.of(tenant.name(), spec(tenant)))
			.toList()) : order;
	}

	private static Spec spec(Environment environment) {
		Presets presets = Presets.FOUNDATION.named(environment.name());
		Spec preset = presets.of(environment.kind());
		if (preset.ownsCluster() || environment.host() != null) {
			return preset;
		}
		Spec owner = presets.of(EnvironmentKind.SYSTEM);
		return new Spec(preset.schema(), preset.kind(), preset.region(), Topology.DEDICATED, preset.delivery(),
				owner.tier(), owner.kubernetes(), preset.pools(), preset.namespace(), preset.network(),
				preset.dataStore(), preset.secrets(), preset.observability(), preset.lifetimeHours());
	}

}
