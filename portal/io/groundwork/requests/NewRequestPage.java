package io.groundwork.requests;

import java.util.LinkedHashMap;
import java.util.Map;

import io.groundwork.identity.SignedIn;
import io.groundwork.web.ConflictException;
import io.groundwork.web.Flash;
import io.groundwork.web.ForbiddenException;
import io.groundwork.web.InvalidInputException;
import io.swagger.v3.oas.annotations.Hidden;
import jakarta.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;

import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.mvc.support.RedirectAttributes;

/**
 * Asks for an environment, or for a change of one, on one page. What an address brings
 * along only fills the form in: nothing is asked for until somebody sends it.
 */
@Hidden
@Controller
class NewRequestPage {

	private final Requests requests;

	private final WishReader reader;

	private final Drafts drafts;

	private final WishForm form;

	private final WishLook look;

	private final WishOptions options;

	private final WishSummary summary;

	NewRequestPage(Requests requests, WishReader reader, Drafts drafts, WishForm form, WishLook look,
			WishOptions options, WishSummary summary) {
		this.requests = requests;
		this.reader = reader;
		this.drafts = drafts;
		this.form = form;
		this.look = look;
		this.options = options;
		this.summary = summary;
	}

	@GetMapping("/requests/new")
	String form(@AuthenticationPrincipal SignedIn who, @RequestParam Map<String, String> typed,
			@RequestParam(required = false) @Nullable String draft, Model model) {
		Map<String, String> given = new LinkedHashMap<>(typed);
		given.remove("draft");
		if ("1".equals(draft)) {
			return show(who,
					this.form.completed(who, this.drafts.of(who.person()).map(Drafts.Draft::fields).orElse(Map.of())),
					Map.of(), model);
		}
		if (given.isEmpty()) {
			this.drafts.of(who.person()).ifPresent((kept) -> model.addAttribute("draft", kept));
		}
		String preset = given.remove("preset");
		if (preset != null) {
			given.keySet().retainAll(WishForm.OWN);
			given.put("kind", preset);
		}
		model.addAttribute("prefilled", preset == null && !given.isEmpty());
		return show(who, this.form.completed(who, given), Map.of(), model);
	}

	/**
	 * Looks at what was typed so far, and keeps it.
	 */
	@PostMapping("/requests/new/look")
	String look(@AuthenticationPrincipal SignedIn who, @RequestParam Map<String, String> typed, Model model) {
		Map<String, String> fields = this.options.following(this.form.typed(typed));
		this.drafts.keep(who.person(), fields);
		return show(who, fields, this.look.problems(who, fields, model), model);
	}

	@PostMapping("/requests/new")
	String ask(@AuthenticationPrincipal SignedIn who, @RequestParam Map<String, String> typed, Model model,
			HttpServletResponse response, RedirectAttributes redirect) {
		Map<String, String> fields = this.form.typed(typed);
		Map<String, String> errors = new LinkedHashMap<>();
		try {
			Request request = this.requests.ask(this.reader.read(who, this.form.asked(fields)));
			this.drafts.forget(who.person());
			redirect.addFlashAttribute("flash",
					Flash.done("It is asked for. This page shows what becomes of it, and what it waits for."));
			return "redirect:/requests/" + request.number();
		}
		catch (InvalidInputException ex) {
			errors.putAll(this.look.problems(who, fields, model));
			errors.putIfAbsent(WishLook.place(ex.field()), ex.remedy());
			response.setStatus(400);
		}
		catch (ConflictException ex) {
			errors.put("environment", ex.getMessage() + ".");
			response.setStatus(409);
		}
		catch (ForbiddenException ex) {
			errors.put("environment", ex.getMessage() + ".");
			response.setStatus(403);
		}
		this.drafts.keep(who.person(), fields);
		return show(who, fields, errors, model);
	}

	@GetMapping("/requests/{number}/edit")
	String editForm(@AuthenticationPrincipal SignedIn who, @PathVariable long number, Model model) {
		Request request = this.requests.toEdit(who, number);
		Map<String, String> fields = this.form.of(request);
		model.addAttribute("edited", number);
		return show(who, fields, Map.of(), model);
	}

	@PostMapping("/requests/{number}/edit")
	String edit(@AuthenticationPrincipal SignedIn who, @PathVariable long number,
			@RequestParam Map<String, String> typed, Model model, HttpServletResponse response,
			RedirectAttributes redirect) {
		Map<String, String> fields = this.form.typed(typed);
		Map<String, String> errors = new LinkedHashMap<>();
		try {
			Request request = this.requests.seenBy(who, number);
			fields.put("what", request.kind().word());
			fields.put("environment", request.environment());
			fields.put("team", request.team());
			fields.put("kind", request.environmentKind());
			this.requests.edit(who, number, this.reader.read(who, this.form.asked(fields)));
			redirect.addFlashAttribute("flash",
					Flash.done("It is written anew, and planned again; earlier votes count no more."));
			return "redirect:/requests/" + number;
		}
		catch (InvalidInputException ex) {
			errors.putAll(this.look.problems(who, fields, model));
			errors.putIfAbsent(WishLook.place(ex.field()), ex.remedy());
			response.setStatus(400);
		}
		catch (ConflictException ex) {
			errors.put("environment", ex.getMessage() + ".");
			response.setStatus(409);
		}
		model.addAttribute("edited", number);
		return show(who, fields, errors, model);
	}

	@PostMapping("/requests/new/forget")
	String forget(@AuthenticationPrincipal SignedIn who, RedirectAttributes redirect) {
		this.drafts.forget(who.person());
		redirect.addFlashAttribute("flash", Flash.done("The draft is gone."));
		return "redirect:/requests/new";
	}

	private String show(SignedIn who, Map<String, String> given, Map<String, String> errors, Model model) {
		Map<String, String> fields = WishForm.whole(given);
		Object edited = model.getAttribute("edited");
		model.addAttribute("form", fields);
		model.addAttribute("errors", errors);
		model.addAttribute("what", fields.getOrDefault("what", "create"));
		model.addAttribute("owner", WishForm.owner(fields));
		model.addAttribute("summary", this.summary.of(who, fields));
		this.options.show(who, fields, model);
		model.addAttribute("action", (edited != null) ? "/requests/%s/edit".formatted(edited) : "/requests/new");
		return "requests/new";
	}

}
