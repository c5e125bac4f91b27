package io.groundwork.requests;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import io.groundwork.environments.spec.Problem;
import io.groundwork.environments.spec.Spec;
import io.groundwork.environments.spec.SpecWriter;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * A spec as fields of a form and back. Fields are named as the spec names them; lists are
 * written a line each. Whatever somebody types comes back as they typed it.
 */
final class SpecForm {

	/** As many pools as a spec may have. */
	static final int POOLS = 20;

	private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

	private static final Pattern NUMBER = Pattern.compile("-?[0-9]{1,9}");

	/** Such as network.firewall[0].sources, of which the form has a line. */
	private static final Pattern LINE = Pattern.compile("(network\\.[a-z]+|secrets)\\[([0-9]+)](.*)");

	private SpecForm() {
	}

	/**
	 * The fields that say what a spec says.
	 */
	static Map<String, String> fields(Spec spec) {
		Map<String, String> fields = new LinkedHashMap<>();
		fields.put("kind", spec.kind().word());
		fields.put("region", spec.region());
		fields.put("topology", spec.topology().word());
		fields.put("delivery", spec.delivery().word());
		fields.put("tier", (spec.tier() != null) ? spec.tier().word() : "");
		Spec.Kubernetes kubernetes = spec.kubernetes();
		fields.put("kubernetes.version",
				(kubernetes != null && kubernetes.version() != null) ? kubernetes.version() : "");
		fields.put("kubernetes.apiAllowList", (kubernetes != null) ? String.join(" ", kubernetes.apiAllowList()) : "");
		fields.put("kubernetes.highAvailability",
				(kubernetes != null) ? String.valueOf(kubernetes.highAvailability()) : "");
		for (int i = 0; i < spec.pools().size(); i++) {
			Spec.Pool pool = spec.pools().get(i);
			fields.put("pools[%d].name".formatted(i), pool.name());
			fields.put("pools[%d].plan".formatted(i), pool.plan());
			fields.put("pools[%d].min".formatted(i), String.valueOf(pool.min()));
			fields.put("pools[%d].max".formatted(i), String.valueOf(pool.max()));
			fields.put("pools[%d].labels".formatted(i),
					pool.labels()
						.entrySet()
						.stream()
						.map((label) -> label.getKey() + "=" + label.getValue())
						.collect(Collectors.joining(" ")));
			fields.put("pools[%d].taints".formatted(i),
					pool.taints()
						.stream()
						.map((taint) -> "%s=%s:%s".formatted(taint.key(), taint.value(), taint.effect().word()))
						.collect(Collectors.joining(" ")));
		}
		fields.put("namespace.name", spec.namespace().name());
		fields.put("namespace.services", String.valueOf(spec.namespace().services()));
		fields.put("namespace.podSecurity", spec.namespace().podSecurity().word());
		Spec.DataStore store = spec.dataStore();
		fields.put("dataStore.allowList", (store != null) ? String.join(" ", store.allowList()) : "");
		fields.put("dataStore.nodes", (store != null) ? String.valueOf(store.nodes()) : "0");
		fields.put("dataStore.plan", (store != null) ? store.plan() : "g6-dedicated-2");
		fields.put("dataStore.version", (store != null) ? store.version() : "17");
		fields.put("network.firewall",
				lines(spec.network().firewall(), (rule) -> "%s %s %s %s".formatted(rule.label(), rule.protocol().word(),
						(rule.ports() != null) ? rule.ports() : "-", String.join(" ", rule.sources()))));
		fields.put("network.allow",
				lines(spec.network().allow(), (one) -> "%s > %s %d".formatted(one.from(), one.to(), one.port())));
		fields.put("network.egress",
				lines(spec.network().egress(), (one) -> "%s %d %s".formatted(one.cidr(), one.port(), one.reason())));
		fields.put("secrets", lines(spec.secrets(),
				(one) -> "%s %s %d".formatted(one.name(), one.generator().word(), one.rotateDays())));
		fields.put("observability.retentionDays", String.valueOf(spec.observability().retentionDays()));
		fields.put("observability.tracing", String.valueOf(spec.observability().tracing()));
		fields.put("lifetimeHours", (spec.lifetimeHours() != null) ? spec.lifetimeHours().toString() : "");
		return fields;
	}

	private static <T> String lines(List<T> some, Function<T, String> line) {
		return some.stream().map(line).collect(Collectors.joining("\n"));
	}

	/**
	 * What was typed, as a spec that may be wrong.
	 * @param base where what the form has no field for comes from
	 */
	static ObjectNode spec(Map<String, String> typed, Spec base) {
		ObjectNode spec = NODES.objectNode();
		for (String field : List.of("kind", "region", "topology", "delivery")) {
			text(spec, field, typed.getOrDefault(field, ""));
		}
		boolean owner = typed.getOrDefault("topology", "").equals("dedicated")
				|| typed.getOrDefault("kind", "").equals("system");
		if (owner) {
			text(spec, "tier", typed.getOrDefault("tier", ""));
			ObjectNode kubernetes = spec.putObject("kubernetes");
			text(kubernetes, "version", typed.getOrDefault("kubernetes.version", ""));
			words(kubernetes, "apiAllowList", typed.getOrDefault("kubernetes.apiAllowList", ""));
			Spec.Kubernetes before = base.kubernetes();
			String several = typed.getOrDefault("kubernetes.highAvailability", "");
			if (!several.isEmpty()) {
				kubernetes.put("highAvailability", several.equals("true"));
			}
			else if (before != null) {
				kubernetes.put("highAvailability", before.highAvailability());
			}
		}
		pools(spec.putArray("pools"), typed, SpecWriter.json(base).path("pools"));
		ObjectNode namespace = spec.putObject("namespace");
		text(namespace, "name", typed.getOrDefault("namespace.name", ""));
		number(namespace, "services", typed.getOrDefault("namespace.services", ""));
		text(namespace, "podSecurity",
				typed.getOrDefault("namespace.podSecurity", base.namespace().podSecurity().word()));
		network(spec.putObject("network"), typed);
		if (typed.getOrDefault("dataStore.nodes", "").strip().equals("0")) {
			spec.putNull("dataStore");
		}
		else {
			ObjectNode store = spec.putObject("dataStore");
			text(store, "plan", typed.getOrDefault("dataStore.plan", ""));
			text(store, "version", typed.getOrDefault("dataStore.version", ""));
			number(store, "nodes", typed.getOrDefault("dataStore.nodes", ""));
			Spec.DataStore before = base.dataStore();
			if (typed.containsKey("dataStore.allowList")) {
				words(store, "allowList", typed.get("dataStore.allowList"));
			}
			else if (before != null) {
				before.allowList().forEach(store.putArray("allowList")::add);
			}
		}
		secrets(spec.putArray("secrets"), typed.getOrDefault("secrets", ""));
		ObjectNode observability = spec.putObject("observability");
		number(observability, "retentionDays", typed.getOrDefault("observability.retentionDays", ""));
		observability.put("tracing", typed.getOrDefault("observability.tracing", "").equals("true"));
		if (!typed.getOrDefault("lifetimeHours", "").isBlank()) {
			number(spec, "lifetimeHours", typed.getOrDefault("lifetimeHours", ""));
		}
		return spec;
	}

	private static void pools(ArrayNode pools, Map<String, String> typed, JsonNode before) {
		for (int i = 0; i < POOLS; i++) {
			String at = "pools[%d].".formatted(i);
			String name = typed.getOrDefault(at + "name", "").strip();
			if (name.isEmpty()) {
				continue;
			}
			ObjectNode pool = pools.addObject();
			pool.put("name", name);
			text(pool, "plan", typed.getOrDefault(at + "plan", ""));
			number(pool, "min", typed.getOrDefault(at + "min", ""));
			number(pool, "max", typed.getOrDefault(at + "max", ""));
			for (JsonNode old : before) {
				if (old.path("name").asString("").equals(name)) {
					pool.set("labels", old.path("labels"));
					pool.set("taints", old.path("taints"));
				}
			}
			if (typed.containsKey(at + "labels")) {
				labels(pool.putObject("labels"), typed.getOrDefault(at + "labels", ""));
			}
			if (typed.containsKey(at + "taints")) {
				taints(pool.putArray("taints"), typed.getOrDefault(at + "taints", ""));
			}
		}
	}

	private static void labels(ObjectNode labels, String typed) {
		for (String word : split(typed)) {
			int sign = word.indexOf('=');
			labels.put((sign < 0) ? word : word.substring(0, sign), (sign < 0) ? "" : word.substring(sign + 1));
		}
	}

	/**
	 * Such as {@code gpu=true:NoSchedule}.
	 */
	private static void taints(ArrayNode taints, String typed) {
		for (String word : split(typed)) {
			int colon = word.lastIndexOf(':');
			String pair = (colon < 0) ? word : word.substring(0, colon);
			int sign = pair.indexOf('=');
			ObjectNode taint = taints.addObject();
			taint.put("key", (sign < 0) ? pair : pair.substring(0, sign));
			taint.put("value", (sign < 0) ? "" : pair.substring(sign + 1));
			taint.put("effect", (colon < 0) ? "" : word.substring(colon + 1));
		}
	}

	private static List<String> split(String typed) {
		return typed.isBlank() ? List.of() : List.of(typed.strip().split("[\\s,]+"));
	}

	private static void network(ObjectNode network, Map<String, String> typed) {
		ArrayNode firewall = network.putArray("firewall");
		for (List<String> words : lines(typed, "network.firewall")) {
			ObjectNode rule = firewall.addObject();
			rule.put("label", at(words, 0));
			rule.put("protocol", at(words, 1).toUpperCase(Locale.ROOT));
			if (!at(words, 2).equals("-") && !at(words, 2).isEmpty()) {
				rule.put("ports", at(words, 2));
			}
			ArrayNode sources = rule.putArray("sources");
			words.stream().skip(3).forEach(sources::add);
		}
		ArrayNode allow = network.putArray("allow");
		for (List<String> words : lines(typed, "network.allow")) {
			ObjectNode one = allow.addObject();
			List<String> said = words.stream().filter((word) -> !word.equals(">")).toList();
			one.put("from", at(said, 0));
			one.put("to", at(said, 1));
			number(one, "port", at(said, 2));
		}
		ArrayNode egress = network.putArray("egress");
		for (List<String> words : lines(typed, "network.egress")) {
			ObjectNode one = egress.addObject();
			one.put("cidr", at(words, 0));
			number(one, "port", at(words, 1));
			one.put("reason", words.stream().skip(2).collect(Collectors.joining(" ")));
		}
	}

	private static void secrets(ArrayNode secrets, String typed) {
		for (List<String> words : lines(Map.of("secrets", typed), "secrets")) {
			ObjectNode secret = secrets.addObject();
			secret.put("name", at(words, 0));
			secret.put("generator", at(words, 1));
			if (!at(words, 2).isEmpty()) {
				number(secret, "rotateDays", at(words, 2));
			}
		}
	}

	private static List<List<String>> lines(Map<String, String> typed, String field) {
		return typed.getOrDefault(field, "")
			.lines()
			.map(String::strip)
			.filter((line) -> !line.isEmpty())
			.map((line) -> Arrays.asList(line.split("\\s+")))
			.toList();
	}

	private static String at(List<String> words, int index) {
		return (index < words.size()) ? words.get(index) : "";
	}

	private static void text(ObjectNode node, String field, String typed) {
		String name = field.substring(field.lastIndexOf('.') + 1);
		if (!typed.isBlank()) {
			node.put(name, typed.strip());
		}
	}

	private static void words(ObjectNode node, String field, String typed) {
		if (!typed.isBlank()) {
			ArrayNode array = node.putArray(field);
			split(typed).forEach(array::add);
		}
	}

	/**
	 * What is no number goes on as it is, so that whoever reads the spec says so.
	 */
	private static void number(ObjectNode node, String field, String typed) {
		String text = typed.strip();
		if (NUMBER.matcher(text).matches()) {
			node.put(field, Integer.parseInt(text));
		}
		else if (!text.isEmpty()) {
			node.put(field, text);
		}
	}

	/**
	 * Where the form has what problems are about, each with its sentence.
	 */
	static Map<String, String> errors(List<Problem> problems) {
		Map<String, List<String>> errors = new LinkedHashMap<>();
		for (Problem problem : problems) {
			Matcher line = LINE.matcher(problem.field());
			if (line.matches()) {
				errors.computeIfAbsent(line.group(1), (field) -> new ArrayList<>())
					.add("Line %d: %s%s; %s.".formatted(Integer.parseInt(line.group(2)) + 1,
							line.group(3).isEmpty() ? "it " : line.group(3).substring(1) + " ", problem.problem(),
							problem.remedy()));
			}
			else {
				errors.computeIfAbsent(field(problem.field()), (field) -> new ArrayList<>()).add(problem.sentence());
			}
		}
		Map<String, String> joined = new LinkedHashMap<>();
		errors.forEach((field, sentences) -> joined.put(field, String.join(" ", sentences)));
		return joined;
	}

	/**
	 * The field that the form has for a part of a spec.
	 */
	private static String field(String field) {
		if (field.isEmpty() || field.equals("schema")) {
			return "kind";
		}
		return switch (field) {
			case "pools" -> "pools[0].name";
			case "namespace" -> "namespace.name";
			case "dataStore" -> "dataStore.nodes";
			case "kubernetes" -> "kubernetes.version";
			case "observability" -> "observability.retentionDays";
			case "network" -> "network.firewall";
			default -> field.startsWith("kubernetes.apiAllowList") ? "kubernetes.apiAllowList"
					: field.startsWith("dataStore.allowList") ? "dataStore.allowList"
							: field.replaceFirst("^(pools\\[[0-9]+]\\.(?:labels|taints)).*", "$1");
		};
	}

}
