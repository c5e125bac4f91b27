package io.groundwork.runs;

import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.groundwork.cluster.Change;
import io.groundwork.environments.Environment;
import io.groundwork.environments.Environments;
import io.groundwork.identity.SignedIn;
import io.groundwork.plans.BlastRadius;
import io.groundwork.plans.Changes;
import io.groundwork.plans.rules.Judgement;
import io.groundwork.web.ConflictException;
import io.groundwork.web.ForbiddenException;
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
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/**
 * Runs, for scripts.
 */
@RestController
@RequestMapping("/api/v1")
@Tag(name = "Runs")
class RunsApi {

	private final RunSearch search;

	private final Runs runs;

	private final Steps steps;

	private final Waiting waiting;

	private final RunPlans plans;

	private final Environments environments;

	RunsApi(RunSearch search, Runs runs, Steps steps, Waiting waiting, RunPlans plans, Environments environments) {
		this.search = search;
		this.runs = runs;
		this.steps = steps;
		this.waiting = waiting;
		this.plans = plans;
		this.environments = environments;
	}

	@GetMapping("/runs")
	@Operation(summary = "The runs that you may see, newest first")
	Page<Shown> list(@AuthenticationPrincipal SignedIn who, @ParameterObject RunQuery query,
			@RequestParam(required = false) @Nullable String after, @RequestParam(defaultValue = "50") int limit) {
		return page(who, query.checked(), after, limit);
	}

	@GetMapping("/environments/{name}/runs")
	@Operation(summary = "The runs of an environment, newest first")
	Page<Shown> ofEnvironment(@AuthenticationPrincipal SignedIn who, @PathVariable String name,
			@RequestParam(required = false) @Nullable String after, @RequestParam(defaultValue = "50") int limit) {
		return page(who, new RunQuery(name, null, null), after, limit);
	}

	private Page<Shown> page(SignedIn who, RunQuery query, @Nullable String after, int limit) {
		Page<Run> page = this.search.page(who, query, after, Page.size(limit));
		Map<Long, List<Steps.Step>> stepsOf = this.search.steps(page.items());
		Map<Long, Waiting.Reason> places = this.search.places(page.items());
		return new Page<>(page.items()
			.stream()
			.map((run) -> Shown.of(run, stepsOf.getOrDefault(run.number(), List.of()),
					Optional.ofNullable(places.get(run.number()))))
			.toList(), page.next());
	}

	@GetMapping("/runs/{number}")
	@Operation(summary = "A run: its steps, and why it waits if it does")
	Shown one(@AuthenticationPrincipal SignedIn who, @PathVariable long number) {
		return shown(this.runs.seenBy(who, number));
	}

	private Shown shown(Run run) {
		return Shown.of(run, this.steps.of(run.number()), this.waiting.of(run));
	}

	@GetMapping("/runs/{number}/plan")
	@Operation(summary = "What a run found would change")
	ShownPlan plan(@AuthenticationPrincipal SignedIn who, @PathVariable long number) {
		Run run = this.runs.seenBy(who, number);
		return this.plans.find(number)
			.map(ShownPlan::of)
			.orElseThrow(() -> new NotThereException(
					"Run %d has found no changes yet: it is %s".formatted(number, run.status().word())));
	}

	@PostMapping("/runs")
	@ResponseStatus(HttpStatus.CREATED)
	@Operation(summary = "Start a drift check or a verification; changes are asked for by requests")
	ResponseEntity<Shown> start(@AuthenticationPrincipal SignedIn who, @RequestBody Wish wish) {
		RunKind kind = wish.checked();
		Environment environment = this.environments.seenBy(who, wish.environment().strip());
		if (!Environments.mayWorkIn(who, environment)) {
			throw new ForbiddenException(
					"Only those who work in %s may start runs there".formatted(environment.name()));
		}
		Runs.Made made = this.runs.latest(environment.id())
			.orElseThrow(() -> new ConflictException(
					"%s has never been applied, so there is nothing to check".formatted(environment.name())));
		String reason = wish.reason();
		long number = this.runs.ask(
				Order.check(environment, kind, made.configuration(), who.name(), (reason != null) ? reason.strip() : "")
					.of(made.wish()));
		return ResponseEntity.created(URI.create("/api/v1/runs/" + number)).body(shown(this.runs.get(number)));
	}

	@PostMapping("/runs/{number}/cancel")
	@Operation(summary = "Ask a run to stop; with force, end one that does not stop, whatever is lost")
	Shown cancel(@AuthenticationPrincipal SignedIn who, @PathVariable long number,
			@RequestBody(required = false) @Nullable Cancel how) {
		Run run = this.runs.seenBy(who, number);
		if (!Environments.mayWorkIn(who, this.environments.get(run.environmentId()))) {
			throw new ForbiddenException("Only those who work in %s may stop its runs".formatted(run.environment()));
		}
		if (how != null && Boolean.TRUE.equals(how.force())) {
			this.runs.force(number, who.name());
		}
		else {
			this.runs.cancel(number, who.name());
		}
		return shown(this.runs.get(number));
	}

	/**
	 * What is wanted.
	 *
	 * @param kind drift or verify
	 * @param environment the environment's name
	 * @param reason why
	 */
	@Schema(name = "RunWish")
	record Wish(@Nullable String kind, @Nullable String givenEnvironment, @Nullable String reason) {

		@JsonCreator
		static Wish of(@JsonProperty("kind") @Nullable String kind,
				@JsonProperty("environment") @Nullable String environment,
				@JsonProperty("reason") @Nullable String reason) {
			return new Wish(kind, environment, reason);
		}

		RunKind checked() {
			String word = this.kind;
			if (word == null || !(word.equals("drift") || word.equals("verify"))) {
				throw new InvalidInputException("kind",
						"kind must be drift or verify; what changes something is asked for by a request.");
			}
			environment();
			if (this.reason != null && this.reason.length() > 500) {
				throw new InvalidInputException("reason", "reason must be at most 500 characters long.");
			}
			return RunKind.of(word);
		}

		String environment() {
			if (this.givenEnvironment == null || this.givenEnvironment.isBlank()) {
				throw new InvalidInputException("environment", "environment must be the name of an environment.");
			}
			return this.givenEnvironment;
		}

	}

	/**
	 * How a run is to stop.
	 *
	 * @param force whether to end it at once although something may be lost; only after
	 * it was asked to stop and had the time to
	 */
	@Schema(name = "RunCancel")
	record Cancel(@Nullable Boolean force) {

	}

	/**
	 * A run as it stands.
	 *
	 * @param steps what it does, in order; none until a worker has it
	 * @param startedAt when a worker took it; null until then
	 * @param endedAt null until it has ended
	 * @param waiting why it waits; null if it does not
	 * @param destroys whether it is about the end of the environment
	 * @param plan the number of the run whose plan it carries out
	 * @param changes whether there was anything to change, once that is known
	 * @param outcome how it ended, in a sentence
	 * @param stopAskedAt when it was asked to stop
	 * @param stopAskedBy by whom
	 */
	@JsonInclude(JsonInclude.Include.NON_NULL)
	@Schema(name = "Run")
	record Shown(long number, @Schema(allowableValues = {
			"plan", "apply", "destroy", "drift", "verify" }) String kind,
			@Schema(allowableValues = { "queued", "running", "stopping", "recovering", "done", "failed", "cancelled",
					"recovered" }) String status,
			String environment, List<ShownStep> steps, Instant queuedAt,
			@JsonInclude @Schema(types = { "string", "null" }) @Nullable Instant startedAt,
			@JsonInclude @Schema(types = { "string", "null" }) @Nullable Instant endedAt,
			@JsonInclude @Schema(types = { "object", "null" }) @Nullable ShownWaiting waiting, String askedBy,
			String reason, boolean destroys, @Nullable Long plan, @Nullable Boolean changes, @Nullable String outcome,
			@Nullable Instant stopAskedAt, @Nullable String stopAskedBy){

		static Shown of(Run run, List<Steps.Step> steps, Optional<Waiting.Reason> waiting) {
			Run.Stop stop = run.stop();
			return new Shown(run.number(), run.kind().word(), run.status().word(), run.environment(),
					steps.stream().map(ShownStep::of).toList(), run.queuedAt(), run.startedAt(), run.endedAt(),
					waiting.map(ShownWaiting::of).orElse(null), run.askedBy(), run.reason(), run.destroys(), run.plan(),
					run.changes(), run.outcome(), (stop != null) ? stop.at() : null, (stop != null) ? stop.by() : null);
		}

	}

	/**
	 * A step of a run.
	 *
	 * @param seconds how long it took
	 * @param note what came of it
	 * @param unfinished the addresses of what it was changing when it was last heard of,
	 * once it was to stop: what forcing the run may lose
	 */
	@JsonInclude(JsonInclude.Include.NON_NULL)
	@Schema(name = "RunStep")
	record ShownStep(String name, @Schema(allowableValues = {
			"waiting", "running", "done", "failed", "cancelled", "skipped" }) String status,
			@Nullable Instant startedAt, @Nullable Instant endedAt, @Nullable Double seconds, @Nullable String note,
			@Nullable List<String> unfinished){

		static ShownStep of(Steps.Step step) {
			Instant start = step.startedAt();
			Instant end = step.endedAt();
			return new ShownStep(step.name(), step.status(), start, end,
					(start != null && end != null) ? Duration.between(start, end).toMillis() / 1000.0 : null,
					step.note().isEmpty() ? null : step.note(), step.unfinished().isEmpty() ? null : step.unfinished());
		}

	}

	/**
	 * Why a run waits.
	 *
	 * @param position its place in the queue, from 1
	 * @param behind the number of the run that it waits for
	 * @param estimate when it is likely to start, going by history
	 * @param rule what holds it; only where a single run is looked at
	 */
	@Schema(name = "RunWaiting")
	record ShownWaiting(int position, @Schema(types = {
			"integer", "null" }) @Nullable Long behind,
			@Schema(types = { "string", "null" }) @Nullable Instant estimate,
			@JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String rule){

		static ShownWaiting of(Waiting.Reason reason) {
			return new ShownWaiting(reason.position(), reason.behind(), reason.estimate(),
					reason.rule().isEmpty() ? null : reason.rule());
		}

	}

	/**
	 * What a run found would change.
	 *
	 * @param digest what is agreed to
	 * @param applicable whether it can be carried out
	 * @param plannedAt when it was found out
	 * @param terraform what changes
	 * @param kubernetes what changes in the cluster; only where the files were rendered
	 * @param checks what each rule says of it; only where the files were rendered
	 * @param blocked why it must not be carried out, if so
	 * @param blastRadius what is at stake
	 */
	@JsonInclude(JsonInclude.Include.NON_NULL)
	@Schema(name = "RunPlan")
	record ShownPlan(String digest, boolean applicable, Instant plannedAt, Changes terraform,
			@Nullable ShownCluster kubernetes, @Nullable List<Judgement.Check> checks, @Nullable String blocked,
			BlastRadius blastRadius) {

		static ShownPlan of(RunPlans.Kept plan) {
			RunPlans.Written written = plan.written();
			Judgement judgement = written.judgement();
			return new ShownPlan(plan.digest(), plan.file() != null && plan.blocked() == null, plan.plannedAt(),
					written.changes(), ShownCluster.of(written.kubernetes()),
					(judgement != null) ? judgement.checks() : null, plan.blocked(), written.blastRadius());
		}

	}

	/**
	 * What changes in a cluster.
	 *
	 * @param by who makes it so: portal or argocd
	 * @param changes what changes, object by object
	 */
	@Schema(name = "RunPlanCluster")
	record ShownCluster(@Schema(allowableValues = {
			"portal", "argocd" }) String by, List<Change> changes){

		static @Nullable ShownCluster of(RunPlans.@Nullable KubernetesPlan plan) {
			return (plan != null) ? new ShownCluster(plan.binding() ? "portal" : "argocd",
					plan.changes()
						.changes()
						.stream()
						.filter((change) -> change.action() != Change.Action.UNCHANGED)
						.toList())
					: null;
		}

	}

}
