package io.groundwork.access;

import java.io.IOException;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;

import io.groundwork.approvals.Ballot;
import io.groundwork.approvals.Standing;
import io.groundwork.identity.SignedIn;
import io.groundwork.live.Changes;
import io.groundwork.live.Thing;
import io.groundwork.notices.Notices;
import io.groundwork.web.ConflictException;
import io.groundwork.web.Flash;
import io.groundwork.web.ForbiddenException;
import io.groundwork.web.InvalidInputException;
import io.groundwork.web.Typed;
import io.swagger.v3.oas.annotations.Hidden;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;

import org.springframework.http.HttpHeaders;
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
 * One grant: where it stands, what it hands over, and the buttons for whatever whoever
 * looks may do now.
 */
@Hidden
@Controller
@RequestMapping("/access/{number}")
class GrantPage {

	private final Grants grants;

	private final GrantRows rows;

	private final GrantDetails details;

	private final Kubeconfigs kubeconfigs;

	private final BreakGlass breakGlass;

	private final Watched watched;

	private final Notices notices;

	private final Changes changes;

	GrantPage(Grants grants, GrantRows rows, GrantDetails details, Kubeconfigs kubeconfigs, BreakGlass breakGlass,
			Watched watched, Notices notices, Changes changes) {
		this.watched = watched;
		this.grants = grants;
		this.rows = rows;
		this.details = details;
		this.kubeconfigs = kubeconfigs;
		this.breakGlass = breakGlass;
		this.notices = notices;
		this.changes = changes;
	}

	@GetMapping
	String grant(@AuthenticationPrincipal SignedIn who, @PathVariable long number,
			@RequestParam(required = false) @Nullable String after, Model model) {
		model.addAttribute("after", after);
		String page = show(who, number, model);
		this.notices.seen(who, GrantTelling.KIND, number);
		this.notices.seen(who, Alerts.KIND, number);
		return page;
	}

	/**
	 * What of the page changes while the grant goes on.
	 */
	@GetMapping("/standing")
	String standing(@AuthenticationPrincipal SignedIn who, @PathVariable long number, Model model) {
		stand(who, number, model);
		return "access/standing";
	}

	/**
	 * When to look again.
	 */
	@GetMapping("/changes")
	void changes(@AuthenticationPrincipal SignedIn who, @PathVariable long number, HttpServletRequest request,
			HttpServletResponse response) throws IOException {
		this.grants.seenBy(who, number);
		Set<Thing> thing = Set.of(new Thing(Grants.TOPIC, number));
		this.changes.watch(who, List.of(Grants.TOPIC),
				() -> this.rows.findById(number).filter((grant) -> !grant.status().over()).isPresent() ? thing
						: Set.of(),
				request, response);
	}

	/**
	 * A file to keep for as long as the grant lasts.
	 */
	@PostMapping("/kubeconfig")
	Object download(@AuthenticationPrincipal SignedIn who, @PathVariable long number, Model model,
			HttpServletResponse response) {
		try {
			return GrantsApi.file(this.kubeconfigs.make(who, number));
		}
		catch (ConflictException | ForbiddenException ex) {
			return refused(who, number, ex, model, response);
		}
	}

	/**
	 * The same to copy. It is shown in this answer and nowhere else.
	 */
	@PostMapping("/reveal")
	String reveal(@AuthenticationPrincipal SignedIn who, @PathVariable long number, Model model,
			HttpServletResponse response) {
		try {
			Kubeconfigs.File file = this.kubeconfigs.make(who, number);
			response.setHeader(HttpHeaders.CACHE_CONTROL, "no-store");
			model.addAttribute("file", file);
			return show(who, number, model);
		}
		catch (ConflictException | ForbiddenException ex) {
			return refused(who, number, ex, model, response);
		}
	}

	@PostMapping("/approve")
	String approve(@AuthenticationPrincipal SignedIn who, @PathVariable long number,
			@RequestParam(defaultValue = "") String digest, @RequestParam(defaultValue = "") String reason,
			@RequestParam(defaultValue = "") String place, Model model, HttpServletResponse response,
			RedirectAttributes redirect) {
		return act(who, number, model, response, redirect, () -> {
			Standing standing = this.grants.vote(who, number, Ballot.Choice.APPROVE, reason, place, digest);
			return standing.agreed() ? "You agreed, and with that it is agreed to."
					: "You agreed. It still waits for %s.".formatted(String.join(" and ", standing.waitingFor()));
		});
	}

	@PostMapping("/deny")
	String deny(@AuthenticationPrincipal SignedIn who, @PathVariable long number,
			@RequestParam(defaultValue = "") String digest, @RequestParam(defaultValue = "") String reason,
			@RequestParam(defaultValue = "") String place, Model model, HttpServletResponse response,
			RedirectAttributes redirect) {
		return act(who, number, model, response, redirect, () -> {
			this.grants.vote(who, number, Ballot.Choice.DENY, reason, place, digest);
			return "You denied it. Whoever asked sees why, and can ask anew.";
		});
	}

	@PostMapping("/extend")
	String extend(@AuthenticationPrincipal SignedIn who, @PathVariable long number,
			@RequestParam(defaultValue = "") String life, @RequestParam(defaultValue = "") String reason, Model model,
			HttpServletResponse response, RedirectAttributes redirect) {
		return act(who, number, model, response, redirect, () -> {
			Grant grant = this.grants.extend(who, number, AccessPage.Wish.minutes(life), reason);
			return (grant.moreDigest() == null)
					? "Grant %d lasts longer. A new kubeconfig lasts as long as it does.".formatted(number)
					: "As soon as somebody agrees, grant %d lasts longer.".formatted(number);
		});
	}

	@PostMapping("/release")
	String release(@AuthenticationPrincipal SignedIn who, @PathVariable long number, Model model,
			HttpServletResponse response, RedirectAttributes redirect) {
		return act(who, number, model, response, redirect, () -> {
			Grant grant = this.grants.release(who, number);
			return grant.status().over() ? "Grant %d is over; it never began.".formatted(number)
					: "Grant %d ends. The proof that nobody gets in with it any more follows here.".formatted(number);
		});
	}

	@PostMapping("/revoke")
	String revoke(@AuthenticationPrincipal SignedIn who, @PathVariable long number,
			@RequestParam(defaultValue = "") String reason, Model model, HttpServletResponse response,
			RedirectAttributes redirect) {
		return act(who, number, model, response, redirect, () -> {
			this.grants.revoke(who, number, reason);
			return "Grant %d is taken away. The proof that nobody gets in with it any more follows here."
				.formatted(number);
		});
	}

	/**
	 * What somebody found who looked at a break-glass.
	 */
	@PostMapping("/review")
	String review(@AuthenticationPrincipal SignedIn who, @PathVariable long number,
			@RequestParam(defaultValue = "") String justified, @RequestParam(defaultValue = "") String finding,
			Model model, HttpServletResponse response, RedirectAttributes redirect) {
		return act(who, number, model, response, redirect, () -> {
			if (!justified.equals("yes") && !justified.equals("no")) {
				throw new InvalidInputException("justified", "Say whether it was right to break the glass.");
			}
			this.breakGlass.review(who, number, justified.equals("yes"), Typed.some("finding", finding,
					Grants.LONGEST_REASON, "Say what you found; it stays in the record."));
			return "You have looked at it. What lets people in by break-glass is being made anew.";
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
			return "redirect:/access/" + number;
		}
		catch (ConflictException | ForbiddenException | InvalidInputException ex) {
			return refused(who, number, ex, model, response);
		}
	}

	private String refused(SignedIn who, long number, RuntimeException ex, Model model, HttpServletResponse response) {
		response.setStatus((ex instanceof ConflictException) ? 409 : (ex instanceof ForbiddenException) ? 403 : 400);
		model.addAttribute("refused",
				(ex instanceof InvalidInputException wrong) ? wrong.remedy() : ex.getMessage() + ".");
		return show(who, number, model);
	}

	private String show(SignedIn who, long number, Model model) {
		Grant grant = stand(who, number, model);
		model.addAttribute("left", this.watched.left(grant).orElse(null));
		model.addAttribute("done", (grant.clusterId() != null && Watched.maySee(who, grant))
				? this.watched.done(who, grant, (String) model.getAttribute("after")) : null);
		return "access/grant";
	}

	private Grant stand(SignedIn who, long number, Model model) {
		Grant grant = this.grants.seenBy(who, number);
		this.details.show(who, grant, model);
		if (!model.containsAttribute("file")) {
			model.addAttribute("file", null);
		}
		return grant;
	}

}
