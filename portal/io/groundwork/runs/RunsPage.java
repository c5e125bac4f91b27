package io.groundwork.runs;

import java.time.Clock;
import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.groundwork.environments.Environment;
import io.groundwork.environments.Environments;
import io.groundwork.identity.Role;
import io.groundwork.identity.SignedIn;
import io.groundwork.web.ConflictException;
import io.groundwork.web.Flash;
import io.groundwork.web.ForbiddenException;
import io.groundwork.web.InvalidInputException;
import io.groundwork.web.NotThereException;
import io.groundwork.web.Page;
import io.groundwork.web.Tone;
import io.groundwork.web.Typed;
import io.swagger.v3.oas.annotations.Hidden;
import jakarta.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;

import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.mvc.support.RedirectAttributes;

/**
 * All runs that somebody may see, and the checks that those who work there may start.
 */
@Hidden
@Controller
@RequestMapping("/runs")
class RunsPage {

	private static final int ROWS = 50;

	/** A list is for finding; the whole outcome is on the run's own page. */
	private static final int OUTCOME = 100;

	private final RunSearch search;

	private final QueueCare care;

	private final Runs runs;

	private final Environments environments;

	private final Clock clock;

	RunsPage(RunSearch search, QueueCare care, Runs runs, Environments environments, Clock clock) {
		this.search = search;
		this.care = care;
		this.runs = runs;
		this.environments = environments;
		this.clock = clock;
	}

	@GetMapping
	String list(@AuthenticationPrincipal SignedIn who, RunQuery query,
			@RequestParam(required = false) @Nullable String after, Model model, HttpServletResponse response) {
		Page<Row> page = new Page<>(List.of(), null);
		Map<String, String> errors = new LinkedHashMap<>();
		boolean active = false;
		try {
			Page<Run> found = this.search.page(who, query.checked(), after, ROWS);
			active = found.items().stream().anyMatch((run) -> !run.status().ended());
			page = new Page<>(rows(found.items()), found.next());
			model.addAttribute("works", works(who, query.environment()));
		}
		catch (InvalidInputException ex) {
			errors.put(ex.field(), ex.remedy());
			response.setStatus(400);
		}
		catch (NotThereException ex) {
			errors.put("environment", ex.getMessage() + ".");
			response.setStatus(404);
		}
		model.addAttribute("query", query);
		model.addAttribute("errors", errors);
		model.addAttribute("page", page);
		model.addAttribute("active", active);
		model.addAttribute("queue", QueueView.of(this.care.queue()));
		model.addAttribute("platform", who.is(Role.PLATFORM));
		model.addAttribute("kinds", Arrays.stream(RunKind.values()).map(RunKind::word).toList());
		model.addAttribute("statuses", Arrays.stream(RunStatus.values()).map(RunStatus::word).toList());
		return "runs/list";
	}

	@PostMapping("/check")
	String check(@AuthenticationPrincipal SignedIn who, @RequestParam(defaultValue = "") String environment,
			@RequestParam(defaultValue = "") String kind, @RequestParam(defaultValue = "") String reason,
			RedirectAttributes redirect) {
		Environment where = this.environments.seenBy(who, environment.strip());
		if (!Environments.mayWorkIn(who, where)) {
			throw new ForbiddenException("Only those who work in %s may start runs there".formatted(where.name()));
		}
		if (!kind.equals(RunKind.DRIFT.word()) && !kind.equals(RunKind.VERIFY.word())) {
			throw new InvalidInputException("kind", "kind must be drift or verify.");
		}
		try {
			Runs.Made made = this.runs.latest(where.id())
				.orElseThrow(() -> new ConflictException(
						"%s has never been applied, so there is nothing to check".formatted(where.name())));
			return "redirect:/runs/" + this.runs
				.ask(Order.check(where, RunKind.of(kind), made.configuration(), who.name(), reason(reason))
					.of(made.wish()));
		}
		catch (ConflictException ex) {
			redirect.addFlashAttribute("flash", Flash.refused(ex.getMessage() + "."));
			redirect.addAttribute("environment", where.name());
			return "redirect:/runs";
		}
	}

	/**
	 * Why, as it was typed.
	 */
	static String reason(String typed) {
		return Typed.text("reason", typed, 500);
	}

	private boolean works(SignedIn who, @Nullable String environment) {
		return environment != null && Environments.mayWorkIn(who, this.environments.seenBy(who, environment));
	}

	private List<Row> rows(List<Run> found) {
		Map<Long, Waiting.Reason> places = this.search.places(found);
		return found.stream().map((run) -> row(run, places.get(run.number()))).toList();
	}

	private Row row(Run run, Waiting.@Nullable Reason place) {
		String outcome = run.outcome();
		String said = (outcome != null) ? outcome
				: (place != null) ? "Place %d in the queue".formatted(place.position()) : "";
		return new Row(run.number(), run.kind().word(), run.environment(), run.status().tone(), run.status().word(),
				run.askedBy(), run.reason(), run.queuedAt(), run.status().ended() && run.startedAt() != null
						? StepView.length(run.took(this.clock.instant())) : null,
				run.status().active() ? run.startedAt() : null, shortened(said));
	}

	private static String shortened(String text) {
		if (text.length() <= OUTCOME) {
			return text;
		}
		int end = Character.isHighSurrogate(text.charAt(OUTCOME - 1)) ? OUTCOME - 1 : OUTCOME;
		return text.substring(0, end) + "…";
	}

	/**
	 * One run in the list.
	 *
	 * @param took how long it took, once it has ended
	 * @param since when it began, while it is at work
	 * @param outcome how it ended, or its place in the queue
	 */
	record Row(long number, String kind, String environment, Tone tone, String word, String by, String reason,
			Instant queuedAt, @Nullable String took, @Nullable Instant since, String outcome) {

	}

}
