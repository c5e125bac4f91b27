package io.groundwork.pages;

import io.groundwork.environments.Environment;
import io.groundwork.environments.Environments;
import io.groundwork.environments.Revisions;
import io.groundwork.environments.spec.SpecWriter;
import io.groundwork.identity.Role;
import io.groundwork.identity.SignedIn;
import io.groundwork.requests.RequestBoard;
import io.swagger.v3.oas.annotations.Hidden;
import org.jspecify.annotations.Nullable;

import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;

/**
 * The environments that somebody may see, and one of them.
 */
@Hidden
@Controller
@RequestMapping("/environments")
class EnvironmentsPage {

	private static final int ROWS = 50;

	private static final int FEW = 10;

	private final EnvironmentBoard board;

	private final Environments environments;

	private final Revisions revisions;

	private final RequestBoard requests;

	private final Timeline timeline;

	EnvironmentsPage(EnvironmentBoard board, Environments environments, Revisions revisions, RequestBoard requests,
			Timeline timeline) {
		this.board = board;
		this.environments = environments;
		this.revisions = revisions;
		this.requests = requests;
		this.timeline = timeline;
	}

	@GetMapping
	String list(@AuthenticationPrincipal SignedIn who, @RequestParam(required = false) @Nullable String after,
			Model model) {
		model.addAttribute("page", this.board.page(who, after, ROWS));
		model.addAttribute("mayAsk", who.is(Role.ENGINEER) || who.is(Role.PLATFORM));
		return "pages/environments";
	}

	@GetMapping("/{name}")
	String one(@AuthenticationPrincipal SignedIn who, @PathVariable String name, Model model) {
		EnvironmentBoard.Shown shown = this.board.one(who, name);
		Environment environment = shown.environment();
		Long host = environment.host();
		model.addAttribute("shown", shown);
		model.addAttribute("environment", environment);
		model.addAttribute("revision", shown.revision().orElse(null));
		model.addAttribute("spec", shown.spec().map((spec) -> SpecWriter.json(spec).toPrettyString()).orElse(null));
		model.addAttribute("facts", shown.spec().orElse(null));
		model.addAttribute("host", (host != null) ? this.environments.get(host).name() : null);
		model.addAttribute("tenants", this.environments.tenants(environment).stream().map(Environment::name).toList());
		model.addAttribute("revisions", this.revisions.page(environment.id(), Integer.MAX_VALUE, FEW));
		model.addAttribute("requests", this.requests.of(who, name, FEW));
		model.addAttribute("works", Environments.mayWorkIn(who, environment));
		return "pages/environment";
	}

	@GetMapping("/{name}/timeline")
	String timeline(@AuthenticationPrincipal SignedIn who, @PathVariable String name,
			@RequestParam(required = false) @Nullable String after, Model model) {
		EnvironmentBoard.Shown shown = this.board.one(who, name);
		model.addAttribute("shown", shown);
		model.addAttribute("environment", shown.environment());
		model.addAttribute("revision", shown.revision().orElse(null));
		model.addAttribute("page", this.timeline.page(shown.environment(), after, ROWS));
		// What is past does not change.
		model.addAttribute("live", after == null);
		return "pages/timeline";
	}

}
