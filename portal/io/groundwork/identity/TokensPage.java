package io.groundwork.identity;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.groundwork.web.Cursor;
import io.groundwork.web.Flash;
import io.groundwork.web.InvalidInputException;
import io.groundwork.web.Page;
import io.groundwork.web.WebSettings;
import jakarta.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.convert.DurationStyle;
import org.springframework.http.HttpHeaders;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.ModelAttribute;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.mvc.support.RedirectAttributes;

/**
 * One's own API tokens.
 */
@Controller
@RequestMapping("/tokens")
class TokensPage {

	private static final int ROWS = 25;

	private final Tokens tokens;

	private final ApiTokens all;

	private final Clock clock;

	private final WebSettings web;

	TokensPage(Tokens tokens, ApiTokens all, Clock clock, WebSettings web) {
		this.web = web;
		this.tokens = tokens;
		this.all = all;
		this.clock = clock;
	}

	@GetMapping
	String show(@AuthenticationPrincipal SignedIn who, @RequestParam(required = false) @Nullable String after,
			@ModelAttribute("wish") Wish wish, Model model) {
		return page(who, after, model);
	}

	@PostMapping
	String make(@AuthenticationPrincipal SignedIn who, @ModelAttribute("wish") Wish wish, Model model,
			HttpServletResponse response) {
		try {
			Tokens.Made made = this.tokens.make(who, wish.name(), wish.scopes(), end(wish.life()));
			// Shown in this answer and nowhere else; a redirect would have to keep it
			// somewhere.
			model.addAttribute("secret", made.secret().value());
			model.addAttribute("made", Row.of(made.token(), this.clock.instant()));
			model.addAttribute("wish", Wish.usual());
		}
		catch (InvalidInputException ex) {
			Map<String, String> errors = new LinkedHashMap<>();
			errors.put("expiry".equals(ex.field()) ? "life" : ex.field(), ex.remedy());
			model.addAttribute("errors", errors);
			response.setStatus(400);
		}
		response.setHeader(HttpHeaders.CACHE_CONTROL, "no-store");
		return page(who, null, model);
	}

	@PostMapping("/{id}/revoke")
	String revoke(@AuthenticationPrincipal SignedIn who, @PathVariable long id, RedirectAttributes redirect) {
		this.tokens.revoke(who, id);
		redirect.addFlashAttribute("flash",
				Flash.done("Token %d is revoked. Whatever used it is refused from now on.".formatted(id)));
		return "redirect:/tokens";
	}

	private String page(SignedIn who, @Nullable String after, Model model) {
		Instant now = this.clock.instant();
		List<ApiToken> found = this.all.page(who.person(), Cursor.number(after, Long.MAX_VALUE), ROWS + 1);
		Page<Row> page = Page.of(found, ROWS, (token) -> Row.of(token, now), (token) -> Cursor.of(token.id()));
		model.addAttribute("tokens", page);
		model.addAttribute("address", this.web.address());
		model.addAttribute("live", this.all.live(who.person(), now).size());
		Map<String, String> scopes = new LinkedHashMap<>();
		scopes.put("read", "Read: look at what you may see");
		scopes.put("write", "Write: do what you may do");
		model.addAttribute("scopes", scopes);
		return "identity/tokens";
	}

	private Instant end(@Nullable String life) {
		String text = (life != null) ? life.strip() : "";
		try {
			Duration duration = text.isEmpty() ? Tokens.USUAL_LIFE : DurationStyle.SIMPLE.parse(text.replace(" ", ""));
			return this.clock.instant().plus(duration);
		}
		catch (IllegalArgumentException | ArithmeticException | java.time.DateTimeException ex) {
			throw new InvalidInputException("expiry",
					"Write how long it lives as a number and m, h or d, such as 30d.");
		}
	}

	/**
	 * The form, as it was typed.
	 */
	record Wish(@Nullable String name, @Nullable List<String> scopes, @Nullable String life) {

		static Wish usual() {
			return new Wish(null, null, null);
		}

		public List<String> ticked() {
			return (this.scopes != null) ? this.scopes : List.of(Scope.READ.word());
		}

		public String lifeTyped() {
			return (this.life != null) ? this.life : Tokens.USUAL_LIFE.toDays() + "d";
		}

	}

	/**
	 * One token in the list.
	 */
	record Row(long id, String name, String hint, String scopes, Instant created, Instant expires,
			@Nullable Instant lastUsed, String status, String tone) {

		static Row of(ApiToken token, Instant now) {
			String status = token.liveAt(now) ? "Live" : (token.revokedAt() != null) ? "Revoked" : "Expired";
			return new Row(token.id(), token.name(), token.hint(), String.join(", ", token.scopes()), token.createdAt(),
					token.expiresAt(), token.lastUsedAt(), status, token.liveAt(now) ? "good" : "quiet");
		}

		/**
		 * What somebody should know before they revoke it.
		 */
		public List<String> consequences() {
			return List.of("It begins with %s; its scopes are %s.".formatted(this.hint, this.scopes),
					(this.lastUsed != null) ? "Whatever uses it is refused at once." : "It was never used.",
					"A token that was revoked stays so; you can make another.");
		}

		public boolean live() {
			return "Live".equals(this.status);
		}

	}

}
