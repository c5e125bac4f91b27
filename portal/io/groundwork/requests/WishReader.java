package io.groundwork.requests;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;

import io.groundwork.bundles.Renderings;
import io.groundwork.environments.Environment;
import io.groundwork.environments.EnvironmentKind;
import io.groundwork.environments.Environments;
import io.groundwork.environments.Revisions;
import io.groundwork.environments.Specs;
import io.groundwork.environments.spec.Presets;
import io.groundwork.environments.spec.Spec;
import io.groundwork.environments.spec.SpecReader;
import io.groundwork.environments.spec.SpecWriter;
import io.groundwork.identity.Role;
import io.groundwork.identity.SignedIn;
import io.groundwork.web.ConflictException;
import io.groundwork.web.ForbiddenException;
import io.groundwork.web.InvalidInputException;
import io.groundwork.web.Typed;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

import org.springframework.stereotype.Component;

/**
 * Reads what somebody asks for, and refuses what makes no sense or is not theirs to ask.
 */
@Component
class WishReader {

	private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9-]{1,38}[a-z0-9]");

	private static final int LONGEST_REASON = 2_000;

	private static final Duration LATEST = Duration.ofDays(30);

	private final Environments environments;

	private final Specs specs;

	private final Revisions revisions;

	private final Hosts hosts;

	private final Renderings renderings;

	private final JsonMapper json;

	private final Clock clock;

	WishReader(Environments environments, Specs specs, Revisions revisions, Hosts hosts, Renderings renderings,
			JsonMapper json, Clock clock) {
		this.environments = environments;
		this.specs = specs;
		this.revisions = revisions;
		this.hosts = hosts;
		this.renderings = renderings;
		this.json = json;
		this.clock = clock;
	}

	Wish read(SignedIn who, Asked asked) {
		RequestKind kind = RequestKind.asked((asked.kind() != null) ? asked.kind() : "");
		if (!kind.known()) {
			throw new InvalidInputException("kind",
					"kind must be one that this version of the portal can carry out; %s comes later."
						.formatted(kind.word()));
		}
		parameters(kind, asked);
		String reason = reason(asked.reason());
		Instant applyAt = applyAt(asked.applyAt());
		if (kind == RequestKind.FOUNDATION) {
			return foundation(who, asked, reason, applyAt);
		}
		String name = (asked.environment() != null) ? asked.environment().strip() : "";
		if (!named(name)) {
			throw new InvalidInputException("environment",
					"environment must be 3 to 40 small letters, digits and dashes, and begin with a letter.");
		}
		return (kind == RequestKind.CREATE) ? create(who, asked, name, reason, applyAt)
				: other(who, kind, asked, name, reason, applyAt);
	}

	/**
	 * Whether an environment could have that name.
	 */
	static boolean named(String name) {
		return NAME.matcher(name).matches();
	}

	/**
	 * The environments that everything begins with: what each is to be is settled now.
	 */
	private Wish foundation(SignedIn who, Asked asked, String reason, @Nullable Instant applyAt) {
		if (!who.is(Role.PLATFORM)) {
			throw new ForbiddenException("Platform engineers ask for the foundation");
		}
		String named = (asked.environment() != null) ? asked.environment().strip() : "";
		if (!named.isEmpty() && !named.equals(Foundation.NAME)) {
			throw new InvalidInputException("environment",
					"environment must be left out of a request for the foundation; name them in parameters.environments.");
		}
		if (asked.spec() != null) {
			throw new InvalidInputException("spec",
					"spec must be left out of a request for the foundation: each of them is made from its preset.");
		}
		ObjectNode specs = this.json.createObjectNode();
		for (EnvironmentKind kind : foundation(asked)) {
			ObjectNode preset = this.json.createObjectNode().put("kind", kind.word());
			if (!asked.word("region").isEmpty()) {
				preset.put("region", asked.word("region"));
			}
			specs.set(kind.word(), SpecWriter.json(spec(kind.word(), preset)));
		}
		return new Wish(RequestKind.FOUNDATION, Foundation.NAME, Foundation.NAME, team(who, asked.word("team")),
				specs.toString(), written(asked.parameters()), reason, who, applyAt);
	}

	/**
	 * What each environment of a foundation is to be, those that own a cluster first.
	 */
	Map<String, Spec> specs(@Nullable String written) {
		Map<String, Spec> all = new TreeMap<>();
		this.json.readTree((written != null) ? written : "{}")
			.properties()
			.forEach((one) -> all.put(one.getKey(),
					new SpecReader(Presets.FOUNDATION).read(one.getValue()).orThrow("spec." + one.getKey())));
		Map<String, Spec> ordered = new LinkedHashMap<>();
		all.forEach((name, spec) -> {
			if (spec.ownsCluster()) {
				ordered.put(name, spec);
			}
		});
		all.forEach(ordered::putIfAbsent);
		return ordered;
	}

	private static Set<EnvironmentKind> foundation(Asked asked) {
		Object given = (asked.parameters() != null) ? asked.parameters().get("environments") : null;
		Set<EnvironmentKind> kinds = EnumSet.noneOf(EnvironmentKind.class);
		if (given == null) {
			return EnumSet.allOf(EnvironmentKind.class);
		}
		if (given instanceof List<?> names) {
			Arrays.stream(EnvironmentKind.values()).filter((kind) -> names.contains(kind.word())).forEach(kinds::add);
			if (!kinds.isEmpty() && kinds.size() == names.size()) {
				return kinds;
			}
		}
		throw new InvalidInputException("parameters.environments",
				"parameters.environments must be a list of some of development, staging, production and system, each once.");
	}

	private Wish create(SignedIn who, Asked asked, String name, String reason, @Nullable Instant applyAt) {
		if (!who.is(Role.ENGINEER) && !who.is(Role.PLATFORM)) {
			throw new ForbiddenException("Engineers and platform engineers ask for environments");
		}
		if (name.equals(Foundation.NAME)) {
			throw new InvalidInputException("environment",
					"environment must not be foundation, which is the word for the four together.");
		}
		Optional<Environment> there = this.environments.named(name);
		if (there.isPresent() && (!Environments.maySee(who, there.get()) || this.hosts.made(there.get()))) {
			throw new ConflictException("The name %s is taken; choose another one".formatted(name));
		}
		Spec spec = spec(name, asked.spec());
		String team = there.map(Environment::team).orElseGet(() -> team(who, asked.word("team")));
		if (there.isPresent() && !Environments.mayWorkIn(who, there.get())) {
			throw new ForbiddenException("Only those who work in %s may ask for it".formatted(name));
		}
		return new Wish(RequestKind.CREATE, name, spec.kind().word(), team, SpecWriter.write(spec),
				written(asked.parameters()), reason, who, applyAt);
	}

	private Wish other(SignedIn who, RequestKind kind, Asked asked, String name, String reason,
			@Nullable Instant applyAt) {
		Environment environment = this.environments.seenBy(who, name);
		if (!Environments.mayWorkIn(who, environment)) {
			throw new ForbiddenException("Only those who work in %s may ask for changes of it".formatted(name));
		}
		String spec = switch (kind) {
			case CHANGE -> SpecWriter.write(spec(name, asked.spec()));
			case ROLLBACK -> SpecWriter.write(revision(environment, asked.word("revision")));
			default -> null;
		};
		if (kind != RequestKind.CHANGE && asked.spec() != null) {
			throw new InvalidInputException("spec", "spec must be left out of a request to %s.".formatted(kind.word()));
		}
		if (kind == RequestKind.UPGRADE) {
			template(asked.word("template"));
		}
		if (kind == RequestKind.DESTROY && !asked.word("confirm").equals(name)) {
			throw new InvalidInputException("parameters.confirm",
					"parameters.confirm must repeat the name %s: all of it will be gone, its data among it."
						.formatted(name));
		}
		return new Wish(kind, name, environment.kind().word(), environment.team(), spec, written(asked.parameters()),
				reason, who, applyAt);
	}

	private void template(String named) {
		String newest = this.renderings.newest().toString();
		if (!named.isEmpty() && !named.equals(newest)) {
			throw new InvalidInputException("parameters.template",
					"parameters.template must be %s, the newest, or be left out.".formatted(newest));
		}
	}

	private Spec revision(Environment environment, String number) {
		int revision;
		try {
			revision = Integer.parseInt(number);
		}
		catch (NumberFormatException ex) {
			throw new InvalidInputException("parameters.revision",
					"parameters.revision must be the number of a revision of %s.".formatted(environment.name()));
		}
		return this.revisions.page(environment.id(), revision + 1, 1)
			.stream()
			.filter((one) -> one.number() == revision)
			.findFirst()
			.map((one) -> this.specs.get(environment.id(), one.wish()).spec())
			.orElseThrow(() -> new InvalidInputException("parameters.revision",
					"parameters.revision must be a revision of %s; there is no %d.".formatted(environment.name(),
							revision)));
	}

	private Spec spec(String name, @Nullable Object given) {
		SpecReader reader = new SpecReader(this.specs.presets(name));
		if (given == null) {
			return Arrays.stream(EnvironmentKind.values())
				.filter((kind) -> kind.word().equals(name))
				.findFirst()
				.map((kind) -> this.specs.presets(name).of(kind))
				.orElseThrow(() -> new InvalidInputException("spec",
						"spec must say what the environment should be; GET /api/v1/catalogue has a preset of each kind."));
		}
		JsonNode tree = (given instanceof String text) ? null : this.json.valueToTree(given);
		return ((tree != null) ? reader.read(tree) : reader.read((String) given)).orThrow("spec");
	}

	private static String team(SignedIn who, String named) {
		if (!named.isEmpty()) {
			if (!who.teams().contains(named) && !who.is(Role.PLATFORM)) {
				throw new InvalidInputException("parameters.team",
						"parameters.team must be one of your teams: %s.".formatted(String.join(", ", who.teamNames())));
			}
			return named;
		}
		if (who.teams().size() == 1) {
			return who.teams().iterator().next();
		}
		throw new InvalidInputException("parameters.team",
				who.teams().isEmpty() ? "parameters.team must name the team that is to own it; you are in none."
						: "parameters.team must say which of your teams is to own it: %s."
							.formatted(String.join(", ", who.teamNames())));
	}

	private static String reason(@Nullable String given) {
		return Typed.some("reason", (given != null) ? given : "", LONGEST_REASON,
				"reason must say why; whoever agrees reads it.");
	}

	private @Nullable Instant applyAt(@Nullable Instant given) {
		Instant now = this.clock.instant();
		if (given != null && (given.isBefore(now) || given.isAfter(now.plus(LATEST)))) {
			throw new InvalidInputException("applyAt",
					"applyAt must be a time from now to %d days ahead.".formatted(LATEST.toDays()));
		}
		return given;
	}

	private static void parameters(RequestKind kind, Asked asked) {
		Map<String, Object> given = asked.parameters();
		if (given == null) {
			return;
		}
		Set<String> known = ParameterShapes.names(kind);
		Set<String> unknown = new TreeSet<>(given.keySet());
		unknown.removeAll(known);
		if (!unknown.isEmpty()) {
			String first = unknown.iterator().next();
			throw new InvalidInputException("parameters." + first,
					known.isEmpty() ? "parameters must be left out of a request to %s.".formatted(kind.word())
							: "parameters must be of these for a request to %s: %s.".formatted(kind.word(),
									String.join(", ", new TreeSet<>(known))));
		}
		if (given.entrySet()
			.stream()
			.filter((one) -> kind != RequestKind.FOUNDATION || !one.getKey().equals("environments"))
			.anyMatch((one) -> one.getValue() instanceof Map || one.getValue() instanceof List)) {
			throw new InvalidInputException("parameters", "parameters must be plain values.");
		}
		given.forEach((name, value) -> Typed.text("parameters." + name, String.valueOf(value), 200));
	}

	private String written(@Nullable Map<String, Object> parameters) {
		return this.json.writeValueAsString((parameters != null) ? new TreeMap<>(parameters) : Map.of());
	}

}
