package io.groundwork.pages;

import java.util.List;

import io.groundwork.identity.Routes;
import io.groundwork.identity.SignedIn;
import io.groundwork.web.Navigation;
import io.groundwork.web.Visitor;
import org.jspecify.annotations.Nullable;

import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.ControllerAdvice;
import org.springframework.web.bind.annotation.ModelAttribute;

/**
 * The menu: of all sections those that whoever is there may open.
 */
@ControllerAdvice(annotations = Controller.class)
class Menu {

	static final List<Navigation.Item> SECTIONS = List.of(new Navigation.Item("Home", "/", "home"),
			new Navigation.Item("Catalogue", "/catalogue", "catalogue"), new Navigation.Item("Runs", "/runs", "runs"),
			new Navigation.Item("Operations", "/operations", "operations"),
			new Navigation.Item("Tokens", "/tokens", "tokens"), new Navigation.Item("People", "/people", "people"),
			new Navigation.Item("Audit", "/audit", "audit"));

	private final Routes routes;

	Menu(Routes routes) {
		this.routes = routes;
	}

	@ModelAttribute("navigation")
	Navigation navigation(@AuthenticationPrincipal @Nullable SignedIn who) {
		return new Navigation((who == null) ? List.of() : open(who));
	}

	@ModelAttribute("visitor")
	@Nullable Visitor visitor(@AuthenticationPrincipal @Nullable SignedIn who) {
		return (who != null) ? new Visitor(who.name(), who.roleWords()) : null;
	}

	List<Navigation.Item> open(SignedIn who) {
		return SECTIONS.stream().filter((item) -> this.routes.mayOpen(who, item.href())).toList();
	}

}
