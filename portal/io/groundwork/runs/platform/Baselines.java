package io.groundwork.runs.platform;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.stream.Collectors;

import io.groundwork.bundles.Bundle;
import io.groundwork.cluster.Applied;
import io.groundwork.cluster.Baseline;
import io.groundwork.cluster.Change;
import io.groundwork.cluster.Changes;
import io.groundwork.cluster.Cluster;
import io.groundwork.cluster.Clusters;
import io.groundwork.cluster.Consent;
import io.groundwork.cluster.Manifests;
import io.groundwork.cluster.StaleChangesException;
import io.groundwork.environments.Environment;

import org.springframework.stereotype.Component;

/**
 * What environments have in their cluster.
 */
@Component
public class Baselines {

	/**
	 * When an environment ends, its namespace goes with all that is in it: that is what
	 * was agreed to.
	 */
	private static final Consent ENDING = new Consent(false, true);

	private final Clusters clusters;

	Baselines(Clusters clusters) {
		this.clusters = clusters;
	}

	/**
	 * What a bundle would change. In a cluster that is not there yet all of it is new.
	 */
	public Changes plan(Environment environment, Bundle bundle) {
		Manifests wanted = wanted(bundle);
		Optional<Cluster> cluster = cluster(environment);
		if (cluster.isEmpty()) {
			return Changes.fresh(wanted, Consent.NONE);
		}
		try (Baseline baseline = this.clusters.baseline(cluster.get().id())) {
			return baseline.plan(wanted, Consent.NONE);
		}
	}

	/**
	 * What the end of an environment would take out of its cluster. Nothing that is worth
	 * showing goes with the cluster itself.
	 */
	public Optional<Changes> planEnd(Environment environment) {
		Optional<Cluster> cluster = cluster(environment);
		if (cluster.isEmpty() || environment.host() == null) {
			return Optional.empty();
		}
		try (Baseline baseline = this.clusters.baseline(cluster.get().id())) {
			return Optional.of(baseline.plan(Manifests.none(environment.name()), ENDING));
		}
	}

	/**
	 * Fails if by now something else would change than what was agreed to.
	 * @param agreed what was agreed to
	 * @param ends whether it is about the end of the environment
	 * @param resumed whether a part of it may be done already
	 */
	public void compare(Environment environment, Bundle bundle, Changes agreed, boolean ends, boolean resumed) {
		Changes now = ends ? planEnd(environment).orElse(agreed) : plan(environment, bundle);
		if (!now.digest().equals(agreed.digest()) && !(resumed && within(now, agreed))) {
			throw new StaleChangesException(now);
		}
	}

	/**
	 * Makes it as the bundle has it.
	 * @param agreed what was agreed to
	 * @param resumed whether a part of it may be done already
	 * @throws StaleChangesException if by now something else would change
	 */
	public String apply(Environment environment, Bundle bundle, Changes agreed, boolean resumed) {
		return apply(environment, wanted(bundle), Consent.NONE, agreed, resumed);
	}

	/**
	 * Takes out of the cluster what is the environment's.
	 */
	public String applyEnd(Environment environment, Changes agreed, boolean resumed) {
		return apply(environment, Manifests.none(environment.name()), ENDING, agreed, resumed);
	}

	private String apply(Environment environment, Manifests wanted, Consent consent, Changes agreed, boolean resumed) {
		Cluster cluster = cluster(environment).orElseThrow(
				() -> new IllegalStateException("The portal was not let into the cluster of " + environment.name()));
		try (Baseline baseline = this.clusters.baseline(cluster.id())) {
			String digest = agreed.digest();
			if (resumed) {
				Changes left = baseline.plan(wanted, consent);
				if (!within(left, agreed)) {
					throw new StaleChangesException(left);
				}
				digest = left.digest();
			}
			Applied applied = baseline.apply(wanted, consent, digest);
			if (!applied.complete()) {
				throw new BaselineRefusedException(applied);
			}
			return applied.done().isEmpty() ? "nothing to change"
					: "%d objects made, changed or removed".formatted(applied.done().size());
		}
	}

	/**
	 * Whether nothing is left but what was agreed to.
	 */
	private static boolean within(Changes left, Changes agreed) {
		Set<Change> all = new HashSet<>(agreed.changes());
		return left.changes()
			.stream()
			.filter((change) -> change.action() != Change.Action.UNCHANGED)
			.allMatch(all::contains);
	}

	/**
	 * Why a bundle cannot be applied as it is, in a sentence, if so.
	 */
	public static Optional<String> obstacle(Changes changes) {
		if (!changes.blocked(Consent.NONE)) {
			return Optional.empty();
		}
		List<Change> refused = changes.changes()
			.stream()
			.filter((change) -> change.action() == Change.Action.REFUSED || change.action() == Change.Action.CONFLICTED)
			.toList();
		return Optional.of("The cluster would not take %s.".formatted(
				refused.stream().limit(5).map((change) -> change.object().toString()).collect(Collectors.joining(", "))
						+ ((refused.size() > 5) ? " and %d more".formatted(refused.size() - 5) : "")));
	}

	private static Manifests wanted(Bundle bundle) {
		SortedMap<String, String> files = bundle.manifests();
		return Manifests.read(bundle.environment(), files);
	}

	private Optional<Cluster> cluster(Environment environment) {
		return this.clusters.ownedBy(environment.cluster());
	}

}
