package io.groundwork.bundles;

import java.util.Comparator;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;

import io.groundwork.environments.spec.Spec;

/**
 * All that a bundle is made from, beside the template.
 *
 * @param environment the environment's name
 * @param team the team that owns it
 * @param spec what it should be
 * @param clusterOwner the environment whose cluster it is on, which may be itself
 * @param tenants the other environments on its cluster, if it owns one
 * @param organisation what differs between organisations
 * @param dataStore where its pods reach its data store, as far as that is known by now
 * @param sealed its secrets, sealed for its cluster, as far as there are any by now
 */
public record BundleOrder(String environment, String team, Spec spec, String clusterOwner, List<Tenant> tenants,
		Organisation organisation, List<Reach> dataStore, List<Sealed> sealed) {

	private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9-]{1,38}[a-z0-9]");

	public BundleOrder {
		if (!NAME.matcher(environment).matches() || !NAME.matcher(clusterOwner).matches()) {
			throw new IllegalArgumentException("No names of environments: %s, %s".formatted(environment, clusterOwner));
		}
		if (spec.ownsCluster() != environment.equals(clusterOwner)) {
			throw new IllegalArgumentException(spec.ownsCluster()
					? "%s owns its cluster, which is not that of %s".formatted(environment, clusterOwner)
					: environment + " is on the cluster of another environment, which is not given");
		}
		if (!tenants.isEmpty() && !spec.ownsCluster()) {
			throw new IllegalArgumentException(environment + " owns no cluster that others could be on");
		}
		// The order in which somebody found them is not to be seen in the files.
		tenants = tenants.stream().sorted(Comparator.comparing(Tenant::name)).toList();
		dataStore = dataStore.stream()
			.sorted(Comparator.comparing(Reach::cidr).thenComparing(Reach::port))
			.distinct()
			.toList();
		sealed = sealed.stream().sorted(Comparator.comparing(Sealed::namespace).thenComparing(Sealed::name)).toList();
	}

	/**
	 * For an environment of which nothing is known but its spec.
	 */
	public static BundleOrder of(String environment, String team, Spec spec, String clusterOwner,
			Organisation organisation) {
		return new BundleOrder(environment, team, spec, clusterOwner, List.of(), organisation, List.of(), List.of());
	}

	public BundleOrder withTenants(List<Tenant> tenants) {
		return new BundleOrder(this.environment, this.team, this.spec, this.clusterOwner, tenants, this.organisation,
				this.dataStore, this.sealed);
	}

	public BundleOrder withDataStore(List<Reach> dataStore) {
		return new BundleOrder(this.environment, this.team, this.spec, this.clusterOwner, this.tenants,
				this.organisation, dataStore, this.sealed);
	}

	public BundleOrder withSealed(List<Sealed> sealed) {
		return new BundleOrder(this.environment, this.team, this.spec, this.clusterOwner, this.tenants,
				this.organisation, this.dataStore, sealed);
	}

	String namespace() {
		return this.spec.namespace().name();
	}

	/**
	 * What its labels at Linode begin with.
	 */
	String label() {
		return this.organisation.label(this.environment);
	}

	String domain() {
		return this.environment + "." + this.organisation.domain();
	}

	/**
	 * Another environment on an owner's cluster, whose telemetry is kept there.
	 *
	 * @param name its name
	 * @param namespace where its services are
	 * @param observability what is kept of what they say
	 */
	public record Tenant(String name, String namespace, Spec.Observability observability) {

		public static Tenant of(String name, Spec spec) {
			return new Tenant(name, spec.namespace().name(), spec.observability());
		}

	}

	/**
	 * A network and a TCP port in it.
	 *
	 * @param cidr the network
	 * @param port the port
	 */
	public record Reach(String cidr, int port) {

	}

	/**
	 * A secret that only its cluster can open.
	 *
	 * @param namespace where it lies
	 * @param name its name
	 * @param encrypted the sealed value of each key
	 */
	public record Sealed(String namespace, String name, SortedMap<String, String> encrypted) {

		public Sealed {
			encrypted = new TreeMap<>(encrypted);
		}

	}

}
