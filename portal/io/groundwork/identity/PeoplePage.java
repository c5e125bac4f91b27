package io.groundwork.identity;

import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;

import io.groundwork.web.Cursor;
import io.groundwork.web.Flash;
import io.groundwork.web.InvalidInputException;
import io.groundwork.web.NotThereException;
import io.groundwork.web.Page;
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
 * Everybody who was ever here, for those who look after them.
 */
@Controller
@RequestMapping("/people")
class PeoplePage {

	private static final int ROWS = 50;

	private final People people;

	private final Memberships memberships;

	private final Sessions sessions;

	private final ApiTokens tokens;

	private final Stewardship stewardship;

	private final Humans humans;

	private final java.time.Clock clock;

	PeoplePage(People people, Memberships memberships, Sessions sessions, ApiTokens tokens, Stewardship stewardship,
			Humans humans, java.time.Clock clock) {
		this.humans = humans;
		this.people = people;
		this.memberships = memberships;
		this.sessions = sessions;
		this.tokens = tokens;
		this.stewardship = stewardship;
		this.clock = clock;
	}

	@GetMapping
	String list(@RequestParam(defaultValue = "") String name, @RequestParam(required = false) @Nullable String after,
			Model model) {
		Person last = (after == null || after.isEmpty()) ? null : find(Cursor.number(after, 0));

		List<Person> found = this.people.page(Directory.prefix(name),
				(last != null) ? last.name().toLowerCase(Locale.ROOT) : "", (last != null) ? last.id() : 0, ROWS + 1);
		model.addAttribute("people", Page.of(found, ROWS, this::row, (person) -> Cursor.of(person.id())));
		model.addAttribute("name", name);
		return "identity/people";
	}

	@GetMapping("/{id}")
	String one(@PathVariable long id, Model model) {
		return show(find(id), model);
	}

	@PostMapping("/{id}/lock")
	String lock(@AuthenticationPrincipal SignedIn who, @PathVariable long id,
			@RequestParam(defaultValue = "") String reason, Model model, HttpServletResponse response,
			RedirectAttributes redirect) {
		try {
			String name = this.stewardship.lock(who, id, reason);
			redirect.addFlashAttribute("flash",
					Flash.done("%s is locked: signed out everywhere, and refused with any token.".formatted(name)));
			return "redirect:/people/" + id;
		}
		catch (InvalidInputException ex) {
			model.addAttribute("errors", Map.of(ex.field(), ex.remedy()));
			model.addAttribute("reason", reason);
			response.setStatus(400);
			return show(find(id), model);
		}
	}

	@PostMapping("/{id}/unlock")
	String unlock(@AuthenticationPrincipal SignedIn who, @PathVariable long id, RedirectAttributes redirect) {
		String name = this.stewardship.unlock(who, id);
		redirect.addFlashAttribute("flash", Flash.done(name + " may sign in again; the tokens work again too."));
		return "redirect:/people/" + id;
	}

	@PostMapping("/{id}/end")
	String end(@AuthenticationPrincipal SignedIn who, @PathVariable long id, RedirectAttributes redirect) {
		Stewardship.Ended ended = this.stewardship.endEverything(who, id);
		redirect.addFlashAttribute("flash", Flash.done("Ended %d sessions and revoked %d tokens of %s."
			.formatted(ended.sessions(), ended.tokens(), ended.name())));
		return "redirect:/people/" + id;
	}

	@PostMapping("/{id}/join")
	String join(@AuthenticationPrincipal SignedIn who, @PathVariable long id,
			@RequestParam(defaultValue = "") String other, @RequestParam(defaultValue = "") String because, Model model,
			HttpServletResponse response, RedirectAttributes redirect) {
		try {
			String name = this.humans.join(who, id, number(other), because);
			redirect.addFlashAttribute("flash",
					Flash.done("This account and %s are one human now: neither agrees to what the other asks for."
						.formatted(name)));
			return "redirect:/people/" + id;
		}
		catch (InvalidInputException ex) {
			model.addAttribute("errors", Map.of(ex.field(), ex.remedy()));
			model.addAttribute("because", because);
			model.addAttribute("other", other);
			response.setStatus(400);
			return show(find(id), model);
		}
	}

	@PostMapping("/{id}/part")
	String part(@AuthenticationPrincipal SignedIn who, @PathVariable long id,
			@RequestParam(defaultValue = "") String because, Model model, HttpServletResponse response,
			RedirectAttributes redirect) {
		try {
			this.humans.part(who, id, because);
			redirect.addFlashAttribute("flash", Flash.done("This account is a human of its own now."));
			return "redirect:/people/" + id;
		}
		catch (InvalidInputException ex) {
			model.addAttribute("errors", Map.of(ex.field(), ex.remedy()));
			response.setStatus(400);
			return show(find(id), model);
		}
	}

	private static long number(String typed) {
		try {
			return Long.parseLong(typed.strip());
		}
		catch (NumberFormatException ex) {
			throw new InvalidInputException("other",
					"other must be the number of an account, as the address of its page ends.");
		}
	}

	private String show(Person person, Model model) {
		model.addAttribute("humans", this.humans.others(person.id()));
		model.addAttribute("person", row(person));
		model.addAttribute("email", person.email());
		model.addAttribute("origins", this.memberships.origins(person.groups()));
		model.addAttribute("groups", person.groups());
		model.addAttribute("confirmed", person.groupsConfirmedAt());
		model.addAttribute("firstSeen", person.firstSeenAt());
		model.addAttribute("issuer", person.issuer());
		model.addAttribute("subject", person.subject());
		model.addAttribute("locked", person.locked());
		model.addAttribute("lockedAt", person.lockedAt());
		model.addAttribute("lockedBy", person.lockedBy());
		model.addAttribute("lockReason", person.lockReason());
		model.addAttribute("sessions", this.sessions.of(person.id(), ""));
		model.addAttribute("tokens", this.tokens.live(person.id(), this.clock.instant()).size());
		return "identity/person";
	}

	private Row row(Person person) {
		return new Row(person.id(), person.name(), person.displayName(),
				this.memberships.roles(person.groups()).stream().sorted().map(Role::word).toList(),
				List.copyOf(this.memberships.teams(person.groups())), person.lastSignInAt(), person.locked());
	}

	private Person find(long id) {
		return this.people.findById(id).orElseThrow(() -> new NotThereException("There is no person " + id));
	}

	/**
	 * One person in the list.
	 */
	record Row(long id, String name, String displayName, List<String> roles, List<String> teams,
			@Nullable Instant lastSignIn, boolean locked) {

	}

}
