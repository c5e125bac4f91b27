package io.groundwork.cloud;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

import org.jspecify.annotations.Nullable;

/**
 * What can be had, and where, as Linode said it last.
 *
 * @param askedAt when that was, if it ever was
 * @param regions where
 * @param plans sizes of nodes
 * @param versions of Kubernetes, the newest first in each tier
 * @param engines database servers
 * @param databasePlans sizes of PostgreSQL servers
 * @param controlPlanes sorts of control planes
 * @param unavailable for each region the plans that cannot be had there now
 */
public record Catalogue(@Nullable Instant askedAt, List<Region> regions, List<Plan> plans,
		List<KubernetesVersion> versions, List<DatabaseEngine> engines, List<DatabasePlan> databasePlans,
		List<ControlPlane> controlPlanes, Map<String, Set<String>> unavailable) {

	static final Catalogue NONE = new Catalogue(null, List.of(), List.of(), List.of(), List.of(), List.of(), List.of(),
			Map.of());

	private static final String GPU = "GPU Linodes";

	/** What was kept by a version that did not ask for control planes has none. */
	public Catalogue {
		controlPlanes = Objects.requireNonNullElse(controlPlanes, List.of());
	}

	public Optional<Region> region(String id) {
		return this.regions.stream().filter((region) -> region.id().equals(id)).findFirst();
	}

	public Optional<Plan> plan(String id) {
		return this.plans.stream().filter((plan) -> plan.id().equals(id)).findFirst();
	}

	public Optional<DatabasePlan> databasePlan(String id) {
		return this.databasePlans.stream().filter((plan) -> plan.id().equals(id)).findFirst();
	}

	public Optional<ControlPlane> controlPlane(String id) {
		return this.controlPlanes.stream().filter((one) -> one.id().equals(id)).findFirst();
	}

	/**
	 * Whether nodes of that plan can be had in that region now. Plans that Linode does
	 * not list as scarce are to be had wherever what they need is.
	 */
	public boolean offers(String region, String plan) {
		Optional<Region> where = region(region).filter(Region::up);
		Optional<Plan> what = plan(plan);
		return where.isPresent() && what.isPresent() && (what.get().gpus() == 0 || where.get().can(GPU))
				&& !this.unavailable.getOrDefault(region, Set.of()).contains(plan);
	}

}
