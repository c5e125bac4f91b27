package io.groundwork.pages;

import java.util.List;

import io.groundwork.access.BreakGlass;
import io.groundwork.identity.Routes;
import io.groundwork.identity.SignedIn;
import io.groundwork.notices.Notices;
import io.groundwork.requests.Inbox;
import io.groundwork.web.Answers;
import io.groundwork.web.Navigation;
import io.groundwork.web.Visitor;
import jakarta.servlet.http.HttpServletRequest;
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
			new Navigation.Item("Environments", "/environments", "environments"),
			new Navigation.Item("Requests", "/requests", "requests"),
			new Navigation.Item("To approve", "/inbox", "inbox"), new Navigation.Item("Access", "/access", "access"),
			new Navigation.Item("Notices", "/notices", "notices"),
			new Navigation.Item("Catalogue", "/catalogue", "catalogue"), new Navigation.Item("Runs", "/runs", "runs"),
			new Navigation.Item("Operations", "/operations", "operations"),
			new Navigation.Item("Tokens", "/tokens", "tokens"), new Navigation.Item("People", "/people", "people"),
			new Navigation.Item("Audit", "/audit", "audit"));

	private final Routes routes;

	private final Inbox inbox;

	private final Notices notices;

	private final BreakGlass breakGlass;

	Menu(Routes routes, Inbox inbox, Notices notices, BreakGlass breakGlass) {
		this.routes = routes;
		this.inbox = inbox;
		this.notices = notices;
		this.breakGlass = breakGlass;
	}

	@ModelAttribute("navigation")
	Navigation navigation(@AuthenticationPrincipal @Nullable SignedIn who, HttpServletRequest request) {
		// Spring asks for this whatever answers; a script sees no page.
		if (who == null || Answers.script(request)) {
			return new Navigation(List.of());
		}
		// A form's answer is mostly another page.
		return new Navigation(request.getMethod().equals("GET") ? counted(who) : open(who));
	}

	private List<Navigation.Item> counted(SignedIn who) {
		return open(who).stream().map((item) -> {
			int count = switch (item.section()) {
				case "inbox" -> this.inbox.count(who);
				case "notices" -> this.notices.unread(who);
				default -> 0;
			};
			return (count > 0) ? new Navigation.Item(item.label(), item.href(), item.section(), count) : item;
		}).toList();
	}

	/**
	 * That somebody may be in by break-glass is said on every page.
	 */
	@ModelAttribute("alarms")
	List<BreakGlass.Warning> alarms(@AuthenticationPrincipal @Nullable SignedIn who, HttpServletRequest request) {
		if (who == null || Answers.script(request)) {
			return List.of();
		}
		return request.getMethod().equals("GET") ? this.breakGlass.open(who) : List.of();
	}

	@ModelAttribute("visitor")
	@Nullable Visitor visitor(@AuthenticationPrincipal @Nullable SignedIn who) {
		return (who != null) ? new Visitor(who.name(), who.roleWords()) : null;
	}

	List<Navigation.Item> open(SignedIn who) {
		return SECTIONS.stream().filter((item) -> this.routes.mayOpen(who, item.href())).toList();
	}

}
