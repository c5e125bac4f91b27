package io.groundwork.pages;

import io.groundwork.identity.Credentials;
import io.groundwork.identity.SignedIn;

import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;

/**
 * Where everybody arrives: what waits for them, and what they have.
 */
@Controller
class HomePage {

	private final Credentials credentials;

	private final Menu menu;

	HomePage(Credentials credentials, Menu menu) {
		this.credentials = credentials;
		this.menu = menu;
	}

	@GetMapping("/")
	String home(@AuthenticationPrincipal SignedIn who, Model model) {
		model.addAttribute("who", who);
		model.addAttribute("tokens", this.credentials.endingFirst(who));
		model.addAttribute("sections", this.menu.open(who));
		return "pages/home";
	}

}
