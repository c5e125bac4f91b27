package io.groundwork.requests;

import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.Map;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonInclude.Include;
import io.groundwork.approvals.Ballot;
import io.groundwork.approvals.Progress;
import io.groundwork.approvals.Standing;
import io.groundwork.approvals.Vote;
import io.groundwork.cluster.Change;
import io.groundwork.environments.prices.PriceChange;
import io.groundwork.identity.SignedIn;
import io.groundwork.plans.BlastRadius;
import io.groundwork.plans.Changes;
import io.groundwork.plans.rules.Judgement;
import io.groundwork.runs.FoundPlan;
import io.groundwork.web.InvalidInputException;
import io.groundwork.web.NotThereException;
import io.groundwork.web.Page;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;
import org.springdoc.core.annotations.ParameterObject;

import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/**
 * Requests, for scripts.
 */
@RestController
@RequestMapping("/api/v1")
@Tag(name = "Requests")
class RequestsApi {

	private final Requests requests;

	private final WishReader reader;

	private final Preflight preflight;

	private final RequestSearch search;

	private final ShownRequests shown;

	private final WishPrices prices;

	RequestsApi(Requests requests, WishReader reader, Preflight preflight, RequestSearch search, ShownRequests shown,
			WishPrices prices) {
		this.prices = prices;
		this.requests = requests;
		this.reader = reader;
		this.preflight = preflight;
		this.search = search;
		this.shown = shown;
	}

	@PostMapping("/preflight")
	@Operation(summary = "Look whether what you would request can be had; nothing is stored")
	Looked preflight(@AuthenticationPrincipal SignedIn who, @RequestBody Asked asked) {
		Wish wish = this.reader.read(who, asked);
		String spec = wish.spec();
		Map<String, Object> parameters = asked.parameters();
		boolean whole = wish.kind() == RequestKind.FOUNDATION;
		List<Check> checks = whole ? this.preflight.lookAtAll(this.reader.specs(spec))
				: this.preflight.look(wish.kind(), wish.environment(), (spec != null) ? spec : "",
						Requests.words((parameters != null) ? parameters : Map.of()));
		return new Looked(checks.stream().noneMatch(Check::failed), checks,
				(spec != null && !whole) ? this.prices.of(wish.environment(), spec) : null);
	}

	@PostMapping("/requests")
	@ResponseStatus(HttpStatus.CREATED)
	@Operation(summary = "Request an environment, or a change to one")
	ResponseEntity<Shown> ask(@AuthenticationPrincipal SignedIn who, @RequestBody Asked asked) {
		Request request = this.requests.ask(this.reader.read(who, asked));
		return ResponseEntity.created(URI.create("/api/v1/requests/" + request.number())).body(this.shown.of(request));
	}

	@GetMapping("/requests")
	@Operation(summary = "The requests that you may see, newest first")
	Page<Shown> list(@AuthenticationPrincipal SignedIn who, @ParameterObject RequestQuery query,
			@RequestParam(required = false) @Nullable String after, @RequestParam(defaultValue = "50") int limit) {
		return page(who, query.checked(), after, limit);
	}

	private Page<Shown> page(SignedIn who, RequestQuery query, @Nullable String after, int limit) {
		Page<RequestSearch.Row> page = this.search.page(who, query, after, Page.size(limit));
		return new Page<>(this.shown.of(page.items()), page.next());
	}

	@GetMapping("/requests/{number}")
	@Operation(summary = "A request: where it stands, who has voted, and who or what it waits for")
	Shown one(@AuthenticationPrincipal SignedIn who, @PathVariable long number) {
		return this.shown.of(this.requests.seenBy(who, number));
	}

	@PutMapping("/requests/{number}")
	@Operation(summary = "Write a request anew; it is planned again, and approvals fall")
	Shown edit(@AuthenticationPrincipal SignedIn who, @PathVariable long number, @RequestBody Asked asked) {
		Request request = this.requests.toEdit(who, number);
		return this.shown.of(this.requests.edit(who, number, this.reader.read(who, asked.about(request))));
	}

	@GetMapping("/requests/{number}/plan")
	@Operation(summary = "What a request would do: the plan that people agree to, by its digest")
	ShownPlan plan(@AuthenticationPrincipal SignedIn who, @PathVariable long number) {
		Request request = this.requests.seenBy(who, number);
		return this.shown.plan(request)
			.orElseThrow(() -> new NotThereException(
					"Request %d has no plan yet: it is %s".formatted(number, request.status().words())));
	}

	@PostMapping("/requests/{number}/approvals")
	@Operation(summary = "Agree to a request's plan, or deny it")
	Shown vote(@AuthenticationPrincipal SignedIn who, @PathVariable long number, @RequestBody VoteWish wish) {
		this.requests.vote(who, number, wish.ballot());
		return this.shown.of(this.requests.seenBy(who, number));
	}

	@PostMapping("/requests/{number}/comments")
	@Operation(summary = "Say something about a request")
	Shown comment(@AuthenticationPrincipal SignedIn who, @PathVariable long number, @RequestBody Comment comment) {
		String text = comment.text();
		return this.shown.of(this.requests.comment(who, number, (text != null) ? text : ""));
	}

	@PostMapping("/requests/{number}/withdraw")
	@Operation(summary = "Want a request no more, before it is carried out")
	Shown withdraw(@AuthenticationPrincipal SignedIn who, @PathVariable long number,
			@RequestBody(required = false) @Nullable Because because) {
		return this.shown.of(this.requests.withdraw(who, number, Because.text(because)));
	}

	@PostMapping("/requests/{number}/retry")
	@Operation(summary = "Begin a request again that did not come to its end")
	Shown retry(@AuthenticationPrincipal SignedIn who, @PathVariable long number) {
		return this.shown.of(this.requests.retry(who, number));
	}

	@PostMapping("/requests/{number}/cancel")
	@Operation(summary = "Stop a request that was agreed to; what has begun comes to an orderly stop")
	Shown cancel(@AuthenticationPrincipal SignedIn who, @PathVariable long number,
			@RequestBody(required = false) @Nullable Because because) {
		return this.shown.of(this.requests.cancel(who, number, Because.text(because)));
	}

	/**
	 * What a look before the leap found.
	 *
	 * @param possible whether nothing stands against it
	 * @param checks all that was looked at
	 * @param price what it costs a month before and after; only where there is a spec
	 */
	@JsonInclude(Include.NON_NULL)
	@Schema(name = "Preflight")
	record Looked(boolean possible, List<Check> checks, @Nullable PriceChange price) {

	}

	/**
	 * A vote.
	 *
	 * @param vote approve or deny
	 * @param planDigest the digest of the plan that was looked at
	 * @param reason why; needed to deny
	 * @param inPlaceOf the name of whoever you vote in the place of; left out, you vote
	 * for yourself if you may
	 */
	@Schema(name = "ApprovalWish")
	record VoteWish(@Schema(allowableValues = {
			"approve", "deny" }) @Nullable String vote, @Nullable String planDigest, @Nullable String reason,
			@Nullable String inPlaceOf){

		Ballot ballot() {
			String digest = this.planDigest;
			if (digest == null || digest.isBlank()) {
				throw new InvalidInputException("planDigest",
						"planDigest must be the digest of the plan that you looked at.");
			}
			return new Ballot(Ballot.Choice.of((this.vote != null) ? this.vote : ""), digest.strip(),
					(this.reason != null) ? this.reason : "", (this.inPlaceOf != null) ? this.inPlaceOf.strip() : "");
		}

	}

	@Schema(name = "RequestComment")
	record Comment(@Nullable String text) {

	}

	@Schema(name = "RequestBecause")
	record Because(@Nullable String reason) {

		static String text(@Nullable Because because) {
			return (because != null && because.reason() != null) ? because.reason() : "";
		}

	}

	/**
	 * A request as it stands.
	 *
	 * @param planDigest what people agree to, once there is a plan
	 * @param waitingFor who or what it waits for, the next first
	 * @param runs the runs that plan it and carry it out
	 * @param note what it waits for, or how it ended, in a sentence
	 * @param edition the how many-eth version of the wish
	 * @param planExpiresAt until when the plan may be agreed to and carried out
	 * @param applyAt when it is to be carried out, if not at once
	 * @param heldBy the freeze that holds it although it is agreed to
	 * @param heldUntil when that freeze is over
	 * @param approvals how far it is agreed to, once there is a plan
	 * @param whole the request that it is a part of, if it is
	 * @param spec what the environment should be; only where a single request is looked
	 * at
	 * @param parameters what else the kind needs; only where a single request is looked
	 * at
	 * @param checks what was looked at before it was planned; only where a single request
	 * is looked at
	 * @param parts the environments of a foundation, in the order in which they are made;
	 * only where a single request is looked at
	 */
	@JsonInclude(Include.NON_NULL)
	@Schema(name = "Request")
	record Shown(long number, @Schema(allowableValues = {
			"create", "change", "destroy", "rollback", "import", "override", "rotate", "maintenance", "upgrade",
			"foundation" }) String kind, String environment,
			@Schema(allowableValues = { "checking", "planning", "awaiting-approval", "scheduled", "queued", "applying",
					"done", "failed", "rejected", "withdrawn", "stale", "cancelled" }) String status,
			String requestedBy, String reason,
			@JsonInclude @Schema(types = { "string", "null" }) @Nullable String planDigest, List<String> waitingFor,
			List<Long> runs, Instant requestedAt, Instant changedAt, @Nullable Instant endedAt, String note,
			int edition, @Nullable Instant planExpiresAt, @Nullable Instant applyAt, @Nullable String heldBy,
			@Nullable Instant heldUntil, @Nullable ShownApprovals approvals, @Nullable Long whole,
			@Nullable @Schema(types = "object") Map<?, ?> spec,
			@Nullable @Schema(types = "object") Map<?, ?> parameters, @Nullable List<Check> checks,
			@Nullable List<ShownPart> parts){

		Shown with(@Nullable Map<?, ?> spec, Map<?, ?> parameters, List<Check> checks,
				@Nullable List<ShownPart> parts) {
			return new Shown(this.number, this.kind, this.environment, this.status, this.requestedBy, this.reason,
					this.planDigest, this.waitingFor, this.runs, this.requestedAt, this.changedAt, this.endedAt,
					this.note, this.edition, this.planExpiresAt, this.applyAt, this.heldBy, this.heldUntil,
					this.approvals, this.whole, spec, parameters, checks, parts);
		}

	}

	/**
	 * One environment of a foundation.
	 *
	 * @param number the request that makes it, once there is one
	 */
	@JsonInclude(Include.NON_NULL)
	@Schema(name = "RequestPart")
	record ShownPart(String environment, @Nullable Long number, @Nullable String status, String said) {

		static ShownPart of(Parts.Part part) {
			RequestSearch.Row row = part.row();
			return new ShownPart(part.environment(), (row != null) ? row.number() : null,
					(row != null) ? row.status().word() : null, part.said());
		}

	}

	/**
	 * How far a request is agreed to.
	 *
	 * @param result how it was decided; null as long as it is not
	 */
	@Schema(name = "RequestApprovals")
	record ShownApprovals(@Schema(types = {
			"string", "null" }) @Nullable String result, List<ShownNeed> needs, List<ShownVote> votes){

		static @Nullable ShownApprovals of(@Nullable Standing standing) {
			return (standing != null)
					? new ShownApprovals(standing.result(), standing.progress().stream().map(ShownNeed::of).toList(),
							standing.votes().stream().map(ShownVote::of).toList())
					: null;
		}

	}

	/**
	 * How many of whom have to agree.
	 *
	 * @param policy the rule that says so
	 * @param who whose votes count for it
	 * @param count how many
	 * @param have how many of those agree
	 * @param why why it takes them
	 */
	@Schema(name = "RequestNeed")
	record ShownNeed(String policy, String who, int count, int have, boolean adds, String why) {

		static ShownNeed of(Progress progress) {
			return new ShownNeed(progress.need().policy(), progress.need().who(), progress.need().count(),
					progress.have(), progress.need().adds(), progress.need().why());
		}

	}

	/**
	 * What somebody said.
	 *
	 * @param inPlaceOf in whose place; only where somebody was away
	 * @param counts whether it still counts
	 */
	@JsonInclude(Include.NON_NULL)
	@Schema(name = "RequestVote")
	record ShownVote(String by, @Nullable String inPlaceOf, @Schema(allowableValues = {
			"approve", "deny" }) String vote, String reason, Instant at, boolean counts){

		static ShownVote of(Vote vote) {
			Vote.Place place = vote.place();
			return new ShownVote(vote.name(), (place != null) ? place.name() : null, vote.choice().word(),
					vote.reason(), vote.at(), vote.counts());
		}

	}

	/**
	 * What a request would do.
	 *
	 * @param digest what people agree to
	 * @param expiresAt until when
	 * @param kubernetes what changes in the cluster
	 * @param checks what each rule says of it
	 * @param sinceApproved what differs from the plan that was agreed to before; only if
	 * there was one
	 * @param price what it costs a month before and after; only of plans that are new
	 * enough
	 */
	@JsonInclude(Include.NON_NULL)
	@Schema(name = "RequestPlan")
	record ShownPlan(String digest, @Nullable Instant expiresAt, Changes terraform, ShownCluster kubernetes,
			List<Judgement.Check> checks, BlastRadius blastRadius, @Nullable Since sinceApproved,
			@Nullable PriceChange price) {

		/**
		 * What a foundation would make; what that takes is planned part by part.
		 */
		static ShownPlan ofWhole(String digest, @Nullable Instant expires, List<Parts.Part> parts) {
			return new ShownPlan(digest, expires, Changes.NONE, new ShownCluster("portal", List.of()), List.of(),
					new BlastRadius(
							"Makes %s, and touches nothing that is there."
								.formatted(String.join(", ", parts.stream().map(Parts.Part::environment).toList())),
							BlastRadius.Severity.NONE, List.of()),
					null, null);
		}

		static ShownPlan of(FoundPlan plan, @Nullable Instant expires, @Nullable FoundPlan before,
				@Nullable PriceChange price) {
			Judgement judgement = plan.judgement();
			return new ShownPlan(plan.digest(), expires, plan.terraform(), ShownCluster.of(plan),
					(judgement != null) ? judgement.checks() : List.of(), plan.blastRadius(),
					(before != null) ? Since.of(before, plan) : null, price);
		}

	}

	/**
	 * What changes in the cluster.
	 *
	 * @param by who makes it so: portal or argocd
	 */
	@Schema(name = "RequestPlanCluster")
	record ShownCluster(@Schema(allowableValues = {
			"portal", "argocd" }) String by, List<Change> changes){

		static ShownCluster of(FoundPlan plan) {
			io.groundwork.cluster.Changes cluster = plan.cluster();
			return new ShownCluster(plan.binding() ? "portal" : "argocd",
					(cluster == null) ? List.of()
							: cluster.changes()
								.stream()
								.filter((change) -> change.action() != Change.Action.UNCHANGED)
								.toList());
		}

	}

}
