package io.groundwork.approvals;

import java.time.Clock;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.groundwork.environments.EnvironmentKind;
import io.groundwork.identity.Role;
import io.groundwork.identity.SignedIn;
import io.groundwork.web.ConflictException;
import io.groundwork.web.Cursor;
import io.groundwork.web.Flash;
import io.groundwork.web.InvalidInputException;
import io.groundwork.web.Page;
import io.swagger.v3.oas.annotations.Hidden;
import jakarta.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;

import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.util.StringUtils;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.mvc.support.RedirectAttributes;

/**
 * When nothing is carried out, for everybody to see; platform engineers declare it.
 */
@Hidden
@Controller
@RequestMapping("/freezes")
class FreezesPage {

	private static final int ROWS = 25;

	private static final DateTimeFormatter MOMENT = DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm");

	private final FreezeRows rows;

	private final FreezeOffice office;

	private final Clock clock;

	FreezesPage(FreezeRows rows, FreezeOffice office, Clock clock) {
		this.rows = rows;
		this.office = office;
		this.clock = clock;
	}

	@GetMapping
	String list(@AuthenticationPrincipal SignedIn who, @RequestParam(required = false) @Nullable String after,
			Model model) {
		return list(who, after, Form.EMPTY, Map.of(), model);
	}

	@PostMapping
	String declare(@AuthenticationPrincipal SignedIn who, Form form, Model model, HttpServletResponse response,
			RedirectAttributes redirect) {
		try {
			Freeze freeze = this.office.declare(who, form.read());
			redirect.addFlashAttribute("flash", Flash
				.done("“%s” is declared. What is agreed to meanwhile waits for its end.".formatted(freeze.name())));
			return "redirect:/freezes/" + freeze.number();
		}
		catch (InvalidInputException ex) {
			response.setStatus(400);
			return list(who, null, form, Map.of(ex.field(), ex.remedy()), model);
		}
	}

	@GetMapping("/{number}")
	String one(@AuthenticationPrincipal SignedIn who, @PathVariable long number, Model model) {
		Freeze freeze = this.office.get(number);
		return one(who, freeze, Form.of(freeze), Map.of(), model);
	}

	@PostMapping("/{number}")
	String change(@AuthenticationPrincipal SignedIn who, @PathVariable long number, Form form, Model model,
			HttpServletResponse response, RedirectAttributes redirect) {
		try {
			Freeze freeze = this.office.change(who, number, form.read());
			redirect.addFlashAttribute("flash", Flash.done("“%s” is changed.".formatted(freeze.name())));
			return "redirect:/freezes/" + number;
		}
		catch (InvalidInputException ex) {
			response.setStatus(400);
			return one(who, this.office.get(number), form, Map.of(ex.field(), ex.remedy()), model);
		}
		catch (ConflictException ex) {
			return refused(who, number, ex, model, response);
		}
	}

	@PostMapping("/{number}/end")
	String end(@AuthenticationPrincipal SignedIn who, @PathVariable long number,
			@RequestParam(defaultValue = "") String reason, Model model, HttpServletResponse response,
			RedirectAttributes redirect) {
		try {
			Freeze freeze = this.office.end(who, number, reason);
			redirect.addFlashAttribute("flash",
					Flash.done("“%s” is over. What it held goes on by itself.".formatted(freeze.name())));
			return "redirect:/freezes/" + number;
		}
		catch (InvalidInputException ex) {
			response.setStatus(400);
			Freeze freeze = this.office.get(number);
			return one(who, freeze, Form.of(freeze), Map.of("end", ex.remedy()), model);
		}
		catch (ConflictException ex) {
			return refused(who, number, ex, model, response);
		}
	}

	private String refused(SignedIn who, long number, ConflictException ex, Model model, HttpServletResponse response) {
		response.setStatus(409);
		model.addAttribute("refused", ex.getMessage() + ".");
		Freeze freeze = this.office.get(number);
		return one(who, freeze, Form.of(freeze), Map.of(), model);
	}

	private String list(SignedIn who, @Nullable String after, Form form, Map<String, String> errors, Model model) {
		Instant now = this.clock.instant();
		List<Freeze> found = this.rows.page(Cursor.number(after, Long.MAX_VALUE), ROWS + 1);
		model.addAttribute("page", Page.of(found, ROWS, (freeze) -> new Row(freeze, freeze.phase(now)),
				(freeze) -> Cursor.of(freeze.number())));
		model.addAttribute("inForce", this.rows.between(now, now));
		return filled(who, form, errors, model, "approvals/freezes");
	}

	private String one(SignedIn who, Freeze freeze, Form form, Map<String, String> errors, Model model) {
		Instant now = this.clock.instant();
		model.addAttribute("freeze", freeze);
		model.addAttribute("phase", freeze.phase(now));
		model.addAttribute("begun", !freeze.from().isAfter(now));
		return filled(who, form, errors, model, "approvals/freeze");
	}

	private static String filled(SignedIn who, Form form, Map<String, String> errors, Model model, String view) {
		model.addAttribute("form", form);
		model.addAttribute("errors", errors);
		model.addAttribute("mayDeclare", who.is(Role.PLATFORM));
		Map<String, String> kinds = new LinkedHashMap<>();
		for (EnvironmentKind kind : EnvironmentKind.values()) {
			kinds.put(kind.word(), StringUtils.capitalize(kind.word()));
		}
		model.addAttribute("kinds", kinds);
		return view;
	}

	private static @Nullable Instant moment(String field, String typed) {
		if (typed.isBlank()) {
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
	record Form(@Nullable String name, @Nullable String from, @Nullable String until, @Nullable List<String> kinds,
			@Nullable String environments, @Nullable String reason) {

		static final Form EMPTY = new Form(null, null, null, null, null, null);

		static Form of(Freeze freeze) {
			return new Form(freeze.name(), MOMENT.format(freeze.from().atOffset(ZoneOffset.UTC)),
					MOMENT.format(freeze.until().atOffset(ZoneOffset.UTC)), List.copyOf(freeze.kinds()),
					String.join(" ", freeze.environments().stream().sorted().toList()), freeze.reason());
		}

		FreezeOffice.Typing read() {
			return new FreezeOffice.Typing(word(this.name), moment("from", word(this.from)),
					moment("until", word(this.until)), (this.kinds != null) ? this.kinds : List.of(),
					Arrays.asList(word(this.environments).split("[\\s,]+")), word(this.reason));
		}

		private static String word(@Nullable String typed) {
			return (typed != null) ? typed : "";
		}

	}

	/**
	 * One of them in the list.
	 */
	record Row(Freeze freeze, Freeze.Phase phase) {

	}

}
