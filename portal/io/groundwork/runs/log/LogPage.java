package io.groundwork.runs.log;

import io.groundwork.identity.SignedIn;
import io.swagger.v3.oas.annotations.Hidden;

import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;

/**
 * A run's page, as far as it is its log.
 */
@Hidden
@Controller
class LogPage {

	private final SeenRuns runs;

	private final LogViews views;

	LogPage(SeenRuns runs, LogViews views) {
		this.runs = runs;
		this.views = views;
	}

	@GetMapping("/runs/{number}")
	String run(@AuthenticationPrincipal SignedIn who, @PathVariable long number, LogQuery query, Model model) {
		this.runs.check(who, number);
		model.addAttribute("number", number);
		model.addAttribute("log", this.views.of(number, query));
		return "runs/log-page";
	}

}
