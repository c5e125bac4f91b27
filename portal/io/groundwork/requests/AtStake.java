package io.groundwork.requests;

import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

import io.groundwork.approvals.Question;
import io.groundwork.environments.Environment;
import io.groundwork.environments.Revisions;
import io.groundwork.environments.Specs;
import io.groundwork.environments.spec.Presets;
import io.groundwork.environments.spec.Spec;
import io.groundwork.environments.spec.SpecReader;
import io.groundwork.plans.BlastRadius;
import io.groundwork.runs.FoundPlan;

import org.springframework.stereotype.Component;

/**
 * What is at stake with a request, as the rules of agreeing ask.
 */
@Component
class AtStake {

	private final Specs specs;

	private final Revisions revisions;

	AtStake(Specs specs, Revisions revisions) {
		this.specs = specs;
		this.revisions = revisions;
	}

	Question question(Request request, Environment environment, FoundPlan plan) {
		Set<String> stakes = new HashSet<>();
		switch (plan.blastRadius().severity()) {
			case LOSS -> stakes.add(Question.LOSS);
			case DOWNTIME -> stakes.add(Question.DOWNTIME);
			case NONE, NOTICE -> {
			}
		}
		if (plan.blastRadius().findings().stream().anyMatch((one) -> one.severity() == BlastRadius.Severity.LOSS)) {
			stakes.add(Question.LOSS);
		}
		String spec = request.spec();
		if (spec != null && changesReach(environment, new SpecReader(Presets.FOUNDATION).read(spec).orThrow("spec"))) {
			stakes.add(Question.NETWORK);
		}
		return new Question(request.environmentKind(), request.kind().word(), stakes, request.team());
	}

	/**
	 * Whether who may reach whom is another than before. An environment that is new has
	 * what its preset says.
	 */
	private boolean changesReach(Environment environment, Spec wanted) {
		Optional<Spec> made = this.revisions.latest(environment.id())
			.map((revision) -> this.specs.get(environment.id(), revision.wish()).spec());
		Spec before = made
			.orElseGet(() -> this.specs.presets(environment.name()).of(environment.kind(), wanted.ownsCluster()));
		return !before.network().equals(wanted.network())
				|| (before.kubernetes() != null && wanted.kubernetes() != null
						&& !before.kubernetes().apiAllowList().equals(wanted.kubernetes().apiAllowList()))
				|| (before.dataStore() != null && wanted.dataStore() != null
						&& !before.dataStore().allowList().equals(wanted.dataStore().allowList()));
	}

}
