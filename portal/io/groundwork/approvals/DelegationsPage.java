package io.groundwork.approvals;

import java.time.Clock;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Map;

import io.groundwork.identity.SignedIn;
import io.groundwork.web.ConflictException;
import io.groundwork.web.Cursor;
import io.groundwork.web.Flash;
import io.groundwork.web.ForbiddenException;
import io.groundwork.web.InvalidInputException;
import io.groundwork.web.Page;
import io.groundwork.web.Times;
import io.swagger.v3.oas.annotations.Hidden;
import jakarta.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;

import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.mvc.support.RedirectAttributes;

/**
 * Who votes in one's place while one is away, and in whose place one votes.
 */
@Hidden
@Controller
@RequestMapping("/delegations")
class DelegationsPage {

	private static final int ROWS = 25;

	private final Delegations delegations;

	private final DelegationOffice office;

	private final Times times;

	private final Clock clock;

	DelegationsPage(Delegations delegations, DelegationOffice office, Times times, Clock clock) {
		this.delegations = delegations;
		this.office = office;
		this.times = times;
		this.clock = clock;
	}

	@GetMapping
	String list(@AuthenticationPrincipal SignedIn who, @RequestParam(required = false) @Nullable String after,
			Model model) {
		return show(who, after, Form.EMPTY, Map.of(), model);
	}

	@PostMapping
	String delegate(@AuthenticationPrincipal SignedIn who, Form form, Model model, HttpServletResponse response,
			RedirectAttributes redirect) {
		try {
			Delegation made = this.office.delegate(who, Form.word(form.to()), moment("from", form.from()),
					moment("until", form.until()), Form.word(form.reason()));
			redirect.addFlashAttribute("flash", Flash.done("%s votes in your place until %s, unless you take it back."
				.formatted(made.delegateName(), this.times.brief(made.until()))));
			return "redirect:/delegations";
		}
		catch (InvalidInputException ex) {
			response.setStatus(400);
			return show(who, null, form, Map.of(ex.field(), ex.remedy()), model);
		}
		catch (ConflictException ex) {
			response.setStatus(409);
			return show(who, null, form, Map.of("from", ex.getMessage() + "."), model);
		}
		catch (ForbiddenException ex) {
			response.setStatus(403);
			return show(who, null, form, Map.of("to", ex.getMessage() + "."), model);
		}
	}

	@PostMapping("/{number}/revoke")
	String revoke(@AuthenticationPrincipal SignedIn who, @PathVariable long number, Model model,
			HttpServletResponse response, RedirectAttributes redirect) {
		try {
			Delegation revoked = this.office.revoke(who, number);
			redirect.addFlashAttribute("flash",
					Flash.done("%s does not vote in your place any more.".formatted(revoked.delegateName())));
			return "redirect:/delegations";
		}
		catch (ConflictException ex) {
			response.setStatus(409);
			model.addAttribute("refused", ex.getMessage() + ".");
			return show(who, null, Form.EMPTY, Map.of(), model);
		}
	}

	private String show(SignedIn who, @Nullable String after, Form form, Map<String, String> errors, Model model) {
		Instant now = this.clock.instant();
		List<Delegation> found = this.delegations.page(who.person(), Cursor.number(after, Long.MAX_VALUE), ROWS + 1);
		model.addAttribute("page",
				Page.of(found, ROWS, (one) -> new Row(one, one.delegator() == who.person(), one.phase(now)),
						(one) -> Cursor.of(one.number())));
		model.addAttribute("away", this.delegations.of(List.of(who.person())).get(who.person()));
		model.addAttribute("places",
				this.delegations.to(who.person()).stream().map(Delegation::delegatorName).toList());
		model.addAttribute("form", form);
		model.addAttribute("errors", errors);
		model.addAttribute("mayDelegate", DelegationOffice.votes(who));
		return "approvals/delegations";
	}

	private static @Nullable Instant moment(String field, @Nullable String typed) {
		if (typed == null || typed.isBlank()) {
			return null;
		}
		try {
			return LocalDateTime.parse(typed.strip()).toInstant(ZoneOffset.UTC);
		}
		catch (DateTimeParseException ex) {
			throw new InvalidInputException(field, "%s must be a date and a time in UTC.".formatted(field));
		}
	}

	/**
	 * The form, as it was typed.
	 */
	record Form(@Nullable String to, @Nullable String from, @Nullable String until, @Nullable String reason) {

		static final Form EMPTY = new Form(null, null, null, null);

		private static String word(@Nullable String typed) {
			return (typed != null) ? typed : "";
		}

	}

	/**
	 * One of them in the list.
	 *
	 * @param own whether whoever looks gave it
	 */
	record Row(Delegation delegation, boolean own, Delegation.Phase phase) {

		/**
		 * What somebody should know before they take it back.
		 */
		public List<String> consequences() {
			return List.of("%s cannot vote in your place from now on.".formatted(this.delegation.delegateName()),
					"Votes in your place on what was not carried out yet count no more.",
					"You can let somebody vote in your place again at any time.");
		}

	}

}
