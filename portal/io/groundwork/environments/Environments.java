package io.groundwork.environments;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

import io.groundwork.audit.Audited;
import io.groundwork.audit.Outcome;
import io.groundwork.identity.Role;
import io.groundwork.identity.SignedIn;
import io.groundwork.web.ConflictException;
import io.groundwork.web.InvalidInputException;
import io.groundwork.web.NotThereException;
import org.jspecify.annotations.Nullable;

import org.springframework.context.ApplicationEventPublisher;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/**
 * All environments, and who may see which.
 */
@Component
public class Environments {

	private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9-]{1,38}[a-z0-9]");

	private static final String SELECT = "select id, name, kind, team, host_id, created_at from environment ";

	private final JdbcClient jdbc;

	private final ApplicationEventPublisher events;

	private final Clock clock;

	Environments(JdbcClient jdbc, ApplicationEventPublisher events, Clock clock) {
		this.jdbc = jdbc;
		this.events = events;
		this.clock = clock;
	}

	/**
	 * Takes note of an environment.
	 * @param host the environment whose cluster it lives on, unless it owns one
	 */
	@Transactional
	public Environment add(String name, EnvironmentKind kind, String team, @Nullable Environment host, String by) {
		if (!NAME.matcher(name).matches()) {
			throw new InvalidInputException("name",
					"name must be 3 to 40 small letters, digits and dashes, and begin with a letter.");
		}
		if (team.isBlank()) {
			throw new InvalidInputException("team", "team must name the group of people that owns it.");
		}
		if (host != null && host.host() != null) {
			throw new InvalidInputException("host",
					"host must be an environment that owns a cluster; %s lives on another's.".formatted(host.name()));
		}
		try {
			long id = this.jdbc.sql(
					"insert into environment (name, kind, team, host_id, created_at) values (?, ?, ?, ?, ?) returning id")
				.param(name)
				.param(kind.word())
				.param(team)
				.param((host != null) ? host.id() : null)
				.param(this.clock.instant().atOffset(ZoneOffset.UTC))
				.query(Long.class)
				.single();
			this.events.publishEvent(new Audited(by, "environment.added", "environment:" + name, Outcome.DONE,
					java.util.Map.of("kind", kind.word(), "team", team)));
			return get(id);
		}
		catch (DuplicateKeyException ex) {
			throw new ConflictException("There is an environment named %s already".formatted(name));
		}
	}

	public Optional<Environment> named(String name) {
		if (!NAME.matcher(name).matches()) {
			// Nor could the database be asked for everything that somebody may type.
			return Optional.empty();
		}
		return this.jdbc.sql(SELECT + "where name = ?").param(name).query(Environments::read).optional();
	}

	/**
	 * Those whose clusters others can live on.
	 */
	public List<Environment> shared() {
		return this.jdbc.sql(SELECT + "where kind = 'system' and host_id is null order by id")
			.query(Environments::read)
			.list();
	}

	/**
	 * Those that live on its cluster beside itself, by name.
	 */
	public List<Environment> tenants(Environment host) {
		return this.jdbc.sql(SELECT + "where host_id = ? order by name")
			.param(host.id())
			.query(Environments::read)
			.list();
	}

	public Environment get(long id) {
		return this.jdbc.sql(SELECT + "where id = ?").param(id).query(Environments::read).single();
	}

	/**
	 * The environment of that name; for those who may not see it there is none.
	 */
	public Environment seenBy(SignedIn who, String name) {
		return named(name).filter((environment) -> maySee(who, environment))
			.orElseThrow(() -> new NotThereException("There is no environment named " + name));
	}

	/**
	 * Those that somebody may see, by name.
	 */
	public List<Environment> seenBy(SignedIn who) {
		if (seesAll(who)) {
			return this.jdbc.sql(SELECT + "order by name").query(Environments::read).list();
		}
		return this.jdbc.sql(SELECT + "where team = any(?) order by name")
			.param(who.teams().toArray(String[]::new))
			.query(Environments::read)
			.list();
	}

	/**
	 * Those that somebody may see, by name, after that one.
	 */
	public List<Environment> seenBy(SignedIn who, String after, int most) {
		if (!after.isEmpty() && !NAME.matcher(after).matches()) {
			throw new InvalidInputException("after", "after must be the next of the page before, unchanged.");
		}
		return this.jdbc.sql(SELECT + """
				where name > :after and (:all or team = any(cast(:teams as text[]))) order by name limit :most""")
			.param("after", after)
			.param("all", seesAll(who))
			.param("teams", who.teams().toArray(String[]::new))
			.param("most", most)
			.query(Environments::read)
			.list();
	}

	/**
	 * Members of the team that owns it, and those who look after all of them.
	 */
	public static boolean maySee(SignedIn who, Environment environment) {
		return seesAll(who) || who.teams().contains(environment.team());
	}

	/**
	 * Whether somebody's work is about everybody's environments.
	 */
	public static boolean seesAll(SignedIn who) {
		return seesAll(who.roles());
	}

	/**
	 * Whether that is the work of those who hold these roles.
	 */
	public static boolean seesAll(Set<Role> roles) {
		return roles.contains(Role.PLATFORM) || roles.contains(Role.SRE) || roles.contains(Role.REVIEWER)
				|| roles.contains(Role.AUDITOR);
	}

	/**
	 * Whether somebody may start and stop things there.
	 */
	public static boolean mayWorkIn(SignedIn who, Environment environment) {
		return mayWorkIn(who, environment.team());
	}

	/**
	 * Whether somebody may start and stop things in what a team owns.
	 */
	public static boolean mayWorkIn(SignedIn who, String team) {
		return who.is(Role.PLATFORM) || who.is(Role.SRE) || (who.is(Role.ENGINEER) && who.teams().contains(team));
	}

	private static Environment read(ResultSet row, int number) throws SQLException {
		return new Environment(row.getLong("id"), row.getString("name"), EnvironmentKind.of(row.getString("kind")),
				row.getString("team"), row.getObject("host_id", Long.class),
				row.getObject("created_at", OffsetDateTime.class).toInstant());
	}

}
