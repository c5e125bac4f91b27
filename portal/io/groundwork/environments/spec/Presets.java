package io.groundwork.environments.spec;

import java.util.List;
import java.util.TreeMap;

import io.groundwork.environments.EnvironmentKind;
import io.groundwork.environments.spec.Spec.DataStore;
import io.groundwork.environments.spec.Spec.FirewallRule;
import io.groundwork.environments.spec.Spec.Kubernetes;
import io.groundwork.environments.spec.Spec.Namespace;
import io.groundwork.environments.spec.Spec.Network;
import io.groundwork.environments.spec.Spec.Observability;
import io.groundwork.environments.spec.Spec.Pool;
import io.groundwork.environments.spec.Spec.Secret;
import org.jspecify.annotations.Nullable;

/**
 * What each kind of environment is unless its spec says otherwise; all defaults are here.
 * {@code terraform/environments/<kind>/preset.tf} has the same for those who work by
 * hand.
 */
public final class Presets {

	/** Those of the four environments that everything begins with. */
	public static final Presets FOUNDATION = new Presets(null, Offered.UNKNOWN);

	private static final String REGION = "fr-par";

	private static final Pool BASELINE = pool("baseline", "g6-standard-4", 3, 10);

	private static final Pool LARGER_BASELINE = pool("baseline", "g6-standard-8", 3, 10);

	private static final Pool GPU = pool("gpu", "g2-gpu-rtx4000a1-s", 1, 3);

	private static final Network HTTPS_FROM_EVERYBODY = new Network(List.of(), List.of(),
			List.of(new FirewallRule("https", Protocol.TCP, "443", List.of("0.0.0.0/0", "::/0"))));

	private static final DataStore ONE_NODE = new DataStore("g6-dedicated-2", "17", 1, List.of());

	private static final DataStore THREE_NODES = new DataStore("g6-dedicated-2", "17", 3, List.of());

	private static final Secret DATABASE_URL = secret("database-url", Generator.DATABASE);

	private static final Secret SERVICE_TOKEN = secret("service-token", Generator.RANDOM);

	private static final Secret SERVICES_BUCKET = secret("services-bucket", Generator.BUCKET);

	private static final Secret SESSION_KEY = secret("session-key", Generator.RANDOM);

	private static final Tier OWNERS_TIER = Tier.STANDARD;

	/** Without a version, as what Linode offers changes. */
	private static final Kubernetes OWNERS_KUBERNETES = new Kubernetes(null, true, List.of("0.0.0.0/0"));

	private static final Spec DEVELOPMENT = guest(EnvironmentKind.DEVELOPMENT, BASELINE, "ias-dev", ONE_NODE,
			List.of(DATABASE_URL, SERVICE_TOKEN), new Observability(14, true));

	private static final Spec STAGING = guest(EnvironmentKind.STAGING, BASELINE, "ias-staging", ONE_NODE,
			List.of(DATABASE_URL, SERVICE_TOKEN), new Observability(14, true));

	private static final Spec PRODUCTION = guest(EnvironmentKind.PRODUCTION, LARGER_BASELINE, "ias-production",
			THREE_NODES, List.of(DATABASE_URL, SERVICE_TOKEN, SERVICES_BUCKET), new Observability(30, true));

	private static final Spec SYSTEM = new Spec(Spec.SCHEMA, EnvironmentKind.SYSTEM, REGION, Topology.SHARED,
			Delivery.DIRECT, OWNERS_TIER, OWNERS_KUBERNETES, List.of(BASELINE, GPU), namespace("ias-system"),
			HTTPS_FROM_EVERYBODY, ONE_NODE, List.of(DATABASE_URL, SERVICE_TOKEN), new Observability(30, true), null);

	private final @Nullable String environment;

	private final Offered offered;

	private Presets(@Nullable String environment, Offered offered) {
		this.environment = environment;
		this.offered = offered;
	}

	/**
	 * The same for the environment of that name. One that is not of the foundation has a
	 * namespace of its own.
	 */
	public Presets named(String environment) {
		return new Presets(environment, this.offered);
	}

	/**
	 * The same with what the cloud knows.
	 */
	public Presets with(Offered offered) {
		return new Presets(this.environment, offered);
	}

	/**
	 * A kind's preset. Of an owner of a cluster it lacks the version of Kubernetes where
	 * nothing is known of what is offered.
	 */
	public Spec of(EnvironmentKind kind) {
		Spec foundation = foundation(kind);
		return of(kind, foundation.topology(), foundation.tier(), true);
	}

	/**
	 * A kind's preset with or without a cluster of its own; a system environment always
	 * has one.
	 */
	public Spec of(EnvironmentKind kind, boolean ownsCluster) {
		return of(kind, ownsCluster && kind != EnvironmentKind.SYSTEM ? Topology.DEDICATED : Topology.SHARED, null,
				true);
	}

	/**
	 * What is left out of a spec is as here.
	 * @param tier the tier if one was chosen
	 * @param dataStore whether it has a data store
	 */
	Spec of(EnvironmentKind kind, Topology topology, @Nullable Tier tier, boolean dataStore) {
		Spec preset = foundation(kind);
		boolean owner = Spec.ownsCluster(kind, topology);
		Tier chosen = owner ? ((tier != null) ? tier : OWNERS_TIER) : null;
		return new Spec(preset.schema(), kind, preset.region(), topology, preset.delivery(), chosen,
				(chosen != null) ? kubernetes(chosen) : null, preset.pools(), namespace(preset), preset.network(),
				dataStore ? preset.dataStore() : null,
				dataStore ? preset.secrets() : List.of(SERVICE_TOKEN, SESSION_KEY), preset.observability(),
				preset.lifetimeHours());
	}

	/**
	 * A data store that a spec asks for has what it does not say from here.
	 */
	DataStore dataStore(EnvironmentKind kind) {
		return (kind == EnvironmentKind.PRODUCTION) ? THREE_NODES : ONE_NODE;
	}

	/**
	 * What an owner of a cluster does not say of its Kubernetes.
	 */
	Kubernetes kubernetes(Tier tier) {
		return new Kubernetes(this.offered.kubernetes(tier).orElse(null), OWNERS_KUBERNETES.highAvailability(),
				OWNERS_KUBERNETES.apiAllowList());
	}

	private Namespace namespace(Spec preset) {
		if (this.environment == null || this.environment.equals(preset.kind().word())) {
			return preset.namespace();
		}
		return namespace("ias-" + this.environment);
	}

	private static Spec foundation(EnvironmentKind kind) {
		return switch (kind) {
			case DEVELOPMENT -> DEVELOPMENT;
			case STAGING -> STAGING;
			case PRODUCTION -> PRODUCTION;
			case SYSTEM -> SYSTEM;
		};
	}

	private static Spec guest(EnvironmentKind kind, Pool baseline, String namespace, DataStore dataStore,
			List<Secret> secrets, Observability observability) {
		return new Spec(Spec.SCHEMA, kind, REGION, Topology.SHARED, Delivery.DIRECT, null, null, List.of(baseline),
				namespace(namespace), HTTPS_FROM_EVERYBODY, dataStore, secrets, observability, null);
	}

	private static Namespace namespace(String name) {
		return new Namespace(name, 30, PodSecurity.RESTRICTED);
	}

	private static Pool pool(String name, String plan, int min, int max) {
		return new Pool(name, plan, min, max, new TreeMap<>(), List.of());
	}

	private static Secret secret(String name, Generator generator) {
		return new Secret(name, generator, generator.rotateDays());
	}

}
