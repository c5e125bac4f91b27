package io.groundwork.cloud;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.groundwork.identity.SignedIn;
import io.groundwork.web.ConflictException;
import io.groundwork.web.Flash;
import io.groundwork.web.InvalidInputException;
import io.swagger.v3.oas.annotations.Hidden;
import jakarta.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;

import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.mvc.support.RedirectAttributes;

/**
 * The portal's access to Linode, for those who look after it.
 */
@Hidden
@Controller
@RequestMapping("/operations/cloud")
class CloudPage {

	private static final List<String> FACTS = List.of(
			"Linode makes a new token with the least scopes, which ends in %d days.".formatted(
					TokenRotation.LIFE.toDays()),
			"The portal uses it from then on, and has the old one revoked.",
			"Whatever else uses the old one stops working. Terraform has a token of its own.");

	private final CloudStanding standing;

	private final CloudCare care;

	CloudPage(CloudStanding standing, CloudCare care) {
		this.standing = standing;
		this.care = care;
	}

	@GetMapping
	String cloud(Model model) {
		CloudStanding.Shown cloud = this.standing.now();
		model.addAttribute("cloud", cloud);
		model.addAttribute("token", cloud.token());
		model.addAttribute("facts", FACTS);
		model.addAttribute("least", String.join(" ", Scopes.LEAST.stream().sorted().toList()));
		model.addAttribute("wanted", Scopes.wanted().toString());
		Map<String, String> kinds = new LinkedHashMap<>();
		Arrays.stream(Countable.values()).forEach((kind) -> kinds.put(kind.word(), kind.plural()));
		model.addAttribute("kinds", kinds);
		return "cloud/cloud";
	}

	@PostMapping("/refresh")
	String refresh(@AuthenticationPrincipal SignedIn who, RedirectAttributes redirect) {
		redirect.addFlashAttribute("flash", this.care.refresh(who.name()) ? Flash.done("Linode has answered.")
				: Flash.refused("Linode has not answered; what it said last is kept."));
		return "redirect:/operations/cloud";
	}

	@PostMapping("/rotate")
	String rotate(@AuthenticationPrincipal SignedIn who, Model model, HttpServletResponse response,
			RedirectAttributes redirect) {
		return act("The token was rotated.", model, response, redirect, () -> this.care.rotate(who.name()));
	}

	@PostMapping("/token")
	String enter(@AuthenticationPrincipal SignedIn who, @RequestParam(defaultValue = "") String token, Model model,
			HttpServletResponse response, RedirectAttributes redirect) {
		return act("The token is used from now on.", model, response, redirect,
				() -> this.care.enter(token, who.name()));
	}

	@PostMapping("/limits")
	String limit(@AuthenticationPrincipal SignedIn who, @RequestParam(defaultValue = "") String kind,
			@RequestParam(defaultValue = "") String place, @RequestParam(defaultValue = "") String number, Model model,
			HttpServletResponse response, RedirectAttributes redirect) {
		model.addAttribute("kind", kind);
		model.addAttribute("place", place);
		model.addAttribute("number", number);
		return act("The limit is set.", model, response, redirect,
				() -> this.care.set(kind, place, number(number), who.name()));
	}

	private static @Nullable Integer number(String typed) {
		String number = typed.strip();
		return number.matches("[0-9]{1,9}") ? Integer.valueOf(number) : null;
	}

	/**
	 * Does it; what was typed wrong is said beside its field, and no token is written
	 * back.
	 */
	private String act(String done, Model model, HttpServletResponse response, RedirectAttributes redirect,
			Runnable act) {
		try {
			act.run();
			redirect.addFlashAttribute("flash", Flash.done(done));
		}
		catch (ConflictException ex) {
			redirect.addFlashAttribute("flash", Flash.refused(ex.getMessage() + "."));
		}
		catch (InvalidInputException ex) {
			model.addAttribute("errors", Map.of(ex.field(), ex.remedy()));
			response.setStatus(400);
			return cloud(model);
		}
		return "redirect:/operations/cloud";
	}

}
