package io.groundwork.requests;

import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

import io.groundwork.approvals.Freezes;
import io.groundwork.cloud.Catalogue;
import io.groundwork.cloud.Cloud;
import io.groundwork.cloud.CloudLimits;
import io.groundwork.cloud.Countable;
import io.groundwork.cloud.Fit;
import io.groundwork.cloud.Plan;
import io.groundwork.cloud.Region;
import io.groundwork.environments.Environment;
import io.groundwork.environments.EnvironmentKind;
import io.groundwork.environments.Environments;
import io.groundwork.environments.Specs;
import io.groundwork.environments.spec.Generator;
import io.groundwork.environments.spec.Presets;
import io.groundwork.environments.spec.Spec;
import io.groundwork.environments.spec.SpecReader;

import org.springframework.stereotype.Component;

/**
 * Looks before the leap: whether what is wished can be had at all. Whatever cannot comes
 * with what to do about it.
 */
@Component
class Preflight {

	private final Cloud cloud;

	private final CloudLimits limits;

	private final Environments environments;

	private final Specs specs;

	private final Hosts hosts;

	private final Freezes freezes;

	Preflight(Cloud cloud, CloudLimits limits, Environments environments, Specs specs, Hosts hosts, Freezes freezes) {
		this.freezes = freezes;
		this.cloud = cloud;
		this.limits = limits;
		this.environments = environments;
		this.specs = specs;
		this.hosts = hosts;
	}

	/**
	 * All that can be known of a wish before it is planned.
	 */
	List<Check> look(RequestKind kind, String name, String json, Map<String, String> parameters) {
		List<Check> checks = new ArrayList<>();
		Optional<Environment> there = this.environments.named(name);
		checks.add(name(kind, name, there));
		if (kind == RequestKind.DESTROY) {
			there.ifPresent((environment) -> checks.add(tenants(environment)));
		}
		if (json.isEmpty()) {
			there.ifPresent((environment) -> frozen(checks, name, environment.kind()));
		}
		else {
			Spec spec = new SpecReader(Presets.FOUNDATION).read(json).orThrow("spec");
			frozen(checks, name, spec.kind());
			Optional<Spec> before = there.flatMap((environment) -> this.specs.latest(environment.id()))
				.filter((latest) -> this.hosts.made(there.get()))
				.map((latest) -> latest.spec());
			checks.addAll(cluster(name, spec, there, parameters));
			checks.addAll(offer(spec));
			checks.addAll(limits(spec, before));
			checks.add(secrets(spec));
		}
		return List.copyOf(checks);
	}

	/**
	 * The same for several that are to be made together, some perhaps on the cluster of
	 * another of them.
	 */
	List<Check> lookAtAll(Map<String, Spec> specs) {
		List<Check> checks = new ArrayList<>();
		Map<String, Spec> missing = new LinkedHashMap<>();
		specs.forEach((name, spec) -> {
			if (this.environments.named(name).filter(this.hosts::made).isPresent()) {
				checks.add(Check.pass(name, "%s is there already, and stays as it is.".formatted(name)));
			}
			else {
				missing.put(name, spec);
			}
		});
		Optional<String> owner = missing.keySet().stream().filter((name) -> shared(missing, name)).findFirst();
		missing.forEach((name, spec) -> {
			List<Check> found = new ArrayList<>();
			found.addAll((owner.isPresent() && !spec.ownsCluster())
					? List.of(Check.pass("cluster",
							"It lives on the cluster of %s, which is made first.".formatted(owner.get())))
					: cluster(name, spec, this.environments.named(name), Map.of()));
			found.addAll(offer(spec));
			found.add(secrets(spec));
			found.forEach((check) -> checks.add(check.of(name)));
		});
		missing.values()
			.stream()
			.collect(Collectors.groupingBy(Spec::region, LinkedHashMap::new, Collectors.toList()))
			.forEach((region, together) -> {
				fit(checks, Countable.NODES, region, together.stream().mapToInt(Preflight::nodes).sum());
				fit(checks, Countable.CLUSTERS, region, (int) together.stream().filter(Spec::ownsCluster).count());
				fit(checks, Countable.DATABASES, region,
						(int) together.stream().filter((spec) -> spec.dataStore() != null).count());
			});
		return List.copyOf(checks);
	}

	/**
	 * Whether others can live on its cluster.
	 */
	private static boolean shared(Map<String, Spec> specs, String name) {
		Spec spec = specs.get(name);
		return spec != null && spec.ownsCluster() && spec.kind() == EnvironmentKind.SYSTEM;
	}

	private Check tenants(Environment environment) {
		List<String> tenants = this.hosts.tenants(environment);
		return tenants.isEmpty()
				? Check.pass("tenants", "Nobody else lives on the cluster of %s.".formatted(environment.name()))
				: Check.fail("tenants", Hosts.inhabited(environment.name(), tenants),
						"Destroy %s first.".formatted(String.join(", ", tenants)));
	}

	private Check name(RequestKind kind, String name, Optional<Environment> there) {
		if (kind != RequestKind.CREATE) {
			return there.isPresent() ? Check.pass("environment", name + " is there.")
					: Check.fail("environment", "There is no environment named %s.".formatted(name),
							"Choose one of those on the page Environments.");
		}
		if (there.isPresent() && this.hosts.made(there.get())) {
			return Check.fail("environment", "There is an environment named %s already.".formatted(name),
					"Choose another name, or ask for a change of that one.");
		}
		return Check.pass("environment", "The name %s is free.".formatted(name));
	}

	/**
	 * Nothing that keeps anybody from asking, or from agreeing.
	 */
	private void frozen(List<Check> checks, String name, EnvironmentKind kind) {
		this.freezes.inForce(name, kind.word())
			.stream()
			.findFirst()
			.ifPresent((freeze) -> checks.add(Check.remark("freeze",
					"A freeze is in force until %s, “%s”: %s.".formatted(freeze.over().truncatedTo(ChronoUnit.SECONDS),
							freeze.name(), freeze.reason().replaceAll("\\.$", "")),
					"It can be asked for and agreed to, and is carried out afterwards.")));
	}

	private List<Check> cluster(String name, Spec spec, Optional<Environment> there, Map<String, String> parameters) {
		if (spec.ownsCluster()) {
			return List.of(Check.pass("cluster", "It gets a cluster of its own."));
		}
		Hosts.Host host = this.hosts.host(there, parameters.getOrDefault("host", ""));
		if (host.environment() == null) {
			return List.of(Check.fail("cluster", host.problem(), host.remedy()));
		}
		Environment owner = host.environment();
		List<Check> checks = new ArrayList<>();
		checks.add(
				this.hosts.made(owner) ? Check.pass("cluster", "It lives on the cluster of %s.".formatted(owner.name()))
						: Check.fail("cluster",
								"It is to live on the cluster of %s, which is not there yet.".formatted(owner.name()),
								"Ask for %s first, and for this when it is done.".formatted(owner.name())));
		String namespace = spec.namespace().name();
		checks.add(this.specs.namespaceOwner(owner.id(), namespace)
			.filter((other) -> !other.name().equals(name))
			.map((other) -> Check.fail("namespace",
					"The namespace %s is that of %s in the same cluster.".formatted(namespace, other.name()),
					"Choose another namespace.name."))
			.orElse(Check.pass("namespace", "The namespace %s is free in that cluster.".formatted(namespace))));
		return checks;
	}

	private List<Check> offer(Spec spec) {
		Catalogue catalogue = this.cloud.catalogue();
		if (catalogue.askedAt() == null) {
			return List.of(Check.unknown("region", "Linode has not said yet what it has; it is tried all the same."));
		}
		List<Check> checks = new ArrayList<>();
		Optional<Region> region = catalogue.region(spec.region());
		if (region.isEmpty() || !region.get().up()) {
			checks.add(Check.fail("region", "Linode has no region %s that is in service.".formatted(spec.region()),
					"Choose one of %s.".formatted(catalogue.regions()
						.stream()
						.filter(Region::up)
						.map(Region::id)
						.sorted()
						.limit(12)
						.collect(Collectors.joining(", ")))));
			return checks;
		}
		checks.add(Check.pass("region", "%s is in service.".formatted(region.get().label())));
		for (Spec.Pool pool : spec.pools()) {
			checks.add(catalogue.offers(spec.region(), pool.plan())
					? Check.pass("pools." + pool.name(), "%s can be had there.".formatted(pool.plan()))
					: Check.fail("pools." + pool.name(),
							"Nodes of the plan %s cannot be had in %s now.".formatted(pool.plan(), spec.region()),
							"Choose %s, or another region.".formatted(instead(catalogue, spec.region(), pool))));
		}
		kubernetes(spec, checks);
		Spec.DataStore store = spec.dataStore();
		if (store != null) {
			boolean version = catalogue.engines()
				.stream()
				.anyMatch((engine) -> engine.engine().equals("postgresql") && engine.version().equals(store.version()));
			boolean plan = catalogue.databasePlans().stream().anyMatch((one) -> one.id().equals(store.plan()));
			checks.add((version && plan)
					? Check.pass("dataStore",
							"PostgreSQL %s on %s can be had.".formatted(store.version(), store.plan()))
					: Check.fail(
							"dataStore", "Linode does not offer PostgreSQL %s on the plan %s."
								.formatted(store.version(), store.plan()),
							"Choose a version and plan from the page Catalogue."));
		}
		return checks;
	}

	private static String instead(Catalogue catalogue, String region, Spec.Pool pool) {
		String plans = catalogue.plans()
			.stream()
			.filter((plan) -> catalogue.offers(region, plan.id()) && (plan.gpus() > 0) == pool.gpu())
			.map(Plan::id)
			.limit(6)
			.collect(Collectors.joining(", "));
		return plans.isEmpty() ? "fewer pools" : plans;
	}

	private void kubernetes(Spec spec, List<Check> checks) {
		Spec.Kubernetes kubernetes = spec.kubernetes();
		if (kubernetes == null || spec.tier() == null) {
			return;
		}
		String tier = spec.tier().word();
		List<String> versions = this.cloud.versions()
			.stream()
			.filter((version) -> version.tier().equals(tier))
			.map((version) -> version.id())
			.toList();
		String version = kubernetes.version();
		checks.add((version != null && versions.contains(version))
				? Check.pass("kubernetes", "Kubernetes %s can be had on the %s tier.".formatted(version, tier))
				: Check.fail("kubernetes",
						"Linode does not offer Kubernetes %s on the %s tier.".formatted(version, tier),
						"Choose one of %s.".formatted(String.join(", ", versions))));
	}

	/**
	 * What is asked for beyond what is there already.
	 */
	private List<Check> limits(Spec spec, Optional<Spec> before) {
		List<Check> checks = new ArrayList<>();
		fit(checks, Countable.NODES, spec.region(), nodes(spec) - before.map(Preflight::nodes).orElse(0));
		if (spec.ownsCluster()) {
			fit(checks, Countable.CLUSTERS, spec.region(), before.isPresent() ? 0 : 1);
		}
		if (spec.dataStore() != null) {
			fit(checks, Countable.DATABASES, spec.region(),
					before.map((old) -> old.dataStore() != null).orElse(false) ? 0 : 1);
		}
		return checks;
	}

	private void fit(List<Check> checks, Countable what, String region, int more) {
		if (more <= 0) {
			return;
		}
		String about = "limits." + what.word();
		checks.add(switch (this.limits.fits(what, region, more)) {
			case Fit.Yes yes -> Check.pass(about, "%d %s more fit the account.".formatted(more, what.plural()));
			case Fit.No no -> Check.fail(about,
					"The account has no room for %d %s more.".formatted(more, what.plural()), no.remedy());
			case Fit.Unknown unknown -> Check.unknown(about, unknown.why(), unknown.remedy());
		});
	}

	private static int nodes(Spec spec) {
		return spec.pools().stream().mapToInt(Spec.Pool::min).sum();
	}

	private static Check secrets(Spec spec) {
		List<String> given = spec.secrets()
			.stream()
			.filter((secret) -> secret.generator() == Generator.GIVEN)
			.map(Spec.Secret::name)
			.toList();
		return given.isEmpty() ? Check.pass("secrets", "All secrets are made by the portal.") : Check.remark("secrets",
				"%s will be missing until somebody puts it in.".formatted(String.join(", ", given)),
				"Services that read it do not start until then. The portal takes no values yet, which a later release does; meanwhile seal it with scripts/secrets/sync.sh of the repository that can be downloaded.");
	}

}
