package io.groundwork.sandbox;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;

import io.groundwork.web.Flash;
import io.groundwork.web.Trouble;

import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
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
	String components(@RequestParam(defaultValue = "-at") String sort,
			@RequestParam(defaultValue = "false") boolean refused, Model model) {
		Instant now = this.clock.instant();
		if (!refused) {
			model.addAttribute("flash", Flash.done("The token “nightly export” was made."));
		}
		model.addAttribute("refused", refused);
		model.addAttribute("sort", sort);
		model.addAttribute("justNow", now);
		model.addAttribute("minutesAgo", now.minus(Duration.ofMinutes(14)));
		model.addAttribute("daysAgo", now.minus(Duration.ofDays(3)));
		model.addAttribute("inFortyMinutes", now.plus(Duration.ofSeconds(42 * 60 + 30)));
		model.addAttribute("inTenMinutes", now.plus(Duration.ofSeconds(10 * 60 + 30)));
		model.addAttribute("regions", Exhibits.REGIONS);
		model.addAttribute("scopes", Exhibits.SCOPES);
		model.addAttribute("roles", Exhibits.ROLES);
		model.addAttribute("errors", Exhibits.ERRORS);
		model.addAttribute("facts", Exhibits.FACTS);
		model.addAttribute("consequences", Exhibits.CONSEQUENCES);
		model.addAttribute("tabs", Exhibits.TABS);
		model.addAttribute("meters", Exhibits.METERS);
		model.addAttribute("diff", Exhibits.DIFF);
		model.addAttribute("loss", Exhibits.LOSS);
		model.addAttribute("unchanged", Exhibits.UNCHANGED);
		model.addAttribute("latency", Exhibits.latency(now));
		model.addAttribute("availability", Exhibits.availability(now));
		model.addAttribute("unmeasured", Exhibits.unmeasured(now));
		model.addAttribute("rows", IntStream.rangeClosed(1, 6).mapToObj((number) -> row(number, now)).toList());
		model.addAttribute("troubles", List.of(400, 403, 404, 405, 409, 413, 429, 500, 503));
		return "sandbox/gallery";
	}

	/**
	 * An error page as people meet it, though nothing went wrong.
	 */
	@GetMapping("/sandbox/components/errors/{status}")
	String error(@PathVariable int status, Model model) {
		Trouble trouble = Trouble.of(status);
		model.addAttribute("status", status);
		model.addAttribute("heading", trouble.heading());
		model.addAttribute("happened", trouble.happened());
		model.addAttribute("unchanged", trouble.unchanged());
		model.addAttribute("next", trouble.next());
		model.addAttribute("reference", (status >= 500) ? "7f3a91c2e05b" : null);
		return "error";
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

	record Row(long sequence, Instant at, String actor, String action, String outcome, String tone) {

	}

}
