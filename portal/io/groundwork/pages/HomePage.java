package io.groundwork.pages;

import io.groundwork.access.AccessBoard;
import io.groundwork.identity.Credentials;
import io.groundwork.identity.Role;
import io.groundwork.identity.SignedIn;
import io.groundwork.requests.Inbox;
import io.groundwork.requests.RequestBoard;

import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;

/**
 * Where everybody arrives: what waits for them, and what they have.
 */
@Controller
class HomePage {

	private static final int FEW = 8;

	private final Credentials credentials;

	private final Menu menu;

	private final Inbox inbox;

	private final RequestBoard requests;

	private final EnvironmentBoard environments;

	private final AccessBoard access;

	HomePage(Credentials credentials, Menu menu, Inbox inbox, RequestBoard requests, EnvironmentBoard environments,
			AccessBoard access) {
		this.access = access;
		this.credentials = credentials;
		this.menu = menu;
		this.inbox = inbox;
		this.requests = requests;
		this.environments = environments;
	}

	@GetMapping("/")
	String home(@AuthenticationPrincipal SignedIn who, Model model) {
		model.addAttribute("who", who);
		model.addAttribute("tokens", this.credentials.endingFirst(who));
		model.addAttribute("mayAsk", who.is(Role.ENGINEER) || who.is(Role.PLATFORM));
		model.addAttribute("toDecide", this.inbox.count(who));
		model.addAttribute("requests", this.requests.ownOpen(who, FEW));
		model.addAttribute("environments", this.environments.page(who, null, FEW));
		model.addAttribute("mayGetIn", AccessBoard.mayAsk(who));
		model.addAttribute("access", this.access.own(who, FEW));
		model.addAttribute("toLetIn", this.access.waiting(who, FEW));
		model.addAttribute("sections", this.menu.open(who));
		return "pages/home";
	}

}
