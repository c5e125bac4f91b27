package io.groundwork.requests;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.groundwork.environments.Environment;
import io.groundwork.environments.Environments;
import io.groundwork.environments.Revision;
import io.groundwork.environments.Revisions;
import io.groundwork.identity.SignedIn;
import io.groundwork.web.ConflictException;
import io.groundwork.web.Flash;
import io.groundwork.web.InvalidInputException;
import io.groundwork.web.NotThereException;
import io.swagger.v3.oas.annotations.Hidden;
import jakarta.servlet.http.HttpServletResponse;

import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.mvc.support.RedirectAttributes;

/**
 * Asks for an environment to be again what it was.
 */
@Hidden
@Controller
@RequestMapping("/requests/rollback")
class RollbackPage {

	private static final int CHOICES = 20;

	private final Requests requests;

	private final WishReader reader;

	private final Environments environments;

	private final Revisions revisions;

	RollbackPage(Requests requests, WishReader reader, Environments environments, Revisions revisions) {
		this.requests = requests;
		this.reader = reader;
		this.environments = environments;
		this.revisions = revisions;
	}

	@GetMapping
	String form(@AuthenticationPrincipal SignedIn who, @RequestParam(defaultValue = "") String environment,
			Model model) {
		return show(who, environment, "", "", Map.of(), model);
	}

	@PostMapping
	String ask(@AuthenticationPrincipal SignedIn who, @RequestParam(defaultValue = "") String environment,
			@RequestParam(defaultValue = "") String revision, @RequestParam(defaultValue = "") String reason,
			Model model, HttpServletResponse response, RedirectAttributes redirect) {
		try {
			Request request = this.requests.ask(this.reader.read(who, new Asked(RequestKind.ROLLBACK.word(),
					environment, reason, null, Map.of("revision", number(revision)), null)));
			redirect.addFlashAttribute("flash",
					Flash.done("It is planned; whoever agrees sees exactly what would change back."));
			return "redirect:/requests/" + request.number();
		}
		catch (InvalidInputException ex) {
			response.setStatus(400);
			return show(who, environment, revision, reason, Map.of(ex.field().replace("parameters.", ""), ex.remedy()),
					model);
		}
		catch (ConflictException ex) {
			response.setStatus(409);
			return show(who, environment, revision, reason, Map.of("revision", ex.getMessage() + "."), model);
		}
	}

	private static int number(String revision) {
		if (!revision.matches("[0-9]{1,9}")) {
			throw new InvalidInputException("revision", "Choose what it is to be again.");
		}
		return Integer.parseInt(revision);
	}

	private String show(SignedIn who, String name, String revision, String reason, Map<String, String> errors,
			Model model) {
		Environment environment = this.environments.named(name)
			.filter((one) -> Environments.maySee(who, one))
			.orElseThrow(() -> new NotThereException("There is no environment named " + name));
		List<Revision> all = this.revisions.page(environment.id(), Integer.MAX_VALUE, CHOICES + 1);
		Map<String, String> choices = new LinkedHashMap<>();
		all.stream()
			.skip(1)
			.forEach((one) -> choices.put(String.valueOf(one.number()), "Revision %d, made %s by run %d"
				.formatted(one.number(), one.at().toString().substring(0, 10), one.run())));
		model.addAttribute("environment", environment.name());
		model.addAttribute("now", all.isEmpty() ? null : all.getFirst());
		model.addAttribute("choices", choices);
		model.addAttribute("revision",
				revision.isEmpty() ? choices.keySet().stream().findFirst().orElse("") : revision);
		model.addAttribute("reason", reason);
		model.addAttribute("errors", errors);
		return "requests/rollback";
	}

}
