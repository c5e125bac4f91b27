package io.groundwork.runs;

import java.time.Instant;

import io.groundwork.plans.Bills;
import io.groundwork.plans.BlastRadius;
import io.groundwork.plans.Changes;
import io.groundwork.plans.rules.Judgement;
import org.jspecify.annotations.Nullable;

/**
 * What a run found would change.
 *
 * @param run its number
 * @param digest what people agree to
 * @param whole whether there is a plan file that can be carried out
 * @param blocked why it must not be carried out, if so
 * @param plannedAt when
 * @param terraform what Terraform would change
 * @param cluster what would change in the cluster; null where nothing was rendered
 * @param binding whether the portal makes it so in the cluster; otherwise ArgoCD does
 * @param judgement what the rules say; null where nothing was rendered
 * @param blastRadius what is at stake
 * @param bills what is paid before and after; null for plans of portals that did not ask
 */
public record FoundPlan(long run, String digest, boolean whole, @Nullable String blocked, Instant plannedAt,
		Changes terraform, io.groundwork.cluster.@Nullable Changes cluster, boolean binding,
		@Nullable Judgement judgement, BlastRadius blastRadius, @Nullable Bills bills) {

	/**
	 * Whether there is nothing to do.
	 */
	public boolean nothing() {
		return this.terraform.nothing() && (this.cluster == null || this.cluster.nothing());
	}

}
