package io.groundwork.requests;

import java.util.List;
import java.util.Map;
import java.util.Optional;

import io.groundwork.approvals.Approvals;
import io.groundwork.approvals.Standing;
import io.groundwork.approvals.Subject;
import io.groundwork.requests.RequestsApi.Shown;
import io.groundwork.requests.RequestsApi.ShownApprovals;
import io.groundwork.requests.RequestsApi.ShownPart;
import io.groundwork.requests.RequestsApi.ShownPlan;
import io.groundwork.runs.FoundPlan;
import io.groundwork.runs.FoundPlans;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.stereotype.Component;

/**
 * Requests and their plans as the API shows them.
 */
@Component
class ShownRequests {

	private final RequestViews views;

	private final FoundPlans plans;

	private final Approvals approvals;

	private final Parts parts;

	private final JsonMapper json;

	ShownRequests(RequestViews views, FoundPlans plans, Approvals approvals, Parts parts, JsonMapper json) {
		this.parts = parts;
		this.views = views;
		this.plans = plans;
		this.approvals = approvals;
		this.json = json;
	}

	List<Shown> of(List<RequestSearch.Row> rows) {
		Map<Long, Standing> standings = this.views.standings(rows);
		return rows.stream().map((row) -> shown(row, standings.get(row.number()))).toList();
	}

	/**
	 * One with all that is known of it.
	 */
	Shown of(Request request) {
		Standing standing = (request.planDigest() != null)
				? this.approvals.standing(Subject.Kind.REQUEST, request.number()).orElse(null) : null;
		return shown(RequestSearch.Row.of(request), standing).with(
				(request.spec() != null) ? this.json.readValue(request.spec(), Map.class) : null,
				this.json.readValue(request.parameters(), Map.class),
				List.of(this.json.readValue(request.checks(), Check[].class)),
				(request.kind() == RequestKind.FOUNDATION) ? this.parts.of(request).stream().map(ShownPart::of).toList()
						: null);
	}

	/**
	 * What it would do, once that is known.
	 */
	Optional<ShownPlan> plan(Request request) {
		String digest = request.planDigest();
		if (request.kind() == RequestKind.FOUNDATION) {
			return Optional.ofNullable(digest)
				.map((agreed) -> ShownPlan.ofWhole(agreed, request.planExpiresAt(), this.parts.of(request)));
		}
		Long run = request.planRun();
		return ((run != null) ? this.plans.of(run) : Optional.<FoundPlan>empty()).map((plan) -> ShownPlan.of(plan,
				request.planExpiresAt(), before(request, plan), this.plans.price(plan).orElse(null)));
	}

	/**
	 * What a run found for it, then or now.
	 */
	Optional<ShownPlan> plan(long run) {
		return this.plans.of(run).map((plan) -> ShownPlan.of(plan, null, null, null));
	}

	/**
	 * The plan that was agreed to before this one was made.
	 */
	private @Nullable FoundPlan before(Request request, FoundPlan plan) {
		Long agreed = request.agreedPlan();
		return (agreed != null && agreed != plan.run()) ? this.plans.of(agreed).orElse(null) : null;
	}

	private Shown shown(RequestSearch.Row row, @Nullable Standing standing) {
		return new Shown(row.number(), row.kind().word(), row.environment(), row.status().word(), row.asker(),
				row.reason(), row.planDigest(), this.views.waitingFor(row, standing), RequestViews.runs(row),
				row.askedAt(), row.changedAt(), row.endedAt(), row.note(), row.edition(), row.planExpiresAt(),
				row.applyAt(), row.heldBy(), row.heldUntil(), ShownApprovals.of(standing), row.whole(), null, null,
				null, null);
	}

}
