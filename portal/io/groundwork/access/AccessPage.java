package io.groundwork.access;

import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

import io.groundwork.identity.Role;
import io.groundwork.identity.SignedIn;
import io.groundwork.web.Choice;
import io.groundwork.web.ConflictException;
import io.groundwork.web.InvalidInputException;
import io.groundwork.web.NotThereException;
import io.groundwork.web.Page;
import io.swagger.v3.oas.annotations.Hidden;
import jakarta.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.convert.DurationStyle;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.ModelAttribute;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;

/**
 * All access that somebody may see, their own first, and where they ask for more.
 */
@Hidden
@Controller
@RequestMapping("/access")
class AccessPage {

	private static final int ROWS = 50;

	private static final int FEW = 20;

	private final Grants grants;

	private final GrantReader reader;

	private final GrantSearch search;

	private final GrantViews views;

	private final AccessBoard board;

	private final Plugin plugin;

	AccessPage(Grants grants, GrantReader reader, GrantSearch search, GrantViews views, AccessBoard board,
			Plugin plugin) {
		this.plugin = plugin;
		this.grants = grants;
		this.reader = reader;
		this.search = search;
		this.views = views;
		this.board = board;
	}

	@GetMapping
	String list(@AuthenticationPrincipal SignedIn who, GrantQuery query,
			@RequestParam(required = false) @Nullable String after, Model model, HttpServletResponse response) {
		Page<ShownGrant> page = new Page<>(List.of(), null);
		Map<String, String> errors = new LinkedHashMap<>();
		try {
			Page<Grant> found = this.search.page(who, query.checked(), after, ROWS);
			page = new Page<>(this.views.of(found.items()), found.next());
		}
		catch (InvalidInputException ex) {
			errors.put(ex.field(), ex.remedy());
			response.setStatus(400);
		}
		List<ShownGrant> own = this.views.of(this.search.own(who, FEW));
		model.addAttribute("own", own);
		model.addAttribute("toDecide", this.board.toDecide(who, FEW));
		model.addAttribute("query", query);
		model.addAttribute("errors", errors);
		model.addAttribute("page", page);
		model.addAttribute("statuses", GrantStatus.words());
		model.addAttribute("mayAsk", AccessBoard.mayAsk(who));
		model.addAttribute("mayForce", who.is(Role.SRE));
		model.addAttribute("install", AccessBoard.mayAsk(who)
				? this.plugin.install("<environment> --role viewer --reason \"why\"").orElse(null) : null);
		model.addAttribute("active", !own.isEmpty() || page.items().stream().anyMatch(AccessPage::moves));
		return "access/list";
	}

	private static boolean moves(ShownGrant grant) {
		return !GrantStatus.of(grant.status()).over();
	}

	@GetMapping("/new")
	String form(@AuthenticationPrincipal SignedIn who, @ModelAttribute("wish") Wish wish, Model model) {
		return form(who, wish, Map.of(), model);
	}

	@PostMapping("/new")
	String ask(@AuthenticationPrincipal SignedIn who, @ModelAttribute("wish") Wish wish, Model model,
			HttpServletResponse response) {
		try {
			return "redirect:/access/" + this.grants.ask(this.reader.read(who, wish.asked())).number();
		}
		catch (InvalidInputException ex) {
			response.setStatus(400);
			Map<String, String> errors = "minutes".equals(ex.field())
					? Map.of("life", "Write how long from 10m to 24h, such as 90m or 8h.")
					: Map.of(ex.field(), ex.remedy());
			return form(who, wish, errors, model);
		}
		catch (NotThereException | ConflictException ex) {
			response.setStatus((ex instanceof ConflictException) ? 409 : 404);
			return form(who, wish, Map.of("environment", ex.getMessage() + ". Choose one of the list."), model);
		}
	}

	private String form(SignedIn who, Wish wish, Map<String, String> errors, Model model) {
		model.addAttribute("wish", wish);
		model.addAttribute("errors", errors);
		model.addAttribute("environments", this.reader.choices(who));
		model.addAttribute("roles", List.of(
				new Choice("viewer", "Viewer", String.join("; ", GrantRole.VIEWER.allows()) + ".", true),
				new Choice("operator", "Operator", String.join("; ", GrantRole.OPERATOR.allows()) + ".", true)));
		return "access/new";
	}

	/**
	 * The form, as it was typed.
	 */
	record Wish(@Nullable String environment, @Nullable String role, @Nullable String life, @Nullable String reason,
			@Nullable String startsAt, @Nullable String robot) {

		public String roleChosen() {
			return Objects.requireNonNullElse(this.role, "viewer");
		}

		public String lifeTyped() {
			return Objects.requireNonNullElse(this.life, "8h");
		}

		AskedGrant asked() {
			return new AskedGrant(this.environment, roleChosen(), minutes(lifeTyped()), this.reason, starts(),
					this.robot);
		}

		static int minutes(String life) {
			try {
				return Math.toIntExact(DurationStyle.SIMPLE.parse(life.replace(" ", "")).toMinutes());
			}
			catch (IllegalArgumentException | ArithmeticException ex) {
				throw new InvalidInputException("life",
						"Write how long as a number and m or h, such as 90m or 8h; 24h are the most.");
			}
		}

		private @Nullable Instant starts() {
			String typed = this.startsAt;
			if (typed == null || typed.isBlank()) {
				return null;
			}
			try {
				return LocalDateTime.parse(typed.strip()).toInstant(ZoneOffset.UTC);
			}
			catch (DateTimeParseException ex) {
				throw new InvalidInputException("startsAt", "Write the time in UTC such as 2026-11-05T09:26.");
			}
		}

	}

}
