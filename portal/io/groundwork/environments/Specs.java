package io.groundwork.environments;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import io.groundwork.audit.Audited;
import io.groundwork.audit.Outcome;
import io.groundwork.environments.spec.Offered;
import io.groundwork.environments.spec.Presets;
import io.groundwork.environments.spec.Spec;
import io.groundwork.environments.spec.SpecReader;
import io.groundwork.environments.spec.SpecWriter;
import io.groundwork.web.ConflictException;
import io.groundwork.web.InvalidInputException;

import org.springframework.context.ApplicationEventPublisher;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/**
 * What environments should be: every wish is kept as it was.
 */
@Component
public class Specs {

	private static final String SELECT = "select environment_id, number, content, wanted_by, wanted_at from environment_spec ";

	private final JdbcClient jdbc;

	private final Environments environments;

	private final Offered offered;

	private final ApplicationEventPublisher events;

	private final Clock clock;

	Specs(JdbcClient jdbc, Environments environments, Offered offered, ApplicationEventPublisher events, Clock clock) {
		this.jdbc = jdbc;
		this.environments = environments;
		this.offered = offered;
		this.events = events;
		this.clock = clock;
	}

	/**
	 * The presets for an environment, with what the cloud offers now.
	 */
	public Presets presets(String environment) {
		return Presets.FOUNDATION.named(environment).with(this.offered);
	}

	/**
	 * Keeps what somebody wants an environment to be. The same as the latest wish is no
	 * other wish.
	 * @throws InvalidInputException if the environment cannot be that
	 * @throws ConflictException if its namespace is another environment's in that cluster
	 */
	@Transactional
	public Wanted want(Environment environment, Spec spec, String by) {
		check(environment, spec);
		// Wishes for one cluster come one after the other, so that each sees the others.
		this.jdbc.sql("select pg_advisory_xact_lock(hashtextextended(?, 0))")
			.param("specs of cluster " + environment.cluster())
			.query((row) -> {
			});
		Optional<Wanted> before = latest(environment.id());
		if (before.isPresent() && before.get().spec().equals(spec)) {
			return before.get();
		}
		takeNamespace(environment, spec);
		int number = before.map(Wanted::number).orElse(0) + 1;
		this.jdbc
			.sql("insert into environment_spec (environment_id, number, schema, content, wanted_by, wanted_at) "
					+ "values (?, ?, ?, cast(? as jsonb), ?, ?)")
			.params(environment.id(), number, spec.schema(), SpecWriter.json(spec).toString(), by,
					this.clock.instant().atOffset(ZoneOffset.UTC))
			.update();
		this.events.publishEvent(new Audited(by, "spec.wanted", "environment:" + environment.name(), Outcome.DONE,
				Map.of("number", number, "kind", spec.kind().word())));
		return get(environment.id(), number);
	}

	private void check(Environment environment, Spec spec) {
		if (spec.kind() != environment.kind()) {
			throw new InvalidInputException("spec.kind", "kind must be %s: %s is of that kind, and stays so."
				.formatted(environment.kind().word(), environment.name()));
		}
		Long host = environment.host();
		if (spec.ownsCluster() && host != null) {
			throw new InvalidInputException("spec.topology",
					"topology must be shared: %s is on the cluster of %s, and stays there."
						.formatted(environment.name(), this.environments.get(host).name()));
		}
		if (!spec.ownsCluster() && host == null) {
			throw new InvalidInputException("spec.topology",
					"topology must be dedicated: %s has a cluster of its own, and keeps it."
						.formatted(environment.name()));
		}
		if (spec.kubernetes() != null && spec.kubernetes().version() == null) {
			throw new InvalidInputException("spec.kubernetes.version",
					"kubernetes.version must be chosen, since Linode has not said yet which there are.");
		}
		if (host != null) {
			String region = latest(host).map((owner) -> owner.spec().region()).orElse(spec.region());
			if (!region.equals(spec.region())) {
				throw new InvalidInputException("spec.region",
						"region must be %s, where the cluster is.".formatted(region));
			}
		}
	}

	private void takeNamespace(Environment environment, Spec spec) {
		String namespace = spec.namespace().name();
		this.jdbc.sql("""
				insert into environment_namespace (cluster_id, namespace, environment_id) values (?, ?, ?)
				on conflict do nothing""").params(environment.cluster(), namespace, environment.id()).update();
		namespaceOwner(environment.cluster(), namespace).filter((owner) -> owner.id() != environment.id())
			.ifPresent((owner) -> {
				throw new ConflictException("The namespace %s is that of %s in the same cluster; choose another name"
					.formatted(namespace, owner.name()));
			});
	}

	/**
	 * Whose a namespace is in the cluster of that environment, if it is anybody's.
	 */
	public Optional<Environment> namespaceOwner(long cluster, String namespace) {
		return this.jdbc.sql("select environment_id from environment_namespace where cluster_id = ? and namespace = ?")
			.params(cluster, namespace)
			.query(Long.class)
			.optional()
			.map(this.environments::get);
	}

	/**
	 * The latest wish, if anybody had one.
	 */
	public Optional<Wanted> latest(long environment) {
		return this.jdbc.sql(SELECT + "where environment_id = ? order by number desc limit 1")
			.param(environment)
			.query(this::read)
			.optional();
	}

	/**
	 * The latest wishes for those environments.
	 */
	public Map<Long, Wanted> latest(Collection<Long> environments) {
		Map<Long, Wanted> wishes = new LinkedHashMap<>();
		this.jdbc
			.sql("""
					select s.environment_id, s.number, s.content, s.wanted_by, s.wanted_at from unnest(?) one (id), lateral (
						select * from environment_spec where environment_id = one.id order by number desc limit 1) s""")
			.param(environments.toArray(Long[]::new))
			.query(this::read)
			.list()
			.forEach((wish) -> wishes.put(wish.environment(), wish));
		return wishes;
	}

	/**
	 * A wish by its number.
	 */
	public Wanted get(long environment, int number) {
		return this.jdbc.sql(SELECT + "where environment_id = ? and number = ?")
			.params(environment, number)
			.query(this::read)
			.single();
	}

	/**
	 * What an environment should be by its latest wish, or by its kind's preset as long
	 * as there is none.
	 */
	public Spec of(Environment environment) {
		return latest(environment.id()).map(Wanted::spec)
			.orElseGet(() -> presets(environment.name()).of(environment.kind(), environment.host() == null));
	}

	/**
	 * The latest wishes for those on an owner's cluster beside itself, by name.
	 */
	public Map<String, Spec> tenants(Environment owner) {
		Map<String, Spec> specs = new LinkedHashMap<>();
		List<Environment> tenants = this.environments.tenants(owner);
		Map<Long, Spec> wanted = new LinkedHashMap<>();
		this.jdbc.sql("""
				select distinct on (s.environment_id) s.environment_id, s.number, s.content, s.wanted_by, s.wanted_at
				from environment e join environment_spec s on s.environment_id = e.id
				where e.host_id = ? order by s.environment_id, s.number desc""")
			.param(owner.id())
			.query(this::read)
			.list()
			.forEach((one) -> wanted.put(one.environment(), one.spec()));
		tenants.forEach((tenant) -> {
			Spec spec = wanted.get(tenant.id());
			specs.put(tenant.name(), (spec != null) ? spec : presets(tenant.name()).of(tenant.kind(), false));
		});
		return specs;
	}

	private Wanted read(ResultSet row, int number) throws SQLException {
		String content = row.getString("content");
		// A spec of an earlier version is read as what it means in this one.
		Spec spec = new SpecReader(Presets.FOUNDATION).read(content).orThrow("spec");
		return new Wanted(row.getLong("environment_id"), row.getInt("number"), spec, row.getString("wanted_by"),
				row.getObject("wanted_at", OffsetDateTime.class).toInstant());
	}

}
