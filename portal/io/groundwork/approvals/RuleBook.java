package io.groundwork.approvals;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;

import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * The versions of the rules.
 */
@Component
class RuleBook {

	private static final TypeReference<List<Policy>> POLICIES = new TypeReference<>() {
	};

	private static final String SELECT = """
			select r.version, r.policies::text as policies, r.digest, coalesce(p.name, 'groundwork') as proposed_by,
				r.reason, r.proposed_at, r.in_force_at
			from approval_rules r left join person p on p.id = r.proposed_by
			""";

	private final JdbcClient jdbc;

	private final JsonMapper json;

	private final Clock clock;

	RuleBook(JdbcClient jdbc, JsonMapper json, Clock clock) {
		this.jdbc = jdbc;
		this.json = json;
		this.clock = clock;
	}

	/**
	 * Those that count now.
	 */
	RuleSet inForce() {
		return this.jdbc
			.sql(SELECT + "where r.in_force_at is not null order by r.in_force_at desc, r.version desc limit 1")
			.query(this::read)
			.single();
	}

	RuleSet get(int version) {
		return this.jdbc.sql(SELECT + "where r.version = ?").param(version).query(this::read).single();
	}

	/**
	 * What the digest of a version is made of.
	 */
	String text(int version) {
		return this.jdbc.sql("select version || ' ' || policies from approval_rules where version = ?")
			.param(version)
			.query(String.class)
			.single();
	}

	List<RuleSet> latest(int most) {
		return this.jdbc.sql(SELECT + "order by r.version desc limit ?").param(most).query(this::read).list();
	}

	/**
	 * Keeps rules that somebody would like.
	 */
	RuleSet propose(List<Policy> policies, long by, String reason) {
		// Two who propose at once get two numbers.
		this.jdbc.sql("select pg_advisory_xact_lock(hashtext('approval_rules'))").query((row) -> {
		});
		int version = this.jdbc.sql("""
				insert into approval_rules (version, policies, digest, proposed_by, reason, proposed_at)
				select max(version) + 1, ?::jsonb, '', ?, ?, ? from approval_rules returning version""")
			.params(this.json.writeValueAsString(policies), by, reason, this.clock.instant().atOffset(ZoneOffset.UTC))
			.query(Integer.class)
			.single();
		return get(version);
	}

	/**
	 * What was agreed to counts from now on.
	 */
	void enforce(long version) {
		this.jdbc.sql("update approval_rules set in_force_at = ? where version = ?")
			.params(this.clock.instant().atOffset(ZoneOffset.UTC), version)
			.update();
	}

	private RuleSet read(ResultSet row, int number) throws SQLException {
		OffsetDateTime inForce = row.getObject("in_force_at", OffsetDateTime.class);
		return new RuleSet(row.getInt("version"), this.json.readValue(row.getString("policies"), POLICIES),
				row.getString("digest"), row.getString("proposed_by"), row.getString("reason"),
				row.getObject("proposed_at", OffsetDateTime.class).toInstant(),
				(inForce != null) ? inForce.toInstant() : null);
	}

}
