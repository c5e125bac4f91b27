package io.groundwork.runs.platform;

import java.util.List;
import java.util.Optional;

import io.groundwork.approvals.Approvals;
import io.groundwork.approvals.Standing;
import io.groundwork.approvals.Subject;
import io.groundwork.bundles.Bundle;
import io.groundwork.bundles.Promotion;
import io.groundwork.bundles.PromotionOrder;
import io.groundwork.bundles.PromotionResult;
import io.groundwork.environments.Environment;
import io.groundwork.environments.Revision;
import io.groundwork.environments.Revisions;
import io.groundwork.state.StateVersion;
import io.groundwork.state.States;

import org.springframework.stereotype.Component;

/**
 * Writes down what an environment became, and puts its bundle where ArgoCD reads it.
 */
@Component
public class Handover {

	private final Revisions revisions;

	private final States states;

	private final Promotion promotion;

	private final Approvals approvals;

	Handover(Revisions revisions, States states, Promotion promotion, Approvals approvals) {
		this.approvals = approvals;
		this.revisions = revisions;
		this.states = states;
		this.promotion = promotion;
	}

	public Revision record(Environment environment, int wish, long run, Bundle bundle) {
		StateVersion state = this.states.current(environment.id())
			.orElseThrow(() -> new IllegalStateException("%s has no state".formatted(environment.name())));
		return this.revisions.add(environment.id(), wish, run, bundle.template().toString(), bundle.digest(),
				state.lineage(), state.serial());
	}

	/**
	 * Whether there is anywhere to promote to.
	 */
	public boolean promotes() {
		return this.promotion.isPossible();
	}

	/**
	 * Promotes a bundle; the same again changes nothing.
	 * @param plan the digest of the plan that was agreed to, of which it is a part
	 */
	public String promote(Environment environment, Bundle bundle, String plan) {
		Optional<Standing> agreement = this.approvals.agreement(Subject.Kind.REQUEST, plan);
		PromotionResult result = this.promotion.promote(bundle,
				new PromotionOrder(agreement.map((standing) -> standing.subject().number()).orElse(0L),
						agreement.map(Standing::approvers).orElse(List.of()), environment.name(), environment.kind(),
						bundle.digest()));
		return switch (result) {
			case PromotionResult.Promoted promoted -> "commit " + promoted.commit().substring(0, 12);
			case PromotionResult.Unchanged unchanged -> "as it was";
		};
	}

}
