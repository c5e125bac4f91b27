package io.groundwork.notices;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

import io.groundwork.identity.SignedIn;
import io.groundwork.notices.delivery.Outbox;
import io.groundwork.web.Flash;
import io.groundwork.web.InvalidInputException;
import io.swagger.v3.oas.annotations.Hidden;
import jakarta.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;

import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.ModelAttribute;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.servlet.mvc.support.RedirectAttributes;

/**
 * What one wants to be told of, and where.
 */
@Hidden
@Controller
@RequestMapping("/settings/notices")
class PreferencePage {

	private static final int HOURS = 24;

	private final Preferences preferences;

	private final Outbox outbox;

	PreferencePage(Preferences preferences, Outbox outbox) {
		this.preferences = preferences;
		this.outbox = outbox;
	}

	@GetMapping
	String show(@AuthenticationPrincipal SignedIn who, Model model) {
		Preference chosen = this.preferences.of(who.person());
		return page(
				new Choice(words(chosen.here()), words(chosen.slack()), chosen.member(), String.valueOf(chosen.hour())),
				model);
	}

	@PostMapping
	String keep(@AuthenticationPrincipal SignedIn who, @ModelAttribute("choice") Choice choice, Model model,
			HttpServletResponse response, RedirectAttributes redirect) {
		try {
			this.preferences.keep(who.person(), choice.read(this.preferences.of(who.person()), this.outbox.slack()));
		}
		catch (InvalidInputException ex) {
			response.setStatus(400);
			model.addAttribute("errors", Map.of(ex.field(), ex.remedy()));
			return page(choice, model);
		}
		redirect.addFlashAttribute("flash", Flash.done("From now on you are told so."));
		return "redirect:/settings/notices";
	}

	private String page(Choice choice, Model model) {
		model.addAttribute("choice", choice);
		model.addAttribute("concerns", Concern.labels());
		model.addAttribute("slackSetUp", this.outbox.slack());
		Map<String, String> hours = new LinkedHashMap<>();
		for (int hour = 0; hour < HOURS; hour++) {
			hours.put(String.valueOf(hour), "%02d:00 UTC".formatted(hour));
		}
		model.addAttribute("hours", hours);
		return "notices/preferences";
	}

	private static List<String> words(Set<Concern> concerns) {
		return concerns.stream().map(Concern::word).toList();
	}

	/**
	 * The form, as it was filled in; what is not ticked is not sent.
	 */
	record Choice(@Nullable List<String> here, @Nullable List<String> slack, @Nullable String member,
			@Nullable String hour) {

		/**
		 * What it says.
		 * @param before what is kept of what the form did not ask for
		 */
		Preference read(Preference before, boolean withSlack) {
			String typed = (this.member != null) ? this.member.strip().toUpperCase(Locale.ROOT) : "";
			int number = (this.hour != null && this.hour.matches("[0-9]{1,2}")) ? Integer.parseInt(this.hour) : -1;
			return new Preference(Concern.all(given(this.here)),
					withSlack ? Concern.all(given(this.slack)) : before.slack(),
					withSlack ? (typed.isEmpty() ? null : typed) : before.member(), number);
		}

		private static List<String> given(@Nullable List<String> words) {
			return (words != null) ? words : List.of();
		}

	}

}
