package io.groundwork.requests;

import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

import io.groundwork.approvals.Approvals;
import io.groundwork.approvals.Subject;
import io.groundwork.environments.Environment;
import io.groundwork.environments.Environments;
import io.groundwork.runs.FoundPlan;
import io.groundwork.runs.FoundPlans;
import io.groundwork.runs.Run;
import io.groundwork.runs.RunStatus;
import io.groundwork.runs.Runs;
import io.groundwork.web.ConflictException;
import io.groundwork.web.InvalidInputException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.stereotype.Component;

/**
 * Takes away again what was made of an environment that could not be made. Whoever agreed
 * to the making agreed to that.
 */
@Component
class Undoing {

	private static final Logger logger = LoggerFactory.getLogger(Undoing.class);

	private final Moves moves;

	private final Beginning beginning;

	private final Hosts hosts;

	private final Environments environments;

	private final Runs runs;

	private final FoundPlans plans;

	private final Approvals approvals;

	Undoing(Moves moves, Beginning beginning, Hosts hosts, Environments environments, Runs runs, FoundPlans plans,
			Approvals approvals) {
		this.moves = moves;
		this.beginning = beginning;
		this.hosts = hosts;
		this.environments = environments;
		this.runs = runs;
		this.plans = plans;
		this.approvals = approvals;
	}

	/**
	 * Begins, if nothing of the environment was ever whole.
	 * @param failed the run that should have made it
	 * @return whether it began
	 */
	boolean begin(Request request, Run failed) {
		Environment environment = this.environments.get(failed.environmentId());
		if (request.kind() != RequestKind.CREATE || failed.status() != RunStatus.FAILED
				|| this.hosts.made(environment)) {
			return false;
		}
		long plan;
		try {
			plan = this.beginning.planEnd(request, environment);
		}
		catch (ConflictException | InvalidInputException ex) {
			this.moves.fail(request, "%s What was made of it could not be taken away: %s."
				.formatted(Journey.outcome(failed), ex.getMessage()), failed.number());
			return true;
		}
		request.undo(plan,
				"It could not be made, and what was made of it is taken away again. " + Journey.outcome(failed),
				this.moves.now());
		this.moves.happened(request, "undoing", Journey.outcome(failed), plan);
		return true;
	}

	/**
	 * Goes on once it is known what there is to take away.
	 */
	boolean goOn(Request request, long planned) {
		Run run = this.runs.get(planned);
		if (!run.status().ended()) {
			return false;
		}
		Optional<FoundPlan> found = (run.status() == RunStatus.DONE) ? this.plans.of(planned) : Optional.empty();
		String obstacle = found.map(FoundPlan::blocked).orElse(null);
		if (found.isEmpty() || obstacle != null) {
			return left(request, (obstacle != null) ? obstacle : Journey.outcome(run), planned);
		}
		Subject subject = new Subject(Subject.Kind.REQUEST, request.number(), found.get().digest());
		String agreed = request.planDigest();
		if (agreed == null || !this.approvals.follow(subject, agreed)) {
			return left(request, "nobody agreed to it any more", planned);
		}
		long clearing;
		try {
			clearing = this.runs.carryOut(planned, found.get().digest(), RequestEvents.PORTAL,
					"Request %d could not be carried out".formatted(request.number()));
		}
		catch (ConflictException ex) {
			return left(request, ex.getMessage() + ".", planned);
		}
		request.clear(clearing, this.moves.now());
		this.moves.happened(request, "clearing", "", clearing);
		return true;
	}

	private boolean left(Request request, String why, long run) {
		this.moves.fail(request, sentences(failure(request), "What was made of it could not be taken away: " + why,
				"Ask for its end, or begin again."), run);
		return true;
	}

	/**
	 * Ends the request once everything is gone. What stands against trying again is
	 * looked at then, which asks others and so holds nothing meanwhile.
	 */
	boolean conclude(Request request, long clearing) {
		Run run = this.runs.get(clearing);
		if (!run.status().ended()) {
			return false;
		}
		if (run.status() != RunStatus.DONE) {
			return this.moves.still(request, (held) -> left(held, Journey.outcome(run), clearing));
		}
		List<Check> checks = checks(request);
		String remedy = checks.stream().filter(Check::remediable).map(Check::sentence).collect(Collectors.joining(" "));
		return this.moves.still(request, (held) -> {
			if (!checks.isEmpty()) {
				held.checked(this.beginning.written(checks));
			}
			this.moves.fail(held,
					sentences(failure(held), "What had been made of it was taken away again, and nothing is left.",
							remedy.isEmpty() ? "Begin again once the cause is gone." : remedy),
					clearing);
		});
	}

	private List<Check> checks(Request request) {
		try {
			return this.beginning.look(request);
		}
		catch (RuntimeException ex) {
			// The request has ended all the same; only a hint is missing.
			logger.info("What stands against request {} is not known", request.number(), ex);
			return List.of();
		}
	}

	private String failure(Request request) {
		Long apply = request.applyRun();
		return (apply != null) ? Journey.outcome(this.runs.get(apply)) : "";
	}

	private static String sentences(String... parts) {
		return List.of(parts)
			.stream()
			.map(String::strip)
			.filter((part) -> !part.isEmpty())
			.map((part) -> part.matches("(?s).*[.!?]$") ? part : part + ".")
			.collect(Collectors.joining(" "));
	}

}
