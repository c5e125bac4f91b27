package io.groundwork.bundles;

import java.util.List;

import io.groundwork.bundles.BundleOrder.Reach;
import io.groundwork.bundles.BundleOrder.Tenant;
import io.groundwork.environments.Environment;
import io.groundwork.environments.Environments;
import io.groundwork.environments.Specs;
import io.groundwork.environments.spec.Spec;

import org.springframework.stereotype.Component;

/**
 * The bundles of the environments that the portal knows: by the latest wish for each, or
 * by its kind's preset as long as there is none.
 */
@Component
class EnvironmentBundles {

	private final Environments environments;

	private final Specs specs;

	private final Bundles bundles;

	private final Organisation organisation;

	private final KnownReach reach;

	EnvironmentBundles(Environments environments, Specs specs, Bundles bundles, Organisation organisation,
			KnownReach reach) {
		this.reach = reach;
		this.environments = environments;
		this.specs = specs;
		this.bundles = bundles;
		this.organisation = organisation;
	}

	Bundle of(Environment environment) {
		return this.bundles
			.render(order(environment, this.specs.of(environment)).withDataStore(this.reach.dataStore(environment)));
	}

	Bundle of(Environment environment, Spec spec, List<Reach> dataStore, TemplateVersion template) {
		return this.bundles.render(order(environment, spec).withDataStore(dataStore), template);
	}

	private BundleOrder order(Environment environment, Spec spec) {
		String owner = spec.ownsCluster() ? environment.name() : this.environments.get(environment.cluster()).name();
		BundleOrder order = BundleOrder.of(environment.name(), environment.team(), spec, owner, this.organisation);
		return spec.ownsCluster() ? order.withTenants(this.specs.tenants(environment)
			.entrySet()
			.stream()
			.map((tenant) -> Tenant.of(tenant.getKey(), tenant.getValue()))
			.toList()) : order;
	}

}
