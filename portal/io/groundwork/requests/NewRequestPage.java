package io.groundwork.requests;

import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

import io.groundwork.cloud.Catalogue;
import io.groundwork.cloud.Cloud;
import io.groundwork.cloud.KubernetesVersion;
import io.groundwork.cloud.Plan;
import io.groundwork.cloud.Region;
import io.groundwork.environments.Environment;
import io.groundwork.environments.EnvironmentKind;
import io.groundwork.environments.Environments;
import io.groundwork.environments.Estimate;
import io.groundwork.environments.Specs;
import io.groundwork.environments.spec.Spec;
import io.groundwork.environments.spec.SpecReader;
import io.groundwork.environments.spec.SpecReading;
import io.groundwork.environments.spec.SpecWriter;
import io.groundwork.identity.Role;
import io.groundwork.identity.SignedIn;
import io.groundwork.web.ConflictException;
import io.groundwork.web.Flash;
import io.groundwork.web.ForbiddenException;
import io.groundwork.web.InvalidInputException;
import io.swagger.v3.oas.annotations.Hidden;
import jakarta.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.mvc.support.RedirectAttributes;

/**
 * Asks for an environment, or for a change of one, on one page. What an address brings
 * along only fills the form in: nothing is asked for until somebody sends it.
 */
@Hidden
@Controller
class NewRequestPage {

	private static final DateTimeFormatter MOMENT = DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm");

	/** What stays when another preset is chosen. */
	private static final List<String> OWN = List.of("environment", "team", "host", "reason", "applyAt");

	private final Requests requests;

	private final WishReader reader;

	private final Preflight preflight;

	private final Drafts drafts;

	private final Environments environments;

	private final Specs specs;

	private final Cloud cloud;

	private final JsonMapper json;

	NewRequestPage(Requests requests, WishReader reader, Preflight preflight, Drafts drafts, Environments environments,
			Specs specs, Cloud cloud, JsonMapper json) {
		this.requests = requests;
		this.reader = reader;
		this.preflight = preflight;
		this.drafts = drafts;
		this.environments = environments;
		this.specs = specs;
		this.cloud = cloud;
		this.json = json;
	}

	@GetMapping("/requests/new")
	String form(@AuthenticationPrincipal SignedIn who, @RequestParam Map<String, String> typed,
			@RequestParam(required = false) @Nullable String draft, Model model) {
		Map<String, String> given = new LinkedHashMap<>(typed);
		given.remove("draft");
		if ("1".equals(draft)) {
			return show(who, completed(who, this.drafts.of(who.person()).map(Drafts.Draft::fields).orElse(Map.of())),
					Map.of(), model);
		}
		if (given.isEmpty()) {
			this.drafts.of(who.person()).ifPresent((kept) -> model.addAttribute("draft", kept));
		}
		String preset = given.remove("preset");
		if (preset != null) {
			given.keySet().retainAll(OWN);
			given.put("kind", preset);
		}
		model.addAttribute("prefilled", preset == null && !given.isEmpty());
		return show(who, completed(who, given), Map.of(), model);
	}

	/**
	 * Looks at what was typed so far, and keeps it.
	 */
	@PostMapping("/requests/new/look")
	String look(@AuthenticationPrincipal SignedIn who, @RequestParam Map<String, String> typed, Model model) {
		Map<String, String> fields = plain(typed);
		this.drafts.keep(who.person(), fields);
		return show(who, fields, problems(who, fields, model), model);
	}

	@PostMapping("/requests/new")
	String ask(@AuthenticationPrincipal SignedIn who, @RequestParam Map<String, String> typed, Model model,
			HttpServletResponse response, RedirectAttributes redirect) {
		Map<String, String> fields = plain(typed);
		Map<String, String> errors = new LinkedHashMap<>();
		try {
			Request request = this.requests.ask(this.reader.read(who, asked(who, fields)));
			this.drafts.forget(who.person());
			redirect.addFlashAttribute("flash",
					Flash.done("It is asked for. This page shows what becomes of it, and what it waits for."));
			return "redirect:/requests/" + request.number();
		}
		catch (InvalidInputException ex) {
			errors.putAll(problems(who, fields, model));
			errors.putIfAbsent(place(ex.field()), ex.remedy());
			response.setStatus(400);
		}
		catch (ConflictException ex) {
			errors.put("environment", ex.getMessage() + ".");
			response.setStatus(409);
		}
		catch (ForbiddenException ex) {
			errors.put("environment", ex.getMessage() + ".");
			response.setStatus(403);
		}
		this.drafts.keep(who.person(), fields);
		return show(who, fields, errors, model);
	}

	@GetMapping("/requests/{number}/edit")
	String editForm(@AuthenticationPrincipal SignedIn who, @PathVariable long number, Model model) {
		Request request = this.requests.seenBy(who, number);
		String spec = request.spec();
		if (!request.kind().needsSpec() || spec == null) {
			throw new ConflictException("Request %d has nothing that could be written anew".formatted(number));
		}
		Map<String, String> fields = new LinkedHashMap<>(
				SpecForm.fields(new SpecReader(this.specs.presets(request.environment())).read(spec).orThrow("spec")));
		fields.put("what", request.kind().word());
		fields.put("environment", request.environment());
		fields.put("team", request.team());
		fields.put("reason", request.reason());
		Instant at = request.applyAt();
		fields.put("applyAt", (at != null) ? MOMENT.format(at.atOffset(ZoneOffset.UTC)) : "");
		model.addAttribute("edited", number);
		return show(who, fields, Map.of(), model);
	}

	@PostMapping("/requests/{number}/edit")
	String edit(@AuthenticationPrincipal SignedIn who, @PathVariable long number,
			@RequestParam Map<String, String> typed, Model model, HttpServletResponse response,
			RedirectAttributes redirect) {
		Map<String, String> fields = plain(typed);
		Map<String, String> errors = new LinkedHashMap<>();
		try {
			Request request = this.requests.seenBy(who, number);
			fields.put("what", request.kind().word());
			fields.put("environment", request.environment());
			fields.put("team", request.team());
			fields.put("kind", request.environmentKind());
			this.requests.edit(who, number, this.reader.read(who, asked(who, fields)));
			redirect.addFlashAttribute("flash",
					Flash.done("It is written anew, and planned again; earlier votes count no more."));
			return "redirect:/requests/" + number;
		}
		catch (InvalidInputException ex) {
			errors.putAll(problems(who, fields, model));
			errors.putIfAbsent(place(ex.field()), ex.remedy());
			response.setStatus(400);
		}
		catch (ConflictException ex) {
			errors.put("environment", ex.getMessage() + ".");
			response.setStatus(409);
		}
		model.addAttribute("edited", number);
		return show(who, fields, errors, model);
	}

	@PostMapping("/requests/new/forget")
	String forget(@AuthenticationPrincipal SignedIn who, RedirectAttributes redirect) {
		this.drafts.forget(who.person());
		redirect.addFlashAttribute("flash", Flash.done("The draft is gone."));
		return "redirect:/requests/new";
	}

	private static String place(String field) {
		return field.startsWith("spec.") ? field.substring("spec.".length())
				: field.startsWith("parameters.") ? field.substring("parameters.".length()) : field;
	}

	/**
	 * Whatever is not given is as the preset says, or as the environment is that is to be
	 * changed.
	 */
	private Map<String, String> completed(SignedIn who, Map<String, String> given) {
		String name = given.getOrDefault("environment", given.getOrDefault("change", ""));
		Optional<Environment> there = given.containsKey("change")
				? Optional.of(this.environments.seenBy(who, given.get("change"))) : Optional.empty();
		Spec base = there.map(this.specs::of)
			.orElseGet(() -> this.specs.presets(name.isEmpty() ? "" : name).of(kind(given.getOrDefault("kind", ""))));
		Map<String, String> fields = new LinkedHashMap<>(SpecForm.fields(base));
		if (there.isEmpty() && name.isEmpty()) {
			fields.put("namespace.name", "");
		}
		fields.put("what", there.isPresent() ? "change" : "create");
		fields.put("environment", name);
		fields.put("team",
				there.map(Environment::team).orElse((who.teams().size() == 1) ? who.teams().iterator().next() : ""));
		given.forEach((field, value) -> {
			if (!field.equals("change")) {
				fields.put(field, value);
			}
		});
		return fields;
	}

	private static EnvironmentKind kind(String word) {
		return Arrays.stream(EnvironmentKind.values())
			.filter((kind) -> kind.word().equals(word))
			.findFirst()
			.orElse(EnvironmentKind.DEVELOPMENT);
	}

	private static Map<String, String> plain(Map<String, String> typed) {
		Map<String, String> fields = new LinkedHashMap<>(typed);
		fields.remove("_csrf");
		return fields;
	}

	private Spec base(Map<String, String> fields) {
		String name = fields.getOrDefault("environment", "").strip();
		return this.environments.named(name)
			.filter((environment) -> environment.kind().word().equals(fields.get("kind")))
			.map(this.specs::of)
			.orElseGet(() -> this.specs.presets(name).of(kind(fields.getOrDefault("kind", ""))));
	}

	private Asked asked(SignedIn who, Map<String, String> fields) {
		ObjectNode spec = SpecForm.spec(named(fields), base(fields));
		Map<String, Object> parameters = new TreeMap<>();
		String what = fields.getOrDefault("what", "create");
		if (what.equals("create")) {
			for (String parameter : List.of("team", "host")) {
				String typed = fields.getOrDefault(parameter, "").strip();
				if (!typed.isEmpty()) {
					parameters.put(parameter, typed);
				}
			}
		}
		return new Asked(what, fields.getOrDefault("environment", ""), fields.getOrDefault("reason", ""),
				this.json.writeValueAsString(spec), parameters, moment(fields.getOrDefault("applyAt", "")));
	}

	/**
	 * A namespace that nobody named is named after the environment.
	 */
	private Map<String, String> named(Map<String, String> fields) {
		if (!fields.getOrDefault("namespace.name", "").isBlank()) {
			return fields;
		}
		Map<String, String> all = new LinkedHashMap<>(fields);
		String name = fields.getOrDefault("environment", "").strip();
		// What is wrong with the name is said of the name.
		all.put("namespace.name",
				this.specs.presets(WishReader.named(name) ? name : "new")
					.of(kind(fields.getOrDefault("kind", "")))
					.namespace()
					.name());
		return all;
	}

	private static @Nullable Instant moment(String typed) {
		if (typed.isBlank()) {
			return null;
		}
		try {
			return LocalDateTime.parse(typed.strip()).toInstant(ZoneOffset.UTC);
		}
		catch (DateTimeParseException ex) {
			throw new InvalidInputException("applyAt", "applyAt must be a date and a time in UTC.");
		}
	}

	/**
	 * All that is wrong with what was typed, by field.
	 */
	private Map<String, String> problems(SignedIn who, Map<String, String> fields, Model model) {
		Map<String, String> errors = new LinkedHashMap<>();
		String name = fields.getOrDefault("environment", "").strip();
		SpecReading reading = new SpecReader(this.specs.presets(name)).read(SpecForm.spec(named(fields), base(fields)));
		if (reading instanceof SpecReading.Refused refused) {
			errors.putAll(SpecForm.errors(refused.problems()));
		}
		else if (reading instanceof SpecReading.Valid valid && !name.isEmpty()) {
			try {
				Asked asked = asked(who, fields);
				String reason = asked.reason();
				// Nobody has to say why before they send it.
				Wish wish = this.reader.read(who,
						new Asked(asked.kind(), asked.environment(),
								(reason == null || reason.isBlank()) ? "-" : reason, asked.spec(), asked.parameters(),
								asked.applyAt()));
				List<Check> checks = this.preflight.look(wish.kind(), wish.environment(),
						SpecWriter.write(valid.spec()),
						Requests.words((asked.parameters() != null) ? asked.parameters() : Map.of()));
				model.addAttribute("checks", checks);
			}
			catch (InvalidInputException ex) {
				errors.put(place(ex.field()), ex.remedy());
			}
			catch (ConflictException | ForbiddenException ex) {
				errors.put("environment", ex.getMessage() + ".");
			}
		}
		return errors;
	}

	private String show(SignedIn who, Map<String, String> given, Map<String, String> errors, Model model) {
		Map<String, String> fields = new LinkedHashMap<>();
		SpecForm.fields(this.specs.presets("").of(EnvironmentKind.SYSTEM))
			.keySet()
			.forEach((field) -> fields.put(field, ""));
		OWN.forEach((field) -> fields.put(field, ""));
		fields.putAll(given);
		model.addAttribute("form", fields);
		model.addAttribute("errors", errors);
		model.addAttribute("what", fields.getOrDefault("what", "create"));
		model.addAttribute("owner", fields.getOrDefault("topology", "").equals("dedicated")
				|| fields.getOrDefault("kind", "").equals("system"));
		model.addAttribute("summary", summary(fields));
		Catalogue catalogue = this.cloud.catalogue();
		model.addAttribute("kinds", Arrays.stream(EnvironmentKind.values()).map(EnvironmentKind::word).toList());
		model.addAttribute("regions", options(catalogue.regions().stream().filter(Region::up).map(Region::id).toList(),
				fields.getOrDefault("region", "")));
		model.addAttribute("plans", catalogue.plans().stream().map(Plan::id).toList());
		model.addAttribute("versions",
				options(this.cloud.versions()
					.stream()
					.filter((version) -> version.tier()
						.equals(fields.getOrDefault("tier", "").isEmpty() ? "standard" : fields.get("tier")))
					.map(KubernetesVersion::id)
					.toList(), fields.getOrDefault("kubernetes.version", "")));
		model.addAttribute("databasePlans",
				options(catalogue.databasePlans().stream().map((plan) -> plan.id()).toList(),
						fields.getOrDefault("dataStore.plan", "")));
		model.addAttribute("databaseVersions",
				options(catalogue.engines()
					.stream()
					.filter((engine) -> engine.engine().equals("postgresql"))
					.map((engine) -> engine.version())
					.sorted()
					.toList(), fields.getOrDefault("dataStore.version", "")));
		model.addAttribute("teams", teams(who, fields));
		model.addAttribute("poolRows", poolRows(fields));
		model.addAttribute("action", (model.getAttribute("edited") != null)
				? "/requests/%s/edit".formatted(model.getAttribute("edited")) : "/requests/new");
		return "requests/new";
	}

	private static List<String> options(List<String> offered, String chosen) {
		List<String> options = new ArrayList<>(offered);
		if (!chosen.isEmpty() && !options.contains(chosen)) {
			options.addFirst(chosen);
		}
		return options;
	}

	private static List<String> teams(SignedIn who, Map<String, String> fields) {
		List<String> teams = new ArrayList<>(who.teamNames());
		String chosen = fields.getOrDefault("team", "");
		if (!chosen.isEmpty() && !teams.contains(chosen)) {
			teams.add(chosen);
		}
		return who.is(Role.PLATFORM) ? teams : List.copyOf(teams);
	}

	private static List<Integer> poolRows(Map<String, String> fields) {
		List<Integer> rows = new ArrayList<>();
		for (int i = 0; i < SpecForm.POOLS; i++) {
			if (!fields.getOrDefault("pools[%d].name".formatted(i), "").isBlank() || rows.size() <= i && i < 2) {
				rows.add(i);
			}
		}
		return rows;
	}

	/**
	 * What it comes to: nodes, price, and whom it shares with.
	 */
	private List<String> summary(Map<String, String> fields) {
		String name = fields.getOrDefault("environment", "").strip();
		if (!(new SpecReader(this.specs.presets(name))
			.read(SpecForm.spec(named(fields), base(fields))) instanceof SpecReading.Valid valid)) {
			return List.of();
		}
		Spec spec = valid.spec();
		List<String> summary = new ArrayList<>();
		int least = spec.pools().stream().mapToInt(Spec.Pool::min).sum();
		int most = spec.pools().stream().mapToInt(Spec.Pool::max).sum();
		summary.add("%d to %d nodes in %s".formatted(least, most, spec.region()));
		summary.add(Estimate.of(spec, this.cloud.catalogue())
			.map(Estimate::sentence)
			.orElse("The price is not known, as Linode has not said it yet"));
		summary
			.add(spec.ownsCluster() ? "A cluster of its own" : "On the cluster of a system environment, with others");
		Spec.DataStore store = spec.dataStore();
		summary.add((store == null) ? "No data store" : "PostgreSQL %s, %s".formatted(store.version(),
				(store.nodes() == 1) ? "one node" : store.nodes() + " nodes"));
		summary.add("%d services at most, in the namespace %s".formatted(spec.namespace().services(),
				spec.namespace().name()));
		Integer hours = spec.lifetimeHours();
		if (hours != null) {
			summary.add("It ends by itself %d hours after it was made".formatted(hours));
		}
		return summary;
	}

}
