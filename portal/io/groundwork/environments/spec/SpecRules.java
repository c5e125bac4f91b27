package io.groundwork.environments.spec;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;

import io.groundwork.environments.EnvironmentKind;
import io.groundwork.environments.spec.Spec.Allow;
import io.groundwork.environments.spec.Spec.DataStore;
import io.groundwork.environments.spec.Spec.Egress;
import io.groundwork.environments.spec.Spec.FirewallRule;
import io.groundwork.environments.spec.Spec.Kubernetes;
import io.groundwork.environments.spec.Spec.Namespace;
import io.groundwork.environments.spec.Spec.Network;
import io.groundwork.environments.spec.Spec.Peer;
import io.groundwork.environments.spec.Spec.Pool;
import io.groundwork.environments.spec.Spec.Secret;
import io.groundwork.environments.spec.Spec.Taint;
import org.jspecify.annotations.Nullable;

/**
 * Whether a spec is one that can be made. As strict as Terraform's variables and the
 * plan's policy or stricter, so that nobody waits for a plan to hear it.
 */
public final class SpecRules {

	private static final Pattern REGION = Pattern.compile("[a-z]{2}-[a-z]{2,20}(-[1-9][0-9]?)?");

	private static final Pattern STANDARD_VERSION = Pattern.compile("[1-9][0-9]?\\.[0-9]{1,3}");

	private static final Pattern ENTERPRISE_VERSION = Pattern
		.compile("v[1-9][0-9]?\\.[0-9]{1,3}\\.[0-9]{1,3}\\+lke[0-9]{1,4}");

	private static final Pattern POOL = Pattern.compile("[a-z]([a-z0-9-]{0,30}[a-z0-9])?");

	private static final Pattern OWN_NAMESPACE = Pattern.compile("(?!kube-|platform-|default$|argocd$).*");

	private static final Pattern FIREWALL_LABEL = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{2,31}");

	private static final Pattern PORTS = Pattern.compile("[0-9]{1,5}(-[0-9]{1,5})?(,[0-9]{1,5}(-[0-9]{1,5})?)*");

	private static final Pattern VERSION = Pattern.compile("[1-9][0-9]");

	private static final Pattern REASON = Pattern.compile("\\S(.*\\S)?");

	private static final int HIGHEST_PORT = 65535;

	private final Spec spec;

	private final Problems problems = new Problems();

	private SpecRules(Spec spec) {
		this.spec = spec;
	}

	/**
	 * What is wrong with a spec, in the order of its fields; nothing if it can be made.
	 */
	public static List<Problem> check(Spec spec) {
		SpecRules rules = new SpecRules(spec);
		rules.whole();
		return rules.problems.all();
	}

	/**
	 * What is wrong with a cluster's Kubernetes.
	 */
	static List<Problem> check(Kubernetes kubernetes, Tier tier) {
		Problems problems = new Problems();
		kubernetes(kubernetes, tier, problems);
		return problems.all();
	}

	private void whole() {
		this.problems.unless(this.spec.schema() == Spec.SCHEMA, "schema", this.spec.schema(), "give " + Spec.SCHEMA);
		this.problems.unless(REGION.matcher(this.spec.region()).matches(), "region", this.spec.region(),
				"name a region as Linode does, such as fr-par");
		owner();
		pools(this.spec.pools());
		namespace(this.spec.namespace());
		network(this.spec.network());
		dataStore(this.spec.dataStore());
		secrets(this.spec.secrets());
		within("observability.retentionDays", this.spec.observability().retentionDays(), 1, Bounds.MOST_RETENTION_DAYS);
		lifetime(this.spec.lifetimeHours());
	}

	private void owner() {
		Tier tier = this.spec.tier();
		Kubernetes kubernetes = this.spec.kubernetes();
		if (!this.spec.ownsCluster()) {
			if (tier != null) {
				this.problems.wrong("tier", tier.word(), "leave it out, as it belongs to whoever owns the cluster");
			}
			if (kubernetes != null) {
				this.problems.add("kubernetes", "is given", "leave it out, as it belongs to whoever owns the cluster");
			}
			return;
		}
		if (tier == null) {
			this.problems.add("tier", "is missing", "choose one of " + String.join(", ", Word.all(Tier.values())));
			return;
		}
		if (kubernetes == null || kubernetes.version() == null) {
			this.problems.add("kubernetes.version", "is missing",
					"name one that the catalogue lists for the tier, such as " + exampleVersion(tier));
		}
		if (kubernetes != null) {
			kubernetes(kubernetes, tier, this.problems);
		}
	}

	private static void kubernetes(Kubernetes kubernetes, Tier tier, Problems problems) {
		Pattern form = (tier == Tier.ENTERPRISE) ? ENTERPRISE_VERSION : STANDARD_VERSION;
		String version = kubernetes.version();
		if (version != null) {
			problems.unless(form.matcher(version).matches(), "kubernetes.version", version,
					"name one that the catalogue lists for the %s tier, such as %s".formatted(tier.word(),
							exampleVersion(tier)));
		}
		problems.unless(kubernetes.highAvailability() || tier != Tier.ENTERPRISE, "kubernetes.highAvailability", false,
				"give true, as the enterprise tier always has it");
		if (kubernetes.apiAllowList().isEmpty()) {
			problems.add("kubernetes.apiAllowList", "is empty",
					"name at least one network, or nobody reaches the cluster again");
		}
		ranges("kubernetes.apiAllowList", kubernetes.apiAllowList(), problems);
	}

	private static String exampleVersion(Tier tier) {
		return (tier == Tier.ENTERPRISE) ? "v1.33.6+lke7" : "1.34";
	}

	private void pools(List<Pool> pools) {
		if (pools.isEmpty()) {
			this.problems.add("pools", "is empty", "give at least one, such as baseline with the plan g6-standard-4");
		}
		most("pools", pools, Bounds.MOST_POOLS);
		once("pools", "name", pools, Pool::name);
		for (int index = 0; index < pools.size(); index++) {
			pool("pools[" + index + "]", pools.get(index), index == 0);
		}
	}

	private void pool(String at, Pool pool, boolean first) {
		this.problems.unless(POOL.matcher(pool.name()).matches(), at + ".name", pool.name(),
				"give up to 32 small letters, digits and dashes, beginning with a letter, such as baseline");
		boolean knownGpu = Bounds.GPU_PLANS.contains(pool.plan());
		if (!knownGpu && !Bounds.NODE_PLANS.contains(pool.plan())) {
			this.problems.wrong(at + ".plan", pool.plan(), "choose one of " + String.join(", ", Bounds.NODE_PLANS)
					+ (this.spec.ownsCluster() ? ", or for GPUs " + String.join(", ", Bounds.GPU_PLANS) : ""));
		}
		else if (knownGpu && !this.spec.ownsCluster()) {
			this.problems.wrong(at + ".plan", pool.plan(),
					"leave the pool out, as GPUs belong to whoever owns the cluster");
		}
		else if (knownGpu && first) {
			this.problems.wrong(at + ".plan", pool.plan(),
					"let the first pool be one without GPUs, as it carries what Kubernetes itself runs");
		}
		int most = Bounds.mostNodes(pool.plan());
		within(at + ".max", pool.max(), 1, most);
		if (pool.min() < 1 || (pool.max() >= 1 && pool.max() <= most && pool.min() > pool.max())) {
			this.problems.wrong(at + ".min", pool.min(), "give 1 up to the pool's max");
		}
		labels(at, pool);
		most(at + ".taints", pool.taints(), Bounds.MOST_LABELS);
		for (int index = 0; index < pool.taints().size(); index++) {
			taint(at + ".taints[" + index + "]", pool.taints().get(index));
		}
		if (Set.copyOf(pool.taints()).size() < pool.taints().size()) {
			this.problems.add(at + ".taints", "has the same one twice", "leave one out");
		}
	}

	private void labels(String at, Pool pool) {
		if (pool.labels().size() > Bounds.MOST_LABELS) {
			this.problems.add(at + ".labels", "has " + pool.labels().size(), "give at most " + Bounds.MOST_LABELS);
		}
		for (Map.Entry<String, String> label : pool.labels().entrySet()) {
			if (!key(at + ".labels", label.getKey())) {
				continue;
			}
			if (!Labels.value(label.getValue())) {
				this.problems.add(at + ".labels",
						"has the value %s for %s".formatted(Problems.shown(label.getValue()), label.getKey()),
						"give at most 63 letters, digits, dots, dashes and underscores");
			}
		}
	}

	private void taint(String at, Taint taint) {
		key(at + ".key", taint.key());
		this.problems.unless(!taint.value().isEmpty() && Labels.value(taint.value()), at + ".value", taint.value(),
				"give 1 to 63 letters, digits, dots, dashes and underscores");
	}

	private boolean key(String at, String key) {
		if (!Labels.key(key)) {
			this.problems.add(at, "has " + Problems.shown(key),
					"give a name of at most 63 letters, digits, dots, dashes and underscores, with a domain and a slash before it or without");
			return false;
		}
		if (Labels.reserved(key)) {
			this.problems.add(at, "has " + Problems.shown(key),
					"take another domain, as this one's labels are the platform's");
			return false;
		}
		return true;
	}

	private void namespace(Namespace namespace) {
		this.problems.unless(Labels.dnsLabel(namespace.name()) && OWN_NAMESPACE.matcher(namespace.name()).matches(),
				"namespace.name", namespace.name(),
				"give up to 63 small letters, digits and dashes, but not default, argocd, kube-… or platform-…");
		within("namespace.services", namespace.services(), 1, Bounds.MOST_SERVICES);
	}

	private void network(Network network) {
		most("network.allow", network.allow(), Bounds.MOST_ALLOWED);
		for (int index = 0; index < network.allow().size(); index++) {
			allow("network.allow[" + index + "]", network.allow().get(index));
		}
		once("network.allow", "to", network.allow(), (rule) -> rule);
		most("network.egress", network.egress(), Bounds.MOST_RANGES);
		for (int index = 0; index < network.egress().size(); index++) {
			egress("network.egress[" + index + "]", network.egress().get(index));
		}
		once("network.egress", "cidr", network.egress(),
				(rule) -> Map.entry(Range.of(rule.cidr()).map(Object.class::cast).orElse(rule.cidr()), rule.port()));
		most("network.firewall", network.firewall(), Bounds.MOST_FIREWALL_RULES);
		for (int index = 0; index < network.firewall().size(); index++) {
			firewall("network.firewall[" + index + "]", network.firewall().get(index));
		}
		once("network.firewall", "label", network.firewall(), FirewallRule::label);
	}

	private void allow(String at, Allow allow) {
		peer(at + ".from", allow.from());
		peer(at + ".to", allow.to());
		if (allow.from().environment() != null && allow.to().environment() != null) {
			this.problems.wrong(at + ".to", allow.to().toString(),
					"let one end be here, without an environment before it; each environment says who reaches it");
		}
		within(at + ".port", allow.port(), 1, HIGHEST_PORT);
	}

	private void peer(String at, Peer peer) {
		this.problems.unless(Labels.peer(peer.toString()).filter(peer::equals).isPresent(), at, peer.toString(),
				Labels.PEER_REMEDY);
	}

	private void egress(String at, Egress egress) {
		Range range = Range.of(egress.cidr()).orElse(null);
		if (range == null) {
			range(at + ".cidr", egress.cidr(), this.problems);
		}
		else if (range.world()) {
			this.problems.unless(egress.port() == Bounds.WORLD_PORT, at + ".cidr", egress.cidr(),
					"name the networks that are needed; everybody may be reached on port %d only"
						.formatted(Bounds.WORLD_PORT));
		}
		else if (range.linkLocal()) {
			this.problems.wrong(at + ".cidr", egress.cidr(),
					"leave out 169.254.0.0/16, where nodes find what no pod is to know");
		}
		else {
			int widest = range.v6() ? Bounds.WIDEST_EGRESS_V6 : Bounds.WIDEST_EGRESS_V4;
			this.problems.unless(range.length() >= widest, at + ".cidr", egress.cidr(),
					"name the networks that are needed, none of them wider than a /" + widest);
		}
		within(at + ".port", egress.port(), 1, HIGHEST_PORT);
		this.problems.unless(
				egress.reason().length() <= Bounds.MOST_REASON && REASON.matcher(egress.reason()).matches()
						&& egress.reason().codePoints().noneMatch(Character::isISOControl),
				at + ".reason", egress.reason(),
				"say why in a line of at most %d characters".formatted(Bounds.MOST_REASON));
	}

	private void firewall(String at, FirewallRule rule) {
		this.problems.unless(FIREWALL_LABEL.matcher(rule.label()).matches(), at + ".label", rule.label(),
				"give 3 to 32 letters, digits, dots, dashes and underscores, beginning with a letter or a digit");
		String ports = rule.ports();
		if (!rule.protocol().hasPorts()) {
			if (ports != null) {
				this.problems.wrong(at + ".ports", ports, "leave it out, as ICMP has no ports");
			}
		}
		else if (ports == null) {
			this.problems.add(at + ".ports", "is missing", "give ports such as 443 or 8000-8010");
		}
		else {
			this.problems.unless(ports(ports), at + ".ports", ports,
					"give ports from 1 to 65535 and ranges of ports with commas between, such as 443 or 22,8000-8010, at most %d numbers"
						.formatted(Bounds.MOST_PORT_PIECES));
		}
		sources(at + ".sources", rule);
	}

	private static boolean ports(String ports) {
		if (!PORTS.matcher(ports).matches() || ports.split("[,-]").length > Bounds.MOST_PORT_PIECES) {
			return false;
		}
		for (String piece : ports.split(",")) {
			String[] ends = piece.split("-");
			int low = Integer.parseInt(ends[0]);
			int high = Integer.parseInt(ends[ends.length - 1]);
			if (low < 1 || high > HIGHEST_PORT || low > high || (ends.length > 1 && low == high)) {
				return false;
			}
		}
		return true;
	}

	private void sources(String at, FirewallRule rule) {
		if (rule.sources().isEmpty()) {
			this.problems.add(at, "is empty", "name at least one network");
		}
		ranges(at, rule.sources(), this.problems);
		boolean isPublic = rule.protocol() == Protocol.TCP && rule.ports() != null
				&& Bounds.PUBLIC_PORTS.containsAll(List.of(rule.ports().split(",")));
		for (int index = 0; index < rule.sources().size(); index++) {
			String source = rule.sources().get(index);
			this.problems.unless(isPublic || !Range.of(source).filter(Range::world).isPresent(), at + "[" + index + "]",
					source, "name the networks that need it; everybody may come to the TCP ports 80 and 443 only");
		}
	}

	private void dataStore(@Nullable DataStore store) {
		if (store == null) {
			return;
		}
		this.problems.unless(Bounds.DATABASE_PLANS.contains(store.plan()), "dataStore.plan", store.plan(),
				"choose one of " + String.join(", ", Bounds.DATABASE_PLANS));
		this.problems.unless(
				VERSION.matcher(store.version()).matches()
						&& Integer.parseInt(store.version()) >= Bounds.LEAST_DATABASE_VERSION,
				"dataStore.version", store.version(),
				"name a major version of PostgreSQL, %d or later".formatted(Bounds.LEAST_DATABASE_VERSION));
		boolean production = this.spec.kind() == EnvironmentKind.PRODUCTION;
		this.problems.unless(
				Bounds.DATABASE_NODES.contains(store.nodes())
						&& (!production || store.nodes() >= Bounds.PRODUCTION_DATABASE_NODES),
				"dataStore.nodes", store.nodes(), production ? "give 3, as production has" : "give 1 or 3");
		ranges("dataStore.allowList", store.allowList(), this.problems);
		for (int index = 0; index < store.allowList().size(); index++) {
			Range range = Range.of(store.allowList().get(index)).orElse(null);
			if (range != null) {
				int widest = range.v6() ? Bounds.WIDEST_DATABASE_RANGE_V6 : Bounds.WIDEST_DATABASE_RANGE_V4;
				this.problems.unless(range.length() >= widest, "dataStore.allowList[" + index + "]",
						store.allowList().get(index),
						"name the networks that need the database, none of them wider than a /" + widest);
			}
		}
	}

	private void secrets(List<Secret> secrets) {
		if (secrets.size() < Bounds.LEAST_SECRETS) {
			this.problems.add("secrets", "has " + secrets.size(),
					"give at least %d, such as service-token and session-key by random"
						.formatted(Bounds.LEAST_SECRETS));
		}
		most("secrets", secrets, Bounds.MOST_SECRETS);
		once("secrets", "name", secrets, Secret::name);
		for (int index = 0; index < secrets.size(); index++) {
			Secret secret = secrets.get(index);
			String at = "secrets[" + index + "]";
			this.problems.unless(Labels.dnsLabel(secret.name()) && !secret.name().startsWith("platform-"), at + ".name",
					secret.name(), "give up to 63 small letters, digits and dashes, but not platform-…");
			if (secret.generator().needsDataStore() && this.spec.dataStore() == null) {
				this.problems.wrong(at + ".generator", secret.generator().word(),
						"choose random or given, as the environment has no data store");
			}
			within(at + ".rotateDays", secret.rotateDays(), 1, Bounds.MOST_ROTATE_DAYS);
		}
	}

	private void lifetime(@Nullable Integer hours) {
		if (hours == null) {
			return;
		}
		if (this.spec.kind() == EnvironmentKind.SYSTEM) {
			this.problems.wrong("lifetimeHours", hours, "give null, as others live on a system environment's cluster");
			return;
		}
		within("lifetimeHours", hours, 1, Bounds.MOST_LIFETIME_HOURS);
	}

	private void within(String field, int value, int least, int most) {
		this.problems.unless(value >= least && value <= most, field, value, "give %d to %d".formatted(least, most));
	}

	private void most(String field, List<?> list, int most) {
		if (list.size() > most) {
			this.problems.add(field, "has " + list.size() + " elements", "give at most " + most);
		}
	}

	private <T> void once(String list, String field, List<T> elements, Function<T, Object> what) {
		Set<Object> seen = new HashSet<>();
		for (int index = 0; index < elements.size(); index++) {
			if (!seen.add(what.apply(elements.get(index)))) {
				this.problems.add("%s[%d].%s".formatted(list, index, field), "is there already",
						"give each its own, or leave one out");
			}
		}
	}

	private static void ranges(String field, List<String> ranges, Problems problems) {
		if (ranges.size() > Bounds.MOST_RANGES) {
			problems.add(field, "has " + ranges.size() + " elements", "give at most " + Bounds.MOST_RANGES);
		}
		Set<Range> seen = new HashSet<>();
		for (int index = 0; index < ranges.size(); index++) {
			String at = field + "[" + index + "]";
			Range range = Range.of(ranges.get(index)).orElse(null);
			if (range == null) {
				range(at, ranges.get(index), problems);
			}
			else if (!seen.add(range)) {
				problems.wrong(at, ranges.get(index), "leave it out, as it is there already");
			}
		}
	}

	private static void range(String at, String text, Problems problems) {
		problems.wrong(at, text,
				"give a range by its first address, such as 203.0.113.0/24, and for one address 203.0.113.7/32");
	}

}
