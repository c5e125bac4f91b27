package io.groundwork.runs;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

import io.groundwork.environments.Environment;
import io.groundwork.environments.EnvironmentKind;
import io.groundwork.environments.Environments;
import io.groundwork.environments.Specs;
import io.groundwork.environments.spec.Problem;
import io.groundwork.environments.spec.Spec;
import io.groundwork.environments.spec.SpecReader;
import io.groundwork.environments.spec.SpecReading;
import io.groundwork.identity.SignedIn;
import io.groundwork.web.Choice;
import io.groundwork.web.ConflictException;
import io.groundwork.web.InvalidInputException;
import io.groundwork.web.LargerRequests;
import io.groundwork.web.NotThereException;
import io.groundwork.web.Typed;
import io.swagger.v3.oas.annotations.Hidden;
import jakarta.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;

import org.springframework.context.annotation.Bean;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.stereotype.Controller;
import org.springframework.transaction.support.TransactionTemplate;
import org.springframework.ui.Model;
import org.springframework.util.unit.DataSize;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.ModelAttribute;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.multipart.MultipartFile;

/**
 * Starts a run by hand, for platform engineers, as long as there are no requests.
 */
@Hidden
@Controller
@RequestMapping("/runs/new")
class NewRunPage {

	private static final Map<String, String> WHAT = new LinkedHashMap<>();

	static {
		WHAT.put("plan", "A plan");
		WHAT.put("upgrade", "An upgrade");
		WHAT.put("end", "A plan of the end");
		WHAT.put("drift", "A drift check");
		WHAT.put("verify", "A verification");
	}

	private static final List<Choice> CHOICES = List.of(
			new Choice("plan", "A plan", "What these files would change. Nothing is changed."),
			new Choice("upgrade", "A plan with our newest files",
					"What moving to them would change; environments stay with those they were made with."),
			new Choice("end", "A plan of the end", "What would be destroyed if all of it went. Nothing is changed."),
			new Choice("drift", "A drift check", "What somebody changed behind the portal's back."),
			new Choice("verify", "A verification", "Whether everything is as these files want it."));

	private static final List<Choice> SOURCES = List.of(
			new Choice("spec", "What it should be", "Our own files, rendered from the spec below."),
			new Choice("latest", "The latest files", "Those that the environment was last made with."),
			new Choice("files", "Files that I send", "A .zip or .tar.gz of at most 4 MB."));

	private final Environments environments;

	private final Configurations configurations;

	private final Runs runs;

	private final SpecRuns specRuns;

	private final Specs specs;

	private final TransactionTemplate transaction;

	NewRunPage(Environments environments, Configurations configurations, Runs runs, SpecRuns specRuns, Specs specs,
			TransactionTemplate transaction) {
		this.specRuns = specRuns;
		this.specs = specs;
		this.environments = environments;
		this.configurations = configurations;
		this.runs = runs;
		this.transaction = transaction;
	}

	/**
	 * A little more than the archive, so that one that is too large can be told so.
	 */
	@Bean
	static LargerRequests largerArchives() {
		return new LargerRequests("/runs/new", DataSize.ofMegabytes(5));
	}

	@GetMapping
	String form(@AuthenticationPrincipal SignedIn who, @RequestParam(required = false) @Nullable String environment,
			@RequestParam(required = false) @Nullable String what, Model model) {
		return show(who, NewRun.empty(environment, what), Map.of(), model);
	}

	@PostMapping
	String start(@AuthenticationPrincipal SignedIn who, @ModelAttribute NewRun wish,
			@RequestParam(required = false) @Nullable MultipartFile files, Model model, HttpServletResponse response) {
		Map<String, String> errors = new LinkedHashMap<>();
		try {
			return "redirect:/runs/" + start(who, wish, files);
		}
		catch (InvalidInputException ex) {
			errors.put(ex.field(), ex.remedy());
			response.setStatus(400);
		}
		catch (NotThereException ex) {
			errors.put("environment", ex.getMessage() + "; choose one that exists, or add one.");
			response.setStatus(400);
		}
		catch (ConflictException ex) {
			errors.put(wish.addsEnvironment() ? "name" : "what", ex.getMessage() + ".");
			response.setStatus(409);
		}
		return show(who, wish, errors, model);
	}

	private long start(SignedIn who, NewRun wish, @Nullable MultipartFile files) {
		if (!WHAT.containsKey(wish.what())) {
			throw new InvalidInputException("what",
					"what must be one of %s.".formatted(String.join(", ", WHAT.keySet())));
		}
		String reason = RunsPage.reason(wish.reason());
		Environment known = wish.addsEnvironment() ? null : this.environments.seenBy(who, wish.environment());
		// Files are kept whether or not the rest works out; nothing refers to them then.
		// Whoever has chosen a file means it.
		boolean sends = wish.sendsFiles() || (files != null && !files.isEmpty());
		String sent = sends ? this.configurations.keep(unpack(files), who.name()) : null;
		Long number = this.transaction.execute((status) -> {
			Environment environment = (known != null) ? known : add(who, wish);
			if (sent == null && wish.rendersSpec() && wish.what().equals("plan")) {
				return this.specRuns.plan(environment, spec(environment, wish), who.name(), reason);
			}
			if (wish.what().equals("upgrade")) {
				if (sent != null) {
					throw new InvalidInputException("what",
							"what must be another one with files of your own; an upgrade is made of ours.");
				}
				return this.specRuns.planUpgrade(environment, who.name(), reason);
			}
			if (sent == null && wish.rendersSpec() && wish.what().equals("end")) {
				return this.specRuns.planDestruction(environment, who.name(), reason);
			}
			Runs.Made made = (sent != null) ? new Runs.Made(sent, null) : latest(environment);
			String configuration = made.configuration();
			return this.runs.ask((switch (wish.what()) {
				case "plan" -> Order.plan(environment, configuration, who.name(), reason);
				case "end" -> Order.planDestruction(environment, configuration, who.name(), reason);
				default -> Order.check(environment, RunKind.of(wish.what()), configuration, who.name(), reason);
			}).of(made.wish()));
		});
		return (number != null) ? number : 0;
	}

	/**
	 * What was typed, or what the environment should be already if nothing was.
	 */
	private Spec spec(Environment environment, NewRun wish) {
		if (wish.spec().isEmpty()) {
			return this.specs.of(environment);
		}
		return switch (new SpecReader(this.specs.presets(environment.name())).read(wish.spec())) {
			case SpecReading.Valid valid -> valid.spec();
			case SpecReading.Refused refused -> throw new InvalidInputException("spec",
					refused.problems().stream().map(Problem::sentence).collect(Collectors.joining(" ")));
		};
	}

	private Environment add(SignedIn who, NewRun wish) {
		if (Arrays.stream(EnvironmentKind.values()).noneMatch((kind) -> kind.word().equals(wish.kind()))) {
			throw new InvalidInputException("kind", "kind must be one of %s.".formatted(
					String.join(", ", Arrays.stream(EnvironmentKind.values()).map(EnvironmentKind::word).toList())));
		}
		Environment host = wish.host().isEmpty() ? null : this.environments.named(wish.host())
			.orElseThrow(() -> new InvalidInputException("host", "host must be an environment that exists."));
		return this.environments.add(wish.name(), EnvironmentKind.of(wish.kind()), Typed.text("team", wish.team(), 200),
				host, who.name());
	}

	private Runs.Made latest(Environment environment) {
		return this.runs.latest(environment.id())
			.orElseThrow(() -> new InvalidInputException("configuration",
					"%s has never been applied, so there are no latest files; send some."
						.formatted(environment.name())));
	}

	private static Map<String, byte[]> unpack(@Nullable MultipartFile files) {
		if (files == null || files.isEmpty()) {
			throw new InvalidInputException("files", "files must be chosen: a .zip or .tar.gz.");
		}
		try {
			return Archive.unpack(files.getBytes());
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private String show(SignedIn who, NewRun wish, Map<String, String> errors, Model model) {
		Map<String, String> names = new LinkedHashMap<>();
		Map<String, String> hosts = new LinkedHashMap<>();
		names.put("", "Another one, which I add below");
		hosts.put("", "None: it has its own cluster");
		for (Environment environment : this.environments.seenBy(who)) {
			names.put(environment.name(), environment.name());
			if (environment.host() == null) {
				hosts.put(environment.name(), environment.name());
			}
		}
		Map<String, String> kinds = new LinkedHashMap<>();
		Arrays.stream(EnvironmentKind.values()).forEach((kind) -> kinds.put(kind.word(), kind.word()));
		model.addAttribute("wish", wish);
		model.addAttribute("errors", errors);
		model.addAttribute("names", names);
		model.addAttribute("hosts", hosts);
		model.addAttribute("kinds", kinds);
		model.addAttribute("choices", CHOICES);
		model.addAttribute("sources", SOURCES);
		return "runs/new";
	}

}
