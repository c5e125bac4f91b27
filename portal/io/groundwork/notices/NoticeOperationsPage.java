package io.groundwork.notices;

import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.UUID;

import io.groundwork.identity.SignedIn;
import io.groundwork.notices.delivery.Deliveries;
import io.groundwork.notices.delivery.Message;
import io.groundwork.notices.delivery.Outbox;
import io.groundwork.notices.delivery.Webhooks;
import io.groundwork.web.Flash;
import io.groundwork.web.InvalidInputException;
import io.groundwork.web.Tone;
import io.swagger.v3.oas.annotations.Hidden;
import jakarta.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;

import org.springframework.http.HttpHeaders;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.stereotype.Controller;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.ModelAttribute;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.mvc.support.RedirectAttributes;

/**
 * What goes out of the portal, for those who look after it: Slack, webhooks, and what
 * came of each delivery.
 */
@Hidden
@Controller
@RequestMapping("/operations/notices")
class NoticeOperationsPage {

	private static final String HERE = "redirect:/operations/notices";

	private static final int ROWS = 30;

	/** What says what v1 of a signature must be. */
	private static final String CHECK = """
			{ printf %s. "$T"; cat body.json; } | openssl dgst -sha256 -hmac "$SECRET" -hex""";

	private final Webhooks webhooks;

	private final Deliveries deliveries;

	private final Outbox outbox;

	private final Notices notices;

	private final Clock clock;

	NoticeOperationsPage(Webhooks webhooks, Deliveries deliveries, Outbox outbox, Notices notices, Clock clock) {
		this.webhooks = webhooks;
		this.deliveries = deliveries;
		this.outbox = outbox;
		this.notices = notices;
		this.clock = clock;
	}

	@GetMapping
	String show(@RequestParam(defaultValue = "") String show, @RequestParam(required = false) @Nullable String after,
			@ModelAttribute("wish") Wish wish, Model model) {
		return page(show, after, model);
	}

	@PostMapping("/webhooks")
	String add(@AuthenticationPrincipal SignedIn who, @ModelAttribute("wish") Wish wish, Model model,
			HttpServletResponse response) {
		try {
			// Shown in this answer and nowhere else; a redirect would have to keep it
			// somewhere.
			model.addAttribute("secret",
					this.webhooks.add(given(wish.name()), given(wish.address()), wish.known(), who.name()));
			model.addAttribute("check", CHECK);
			model.addAttribute("made", given(wish.name()).strip());
			model.addAttribute("wish", new Wish(null, null, null));
		}
		catch (InvalidInputException ex) {
			model.addAttribute("errors", Map.of(ex.field(), ex.remedy()));
			response.setStatus(400);
		}
		response.setHeader(HttpHeaders.CACHE_CONTROL, "no-store");
		return page("", null, model);
	}

	@PostMapping("/webhooks/{id}/test")
	@Transactional
	String test(@AuthenticationPrincipal SignedIn who, @PathVariable UUID id, RedirectAttributes redirect) {
		this.webhooks.tested(id, who.name());
		String occasion = "test:" + UUID.randomUUID();
		this.outbox.tellOnly(new Message("test", occasion, occasion, this.clock.instant(), "A test", Tone.QUIET, "Test",
				List.of(), "Look at it", this.notices.outside("/operations/notices"), Map.of("by", who.name())), id);
		return done(redirect, "A test is on its way; what comes of it is below.");
	}

	@PostMapping("/webhooks/{id}/pause")
	String pause(@AuthenticationPrincipal SignedIn who, @PathVariable UUID id, RedirectAttributes redirect) {
		this.webhooks.pause(id, who.name());
		return done(redirect, "Nothing is sent to it until somebody lets it go on.");
	}

	@PostMapping("/webhooks/{id}/resume")
	String resume(@AuthenticationPrincipal SignedIn who, @PathVariable UUID id, RedirectAttributes redirect) {
		this.webhooks.resume(id, who.name());
		return done(redirect, "What happens is sent to it again.");
	}

	@PostMapping("/webhooks/{id}/remove")
	String remove(@AuthenticationPrincipal SignedIn who, @PathVariable UUID id, RedirectAttributes redirect) {
		this.webhooks.remove(id, who.name());
		return done(redirect, "The webhook is removed.");
	}

	@PostMapping("/deliveries/{id}/again")
	String again(@PathVariable long id, RedirectAttributes redirect) {
		if (!this.outbox.retry(id)) {
			redirect.addFlashAttribute("flash",
					Flash.refused("It is not tried again: it was not given up, or something newer has overtaken it."));
			return HERE;
		}
		return done(redirect, "It is tried again.");
	}

	private static String done(RedirectAttributes redirect, String text) {
		redirect.addFlashAttribute("flash", Flash.done(text));
		return HERE;
	}

	private String page(String show, @Nullable String after, Model model) {
		boolean givenUp = show.equals("given-up");
		model.addAttribute("only", givenUp);
		model.addAttribute("slack", this.deliveries.slack());
		model.addAttribute("webhooks", this.webhooks.all());
		model.addAttribute("events", NoticeEvent.labels());
		model.addAttribute("page", this.deliveries.page(givenUp ? "given-up" : null, after, ROWS));
		model.addAttribute("givenUp", this.deliveries.givenUp());
		model.addAttribute("late", this.deliveries.late());
		return "notices/operations";
	}

	private static String given(@Nullable String text) {
		return (text != null) ? text : "";
	}

	/**
	 * The form, as it was filled in.
	 */
	record Wish(@Nullable String name, @Nullable String address, @Nullable List<String> events) {

		/**
		 * Those that are ticked; at first all are.
		 */
		public List<String> ticked() {
			return (this.name == null && this.events == null) ? List.copyOf(NoticeEvent.labels().keySet()) : known();
		}

		List<String> known() {
			return (this.events != null)
					? this.events.stream().filter((word) -> NoticeEvent.of(word).isPresent()).distinct().toList()
					: List.of();
		}

	}

}
