package io.groundwork.requests;

import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

import io.groundwork.environments.Environment;
import io.groundwork.environments.EnvironmentKind;
import io.groundwork.environments.Environments;
import io.groundwork.environments.Specs;
import io.groundwork.environments.spec.Presets;
import io.groundwork.environments.spec.Spec;
import io.groundwork.environments.spec.SpecReader;
import io.groundwork.environments.spec.SpecReading;
import io.groundwork.identity.SignedIn;
import io.groundwork.web.ConflictException;
import io.groundwork.web.InvalidInputException;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

import org.springframework.stereotype.Component;

/**
 * A wish as the fields of a form and back. Whatever the form does not say is as the
 * preset says, or as the environment is that is to be changed.
 */
@Component
class WishForm {

	/** What stays when another preset is chosen. */
	static final List<String> OWN = List.of("environment", "team", "host", "reason", "applyAt");

	/** What only those have who own a cluster. */
	private static final List<String> OWNERS = List.of("tier", "kubernetes.version", "kubernetes.highAvailability",
			"kubernetes.apiAllowList");

	private static final DateTimeFormatter MOMENT = DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm");

	private final Environments environments;

	private final Specs specs;

	private final JsonMapper json;

	WishForm(Environments environments, Specs specs, JsonMapper json) {
		this.environments = environments;
		this.specs = specs;
		this.json = json;
	}

	/**
	 * What was typed, without what browsers add. Whoever has only now chosen a cluster of
	 * its own begins with what such a cluster usually is.
	 */
	Map<String, String> typed(Map<String, String> typed) {
		Map<String, String> fields = new LinkedHashMap<>(typed);
		fields.remove("_csrf");
		if (owner(fields)) {
			Map<String, String> usual = SpecForm.fields(this.specs.presets(name(fields)).of(kind(fields), true));
			OWNERS.forEach((field) -> fields.putIfAbsent(field, usual.getOrDefault(field, "")));
		}
		return fields;
	}

	/**
	 * With every field that the page has.
	 */
	static Map<String, String> whole(Map<String, String> given) {
		Map<String, String> fields = new LinkedHashMap<>();
		SpecForm.fields(Presets.FOUNDATION.of(EnvironmentKind.SYSTEM))
			.keySet()
			.forEach((field) -> fields.put(field, ""));
		OWN.forEach((field) -> fields.put(field, ""));
		fields.putAll(given);
		return fields;
	}

	/**
	 * Whether it is to have a cluster of its own.
	 */
	static boolean owner(Map<String, String> fields) {
		return fields.getOrDefault("topology", "").equals("dedicated")
				|| fields.getOrDefault("kind", "").equals("system");
	}

	static EnvironmentKind kind(Map<String, String> fields) {
		String word = fields.getOrDefault("kind", "");
		return Arrays.stream(EnvironmentKind.values())
			.filter((kind) -> kind.word().equals(word))
			.findFirst()
			.orElse(EnvironmentKind.DEVELOPMENT);
	}

	/**
	 * The fields of a form that begins with what somebody gave.
	 */
	Map<String, String> completed(SignedIn who, Map<String, String> given) {
		String name = given.getOrDefault("environment", given.getOrDefault("change", ""));
		Optional<Environment> there = given.containsKey("change")
				? Optional.of(this.environments.seenBy(who, given.get("change"))) : Optional.empty();
		Spec base = there.map(this.specs::of).orElseGet(() -> this.specs.presets(name).of(kind(given)));
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

	/**
	 * The fields of a form that writes a request anew.
	 */
	Map<String, String> of(Request request) {
		String spec = request.spec();
		if (!request.kind().needsSpec() || spec == null) {
			throw new ConflictException(
					"Request %d has nothing that could be written anew".formatted(request.number()));
		}
		Map<String, String> fields = new LinkedHashMap<>(
				SpecForm.fields(new SpecReader(this.specs.presets(request.environment())).read(spec).orThrow("spec")));
		fields.put("what", request.kind().word());
		fields.put("environment", request.environment());
		fields.put("team", request.team());
		fields.put("reason", request.reason());
		Instant at = request.applyAt();
		fields.put("applyAt", (at != null) ? MOMENT.format(at.atOffset(ZoneOffset.UTC)) : "");
		return fields;
	}

	/**
	 * What the fields say that the environment should be, right or wrong.
	 */
	SpecReading reading(Map<String, String> fields) {
		return new SpecReader(this.specs.presets(name(fields))).read(spec(fields));
	}

	/**
	 * What the fields ask for.
	 */
	Asked asked(Map<String, String> fields) {
		Map<String, Object> parameters = new TreeMap<>();
		String what = fields.getOrDefault("what", "create");
		if (what.equals("create")) {
			for (String parameter : List.of("team", "host")) {
				String typed = fields.getOrDefault(parameter, "").strip();
				// Whoever has a cluster of its own lives on nobody else's.
				if (!typed.isEmpty() && !(parameter.equals("host") && owner(fields))) {
					parameters.put(parameter, typed);
				}
			}
		}
		return new Asked(what, fields.getOrDefault("environment", ""), fields.getOrDefault("reason", ""),
				this.json.writeValueAsString(spec(fields)), parameters, moment(fields.getOrDefault("applyAt", "")));
	}

	static String name(Map<String, String> fields) {
		return fields.getOrDefault("environment", "").strip();
	}

	private ObjectNode spec(Map<String, String> fields) {
		return SpecForm.spec(named(fields), base(fields));
	}

	private Spec base(Map<String, String> fields) {
		String name = name(fields);
		return this.environments.named(name)
			.filter((environment) -> environment.kind().word().equals(fields.get("kind")))
			.map(this.specs::of)
			.orElseGet(() -> this.specs.presets(name).of(kind(fields)));
	}

	/**
	 * A namespace that nobody named is named after the environment.
	 */
	private Map<String, String> named(Map<String, String> fields) {
		if (!fields.getOrDefault("namespace.name", "").isBlank()) {
			return fields;
		}
		Map<String, String> all = new LinkedHashMap<>(fields);
		String name = name(fields);
		// What is wrong with the name is said of the name.
		all.put("namespace.name",
				this.specs.presets(WishReader.named(name) ? name : "new").of(kind(fields)).namespace().name());
		return all;
	}

	/**
	 * A moment as the browser sends it, in UTC.
	 */
	static @Nullable Instant moment(String typed) {
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

}
