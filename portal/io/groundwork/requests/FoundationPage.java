package io.groundwork.requests;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import io.groundwork.cloud.Cloud;
import io.groundwork.cloud.Region;
import io.groundwork.environments.EnvironmentKind;
import io.groundwork.environments.Specs;
import io.groundwork.identity.SignedIn;
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
 * Asks for the environments that everything begins with, in one request.
 */
@Hidden
@Controller
@RequestMapping("/requests/foundation")
class FoundationPage {

	private static final List<String> ALL = Arrays.stream(EnvironmentKind.values()).map(EnvironmentKind::word).toList();

	private final Requests requests;

	private final WishReader reader;

	private final Specs specs;

	private final Cloud cloud;

	FoundationPage(Requests requests, WishReader reader, Specs specs, Cloud cloud) {
		this.requests = requests;
		this.reader = reader;
		this.specs = specs;
		this.cloud = cloud;
	}

	@GetMapping
	String form(@AuthenticationPrincipal SignedIn who, Model model) {
		String team = (who.teams().size() == 1) ? who.teams().iterator().next() : "";
		return show(who, new Typed(ALL, "", team, "", ""), Map.of(), model);
	}

	@PostMapping
	String ask(@AuthenticationPrincipal SignedIn who,
			@RequestParam(required = false) @Nullable List<String> environments,
			@RequestParam(defaultValue = "") String region, @RequestParam(defaultValue = "") String team,
			@RequestParam(defaultValue = "") String reason, @RequestParam(defaultValue = "") String applyAt,
			Model model, HttpServletResponse response, RedirectAttributes redirect) {
		Typed typed = new Typed((environments != null) ? environments : List.of(), region, team, reason, applyAt);
		try {
			Request request = this.requests.ask(this.reader.read(who, typed.asked()));
			redirect.addFlashAttribute("flash",
					Flash.done("It is asked for. Once people agree, each is made by itself, and shows here."));
			return "redirect:/requests/" + request.number();
		}
		catch (InvalidInputException ex) {
			response.setStatus(400);
			return show(who, typed,
					Map.of(ex.field().replace("parameters.", "").replaceFirst("^spec\\..*", "region"), ex.remedy()),
					model);
		}
	}

	private String show(SignedIn who, Typed typed, Map<String, String> errors, Model model) {
		Map<String, String> regions = new LinkedHashMap<>();
		regions.put("", "That of the presets");
		this.cloud.catalogue()
			.regions()
			.stream()
			.filter(Region::up)
			.forEach((region) -> regions.put(region.id(), region.id() + ", " + region.label()));
		Map<String, String> choices = new LinkedHashMap<>();
		Arrays.stream(EnvironmentKind.values())
			.forEach((kind) -> choices.put(kind.word(),
					"%s: %s".formatted(kind.word(), Parts.facts(this.specs.presets(kind.word()).of(kind)))));
		model.addAttribute("form", typed);
		model.addAttribute("errors", errors);
		model.addAttribute("choices", choices);
		model.addAttribute("regions", regions);
		model.addAttribute("teams", who.teamNames());
		return "requests/foundation";
	}

	/**
	 * What somebody typed.
	 */
	record Typed(List<String> environments, String region, String team, String reason, String applyAt) {

		Asked asked() {
			Map<String, Object> parameters = new TreeMap<>();
			parameters.put("environments", this.environments);
			if (!this.region.isBlank()) {
				parameters.put("region", this.region.strip());
			}
			if (!this.team.isBlank()) {
				parameters.put("team", this.team.strip());
			}
			return new Asked(RequestKind.FOUNDATION.word(), null, this.reason, null, parameters,
					WishForm.moment(this.applyAt));
		}

	}

}
