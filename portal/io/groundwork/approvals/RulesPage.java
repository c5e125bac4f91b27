package io.groundwork.approvals;

import java.util.List;
import java.util.Map;

import io.groundwork.identity.Role;
import io.groundwork.identity.SignedIn;
import io.groundwork.web.ConflictException;
import io.groundwork.web.Flash;
import io.groundwork.web.ForbiddenException;
import io.groundwork.web.InvalidInputException;
import io.swagger.v3.oas.annotations.Hidden;
import jakarta.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

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
 * Which rules say who has to agree to what, and how they are changed.
 */
@Hidden
@Controller
@RequestMapping("/rules")
class RulesPage {

	private static final int SHOWN = 10;

	private final RuleBook book;

	private final RulesOffice office;

	private final Approvals approvals;

	private final Electorate electorate;

	private final JsonMapper json;

	RulesPage(RuleBook book, RulesOffice office, Approvals approvals, Electorate electorate, JsonMapper json) {
		this.electorate = electorate;
		this.book = book;
		this.office = office;
		this.approvals = approvals;
		this.json = json;
	}

	@GetMapping
	String rules(@AuthenticationPrincipal SignedIn who, Model model) {
		return show(who, null, "", Map.of(), model);
	}

	@PostMapping
	String propose(@AuthenticationPrincipal SignedIn who, @RequestParam(defaultValue = "") String policies,
			@RequestParam(defaultValue = "") String reason, Model model, HttpServletResponse response,
			RedirectAttributes redirect) {
		try {
			RuleSet proposed = this.office.propose(who, List.of(read(policies)), reason);
			redirect.addFlashAttribute("flash",
					Flash.done("Version %d is proposed. It counts once two other platform engineers agree."
						.formatted(proposed.version())));
			return "redirect:/rules";
		}
		catch (InvalidInputException ex) {
			response.setStatus(400);
			return show(who, policies, reason, Map.of(ex.field(), ex.remedy()), model);
		}
	}

	private Policy[] read(String policies) {
		try {
			return this.json.readValue(policies, Policy[].class);
		}
		catch (JacksonException ex) {
			throw new InvalidInputException("policies",
					"policies must be JSON as it stands here: a list of rules with name, environments, requests, stakes, count, voters, adds and why. "
							+ ex.getOriginalMessage());
		}
	}

	@PostMapping("/{version}/vote")
	String vote(@AuthenticationPrincipal SignedIn who, @PathVariable int version,
			@RequestParam(defaultValue = "") String vote, @RequestParam(defaultValue = "") String digest,
			@RequestParam(defaultValue = "") String reason, Model model, HttpServletResponse response,
			RedirectAttributes redirect) {
		try {
			Standing standing = this.approvals.vote(Subject.Kind.RULES, version, who,
					new Ballot(Ballot.Choice.of(vote), digest, reason));
			redirect.addFlashAttribute("flash",
					Flash.done(standing.agreed() ? "Version %d counts from now on.".formatted(version)
							: "Your vote on version %d is counted.".formatted(version)));
			return "redirect:/rules";
		}
		catch (ConflictException ex) {
			response.setStatus(409);
			model.addAttribute("refused", ex.getMessage() + ".");
		}
		catch (ForbiddenException ex) {
			response.setStatus(403);
			model.addAttribute("refused", ex.getMessage() + ".");
		}
		catch (InvalidInputException ex) {
			response.setStatus(400);
			model.addAttribute("refused", ex.remedy());
		}
		return show(who, null, "", Map.of(), model);
	}

	private String show(SignedIn who, @Nullable String policies, String reason, Map<String, String> errors,
			Model model) {
		RuleSet inForce = this.book.inForce();
		model.addAttribute("inForce", inForce);
		model.addAttribute("versions",
				this.book.latest(SHOWN).stream().map((set) -> version(who, set, inForce)).toList());
		model.addAttribute("policies", (policies != null) ? policies
				: this.json.writerWithDefaultPrettyPrinter().writeValueAsString(inForce.policies()));
		model.addAttribute("reason", reason);
		model.addAttribute("errors", errors);
		model.addAttribute("mayPropose", who.is(Role.PLATFORM));
		return "approvals/rules";
	}

	private Version version(SignedIn who, RuleSet set, RuleSet inForce) {
		Standing standing = this.approvals.standing(Subject.Kind.RULES, set.version()).orElse(null);
		String word = (set.version() == inForce.version()) ? "in force" : (set.inForceAt() != null) ? "was in force"
				: (standing != null && standing.open()) ? "proposed" : "not agreed to";
		return new Version(set, standing, word, standing != null && this.electorate.mayVote(standing, who),
				this.json.writerWithDefaultPrettyPrinter().writeValueAsString(set.policies()));
	}

	/**
	 * A version as the page shows it.
	 *
	 * @param word where it stands
	 * @param mayVote whether whoever looks may vote on it
	 */
	record Version(RuleSet set, @Nullable Standing standing, String word, boolean mayVote, String policies) {

	}

}
