package io.groundwork.access;

import java.util.Map;

import io.groundwork.access.offline.Kit;
import io.groundwork.identity.Role;
import io.groundwork.identity.SignedIn;
import io.groundwork.web.ConflictException;
import io.groundwork.web.InvalidInputException;
import io.groundwork.web.NotThereException;
import io.swagger.v3.oas.annotations.Hidden;
import jakarta.servlet.http.HttpServletResponse;

import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.ModelAttribute;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;

/**
 * Where site reliability engineers break the glass, and all see when that was done.
 */
@Hidden
@Controller
@RequestMapping("/break-glass")
class BreakGlassPage {

	private static final int LATEST = 50;

	private static final BreakGlass.Asked NOTHING = new BreakGlass.Asked(null, null, null);

	private final BreakGlass breakGlass;

	private final BreakGlassRows used;

	private final BreakGlassKeys keys;

	private final BroughtIn broughtIn;

	private final GrantReader reader;

	BreakGlassPage(BreakGlass breakGlass, BreakGlassRows used, BreakGlassKeys keys, BroughtIn broughtIn,
			GrantReader reader) {
		this.keys = keys;
		this.broughtIn = broughtIn;
		this.breakGlass = breakGlass;
		this.used = used;
		this.reader = reader;
	}

	@GetMapping
	String page(@AuthenticationPrincipal SignedIn who, @ModelAttribute("asked") BreakGlass.Asked asked, Model model) {
		return page(who, asked, Map.of(), model);
	}

	@PostMapping
	String force(@AuthenticationPrincipal SignedIn who, @ModelAttribute("asked") BreakGlass.Asked asked, Model model,
			HttpServletResponse response) {
		try {
			return "redirect:/access/" + this.breakGlass.force(who, asked).number();
		}
		catch (InvalidInputException ex) {
			response.setStatus(400);
			return page(who, asked, Map.of(ex.field(), ex.remedy()), model);
		}
		catch (NotThereException | ConflictException ex) {
			response.setStatus((ex instanceof ConflictException) ? 409 : 404);
			return page(who, asked, Map.of("environment", ex.getMessage() + "."), model);
		}
	}

	/**
	 * A key file for the day on which the portal is away.
	 */
	@PostMapping("/key")
	Object key(@AuthenticationPrincipal SignedIn who, Model model, HttpServletResponse response) {
		try {
			return BreakGlassApi.file(this.keys.make(who));
		}
		catch (ConflictException ex) {
			response.setStatus(409);
			return page(who, NOTHING, Map.of("key", ex.getMessage() + "."), model);
		}
	}

	/**
	 * What was done while the portal was away.
	 */
	@PostMapping("/receipts")
	String bring(@AuthenticationPrincipal SignedIn who, @RequestParam(defaultValue = "") String receipt, Model model,
			HttpServletResponse response) {
		try {
			return "redirect:/access/" + this.broughtIn.bring(who, receipt).number();
		}
		catch (InvalidInputException ex) {
			response.setStatus(400);
			model.addAttribute("receipt", receipt);
			return page(who, NOTHING, Map.of(ex.field(), ex.remedy()), model);
		}
		catch (ConflictException ex) {
			response.setStatus(409);
			return page(who, NOTHING, Map.of("receipt", ex.getMessage() + "."), model);
		}
	}

	private String page(SignedIn who, BreakGlass.Asked asked, Map<String, String> errors, Model model) {
		model.addAttribute("asked", asked);
		model.addAttribute("errors", errors);
		model.addAttribute("environments", this.reader.choices(who));
		model.addAttribute("mayForce", who.is(Role.SRE));
		model.addAttribute("mayKeep", who.is(Role.SRE) || who.is(Role.PLATFORM));
		model.addAttribute("kit", this.keys.kit().map(Kit::id).orElse(null));
		if (!model.containsAttribute("receipt")) {
			model.addAttribute("receipt", "");
		}
		model.addAttribute("waits", this.used.awaitingReview(who.person()).orElse(null));
		model.addAttribute("latest", this.used.latest(LATEST));
		model.addAttribute("allows", GrantRole.BREAK_GLASS.allows());
		return "access/break-glass";
	}

}
