package io.groundwork.runs;

import java.io.IOException;
import java.util.List;
import java.util.Set;

import io.groundwork.environments.Environments;
import io.groundwork.identity.SignedIn;
import io.groundwork.live.Changes;
import io.groundwork.live.Thing;
import io.groundwork.runs.log.LogQuery;
import io.groundwork.runs.log.LogViews;
import io.groundwork.web.ConflictException;
import io.groundwork.web.Flash;
import io.groundwork.web.ForbiddenException;
import io.groundwork.web.InvalidInputException;
import io.swagger.v3.oas.annotations.Hidden;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.mvc.support.RedirectAttributes;

/**
 * One run: where it stands, what it found, what it says, and how to stop it.
 */
@Hidden
@Controller
@RequestMapping("/runs/{number}")
class RunPage {

	private static final LogQuery LAST_LINES = new LogQuery(null, null, null, null, null, null);

	private final Runs runs;

	private final RunViews views;

	private final LogViews logs;

	private final Environments environments;

	private final Changes changes;

	RunPage(Runs runs, RunViews views, LogViews logs, Environments environments, Changes changes) {
		this.changes = changes;
		this.runs = runs;
		this.views = views;
		this.logs = logs;
		this.environments = environments;
	}

	@GetMapping
	String run(@AuthenticationPrincipal SignedIn who, @PathVariable long number, LogQuery query, Model model) {
		return show(who, this.runs.seenBy(who, number), query, model);
	}

	/**
	 * What of the page changes while the run goes on.
	 */
	@GetMapping("/standing")
	String standing(@AuthenticationPrincipal SignedIn who, @PathVariable long number, Model model) {
		this.views.show(this.runs.seenBy(who, number), who, model);
		return "runs/standing";
	}

	/**
	 * When to look again.
	 */
	@GetMapping("/changes")
	void changes(@AuthenticationPrincipal SignedIn who, @PathVariable long number, HttpServletRequest request,
			HttpServletResponse response) throws IOException {
		this.runs.seenBy(who, number);
		Set<Thing> run = Set.of(new Thing(Runs.CHANGED, number));
		this.changes.watch(who, List.of(Runs.CHANGED), () -> this.runs.get(number).status().ended() ? Set.of() : run,
				request, response);
	}

	@PostMapping("/stop")
	String stop(@AuthenticationPrincipal SignedIn who, @PathVariable long number, Model model,
			HttpServletResponse response, RedirectAttributes redirect) {
		Run run = workable(who, number);
		return act(who, run, model, response, () -> {
			this.runs.cancel(number, who.name());
			redirect.addFlashAttribute("flash", Flash.done((run.status() == RunStatus.QUEUED)
					? "Run %d was cancelled.".formatted(number) : "Run %d was asked to stop.".formatted(number)));
			return number;
		});
	}

	@PostMapping("/force")
	String force(@AuthenticationPrincipal SignedIn who, @PathVariable long number, Model model,
			HttpServletResponse response, RedirectAttributes redirect) {
		return act(who, workable(who, number), model, response, () -> {
			this.runs.force(number, who.name());
			redirect.addFlashAttribute("flash", Flash.done("Run %d is being forced to end.".formatted(number)));
			return number;
		});
	}

	private Run workable(SignedIn who, long number) {
		Run run = this.runs.seenBy(who, number);
		if (!Environments.mayWorkIn(who, this.environments.get(run.environmentId()))) {
			throw new ForbiddenException("Only those who work in %s may stop its runs".formatted(run.environment()));
		}
		return run;
	}

	/**
	 * Goes on to the run that is concerned; if something has changed in the meantime the
	 * page says so and shows how things stand now.
	 */
	private String act(SignedIn who, Run run, Model model, HttpServletResponse response,
			java.util.function.LongSupplier act) {
		try {
			return "redirect:/runs/" + act.getAsLong();
		}
		catch (ConflictException ex) {
			response.setStatus(409);
			model.addAttribute("refused", ex.getMessage() + ".");
		}
		catch (InvalidInputException ex) {
			response.setStatus(400);
			model.addAttribute("refused", ex.remedy());
		}
		return show(who, this.runs.get(run.number()), LAST_LINES, model);
	}

	private String show(SignedIn who, Run run, LogQuery query, Model model) {
		this.views.show(run, who, model);
		model.addAttribute("log", this.logs.of(run.number(), query));
		return "runs/run";
	}

}
