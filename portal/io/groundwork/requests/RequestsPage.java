package io.groundwork.requests;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.groundwork.approvals.Standing;
import io.groundwork.identity.Role;
import io.groundwork.identity.SignedIn;
import io.groundwork.runs.FoundPlans;
import io.groundwork.runs.PlanView;
import io.groundwork.web.InvalidInputException;
import io.groundwork.web.Page;
import io.swagger.v3.oas.annotations.Hidden;
import jakarta.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;

import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;

/**
 * All requests that somebody may see, and those that wait for them to decide.
 */
@Hidden
@Controller
class RequestsPage {

	private static final int ROWS = 50;

	/** So many are shown with their plans; whoever has decided on those sees the next. */
	private static final int DECIDED = 20;

	private final RequestSearch search;

	private final RequestViews views;

	private final Inbox inbox;

	private final FoundPlans plans;

	RequestsPage(RequestSearch search, RequestViews views, Inbox inbox, FoundPlans plans) {
		this.search = search;
		this.views = views;
		this.inbox = inbox;
		this.plans = plans;
	}

	@GetMapping("/requests")
	String list(@AuthenticationPrincipal SignedIn who, RequestQuery query,
			@RequestParam(required = false) @Nullable String after, Model model, HttpServletResponse response) {
		Page<Listed> page = new Page<>(List.of(), null);
		Map<String, String> errors = new LinkedHashMap<>();
		boolean active = false;
		try {
			Page<RequestSearch.Row> found = this.search.page(who, query.checked(), after, ROWS);
			Map<Long, Standing> standings = this.views.standings(found.items());
			active = found.items().stream().anyMatch((row) -> !row.status().ended());
			page = new Page<>(found.items()
				.stream()
				.map((row) -> new Listed(row, this.views.said(row, standings.get(row.number()))))
				.toList(), found.next());
		}
		catch (InvalidInputException ex) {
			errors.put(ex.field(), ex.remedy());
			response.setStatus(400);
		}
		model.addAttribute("query", query);
		model.addAttribute("errors", errors);
		model.addAttribute("page", page);
		model.addAttribute("active", active);
		model.addAttribute("mayAsk", who.is(Role.ENGINEER) || who.is(Role.PLATFORM));
		model.addAttribute("mayProvision", who.is(Role.PLATFORM));
		model.addAttribute("kinds", RequestKind.words());
		model.addAttribute("statuses", RequestStatus.allWords());
		return "requests/list";
	}

	@GetMapping("/inbox")
	String inbox(@AuthenticationPrincipal SignedIn who, Model model) {
		List<RequestSearch.Row> waiting = this.inbox.of(who);
		Map<Long, Standing> standings = this.views.standings(waiting);
		List<RequestSearch.Row> first = waiting.stream().limit(DECIDED).toList();
		Map<Long, PlanView> found = this.plans
			.views(first.stream().flatMap((row) -> RequestViews.runs(row).stream()).toList());
		List<ToDecide> mine = first.stream()
			.map((row) -> new ToDecide(row, this.views.said(row, standings.get(row.number())),
					found.get(row.planRun())))
			.toList();
		model.addAttribute("mine", mine);
		model.addAttribute("more", waiting.size() - mine.size());
		return "requests/inbox";
	}

	/**
	 * One request in the list.
	 *
	 * @param said who or what it waits for, or how it ended
	 */
	record Listed(RequestSearch.Row row, String said) {

	}

	/**
	 * One that somebody may decide on.
	 */
	record ToDecide(RequestSearch.Row row, String waiting, @Nullable PlanView plan) {

	}

}
