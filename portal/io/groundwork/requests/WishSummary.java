package io.groundwork.requests;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import io.groundwork.environments.Environment;
import io.groundwork.environments.Environments;
import io.groundwork.environments.prices.PriceChange;
import io.groundwork.environments.spec.Spec;
import io.groundwork.environments.spec.SpecReading;
import io.groundwork.identity.SignedIn;

import org.springframework.stereotype.Component;

/**
 * What a wish comes to: nodes, price, and whom it shares with.
 */
@Component
class WishSummary {

	/** So many neighbours are named. */
	private static final int NAMED = 6;

	private final WishForm form;

	private final WishPrices prices;

	private final Environments environments;

	private final Hosts hosts;

	WishSummary(WishForm form, WishPrices prices, Environments environments, Hosts hosts) {
		this.form = form;
		this.prices = prices;
		this.environments = environments;
		this.hosts = hosts;
	}

	/**
	 * In sentences without full stops; none as long as it makes no sense.
	 */
	List<String> of(SignedIn who, Map<String, String> fields) {
		if (!(this.form.reading(fields) instanceof SpecReading.Valid valid)) {
			return List.of();
		}
		Spec spec = valid.spec();
		List<String> summary = new ArrayList<>();
		summary.add(nodes(spec));
		summary.addAll(price(this.prices.of(WishForm.name(fields), spec)));
		summary.add(spec.ownsCluster() ? own(spec) : shared(who, fields));
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

	private static String nodes(Spec spec) {
		int least = spec.pools().stream().mapToInt(Spec.Pool::min).sum();
		int most = spec.pools().stream().mapToInt(Spec.Pool::max).sum();
		String pools = (spec.pools().size() > 1) ? " in %d pools".formatted(spec.pools().size()) : "";
		return ((least == most) ? "%d nodes%s in %s".formatted(least, pools, spec.region())
				: "%d to %d nodes%s in %s".formatted(least, most, pools, spec.region()));
	}

	private static List<String> price(PriceChange price) {
		if (price.after() == null) {
			return List.of("The price is not known, as Linode has not said it yet");
		}
		List<String> said = new ArrayList<>();
		said.add(price.then());
		if (price.before() != null && price.before().most().signum() > 0) {
			said.add(price.headline() + " beside what it costs now");
		}
		if (!price.unknown().isEmpty()) {
			said.add("Not in the price: " + String.join("; ", price.unknown()));
		}
		return said;
	}

	private static String own(Spec spec) {
		return spec.kind().word().equals("system") ? "A cluster of its own, which others can live on"
				: "A cluster of its own, shared with nobody";
	}

	private String shared(SignedIn who, Map<String, String> fields) {
		Optional<Environment> there = this.environments.named(WishForm.name(fields));
		Environment host = this.hosts.host(there, fields.getOrDefault("host", "").strip()).environment();
		if (host == null) {
			return "On the cluster of a system environment, with others";
		}
		List<Environment> others = this.environments.tenants(host)
			.stream()
			.filter((one) -> !one.name().equals(WishForm.name(fields)))
			.toList();
		// Others' environments are counted, and named only to those who may see them.
		List<String> named = new ArrayList<>(others.stream()
			.filter((one) -> Environments.maySee(who, one))
			.map(Environment::name)
			.limit(NAMED)
			.toList());
		int rest = others.size() - named.size();
		if (rest > 0) {
			named.add((rest == 1) ? "one more" : rest + " more");
		}
		return "On the cluster of %s, %s".formatted(host.name(),
				named.isEmpty() ? "with nobody else yet" : "beside " + ((named.size() == 1) ? named.getFirst()
						: String.join(", ", named.subList(0, named.size() - 1)) + " and " + named.getLast()));
	}

}
