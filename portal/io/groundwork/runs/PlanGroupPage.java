package io.groundwork.runs;

import io.groundwork.identity.SignedIn;
import io.groundwork.plans.Changes;
import io.groundwork.web.InvalidInputException;
import io.groundwork.web.NotThereException;
import io.swagger.v3.oas.annotations.Hidden;

import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestParam;

/**
 * What a run found of one group of changes, a part at a time, where the run's own page
 * has no room for all of them.
 */
@Hidden
@Controller
class PlanGroupPage {

	private final Runs runs;

	private final RunPlans plans;

	private final Origins origins;

	PlanGroupPage(Runs runs, RunPlans plans, Origins origins) {
		this.runs = runs;
		this.plans = plans;
		this.origins = origins;
	}

	@GetMapping("/runs/{number}/plan/{group}")
	String show(@AuthenticationPrincipal SignedIn who, @PathVariable long number, @PathVariable String group,
			@RequestParam(defaultValue = "0") int from, Model model) {
		Run run = this.runs.seenBy(who, number);
		if (from < 0) {
			throw new InvalidInputException("from", "from must be the place of a change, from 0.");
		}
		Changes.Group about = Changes.Group.of(group)
			.orElseThrow(() -> new NotThereException("There is no group of changes named %s".formatted(group)));
		RunPlans.Kept plan = this.plans.find(number)
			.orElseThrow(() -> new NotThereException("Run %d has not found out what would change".formatted(number)));
		PlanGroup shown = PlanGroups.one(plan.written(), about, from);
		model.addAttribute("run", run);
		model.addAttribute("group", shown);
		model.addAttribute("from", from);
		model.addAttribute("title", "%s: what run %d would change".formatted(about.title(), number));
		model.addAttribute("origin", this.origins.of(number).orElse(null));
		return "runs/plan-group";
	}

}
