package io.groundwork.requests;

import java.util.List;
import java.util.Optional;
import java.util.Set;

import io.groundwork.environments.Environment;
import io.groundwork.environments.Environments;
import io.groundwork.environments.Revisions;
import org.jspecify.annotations.Nullable;

import org.springframework.stereotype.Component;

/**
 * Which environments are there, and whose clusters others can live on.
 */
@Component
class Hosts {

	private final Environments environments;

	private final Revisions revisions;

	Hosts(Environments environments, Revisions revisions) {
		this.environments = environments;
		this.revisions = revisions;
	}

	/**
	 * Whether something was made there, and not taken away since.
	 */
	boolean made(Environment environment) {
		return this.revisions.standing(List.of(environment.id())).containsKey(environment.id());
	}

	/**
	 * Those that live on its cluster now, by name: it does not go before they do.
	 */
	List<String> tenants(Environment host) {
		List<Environment> all = this.environments.tenants(host);
		Set<Long> made = this.revisions.standing(all.stream().map(Environment::id).toList()).keySet();
		return all.stream().filter((one) -> made.contains(one.id())).map(Environment::name).toList();
	}

	/**
	 * What keeps an environment from being destroyed, in a sentence.
	 */
	static String inhabited(String host, List<String> tenants) {
		return "%s %s on the cluster of %s.".formatted(String.join(", ", tenants),
				(tenants.size() == 1) ? "lives" : "live", host);
	}

	/**
	 * On whose cluster an environment lives or is to live.
	 * @param named whom somebody named; empty where nobody did
	 */
	Host host(Optional<Environment> there, String named) {
		if (there.isPresent() && there.get().host() != null) {
			return new Host(this.environments.get(there.get().cluster()), "", "");
		}
		if (!named.isEmpty()) {
			return this.environments.named(named)
				.filter((one) -> one.host() == null)
				.map((one) -> new Host(one, "", ""))
				.orElse(new Host(null, "There is no environment %s that owns a cluster.".formatted(named),
						"Name one in parameters.host, or none for the only one."));
		}
		List<Environment> owners = this.environments.shared();
		if (owners.size() == 1) {
			return new Host(owners.getFirst(), "", "");
		}
		return owners.isEmpty()
				? new Host(null, "There is no shared cluster to live on.",
						"Ask for an environment of the kind system first, or for topology dedicated.")
				: new Host(null, "There are %d shared clusters to live on.".formatted(owners.size()),
						"Name one in parameters.host: %s."
							.formatted(String.join(", ", owners.stream().map(Environment::name).limit(12).toList())));
	}

	/**
	 * Whose cluster it is, or why none.
	 */
	record Host(@Nullable Environment environment, String problem, String remedy) {

	}

}
