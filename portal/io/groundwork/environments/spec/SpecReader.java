package io.groundwork.environments.spec;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import io.groundwork.environments.EnvironmentKind;
import io.groundwork.environments.spec.Spec.Allow;
import io.groundwork.environments.spec.Spec.DataStore;
import io.groundwork.environments.spec.Spec.Egress;
import io.groundwork.environments.spec.Spec.FirewallRule;
import io.groundwork.environments.spec.Spec.Kubernetes;
import io.groundwork.environments.spec.Spec.Namespace;
import io.groundwork.environments.spec.Spec.Network;
import io.groundwork.environments.spec.Spec.Observability;
import io.groundwork.environments.spec.Spec.Peer;
import io.groundwork.environments.spec.Spec.Pool;
import io.groundwork.environments.spec.Spec.Secret;
import io.groundwork.environments.spec.Spec.Taint;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Reads specs, strictly: a field that nobody knows is an error, and so is a value of
 * another type. Says everything that is wrong at once.
 */
public final class SpecReader {

	static final String[] FIELDS = { "schema", "kind", "region", "topology", "delivery", "tier", "kubernetes", "pools",
			"namespace", "network", "dataStore", "secrets", "observability", "lifetimeHours" };

	private static final JsonMapper JSON = JsonMapper.builder()
		.enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
		.enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
		.build();

	private final Presets presets;

	private final Upgrades upgrades;

	/**
	 * Fills in what is left out from those presets.
	 */
	public SpecReader(Presets presets) {
		this(presets, Upgrades.ALL);
	}

	SpecReader(Presets presets, Upgrades upgrades) {
		this.presets = presets;
		this.upgrades = upgrades;
	}

	public SpecReading read(String json) {
		try {
			return read(JSON.readTree(json));
		}
		catch (JacksonException ex) {
			String where = (ex.getLocation() != null)
					? " at line %d, column %d".formatted(ex.getLocation().getLineNr(), ex.getLocation().getColumnNr())
					: "";
			return new SpecReading.Refused(
					List.of(new Problem("", "is no JSON" + where, "correct it; each field may be there once")));
		}
	}

	public SpecReading read(JsonNode json) {
		Problems problems = new Problems();
		ObjectNode spec = upgraded(json, problems);
		return (spec != null) ? new Attempt(spec, this.presets, problems).reading()
				: new SpecReading.Refused(problems.all());
	}

	/**
	 * The spec in the present version, null if there is no way to it.
	 */
	private @Nullable ObjectNode upgraded(JsonNode json, Problems problems) {
		if (!(json instanceof ObjectNode spec)) {
			problems.add("", "is no object", "give one with the fields " + String.join(", ", FIELDS));
			return null;
		}
		JsonNode schema = spec.path("schema");
		if (schema.isMissingNode()) {
			return spec;
		}
		if (!schema.isIntegralNumber() || !schema.canConvertToInt() || !this.upgrades.knows(schema.intValue())) {
			problems.wrong("schema", schema.isNumber() ? schema.numberValue() : schema.toString(),
					"give %d, the version that this portal knows".formatted(Spec.SCHEMA));
			return null;
		}
		return this.upgrades.apply(spec, schema.intValue());
	}

	/**
	 * One spec being read.
	 */
	private static class Attempt {

		private final Fields fields;

		private final Presets presets;

		private final Problems problems;

		private final List<Remark> remarks = new ArrayList<>();

		private final EnvironmentKind kind;

		private final boolean owner;

		/** Whether it is known what the rest depends on. */
		private final boolean decided;

		private final Topology topology;

		private final @Nullable Tier tier;

		private final boolean withDataStore;

		private final Spec preset;

		Attempt(ObjectNode json, Presets presets, Problems problems) {
			this.presets = presets;
			this.problems = problems;
			this.fields = Fields.of(json, "", problems, FIELDS);
			int before = problems.all().size();
			this.kind = kind(json.get("kind"));
			this.topology = this.fields.word("topology", Topology.values(), presets.of(this.kind).topology());
			this.tier = given("tier") ? this.fields.word("tier", Tier.values(), null) : null;
			this.decided = problems.all().size() == before;
			this.owner = Spec.ownsCluster(this.kind, this.topology);
			this.withDataStore = !this.fields.isNull("dataStore");
			this.preset = presets.of(this.kind, this.topology, this.tier, this.withDataStore);
		}

		SpecReading reading() {
			Spec spec = spec();
			if (this.decided) {
				this.problems.addOthers(SpecRules.check(spec));
			}
			if (this.problems.none()) {
				return new SpecReading.Valid(spec, this.remarks);
			}
			List<String> order = Arrays.asList(FIELDS);
			return new SpecReading.Refused(this.problems.all()
				.stream()
				.sorted(Comparator.comparingInt((problem) -> order.indexOf(problem.field().split("[.\\[]", 2)[0])))
				.toList());
		}

		private Spec spec() {
			Kubernetes kubernetes = kubernetes();
			String region = this.fields.text("region", this.preset.region(), "fr-par");
			Delivery delivery = this.fields.word("delivery", Delivery.values(), this.preset.delivery());
			List<Pool> pools = this.fields.list("pools", Bounds.MOST_POOLS, this.preset.pools(), this::pool);
			List<Secret> secrets = this.fields.list("secrets", Bounds.MOST_SECRETS, this.preset.secrets(),
					this::secret);
			Integer lifetime = given("lifetimeHours") ? (Integer) this.fields.number("lifetimeHours", null, 72) : null;
			return new Spec(Spec.SCHEMA, this.kind, region, this.topology, delivery, this.preset.tier(), kubernetes,
					pools, namespace(), network(), dataStore(), secrets, observability(), lifetime);
		}

		private EnvironmentKind kind(@Nullable JsonNode node) {
			String remedy = "choose one of "
					+ String.join(", ", Arrays.stream(EnvironmentKind.values()).map(EnvironmentKind::word).toList());
			for (EnvironmentKind kind : EnvironmentKind.values()) {
				if (node != null && node.isString() && kind.word().equals(node.stringValue())) {
					return kind;
				}
			}
			if (node != null && node.isString()) {
				this.problems.wrong("kind", node.stringValue(), remedy);
			}
			else {
				this.problems.add("kind", (node != null) ? "is no text" : "is missing", remedy);
			}
			return EnvironmentKind.DEVELOPMENT;
		}

		private boolean given(String name) {
			return this.fields.has(name) && !this.fields.isNull(name);
		}

		private @Nullable Kubernetes kubernetes() {
			if (!this.owner && given("tier")) {
				doesNotCount("tier");
			}
			if (!given("kubernetes")) {
				return this.preset.kubernetes();
			}
			Fields part = this.fields.object("kubernetes", "version", "highAvailability", "apiAllowList");
			String version = part.textIfAny("version", "1.34");
			Tier chosen = this.owner ? this.preset.tier() : this.tier;
			if (chosen == null) {
				chosen = (version != null && version.startsWith("v")) ? Tier.ENTERPRISE : Tier.STANDARD;
			}
			Kubernetes preset = this.presets.kubernetes(chosen);
			Kubernetes kubernetes = new Kubernetes((version != null) ? version : preset.version(),
					part.flag("highAvailability", preset.highAvailability()),
					part.texts("apiAllowList", Bounds.MOST_RANGES, preset.apiAllowList(), "203.0.113.0/24"));
			if (this.owner) {
				return kubernetes;
			}
			doesNotCount("kubernetes");
			this.problems.addOthers(SpecRules.check(kubernetes, chosen));
			return null;
		}

		private void doesNotCount(String field) {
			this.remarks.add(new Remark(field,
					"%s belongs to whoever owns the cluster and does not count here.".formatted(field)));
		}

		private Pool pool(JsonNode node, String at) {
			Fields part = Fields.of(node, at, this.problems, "name", "plan", "min", "max", "labels", "taints");
			TreeMap<String, String> labels = new TreeMap<>();
			part.entries("labels").forEach((label) -> labels.put(label.name(), label.value()));
			return new Pool(part.text("name", null, "baseline"), part.text("plan", null, "g6-standard-4"),
					part.number("min", null, 1), part.number("max", null, Bounds.MOST_NODES), labels,
					part.list("taints", Bounds.MOST_LABELS, List.of(), this::taint));
		}

		private Taint taint(JsonNode node, String at) {
			Fields part = Fields.of(node, at, this.problems, "key", "value", "effect");
			return new Taint(part.text("key", null, "example.com/batch"), part.text("value", null, "only"),
					part.word("effect", Effect.values(), null));
		}

		private Namespace namespace() {
			Namespace preset = this.preset.namespace();
			Fields part = this.fields.object("namespace", "name", "services", "podSecurity");
			return new Namespace(part.text("name", preset.name(), preset.name()),
					part.number("services", preset.services(), preset.services()),
					part.word("podSecurity", PodSecurity.values(), preset.podSecurity()));
		}

		private Network network() {
			Network preset = this.preset.network();
			Fields part = this.fields.object("network", "allow", "egress", "firewall");
			return new Network(part.list("allow", Bounds.MOST_ALLOWED, preset.allow(), this::allow),
					part.list("egress", Bounds.MOST_RANGES, preset.egress(), this::egress),
					part.list("firewall", Bounds.MOST_FIREWALL_RULES, preset.firewall(), this::firewall));
		}

		private Allow allow(JsonNode node, String at) {
			Fields part = Fields.of(node, at, this.problems, "from", "to", "port");
			return new Allow(peer(part, "from"), peer(part, "to"), part.number("port", null, 8080));
		}

		private Peer peer(Fields part, String name) {
			String text = part.text(name, null, "app=payments");
			return Labels.peer(text).orElseGet(() -> {
				if (!text.isEmpty()) {
					this.problems.wrong(part.at(name), text, Labels.PEER_REMEDY);
				}
				// Like no other, so that it is not taken for a repetition.
				return new Peer(null, new TreeMap<>(Map.of(part.at(name), "")));
			});
		}

		private Egress egress(JsonNode node, String at) {
			Fields part = Fields.of(node, at, this.problems, "cidr", "port", "reason");
			return new Egress(part.text("cidr", null, "203.0.113.0/24"), part.number("port", null, 443),
					part.text("reason", null, "\"The bank's payment gateway\""));
		}

		private FirewallRule firewall(JsonNode node, String at) {
			Fields part = Fields.of(node, at, this.problems, "label", "protocol", "ports", "sources");
			return new FirewallRule(part.text("label", null, "https"), part.word("protocol", Protocol.values(), null),
					part.textIfAny("ports", "443"), part.texts("sources", Bounds.MOST_RANGES, null, "203.0.113.0/24"));
		}

		private @Nullable DataStore dataStore() {
			if (!this.withDataStore) {
				return null;
			}
			DataStore preset = this.presets.dataStore(this.kind);
			Fields part = this.fields.object("dataStore", "plan", "version", "nodes", "allowList");
			return new DataStore(part.text("plan", preset.plan(), preset.plan()),
					part.text("version", preset.version(), preset.version()),
					part.number("nodes", preset.nodes(), preset.nodes()),
					part.texts("allowList", Bounds.MOST_RANGES, preset.allowList(), "203.0.113.0/24"));
		}

		private Secret secret(JsonNode node, String at) {
			Fields part = Fields.of(node, at, this.problems, "name", "generator", "rotateDays");
			Generator generator = part.word("generator", Generator.values(), null);
			return new Secret(part.text("name", null, "service-token"), generator,
					part.number("rotateDays", generator.rotateDays(), generator.rotateDays()));
		}

		private Observability observability() {
			Observability preset = this.preset.observability();
			Fields part = this.fields.object("observability", "retentionDays", "tracing");
			return new Observability(part.number("retentionDays", preset.retentionDays(), preset.retentionDays()),
					part.flag("tracing", preset.tracing()));
		}

	}

}
