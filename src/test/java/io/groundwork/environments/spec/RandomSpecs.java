package io.groundwork.environments.spec;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;

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

/**
 * Specs that can be made, of all kinds, up to what is allowed at most. The same seed
 * gives the same specs.
 */
public final class RandomSpecs {

	private static final String SMALL = "abcdefghijklmnopqrstuvwxyz";

	private static final String SMALL_AND_DIGITS = SMALL + "0123456789";

	private static final List<String> REGIONS = List.of("fr-par", "us-ord", "de-fra-2", "us-southeast", "sg-sin-2");

	private static final List<String> REASONS = List.of("The bank", "Karten & Überweisungen, Vertrag №7",
			"\"quoted\" <b>reason</b> \\ ${var.name} %{ if true }", "x".repeat(Bounds.MOST_REASON));

	private final Random random;

	public RandomSpecs(Random random) {
		this.random = random;
	}

	/**
	 * As many, always the same ones.
	 */
	public static List<Spec> some(int size) {
		RandomSpecs specs = new RandomSpecs(new Random(20261101));
		return Stream.generate(specs::next).limit(size).toList();
	}

	public Spec next() {
		return next(one(EnvironmentKind.values()), one(Topology.values()));
	}

	public Spec next(EnvironmentKind kind, Topology topology) {
		boolean owner = kind == EnvironmentKind.SYSTEM || topology == Topology.DEDICATED;
		Tier tier = owner ? one(Tier.values()) : null;
		DataStore store = often() ? dataStore(kind) : null;
		return new Spec(Spec.SCHEMA, kind, one(REGIONS), topology, one(Delivery.values()), tier,
				(tier != null) ? kubernetes(tier) : null, pools(owner), namespace(),
				new Network(unique(5, this::allow), egress(), firewall()), store, secrets(store != null),
				new Observability(within(1, Bounds.MOST_RETENTION_DAYS), often()),
				(kind == EnvironmentKind.SYSTEM || often()) ? null : within(1, Bounds.MOST_LIFETIME_HOURS));
	}

	private Kubernetes kubernetes(Tier tier) {
		boolean enterprise = tier == Tier.ENTERPRISE;
		return new Kubernetes(enterprise ? "v1.%d.%d+lke%d".formatted(within(30, 36), within(0, 12), within(1, 40))
				: "1." + within(30, 36), enterprise || often(), often() ? List.of("0.0.0.0/0") : ranges(8));
	}

	private List<Pool> pools(boolean owner) {
		Map<String, Pool> pools = new LinkedHashMap<>();
		int size = often() ? within(1, 3) : within(1, Bounds.MOST_POOLS);
		while (pools.size() < size) {
			boolean gpu = owner && !pools.isEmpty() && rarely();
			String name = name(32);
			int max = within(1, gpu ? Bounds.MOST_GPU_NODES : Bounds.MOST_NODES);
			pools.putIfAbsent(name, new Pool(name, one(gpu ? Bounds.GPU_PLANS : Bounds.NODE_PLANS), within(1, max), max,
					labels(0), unique(3, () -> new Taint(key(), value(), one(Effect.values())))));
		}
		return List.copyOf(pools.values());
	}

	private Namespace namespace() {
		return new Namespace("n" + name(62), within(1, Bounds.MOST_SERVICES), one(PodSecurity.values()));
	}

	private Allow allow() {
		Peer here = new Peer(null, labels(1));
		Peer there = new Peer(often() ? null : environment(), labels(1));
		return often() ? new Allow(here, there, port()) : new Allow(there, here, port());
	}

	private List<Egress> egress() {
		List<Egress> rules = new ArrayList<>();
		ranges(4).forEach((range) -> rules.add(new Egress(range, port(), one(REASONS))));
		if (rarely()) {
			rules.add(new Egress("0.0.0.0/0", Bounds.WORLD_PORT, one(REASONS)));
		}
		return (rarely()) ? List.of() : rules;
	}

	private List<FirewallRule> firewall() {
		Map<String, FirewallRule> rules = new LinkedHashMap<>();
		int size = often() ? within(0, 3) : within(0, Bounds.MOST_FIREWALL_RULES);
		while (rules.size() < size) {
			String label = "R-" + name(28) + one(List.of("", "_a", ".b", "-c"));
			Protocol protocol = one(Protocol.values());
			FirewallRule rule = rarely()
					? new FirewallRule(label, Protocol.TCP, one(List.of("443", "80", "80,443")),
							List.of("0.0.0.0/0", "::/0"))
					: new FirewallRule(label, protocol, protocol.hasPorts() ? ports() : null, ranges(4));
			rules.put(label, rule);
		}
		return List.copyOf(rules.values());
	}

	private DataStore dataStore(EnvironmentKind kind) {
		return new DataStore(one(Bounds.DATABASE_PLANS), String.valueOf(within(15, 18)),
				(kind == EnvironmentKind.PRODUCTION || rarely()) ? 3 : 1, rarely() ? ranges(5) : List.of());
	}

	private List<Secret> secrets(boolean withDataStore) {
		Map<String, Secret> secrets = new LinkedHashMap<>();
		int size = within(Bounds.LEAST_SECRETS, rarely() ? Bounds.MOST_SECRETS : 5);
		while (secrets.size() < size) {
			Generator generator = one(Generator.values());
			if (withDataStore || !generator.needsDataStore()) {
				String name = "s" + name(62);
				secrets.put(name, new Secret(name, generator, within(1, Bounds.MOST_ROTATE_DAYS)));
			}
		}
		return List.copyOf(secrets.values());
	}

	private TreeMap<String, String> labels(int least) {
		TreeMap<String, String> labels = new TreeMap<>();
		int size = within(least, 3);
		while (labels.size() < size) {
			labels.put(key(), rarely() ? "" : value());
		}
		return labels;
	}

	private String key() {
		return one(List.of("", "", "example.com/", "app.example.org/")) + one(List.of("app", "Tier", "a.b_c-d"))
				+ (often() ? "" : within(0, 99));
	}

	private String value() {
		return one(List.of("x", "payments", "Ledger.v2_a-b", "1", "v".repeat(63)));
	}

	private String environment() {
		return one(List.of("development", "staging", "payments-preview", "a1b"));
	}

	private String ports() {
		return IntStream.rangeClosed(1, within(1, 5))
			.mapToObj((place) -> often() ? String.valueOf(place * 1000)
					: "%d-%d".formatted(place * 1000, place * 1000 + within(1, 999)))
			.reduce((left, right) -> left + "," + right)
			.orElseThrow();
	}

	private List<String> ranges(int most) {
		return unique(most, this::range).stream().limit(most).toList();
	}

	/**
	 * None that is wider than a database may have.
	 */
	private String range() {
		if (rarely()) {
			return one(List.of("2001:db8::/48", "2001:DB8:1::/64", "2001:db8::7/128", "fd00:1:2::/48"));
		}
		int length = within(16, 32);
		int address = this.random.nextInt() & (-1 << (32 - length));
		int first = address >>> 24;
		if (first == 169 || first == 0) {
			return "203.0.113.0/24";
		}
		return "%d.%d.%d.%d/%d".formatted(first, (address >>> 16) & 255, (address >>> 8) & 255, address & 255, length);
	}

	private <T> List<T> unique(int most, Supplier<T> next) {
		Set<T> found = new LinkedHashSet<>();
		int tries = within(1, most);
		for (int count = 0; count < tries; count++) {
			found.add(next.get());
		}
		return List.copyOf(found);
	}

	private String name(int longest) {
		int length = rarely() ? longest : within(1, Math.min(longest, 12));
		StringBuilder name = new StringBuilder();
		for (int place = 0; place < length; place++) {
			boolean end = place == 0 || place == length - 1;
			name.append(letter(place == 0 ? SMALL : end ? SMALL_AND_DIGITS : SMALL_AND_DIGITS + "-"));
		}
		return name.toString();
	}

	private char letter(String letters) {
		return letters.charAt(this.random.nextInt(letters.length()));
	}

	private int port() {
		return rarely() ? one(List.of(1, 65535)) : within(1, 65535);
	}

	private int within(int least, int most) {
		return this.random.nextInt(least, most + 1);
	}

	private boolean often() {
		return this.random.nextInt(10) < 7;
	}

	private boolean rarely() {
		return this.random.nextInt(10) < 2;
	}

	private <T> T one(T[] choices) {
		return choices[this.random.nextInt(choices.length)];
	}

	private <T> T one(List<T> choices) {
		return choices.get(this.random.nextInt(choices.size()));
	}

}
