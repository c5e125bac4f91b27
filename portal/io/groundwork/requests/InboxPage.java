package io.groundwork.requests;

import java.util.List;
import java.util.Map;

import io.groundwork.approvals.Way;
import io.groundwork.identity.SignedIn;
import io.groundwork.runs.FoundPlans;
import io.groundwork.runs.PlanView;
import io.groundwork.web.Flash;
import io.groundwork.web.InvalidInputException;
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
 * What waits for somebody to decide, with what it would do; of development several at
 * once.
 */
@Hidden
@Controller
@RequestMapping("/inbox")
class InboxPage {

	/** So many are shown with their plans; whoever has decided on those sees the next. */
	private static final int SHOWN = 20;

	private final Inbox inbox;

	private final RequestViews views;

	private final FoundPlans plans;

	private final ManyVotes many;

	InboxPage(Inbox inbox, RequestViews views, FoundPlans plans, ManyVotes many) {
		this.inbox = inbox;
		this.views = views;
		this.plans = plans;
		this.many = many;
	}

	@GetMapping
	String inbox(@AuthenticationPrincipal SignedIn who, Model model) {
		return show(who, List.of(), model);
	}

	@PostMapping("/approve")
	String approve(@AuthenticationPrincipal SignedIn who, @RequestParam(defaultValue = "") List<String> chosen,
			@RequestParam(defaultValue = "") String reason, Model model, HttpServletResponse response,
			RedirectAttributes redirect) {
		List<ManyVotes.Answer> answers;
		try {
			answers = this.many.approve(who, chosen, reason, SHOWN);
		}
		catch (InvalidInputException ex) {
			response.setStatus(400);
			model.addAttribute("errors", Map.of(ex.field(), ex.remedy()));
			model.addAttribute("reason", reason);
			return show(who, chosen, model);
		}
		if (answers.stream().allMatch(ManyVotes.Answer::counted)) {
			redirect.addFlashAttribute("flash", Flash.done(ManyVotes.sentence(answers)));
			return "redirect:/inbox";
		}
		response.setStatus(409);
		model.addAttribute("answers", answers);
		return show(who, List.of(), model);
	}

	private String show(SignedIn who, List<String> chosen, Model model) {
		List<Inbox.Waiting> waiting = this.inbox.of(who);
		List<Inbox.Waiting> first = waiting.stream().limit(SHOWN).toList();
		Map<Long, PlanView> found = this.plans
			.views(first.stream().flatMap((one) -> RequestViews.runs(one.row()).stream()).toList());
		List<ToDecide> mine = first.stream()
			.map((one) -> ToDecide.of(one, this.views.said(one.row(), one.standing()), found.get(one.row().planRun()),
					chosen))
			.toList();
		model.addAttribute("mine", mine);
		model.addAttribute("more", waiting.size() - mine.size());
		model.addAttribute("several", mine.stream().anyMatch(ToDecide::choosable));
		return "requests/inbox";
	}

	/**
	 * One that somebody may decide on.
	 *
	 * @param way how they vote on it, unless they say otherwise
	 * @param choice what choosing it for many sends: its number and the digest that is
	 * shown
	 * @param choosable whether it can be agreed to together with others
	 */
	record ToDecide(RequestSearch.Row row, String waiting, @Nullable PlanView plan, Way way, String choice,
			boolean choosable, boolean chosen) {

		static ToDecide of(Inbox.Waiting one, String waiting, @Nullable PlanView plan, List<String> chosen) {
			String choice = one.row().number() + ":" + one.row().planDigest();
			return new ToDecide(one.row(), waiting, plan, one.ways().getFirst(), choice,
					plan != null && ManyVotes.allowed(one.row().environmentKind()), chosen.contains(choice));
		}

	}

}
