package io.groundwork.identity;

import java.util.Map;

import io.groundwork.audit.Audited;
import io.groundwork.audit.Outcome;
import io.groundwork.web.Flash;
import io.groundwork.web.NotThereException;
import jakarta.servlet.http.HttpSession;
import org.jspecify.annotations.Nullable;

import org.springframework.context.ApplicationEventPublisher;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.mvc.support.RedirectAttributes;

/**
 * Who the portal takes somebody for and why, and where they are signed in.
 */
@Controller
class MePage {

	private final People people;

	private final Memberships memberships;

	private final Sessions sessions;

	private final ApplicationEventPublisher events;

	MePage(People people, Memberships memberships, Sessions sessions, ApplicationEventPublisher events) {
		this.people = people;
		this.memberships = memberships;
		this.sessions = sessions;
		this.events = events;
	}

	@GetMapping("/me")
	String me(@AuthenticationPrincipal SignedIn who, HttpSession session, Model model) {
		Person person = this.people.findById(who.person())
			.orElseThrow(() -> new NotThereException("You are not known any more"));
		model.addAttribute("who", who);
		model.addAttribute("email", person.email());
		model.addAttribute("origins", this.memberships.origins(person.groups()));
		model.addAttribute("groups", person.groups());
		model.addAttribute("confirmed", person.groupsConfirmedAt());
		model.addAttribute("sessions", this.sessions.of(who.person(), session.getId()));
		return "identity/me";
	}

	@PostMapping("/me/sessions/end")
	String endOthers(@AuthenticationPrincipal SignedIn who, HttpSession session, RedirectAttributes redirect) {
		int ended = this.sessions.end(who.person(), session.getId());
		this.events.publishEvent(new Audited(who.name(), "session.ended", who.handle(), Outcome.DONE,
				Map.of("by", who.name(), "sessions", ended)));
		redirect.addFlashAttribute("flash", Flash.done((ended == 0) ? "There was no other session to end."
				: "Ended %d other %s.".formatted(ended, (ended == 1) ? "session" : "sessions")));
		return "redirect:/me";
	}

	@GetMapping("/signed-out")
	String signedOut() {
		return "identity/signed-out";
	}

	@GetMapping("/sign-in-failed")
	String failed(@RequestParam(required = false) @Nullable String reason, Model model) {
		model.addAttribute("reason", switch ((reason != null) ? reason : "") {
			case "locked" -> "Your account is locked here. A platform engineer can say why and unlock it.";
			case "access_denied" -> "The sign-in was cancelled, or the provider did not let you through.";
			case "authorization_request_not_found", "invalid_state_parameter" ->
				"The sign-in took too long, or was started in another tab. Start again.";
			default -> "The provider and the portal did not understand each other. The log has the details.";
		});
		return "identity/sign-in-failed";
	}

}
