package io.groundwork.requests;

import java.time.Clock;

import io.groundwork.database.Signals;
import io.groundwork.environments.Environment;
import io.groundwork.environments.Environments;
import io.groundwork.environments.Specs;
import io.groundwork.environments.spec.SpecWriter;
import io.groundwork.identity.SignedIn;
import io.groundwork.runs.FoundPlan;
import io.groundwork.runs.FoundPlans;
import io.groundwork.runs.Run;
import io.groundwork.runs.RunKind;
import io.groundwork.runs.Runs;
import io.groundwork.web.ConflictException;
import io.groundwork.web.Flash;
import io.groundwork.web.InvalidInputException;
import io.groundwork.web.Typed;
import io.swagger.v3.oas.annotations.Hidden;
import org.jspecify.annotations.Nullable;

import org.springframework.dao.DuplicateKeyException;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.stereotype.Controller;
import org.springframework.transaction.support.TransactionTemplate;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.mvc.support.RedirectAttributes;

/**
 * Asks for agreement to a plan that somebody made by themselves, with files of their own.
 */
@Hidden
@Controller
class PlanRequests {

	private final RequestRows rows;

	private final RequestEvents events;

	private final Runs runs;

	private final FoundPlans plans;

	private final Environments environments;

	private final Specs specs;

	private final Hosts hosts;

	private final Signals signals;

	private final TransactionTemplate transaction;

	private final Clock clock;

	PlanRequests(RequestRows rows, RequestEvents events, Runs runs, FoundPlans plans, Environments environments,
			Specs specs, Hosts hosts, Signals signals, TransactionTemplate transaction, Clock clock) {
		this.rows = rows;
		this.events = events;
		this.runs = runs;
		this.plans = plans;
		this.environments = environments;
		this.specs = specs;
		this.hosts = hosts;
		this.signals = signals;
		this.transaction = transaction;
		this.clock = clock;
	}

	@PostMapping("/requests/plans")
	String ask(@AuthenticationPrincipal SignedIn who, @RequestParam long run,
			@RequestParam(defaultValue = "") String digest, @RequestParam(defaultValue = "") String reason,
			RedirectAttributes redirect) {
		try {
			Long number = this.transaction.execute((status) -> ask(who, this.runs.seenBy(who, run), digest, reason));
			redirect.addFlashAttribute("flash",
					Flash.done("Whoever has to agree to plan %d sees it now, exactly as it is.".formatted(run)));
			return "redirect:/requests/" + number;
		}
		catch (ConflictException ex) {
			redirect.addFlashAttribute("flash", Flash.refused(ex.getMessage() + "."));
		}
		catch (InvalidInputException ex) {
			redirect.addFlashAttribute("flash", Flash.refused(ex.remedy()));
		}
		catch (DuplicateKeyException ex) {
			redirect.addFlashAttribute("flash",
					Flash.refused("Another request of the environment goes on; only one at a time changes it."));
		}
		return "redirect:/runs/" + run;
	}

	private long ask(SignedIn who, Run run, String digest, String reason) {
		String why = Typed.some("reason", reason, 500, "Say why; whoever agrees reads it.");
		if (run.kind() != RunKind.PLAN || !run.status().ended()) {
			throw new ConflictException("Run %d is no plan that has come to its end".formatted(run.number()));
		}
		FoundPlan plan = this.plans.of(run.number())
			.filter(FoundPlan::whole)
			.orElseThrow(() -> new ConflictException(
					"Run %d has nothing that could be carried out".formatted(run.number())));
		if (!plan.digest().equals(digest)) {
			throw new ConflictException(
					"The digest is not that of plan %d; look at the plan again before you ask".formatted(run.number()));
		}
		this.rows.ofPlan(run.number()).ifPresent((request) -> {
			throw new ConflictException(
					"Plan %d is that of request %d already".formatted(run.number(), request.number()));
		});
		Environment environment = this.environments.get(run.environmentId());
		RequestKind kind = run.destroys() ? RequestKind.DESTROY
				: this.hosts.made(environment) ? RequestKind.CHANGE : RequestKind.CREATE;
		Request request = new Request(new Wish(kind, environment.name(), environment.kind().word(), environment.team(),
				spec(run), (run.wish() == null) ? run.configuration() : null, "{}", why, who, null),
				this.clock.instant());
		request.at(environment.id());
		request.plan(run.number(), this.clock.instant());
		Request kept = this.rows.saveAndFlush(request);
		this.events.add(kept, who.name(), "asked", why);
		this.events.add(kept, RequestEvents.PORTAL, "planning", "", run.number());
		this.signals.send(Requests.TOPIC, kept.number());
		return kept.number();
	}

	private @Nullable String spec(Run run) {
		Integer wish = run.wish();
		return (wish != null) ? SpecWriter.write(this.specs.get(run.environmentId(), wish).spec()) : null;
	}

}
