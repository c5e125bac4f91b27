package io.groundwork.environments.spec;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A way to break exactly one field of a spec that can be made, as the portal writes it.
 *
 * @param name what it does
 * @param field the field that is broken by it
 * @param beyond whether the JSON schema cannot see it
 * @param fits which specs have something to break
 * @param breaks what breaks it
 */
record Mutation(String name, String field, boolean beyond, Predicate<ObjectNode> fits, Consumer<ObjectNode> breaks) {

	private static final Predicate<ObjectNode> ALWAYS = (spec) -> true;

	private static final Predicate<ObjectNode> OWNER = (spec) -> spec.has("tier");

	private static final Predicate<ObjectNode> GUEST = OWNER.negate();

	/**
	 * All that a spec can be broken by, with some of the places chosen by chance.
	 */
	static List<Mutation> all(Random random) {
		Mutations mutations = new Mutations();
		whole(mutations);
		owner(mutations, random);
		pools(mutations);
		namespace(mutations);
		allow(mutations);
		egress(mutations);
		firewall(mutations);
		dataStore(mutations);
		rest(mutations);
		types(mutations);
		return mutations.list;
	}

	ObjectNode of(ObjectNode spec) {
		ObjectNode broken = spec.deepCopy();
		this.breaks.accept(broken);
		return broken;
	}

	private static void whole(Mutations to) {
		to.set("schema", 2, "a schema of the future").set("schema", 0, "a schema that never was");
		to.set("kind", "testing", "an unknown kind").set("kind", "Production", "a kind in capitals");
		to.add("kind is missing", "kind", ALWAYS, (spec) -> spec.remove("kind"));
		to.add("unknown field", "colour", ALWAYS, (spec) -> spec.put("colour", "red"));
		for (String region : List.of("", "Paris", "fr_par", "fr-par-0", "fr-par\n", "fr-par-100")) {
			to.set("region", region, "region " + region);
		}
		to.set("topology", "private", "an unknown topology").set("delivery", "argocd", "an unknown delivery");
		to.set("tier", "premium", "an unknown tier");
	}

	private static void owner(Mutations to, Random random) {
		to.beyond("no version", "kubernetes.version", OWNER, (spec) -> part(spec, "kubernetes").remove("version"));
		for (String version : List.of("1.34.2", "latest", "v1.34", "", "1.34+lke1")) {
			to.add("version " + version, "kubernetes.version", OWNER,
					(spec) -> part(spec, "kubernetes").put("version", version));
		}
		to.beyond("an enterprise version on standard", "kubernetes.version", OWNER.and(is("tier", "standard")),
				(spec) -> part(spec, "kubernetes").put("version", "v1.33.6+lke7"));
		to.add("a standard version on enterprise", "kubernetes.version", OWNER.and(is("tier", "enterprise")),
				(spec) -> part(spec, "kubernetes").put("version", "1.34"));
		to.add("enterprise without high availability", "kubernetes.highAvailability",
				OWNER.and(is("tier", "enterprise")), (spec) -> part(spec, "kubernetes").put("highAvailability", false));
		to.add("nobody reaches the API", "kubernetes.apiAllowList", OWNER,
				(spec) -> part(spec, "kubernetes").putArray("apiAllowList"));
		to.ranges("kubernetes.apiAllowList", OWNER, (spec) -> part(spec, "kubernetes").putArray("apiAllowList"));
		to.add("a guest's version", "kubernetes.version", GUEST,
				(spec) -> spec.putObject("kubernetes").put("version", "newest"));
		to.add("a guest's GPUs", "pools[0].plan", GUEST, (spec) -> {
			item(spec, "pools", 0).put("plan", Bounds.GPU_PLANS.get(random.nextInt(Bounds.GPU_PLANS.size())))
				.put("min", 1)
				.put("max", 1);
		});
		to.beyond("GPUs first", "pools[0].plan", OWNER,
				(spec) -> item(spec, "pools", 0).put("plan", Bounds.GPU_PLANS.getFirst()).put("min", 1).put("max", 1));
		to.add("many GPUs", "pools[1].max", OWNER.and(has("pools", 2)),
				(spec) -> item(spec, "pools", 1).put("plan", Bounds.GPU_PLANS.getFirst())
					.put("min", 1)
					.put("max", Bounds.MOST_GPU_NODES + 1));
	}

	private static void pools(Mutations to) {
		to.add("no pool", "pools", ALWAYS, (spec) -> spec.putArray("pools"));
		to.add("many pools", "pools", ALWAYS, (spec) -> {
			ArrayNode pools = spec.putArray("pools");
			for (int number = 0; number <= Bounds.MOST_POOLS; number++) {
				pools.addObject().put("name", "p" + number).put("plan", "g6-standard-4").put("min", 1).put("max", 1);
			}
		});
		to.beyond("a pool's name twice", "pools[1].name", has("pools", 2),
				(spec) -> item(spec, "pools", 1).put("name", item(spec, "pools", 0).get("name").stringValue()));
		for (String name : List.of("", "Baseline", "1st", "base_line", "a-", "p" + "x".repeat(32))) {
			to.item("pools", "name", name);
		}
		for (String plan : List.of("", "g6-standard-2", "g6-nanode-1", "g1-gpu-rtx6000-1", "g6-dedicated-2",
				"g2-gpu-rtx4000a4-m", "G6-standard-4")) {
			to.item("pools", "plan", plan);
		}
		to.add("no nodes", "pools[0].min", ALWAYS, (spec) -> item(spec, "pools", 0).put("min", 0));
		to.add("many nodes", "pools[0].max", ALWAYS,
				(spec) -> item(spec, "pools", 0).put("max", Bounds.MOST_NODES + 1));
		to.beyond("min above max", "pools[0].min", ALWAYS,
				(spec) -> item(spec, "pools", 0).put("max", 2).put("min", 3));
		for (String key : List.of("", "/app", "example.com/", "Example.com/app", "a/b/c", "app ", "x".repeat(64),
				"groundwork.io/environment", "node.kubernetes.io/type", "k8s.io/a", "lke.linode.com/pool")) {
			to.add("label " + key, "pools[0].labels", ALWAYS,
					(spec) -> item(spec, "pools", 0).putObject("labels").put(key, "x"));
			to.add("taint " + key, "pools[0].taints[0].key", ALWAYS, (spec) -> taint(spec).put("key", key));
		}
		for (String value : List.of(" ", "a b", "-a", "x".repeat(64), "ä")) {
			to.add("label's value " + value, "pools[0].labels", ALWAYS,
					(spec) -> item(spec, "pools", 0).putObject("labels").put("app", value));
			to.add("taint's value " + value, "pools[0].taints[0].value", ALWAYS,
					(spec) -> taint(spec).put("value", value));
		}
		to.add("many labels", "pools[0].labels", ALWAYS, (spec) -> {
			ObjectNode labels = item(spec, "pools", 0).putObject("labels");
			for (int number = 0; number <= Bounds.MOST_LABELS; number++) {
				labels.put("label" + number, "");
			}
		});
		to.add("a taint without value", "pools[0].taints[0].value", ALWAYS, (spec) -> taint(spec).put("value", ""));
		to.add("an unknown effect", "pools[0].taints[0].effect", ALWAYS,
				(spec) -> taint(spec).put("effect", "NoEntry"));
		to.add("a taint twice", "pools[0].taints", ALWAYS, (spec) -> {
			ObjectNode taint = taint(spec);
			array(item(spec, "pools", 0), "taints").add(taint.deepCopy());
		});
	}

	private static void namespace(Mutations to) {
		for (String name : List.of("", "default", "kube-system", "platform-ingress", "argocd", "Ias", "a_b", "-a", "a-",
				"a.b", "x".repeat(64))) {
			to.add("namespace " + name, "namespace.name", ALWAYS, (spec) -> part(spec, "namespace").put("name", name));
		}
		for (int services : List.of(0, -1, Bounds.MOST_SERVICES + 1)) {
			to.add(services + " services", "namespace.services", ALWAYS,
					(spec) -> part(spec, "namespace").put("services", services));
		}
		to.add("privileged pods", "namespace.podSecurity", ALWAYS,
				(spec) -> part(spec, "namespace").put("podSecurity", "privileged"));
	}

	private static void allow(Mutations to) {
		for (String peer : List.of("", "app", "app=a b", "Staging/app=a", "staging/", "*", "app in (a)", "app=a,")) {
			to.add("from " + peer, "network.allow[0].from", ALWAYS, (spec) -> allowed(spec).put("from", peer));
			to.add("to " + peer, "network.allow[0].to", ALWAYS, (spec) -> allowed(spec).put("to", peer));
		}
		to.beyond("a label twice", "network.allow[0].from", ALWAYS, (spec) -> allowed(spec).put("from", "app=a,app=b"));
		to.beyond("neither end here", "network.allow[0].to", ALWAYS,
				(spec) -> allowed(spec).put("from", "staging/app=a").put("to", "development/app=b"));
		for (int port : List.of(0, -1, 65536)) {
			to.add("allowed port " + port, "network.allow[0].port", ALWAYS, (spec) -> allowed(spec).put("port", port));
		}
		to.beyond("allowed twice", "network.allow[1].to", ALWAYS, (spec) -> {
			ObjectNode rule = allowed(spec);
			array(part(spec, "network"), "allow").add(rule.deepCopy());
		});
	}

	private static void egress(Mutations to) {
		for (String range : List.of("", "203.0.113.0", "example.com/24", "a/8", "203.0.113.0/024")) {
			to.add("egress to " + range, "network.egress[0].cidr", ALWAYS, (spec) -> egressTo(spec).put("cidr", range));
		}
		for (String range : List.of("203.0.113.7/24", "203.0.113/24", "300.0.0.0/8", "10.0.0.0/33", "2001:db8::/129",
				"2001:db8::1/64", "::ffff:10.0.0.0/104", "0.0.0.0/0", "::/0", "0.0.0.0/1", "128.0.0.0/1", "10.0.0.0/7",
				"2000::/3", "169.254.169.254/32", "169.0.0.0/8", "1:2/64")) {
			to.beyond("egress to " + range, "network.egress[0].cidr", ALWAYS,
					(spec) -> egressTo(spec).put("cidr", range));
		}
		for (int port : List.of(0, 65536)) {
			to.add("egress port " + port, "network.egress[0].port", ALWAYS, (spec) -> egressTo(spec).put("port", port));
		}
		for (String reason : List.of("", " ", "a\nb", "x".repeat(Bounds.MOST_REASON + 1))) {
			to.add("reason " + reason, "network.egress[0].reason", ALWAYS,
					(spec) -> egressTo(spec).put("reason", reason));
		}
	}

	private static void firewall(Mutations to) {
		for (String label : List.of("", "ab", "-abc", "a b c", "x".repeat(33))) {
			to.add("rule " + label, "network.firewall[0].label", ALWAYS, (spec) -> rule(spec).put("label", label));
		}
		to.beyond("a rule's label twice", "network.firewall[1].label", ALWAYS, (spec) -> {
			ObjectNode rule = rule(spec);
			array(part(spec, "network"), "firewall").add(rule.deepCopy());
		});
		to.add("many rules", "network.firewall", ALWAYS, (spec) -> {
			ObjectNode rule = rule(spec);
			for (int number = 0; number < Bounds.MOST_FIREWALL_RULES; number++) {
				array(part(spec, "network"), "firewall").add(rule.deepCopy().put("label", "rule-" + number));
			}
		});
		to.add("an unknown protocol", "network.firewall[0].protocol", ALWAYS,
				(spec) -> rule(spec).put("protocol", "tcp"));
		for (String ports : List.of("", "https", "22, 443", "22,", "-22", "8000-", "100000")) {
			to.add("ports " + ports, "network.firewall[0].ports", ALWAYS, (spec) -> rule(spec).put("ports", ports));
		}
		for (String ports : List.of("0", "65536", "90-80", "1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16",
				"1-2,3-4,5-6,7-8,9-10,11-12,13-14,15-16")) {
			to.beyond("ports " + ports, "network.firewall[0].ports", ALWAYS, (spec) -> rule(spec).put("ports", ports));
		}
		to.add("TCP without ports", "network.firewall[0].ports", ALWAYS, (spec) -> rule(spec).remove("ports"));
		to.add("ICMP with ports", "network.firewall[0].ports", ALWAYS, (spec) -> rule(spec).put("protocol", "ICMP"));
		to.add("no source", "network.firewall[0].sources", ALWAYS, (spec) -> rule(spec).putArray("sources"));
		to.ranges("network.firewall[0].sources", ALWAYS, (spec) -> rule(spec).putArray("sources"));
		for (String range : List.of("0.0.0.0/0", "::/0")) {
			to.beyond("everybody to SSH from " + range, "network.firewall[0].sources[0]", ALWAYS,
					(spec) -> rule(spec).putArray("sources").add(range));
			to.beyond("everybody to 443 by UDP from " + range, "network.firewall[0].sources[0]", ALWAYS,
					(spec) -> rule(spec).put("protocol", "UDP").put("ports", "443").putArray("sources").add(range));
		}
	}

	private static void dataStore(Mutations to) {
		Predicate<ObjectNode> there = (spec) -> !spec.get("dataStore").isNull();
		for (String plan : List.of("", "g6-standard-4", "g6-dedicated-1", "g6-nanode-1")) {
			to.add("a database on " + plan, "dataStore.plan", there,
					(spec) -> part(spec, "dataStore").put("plan", plan));
		}
		for (String version : List.of("", "14", "9", "17.2", "newest", "015", "100")) {
			to.add("PostgreSQL " + version, "dataStore.version", there,
					(spec) -> part(spec, "dataStore").put("version", version));
		}
		for (int nodes : List.of(0, 2, 4)) {
			to.add(nodes + " nodes", "dataStore.nodes", there, (spec) -> part(spec, "dataStore").put("nodes", nodes));
		}
		to.add("one node in production", "dataStore.nodes", there.and(is("kind", "production")),
				(spec) -> part(spec, "dataStore").put("nodes", 1));
		to.ranges("dataStore.allowList", there, (spec) -> part(spec, "dataStore").putArray("allowList"));
		for (String range : List.of("0.0.0.0/0", "10.0.0.0/15", "::/0", "2001:db8::/47")) {
			to.beyond("a database for " + range, "dataStore.allowList[0]", there,
					(spec) -> part(spec, "dataStore").putArray("allowList").add(range));
		}
	}

	private static void rest(Mutations to) {
		to.add("one secret", "secrets", ALWAYS, (spec) -> {
			JsonNode first = spec.get("secrets").get(0);
			spec.putArray("secrets").add(first);
		});
		to.beyond("a secret's name twice", "secrets[1].name", ALWAYS,
				(spec) -> item(spec, "secrets", 1).put("name", item(spec, "secrets", 0).get("name").stringValue()));
		for (String name : List.of("", "Token", "a.b", "platform-slack", "x".repeat(64))) {
			to.item("secrets", "name", name);
		}
		to.item("secrets", "generator", "dice");
		to.add("a database's secret without one", "secrets[0].generator", (spec) -> spec.get("dataStore").isNull(),
				(spec) -> item(spec, "secrets", 0).put("generator", "database"));
		to.add("a bucket's secret without one", "secrets[0].generator", (spec) -> spec.get("dataStore").isNull(),
				(spec) -> item(spec, "secrets", 0).put("generator", "bucket"));
		for (int days : List.of(0, Bounds.MOST_ROTATE_DAYS + 1)) {
			to.add("rotated after " + days, "secrets[0].rotateDays", ALWAYS,
					(spec) -> item(spec, "secrets", 0).put("rotateDays", days));
		}
		for (int days : List.of(0, Bounds.MOST_RETENTION_DAYS + 1)) {
			to.add("kept for " + days, "observability.retentionDays", ALWAYS,
					(spec) -> part(spec, "observability").put("retentionDays", days));
		}
		for (int hours : List.of(0, -1, Bounds.MOST_LIFETIME_HOURS + 1)) {
			to.set("lifetimeHours", hours, hours + " hours");
		}
		to.add("a system that ends", "lifetimeHours", is("kind", "system"), (spec) -> spec.put("lifetimeHours", 72));
	}

	/**
	 * Every field once of another type, once unknown, and once missing where it must be
	 * there.
	 */
	private static void types(Mutations to) {
		for (String field : SpecReader.FIELDS) {
			to.add(field + " of another type", field, (spec) -> spec.has(field), (spec) -> spec.putArray(field).add(1));
			if (!List.of("dataStore", "lifetimeHours", "tier", "kubernetes").contains(field)) {
				to.add(field + " is null", field, ALWAYS, (spec) -> spec.putNull(field));
			}
		}
		for (String object : List.of("kubernetes", "namespace", "network", "dataStore", "observability")) {
			Predicate<ObjectNode> there = (spec) -> spec.path(object).isObject();
			to.add(object + " with an unknown field", object + ".colour", there,
					(spec) -> part(spec, object).put("colour", "red"));
			to.add(object + " is a text", object, there, (spec) -> spec.put(object, "red"));
			if (!object.equals("network")) {
				to.add(object + " of other types", object, there,
						(spec) -> part(spec, object).propertyNames()
							.stream()
							.limit(1)
							.toList()
							.forEach((name) -> part(spec, object).putObject(name)));
			}
		}
		for (String list : List.of("pools", "secrets")) {
			to.add(list + " with an unknown field", list + "[1].colour", has(list, 2),
					(spec) -> item(spec, list, 1).put("colour", "red"));
			to.add(list + " holds a text", list + "[0]", ALWAYS, (spec) -> array(spec, list).set(0, "red"));
			to.add(list + " without name", list + "[0].name", ALWAYS, (spec) -> item(spec, list, 0).remove("name"));
		}
		to.add("min is a text", "pools[0].min", ALWAYS, (spec) -> item(spec, "pools", 0).put("min", "1"));
		to.add("max is half", "pools[0].max", ALWAYS, (spec) -> item(spec, "pools", 0).put("max", 2.5));
		to.add("no plan", "pools[0].plan", ALWAYS, (spec) -> item(spec, "pools", 0).remove("plan"));
		to.add("a label is a number", "pools[0].labels", ALWAYS,
				(spec) -> item(spec, "pools", 0).putObject("labels").put("app", 1));
		to.add("tracing is a text", "observability.tracing", ALWAYS,
				(spec) -> part(spec, "observability").put("tracing", "yes"));
		to.add("no end", "network.allow[0].to", ALWAYS, (spec) -> allowed(spec).remove("to"));
		to.add("no reason", "network.egress[0].reason", ALWAYS, (spec) -> egressTo(spec).remove("reason"));
		to.add("no generator", "secrets[0].generator", ALWAYS, (spec) -> item(spec, "secrets", 0).remove("generator"));
	}

	private static ObjectNode allowed(ObjectNode spec) {
		return part(spec, "network").putArray("allow")
			.addObject()
			.put("from", "app=payments")
			.put("to", "development/app=ledger")
			.put("port", 8443);
	}

	private static ObjectNode egressTo(ObjectNode spec) {
		return part(spec, "network").putArray("egress")
			.addObject()
			.put("cidr", "203.0.113.0/24")
			.put("port", 5432)
			.put("reason", "a test");
	}

	private static ObjectNode rule(ObjectNode spec) {
		ObjectNode rule = part(spec, "network").putArray("firewall")
			.addObject()
			.put("label", "office-ssh")
			.put("protocol", "TCP")
			.put("ports", "22");
		rule.putArray("sources").add("203.0.113.0/24");
		return rule;
	}

	private static ObjectNode taint(ObjectNode spec) {
		return item(spec, "pools", 0).putArray("taints")
			.addObject()
			.put("key", "example.com/batch")
			.put("value", "only")
			.put("effect", "NoSchedule");
	}

	private static Predicate<ObjectNode> is(String field, String value) {
		return (spec) -> spec.path(field).asString("").equals(value);
	}

	private static Predicate<ObjectNode> has(String list, int size) {
		return (spec) -> spec.path(list).size() >= size;
	}

	private static ObjectNode part(ObjectNode spec, String name) {
		return (ObjectNode) spec.required(name);
	}

	private static ArrayNode array(ObjectNode part, String name) {
		return (ArrayNode) part.required(name);
	}

	private static ObjectNode item(ObjectNode spec, String list, int index) {
		return (ObjectNode) array(spec, list).required(index);
	}

	@Override
	public String toString() {
		return this.field + ": " + this.name;
	}

	/**
	 * The list as it grows.
	 */
	private static class Mutations {

		private final List<Mutation> list = new ArrayList<>();

		void add(String name, String field, Predicate<ObjectNode> fits, Consumer<ObjectNode> breaks) {
			this.list.add(new Mutation(name, field, false, fits, breaks));
		}

		void beyond(String name, String field, Predicate<ObjectNode> fits, Consumer<ObjectNode> breaks) {
			this.list.add(new Mutation(name, field, true, fits, breaks));
		}

		Mutations set(String field, Object value, String name) {
			add(name, field, ALWAYS, (spec) -> spec.set(field, JsonMapper.shared().valueToTree(value)));
			return this;
		}

		void item(String list, String field, String value) {
			add(field + " " + value, list + "[0]." + field, ALWAYS,
					(spec) -> Mutation.item(spec, list, 0).put(field, value));
		}

		void ranges(String field, Predicate<ObjectNode> fits, Function<ObjectNode, ArrayNode> list) {
			for (String range : List.of("", "203.0.113.7", "everybody/24")) {
				add("range " + range, field + "[1]", fits,
						(spec) -> list.apply(spec).add("198.51.100.0/24").add(range));
			}
			add("a range twice", field + "[1]", fits,
					(spec) -> list.apply(spec).add("198.51.100.0/24").add("198.51.100.0/24"));
			for (String range : List.of("203.0.113.7/24", "256.0.0.0/24", "203.0.113.0/33", "2001:db8::7/64")) {
				beyond("range " + range, field + "[1]", fits,
						(spec) -> list.apply(spec).add("198.51.100.0/24").add(range));
			}
			beyond("a range twice in other letters", field + "[1]", fits,
					(spec) -> list.apply(spec).add("2001:db8::/64").add("2001:DB8:0::/64"));
		}

	}

}
