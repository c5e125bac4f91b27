package io.groundwork.requests;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.groundwork.approvals.Standing;
import io.groundwork.identity.Role;
import io.groundwork.identity.SignedIn;
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
 * All requests that somebody may see.
 */
@Hidden
@Controller
class RequestsPage {

	private static final int ROWS = 50;

	private final RequestSearch search;

	private final RequestViews views;

	RequestsPage(RequestSearch search, RequestViews views) {
		this.search = search;
		this.views = views;
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

	/**
	 * One request in the list.
	 *
	 * @param said who or what it waits for, or how it ended
	 */
	record Listed(RequestSearch.Row row, String said) {

	}

}
