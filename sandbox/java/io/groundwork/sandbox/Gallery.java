package io.groundwork.sandbox;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

import io.groundwork.web.Choice;
import io.groundwork.web.Flash;
import io.groundwork.web.Trouble;

import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;

/**
 * Shows every component in every state, so that a change of the look is seen in one
 * place.
 */
@Controller
class Gallery {

	private final Clock clock;

	Gallery(Clock clock) {
		this.clock = clock;
	}

	@GetMapping("/sandbox/components")
	String components(@RequestParam(defaultValue = "-at") String sort, Model model) {
		Instant now = this.clock.instant();
		model.addAttribute("sort", sort);
		model.addAttribute("flash", Flash.done("The token “nightly export” was made."));
		model.addAttribute("now", now);
		model.addAttribute("minutesAgo", now.minus(Duration.ofMinutes(14)));
		model.addAttribute("daysAgo", now.minus(Duration.ofDays(3)));
		model.addAttribute("inFortyMinutes", now.plus(Duration.ofSeconds(42 * 60 + 20)));
		model.addAttribute("inTenMinutes", now.plus(Duration.ofSeconds(10 * 60 + 20)));
		model.addAttribute("lately", now.minus(Duration.ofSeconds(50)));
		model.addAttribute("regions", ordered("fr-par", "Paris (fr-par)", "nl-ams", "Amsterdam (nl-ams)"));
		model.addAttribute("scopes", ordered("audit:read", "Read the audit record", "me:read", "Read who you are"));
		model.addAttribute("roles",
				List.of(new Choice("viewer", "Viewer", "Looks, changes nothing"),
						new Choice("operator", "Operator", "Restarts, scales, debugs"),
						new Choice("break-glass", "Break glass", "Only platform engineers may", false)));
		model.addAttribute("wrong", ordered("wrong-name", "Give the token a name, so that you know it again.",
				"wrong-for", "At most 90 days; enter 90d or less."));
		model.addAttribute("facts",
				ordered("Environment", "production", "Revision now", "17", "State serial", "42", "Undo", ""));
		model.addAttribute("rows", IntStream.rangeClosed(1, 6).mapToObj((number) -> row(number, now)).toList());
		model.addAttribute("troubles",
				IntStream.of(400, 403, 404, 405, 409, 413, 429, 500, 503).mapToObj(Trouble::of).toList());
		return "sandbox/gallery";
	}

	private static Row row(int number, Instant now) {
		return switch (number % 3) {
			case 1 -> new Row(1000 - number, now.minus(Duration.ofMinutes(number * 7L)), "engineer-1", "token.made",
					"done", "good");
			case 2 -> new Row(1000 - number, now.minus(Duration.ofHours(number)), "a-reviewer-with-a-rather-long-name",
					"sign-in.refused", "refused", "bad");
			default -> new Row(1000 - number, now.minus(Duration.ofDays(number)), "auditor-1", "audit.exported", "done",
					"good");
		};
	}

	private static Map<String, String> ordered(String... pairs) {
		Map<String, String> map = new LinkedHashMap<>();
		for (int i = 0; i < pairs.length; i += 2) {
			map.put(pairs[i], pairs[i + 1]);
		}
		return map;
	}

	record Row(long sequence, Instant at, String actor, String action, String outcome, String tone) {

	}

}
