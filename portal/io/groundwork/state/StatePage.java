package io.groundwork.state;

import java.io.IOException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.groundwork.environments.Environment;
import io.groundwork.environments.Environments;
import io.groundwork.identity.Role;
import io.groundwork.identity.SignedIn;
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
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.mvc.support.RedirectAttributes;

/**
 * The state of an environment, for people.
 */
@Hidden
@Controller
@RequestMapping("/environments/{name}/state")
class StatePage {

	private static final int ROWS = 15;

	private final States states;

	private final Environments environments;

	private final StateDownload download;

	StatePage(States states, Environments environments, StateDownload download) {
		this.states = states;
		this.environments = environments;
		this.download = download;
	}

	@GetMapping
	String show(@AuthenticationPrincipal SignedIn who, @PathVariable String name,
			@RequestParam(required = false) @Nullable String after, Model model) {
		return page(who, this.environments.seenBy(who, name), after, model);
	}

	@GetMapping("/{serial}")
	void content(@AuthenticationPrincipal SignedIn who, @PathVariable String name, @PathVariable long serial,
			HttpServletResponse response) throws IOException {
		this.download.version(who, this.environments.seenBy(who, name), serial, response);
	}

	@GetMapping("/diverged/{id}")
	void diverged(@AuthenticationPrincipal SignedIn who, @PathVariable String name, @PathVariable long id,
			HttpServletResponse response) throws IOException {
		this.download.diverged(who, this.environments.seenBy(who, name), id, response);
	}

	@PostMapping("/unlock")
	String unlock(@AuthenticationPrincipal SignedIn who, @PathVariable String name,
			@RequestParam(defaultValue = "") String reason, Model model, HttpServletResponse response,
			RedirectAttributes redirect) {
		Environment environment = this.environments.seenBy(who, name);
		return act(who, environment, "unlock", reason, model, response, () -> {
			StateLock broken = this.states.unlock(environment.id(), reason, who.name());
			redirect.addFlashAttribute("flash",
					Flash.done("The state is unlocked; run %d held it until now.".formatted(broken.run())));
		});
	}

	@PostMapping("/restore")
	String restore(@AuthenticationPrincipal SignedIn who, @PathVariable String name,
			@RequestParam(defaultValue = "-1") long serial, @RequestParam(defaultValue = "") String reason, Model model,
			HttpServletResponse response, RedirectAttributes redirect) {
		Environment environment = this.environments.seenBy(who, name);
		return act(who, environment, "restore", reason, model, response, () -> {
			StateVersion restored = this.states.restore(environment.id(), serial, who.name(), reason);
			redirect.addFlashAttribute("flash",
					Flash.done("Version %d is current again, as version %d.".formatted(serial, restored.serial())));
		});
	}

	@PostMapping("/diverged/{id}/settle")
	String settle(@AuthenticationPrincipal SignedIn who, @PathVariable String name, @PathVariable long id,
			@RequestParam(defaultValue = "") String reason, Model model, HttpServletResponse response,
			RedirectAttributes redirect) {
		Environment environment = this.environments.seenBy(who, name);
		return act(who, environment, "settle-" + id, reason, model, response, () -> {
			this.states.settle(environment.id(), id, who.name(), reason);
			redirect.addFlashAttribute("flash",
					Flash.done("Diverged state %d is settled; it is kept all the same.".formatted(id)));
		});
	}

	private String act(SignedIn who, Environment environment, String form, String reason, Model model,
			HttpServletResponse response, Runnable act) {
		try {
			act.run();
			return "redirect:/environments/" + environment.name() + "/state";
		}
		catch (InvalidInputException ex) {
			model.addAttribute("errors", Map.of(form, ex.remedy()));
			model.addAttribute("reason", reason);
			response.setStatus(400);
			return page(who, environment, null, model);
		}
	}

	private String page(SignedIn who, Environment environment, @Nullable String after, Model model) {
		List<StateVersion> found = this.states.versions(environment.id(), Cursor.number(after, Long.MAX_VALUE),
				ROWS + 1);
		StateVersion current = this.states.current(environment.id()).orElse(null);
		List<DivergedState> diverged = this.states.diverged(environment.id());
		StateLock lock = this.states.lock(environment.id()).orElse(null);
		model.addAttribute("environment", environment.name());
		model.addAttribute("title", "State of " + environment.name());
		model.addAttribute("versions",
				Page.of(found, ROWS, (version) -> Row.of(version, current), (version) -> Cursor.of(version.serial())));
		model.addAttribute("current", (current != null) ? Row.of(current, current) : null);
		model.addAttribute("lock", lock);
		model.addAttribute("open", diverged.stream().filter((state) -> !state.settled()).map(Stray::of).toList());
		model.addAttribute("settled", diverged.stream().filter(DivergedState::settled).map(Stray::of).toList());
		model.addAttribute("platform", who.is(Role.PLATFORM));
		model.addAttribute("restorable", restorable(environment, current));
		return "state/state";
	}

	private Map<Long, String> restorable(Environment environment, @Nullable StateVersion current) {
		Map<Long, String> choices = new LinkedHashMap<>();
		for (StateVersion version : this.states.versions(environment.id(),
				(current != null) ? current.serial() : Long.MAX_VALUE, Cleaning.KEPT)) {
			choices.put(version.serial(),
					"%d, %d resources, by %s".formatted(version.serial(), version.resources(), version.writtenBy()));
		}
		return choices;
	}

	private static String size(long bytes) {
		if (bytes < 1000) {
			return bytes + " bytes";
		}
		return (bytes < 1_000_000) ? "%.1f kB".formatted(bytes / 1e3) : "%.1f MB".formatted(bytes / 1e6);
	}

	/**
	 * One version in the list.
	 */
	record Row(long serial, boolean current, String by, @Nullable Long restoredFrom, int resources, String size,
			String digest, String terraform, String lineage, Instant at) {

		static Row of(StateVersion version, @Nullable StateVersion current) {
			return new Row(version.serial(), current != null && current.id() == version.id(), version.writtenBy(),
					version.restoredFrom(), version.resources(), StatePage.size(version.size()), version.digest(),
					version.terraformVersion(), version.lineage(), version.writtenAt());
		}

		public String shortDigest() {
			return this.digest.substring(0, 12) + "…";
		}

	}

	/**
	 * One diverged state.
	 */
	record Stray(long id, String by, String reason, @Nullable Long serial, String size, String digest, Instant at,
			@Nullable Instant settledAt, @Nullable String settledBy, @Nullable String settleReason) {

		static Stray of(DivergedState state) {
			return new Stray(state.id(), state.depositedBy(), state.reason(), state.serial(),
					StatePage.size(state.size()), state.digest(), state.depositedAt(), state.settledAt(),
					state.settledBy(), state.settleReason());
		}

	}

}
