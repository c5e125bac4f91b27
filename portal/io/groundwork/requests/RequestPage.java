package io.groundwork.requests;

import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

import io.groundwork.approvals.Approvals;
import io.groundwork.approvals.Ballot;
import io.groundwork.approvals.Electorate;
import io.groundwork.approvals.Freeze;
import io.groundwork.approvals.Standing;
import io.groundwork.approvals.Subject;
import io.groundwork.approvals.Way;
import io.groundwork.environments.Environments;
import io.groundwork.identity.Role;
import io.groundwork.identity.SignedIn;
import io.groundwork.notices.Notices;
import io.groundwork.runs.FoundPlan;
import io.groundwork.runs.FoundPlans;
import io.groundwork.runs.PlanView;
import io.groundwork.web.ConflictException;
import io.groundwork.web.Flash;
import io.groundwork.web.ForbiddenException;
import io.groundwork.web.InvalidInputException;
import io.swagger.v3.oas.annotations.Hidden;
import jakarta.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

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
 * One request: where it stands, what it would do, who agrees, and the buttons for
 * whatever whoever looks may do now.
 */
@Hidden
@Controller
@RequestMapping("/requests/{number}")
class RequestPage {

	private final Requests requests;

	private final Stories stories;

	private final RequestWaits waits;

	private final Approvals approvals;

	private final Electorate electorate;

	private final Exceptions exceptions;

	private final FoundPlans plans;

	private final Parts parts;

	private final Notices notices;

	private final JsonMapper json;

	RequestPage(Requests requests, Stories stories, RequestWaits waits, Approvals approvals, Electorate electorate,
			Exceptions exceptions, FoundPlans plans, Parts parts, Notices notices, JsonMapper json) {
		this.electorate = electorate;
		this.exceptions = exceptions;
		this.requests = requests;
		this.stories = stories;
		this.waits = waits;
		this.approvals = approvals;
		this.plans = plans;
		this.parts = parts;
		this.notices = notices;
		this.json = json;
	}

	@GetMapping
	String request(@AuthenticationPrincipal SignedIn who, @PathVariable long number, Model model) {
		String page = show(who, number, model);
		this.notices.seen(who, Telling.KIND, number);
		return page;
	}

	/**
	 * What of the page changes while the request goes on.
	 */
	@GetMapping("/standing")
	String standing(@AuthenticationPrincipal SignedIn who, @PathVariable long number, Model model) {
		show(who, number, model);
		return "requests/standing";
	}

	@PostMapping("/approve")
	String approve(@AuthenticationPrincipal SignedIn who, @PathVariable long number,
			@RequestParam(defaultValue = "") String digest, @RequestParam(defaultValue = "") String reason,
			@RequestParam(defaultValue = "") String place, Model model, HttpServletResponse response,
			RedirectAttributes redirect) {
		return act(who, number, model, response, redirect, () -> {
			Standing standing = this.requests.vote(who, number,
					new Ballot(Ballot.Choice.APPROVE, digest, reason, place));
			return standing.agreed() ? "You approved it, and with that it is agreed to."
					: "You approved it. It still waits for %s.".formatted(String.join(" and ", standing.waitingFor()));
		});
	}

	@PostMapping("/deny")
	String deny(@AuthenticationPrincipal SignedIn who, @PathVariable long number,
			@RequestParam(defaultValue = "") String digest, @RequestParam(defaultValue = "") String reason,
			@RequestParam(defaultValue = "") String place, Model model, HttpServletResponse response,
			RedirectAttributes redirect) {
		return act(who, number, model, response, redirect, () -> {
			this.requests.vote(who, number, new Ballot(Ballot.Choice.DENY, digest, reason, place));
			return "You denied it. Whoever asked sees why, and can ask anew.";
		});
	}

	@PostMapping("/exception")
	String except(@AuthenticationPrincipal SignedIn who, @PathVariable long number,
			@RequestParam(defaultValue = "") String reason, Model model, HttpServletResponse response,
			RedirectAttributes redirect) {
		return act(who, number, model, response, redirect, () -> {
			this.exceptions.give(who, number, reason);
			return "Request %d does not wait for the freeze any more; what you said stands in its story."
				.formatted(number);
		});
	}

	@PostMapping("/comment")
	String comment(@AuthenticationPrincipal SignedIn who, @PathVariable long number,
			@RequestParam(defaultValue = "") String text, Model model, HttpServletResponse response,
			RedirectAttributes redirect) {
		return act(who, number, model, response, redirect, () -> {
			this.requests.comment(who, number, text);
			return "It stands in the story now.";
		});
	}

	@PostMapping("/withdraw")
	String withdraw(@AuthenticationPrincipal SignedIn who, @PathVariable long number,
			@RequestParam(defaultValue = "") String reason, Model model, HttpServletResponse response,
			RedirectAttributes redirect) {
		return act(who, number, model, response, redirect, () -> {
			this.requests.withdraw(who, number, reason);
			return "Request %d is withdrawn; nothing was changed.".formatted(number);
		});
	}

	@PostMapping("/cancel")
	String cancel(@AuthenticationPrincipal SignedIn who, @PathVariable long number,
			@RequestParam(defaultValue = "") String reason, Model model, HttpServletResponse response,
			RedirectAttributes redirect) {
		return act(who, number, model, response, redirect, () -> {
			this.requests.cancel(who, number, reason);
			return "Request %d stops; what has begun comes to an orderly end.".formatted(number);
		});
	}

	@PostMapping("/retry")
	String retry(@AuthenticationPrincipal SignedIn who, @PathVariable long number, Model model,
			HttpServletResponse response, RedirectAttributes redirect) {
		return act(who, number, model, response, redirect, () -> {
			this.requests.retry(who, number);
			return "Request %d begins again.".formatted(number);
		});
	}

	/**
	 * Does it and shows the page; if something has changed in the meantime the page says
	 * so and shows how things stand now.
	 */
	private String act(SignedIn who, long number, Model model, HttpServletResponse response,
			RedirectAttributes redirect, Supplier<String> act) {
		try {
			redirect.addFlashAttribute("flash", Flash.done(act.get()));
			return "redirect:/requests/" + number;
		}
		catch (ConflictException ex) {
			response.setStatus(409);
			model.addAttribute("refused", ex.getMessage() + ".");
		}
		catch (ForbiddenException ex) {
			response.setStatus(403);
			model.addAttribute("refused", ex.getMessage() + ".");
		}
		catch (InvalidInputException ex) {
			response.setStatus(400);
			model.addAttribute("refused", ex.remedy());
		}
		return show(who, number, model);
	}

	private String show(SignedIn who, long number, Model model) {
		Request request = this.requests.seenBy(who, number);
		RequestSearch.Row row = RequestSearch.Row.of(request);
		Standing standing = (row.planDigest() != null)
				? this.approvals.standing(Subject.Kind.REQUEST, number).orElse(null) : null;
		boolean works = Environments.mayWorkIn(who, request.team());
		boolean own = request.askedBy() == who.person();
		model.addAttribute("request", row);
		model.addAttribute("words", row.status().words());
		model.addAttribute("known",
				request.environmentId() != null && (Environments.seesAll(who) || who.teams().contains(request.team())));
		model.addAttribute("standing", standing);
		model.addAttribute("votes", votes(standing));
		List<Freeze> freezes = this.exceptions.against(request);
		List<Way> ways = (standing != null)
				? this.electorate.ways(List.of(standing), who).getOrDefault(number, List.of()) : List.of();
		model.addAttribute("waiting", this.waits.of(row, standing, freezes));
		model.addAttribute("ways", ways);
		model.addAttribute("mayVote", !ways.isEmpty());
		model.addAttribute("freezes", freezes);
		model.addAttribute("mayExcept", !freezes.isEmpty() && who.is(Role.PLATFORM) && !own);
		model.addAttribute("exceptions", this.exceptions.of(request));
		model.addAttribute("mayWithdraw", (own || who.is(Role.PLATFORM)) && row.status().withdrawable());
		model.addAttribute("mayCancel", works && (row.status() == RequestStatus.SCHEDULED
				|| row.status() == RequestStatus.QUEUED || row.status() == RequestStatus.APPLYING));
		model.addAttribute("mayRetry", works && row.status().retriable());
		model.addAttribute("mayEdit",
				own && row.status().editable() && (row.kind().needsSpec() && request.spec() != null));
		model.addAttribute("mayComment", !who.is(Role.AUDITOR) || who.roles().size() > 1);
		model.addAttribute("story", this.stories.of(request, standing));
		boolean whole = row.kind() == RequestKind.FOUNDATION;
		model.addAttribute("parts", whole ? this.parts.of(request) : List.of());
		model.addAttribute("stopwatch", whole ? this.parts.stopwatch(request) : null);
		List<Check> checks = List.of(this.json.readValue(request.checks(), Check[].class));
		model.addAttribute("checks", checks);
		model.addAttribute("spec", pretty(request.spec()));
		Optional<FoundPlan> plan = found(row.planRun());
		model.addAttribute("plan", view(row, plan).orElse(null));
		model.addAttribute("since", since(request, plan));
		model.addAttribute("refresh", row.status().ended() ? null : "/requests/" + number + "/standing");
		return "requests/request";
	}

	private Optional<FoundPlan> found(@Nullable Long run) {
		return (run != null) ? this.plans.of(run) : Optional.empty();
	}

	private Optional<PlanView> view(RequestSearch.Row row, Optional<FoundPlan> plan) {
		return plan.flatMap((found) -> this.plans.view(found.run(), row.applyRun(), null));
	}

	private @Nullable Since since(Request request, Optional<FoundPlan> plan) {
		Long agreed = request.agreedPlan();
		if (plan.isEmpty() || agreed == null || agreed == plan.get().run()) {
			return null;
		}
		return this.plans.of(agreed).map((before) -> Since.of(before, plan.get())).orElse(null);
	}

	private @Nullable String pretty(@Nullable String spec) {
		return (spec != null) ? this.json.readTree(spec).toPrettyString() : null;
	}

	/**
	 * Such as "1 of 2".
	 */
	private static String votes(@Nullable Standing standing) {
		return (standing == null || standing.needed() == 0) ? "" : standing.count();
	}

}
