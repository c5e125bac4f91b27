package io.groundwork.pages;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.groundwork.identity.Credentials;
import io.groundwork.identity.Directory;
import io.groundwork.identity.Routes;
import io.groundwork.identity.SignedIn;
import io.groundwork.runs.Runs;
import io.groundwork.web.Navigation;

import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.util.UriComponentsBuilder;

/**
 * Finds what somebody may open: pages, runs, people, tokens, the record.
 */
@Controller
class SearchPage {

	/** "12", "run 12", "#12". */
	private static final Pattern RUN = Pattern.compile("(?:run\\s*)?#?([0-9]{1,18})");

	private final Menu menu;

	private final Routes routes;

	private final Directory directory;

	private final Credentials credentials;

	private final Runs runs;

	SearchPage(Menu menu, Routes routes, Directory directory, Credentials credentials, Runs runs) {
		this.menu = menu;
		this.routes = routes;
		this.directory = directory;
		this.credentials = credentials;
		this.runs = runs;
	}

	@GetMapping("/search")
	String search(@AuthenticationPrincipal SignedIn who, @RequestParam(defaultValue = "") String q, Model model) {
		String words = q.strip();
		model.addAttribute("q", words);
		model.addAttribute("found", words.isEmpty() ? List.of() : find(who, words));
		return "pages/search";
	}

	private List<Found> find(SignedIn who, String words) {
		String lower = words.toLowerCase(Locale.ROOT);
		List<Found> found = new ArrayList<>();
		for (Navigation.Item item : this.menu.open(who)) {
			if (item.label().toLowerCase(Locale.ROOT).contains(lower)) {
				found.add(new Found("Page", item.label(), item.href()));
			}
		}
		Matcher number = RUN.matcher(lower);
		if (number.matches()) {
			this.runs.find(who, Long.parseLong(number.group(1)))
				.ifPresent((run) -> found.add(new Found("Run", "Run %d: %s in %s, %s".formatted(run.number(),
						run.kind().word(), run.environment(), run.status().word()), "/runs/" + run.number())));
		}
		if (this.routes.mayOpen(who, "/people")) {
			this.directory.named(words)
				.forEach((entry) -> found.add(new Found("Person", entry.name(), "/people/" + entry.id())));
		}
		this.credentials.endingFirst(who)
			.stream()
			.filter((token) -> token.name().toLowerCase(Locale.ROOT).contains(lower))
			.forEach((token) -> found.add(new Found("Token", token.name(), "/tokens")));
		if (this.routes.mayOpen(who, "/audit")) {
			found.add(new Found("Audit record", "subjects that begin with " + words, address("subject", words)));
			found.add(new Found("Audit record", "what " + words + " did", address("person", words)));
		}
		return found;
	}

	private static String address(String filter, String value) {
		return UriComponentsBuilder.fromPath("/audit")
			.queryParam(filter, "{value}")
			.encode()
			.buildAndExpand(value)
			.toUriString();
	}

	/**
	 * Something that was found.
	 */
	record Found(String kind, String name, String href) {

	}

}
