package io.groundwork.approvals;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;

import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Rounds and their votes, as rows. The database refuses a vote of one's own, a second one
 * and one that comes too late, whoever writes it.
 */
@Component
class Rounds {

	private static final String SELECT = """
			select number, subject_kind, subject_number, digest, asker_id, team, follows, rules, opened_at, expires_at,
				closed_at,
				result
			from approval_round\s""";

	private final JdbcClient jdbc;

	private final Clock clock;

	Rounds(JdbcClient jdbc, Clock clock) {
		this.jdbc = jdbc;
		this.clock = clock;
	}

	/**
	 * Opens a round; a subject has one at a time.
	 */
	long open(Subject subject, long asker, String team, @Nullable Instant expires, RuleSet rules, List<Need> needs) {
		long round = this.jdbc.sql("""
				insert into approval_round (subject_kind, subject_number, digest, asker_id, team, rules, opened_at,
					expires_at) values (?, ?, ?, ?, ?, ?, ?, ?) returning number""")
			.param(subject.kind().word())
			.param(subject.number())
			.param(subject.digest())
			.param(asker)
			.param(team)
			.param(rules.version())
			.param(now())
			.param((expires != null) ? expires.atOffset(ZoneOffset.UTC) : null)
			.query(Long.class)
			.single();
		for (int i = 0; i < needs.size(); i++) {
			Need need = needs.get(i);
			this.jdbc.sql("""
					insert into approval_need (round, position, policy, voters, count, adds, why)
					values (?, ?, ?, ?, ?, ?, ?)""")
				.params(round, i, need.policy(), need.voters().word(), need.count(), need.adds(), need.why())
				.update();
		}
		return round;
	}

	/**
	 * Opens a round that follows another one; that one's rules, needs and votes are its
	 * own.
	 */
	long follow(Subject subject, Round followed) {
		return this.jdbc.sql("""
				insert into approval_round (subject_kind, subject_number, digest, asker_id, team, rules, opened_at,
					expires_at, follows)
				select ?, ?, ?, asker_id, team, rules, ?, expires_at, number from approval_round where number = ?
				returning number""")
			.params(subject.kind().word(), subject.number(), subject.digest(), now(), followed.basis())
			.query(Long.class)
			.single();
	}

	/**
	 * Ends a round; false if it had ended before.
	 */
	boolean close(long round, Round.Result result) {
		return this.jdbc
			.sql("update approval_round set closed_at = ?, result = ? where number = ? and closed_at is null")
			.params(now(), result.word(), round)
			.update() == 1;
	}

	void vote(Round round, long voter, Voice voice, Ballot ballot) {
		Delegation delegation = voice.delegation();
		// Who is behind the accounts, and in whose place it is, is looked up by the
		// database.
		this.jdbc
			.sql("""
					insert into approval_vote (round, voter_id, voter_human, asker_id, asker_human, delegation, vote, digest,
						reason, voted_at) values (?, ?, 0, ?, 0, ?, ?, ?, ?, ?)""")
			.param(round.number())
			.param(voter)
			.param(round.asker())
			.param((delegation != null) ? delegation.number() : null)
			.param(ballot.vote().word())
			.param(ballot.digest())
			.param(ballot.reason())
			.param(now())
			.update();
	}

	Optional<Round> open(Subject.Kind kind, long number) {
		return one(SELECT + "where subject_kind = ? and subject_number = ? and closed_at is null", kind.word(), number);
	}

	Optional<Round> latest(Subject.Kind kind, long number) {
		return one(SELECT + "where subject_kind = ? and subject_number = ? order by number desc limit 1", kind.word(),
				number);
	}

	/**
	 * All about a subject, in their order.
	 */
	List<Round> all(Subject.Kind kind, long number) {
		return withNeeds(this.jdbc.sql(SELECT + "where subject_kind = ? and subject_number = ? order by number")
			.params(kind.word(), number)
			.query(Rounds::row)
			.list());
	}

	/**
	 * The latest of each of those subjects, by the subject's number.
	 */
	Map<Long, Round> latest(Subject.Kind kind, Collection<Long> numbers) {
		return withNeeds(this.jdbc.sql("""
				select r.* from unnest(?) subject (number), lateral (
					select * from approval_round where subject_kind = ? and subject_number = subject.number
					order by number desc limit 1) r""")
			.params(numbers.toArray(Long[]::new), kind.word())
			.query(Rounds::row)
			.list()).stream().collect(Collectors.toMap((round) -> round.subject().number(), (round) -> round));
	}

	/**
	 * The round in which exactly that was agreed to.
	 */
	Optional<Round> agreed(String digest) {
		return one(SELECT + "where digest = ? and result = 'agreed' order by number desc limit 1", digest);
	}

	private Optional<Round> one(String statement, Object... parameters) {
		return withNeeds(this.jdbc.sql(statement).params(parameters).query(Rounds::row).list()).stream().findFirst();
	}

	private List<Round> withNeeds(List<Row> rows) {
		Map<Long, List<Need>> needs = this.jdbc.sql(
				"select round, policy, voters, count, adds, why from approval_need where round = any(?) order by round, position")
			.param(rows.stream().map(Row::basis).toArray(Long[]::new))
			.query((row, number) -> Map.entry(row.getLong("round"), need(row)))
			.list()
			.stream()
			.collect(Collectors.groupingBy(Map.Entry::getKey, LinkedHashMap::new,
					Collectors.mapping(Map.Entry::getValue, Collectors.toList())));
		return rows.stream().map((row) -> row.with(needs.getOrDefault(row.basis(), List.of()))).toList();
	}

	/**
	 * What was said in those rounds, in its order.
	 */
	Map<Long, List<Cast>> votes(Collection<Long> rounds) {
		return this.jdbc.sql("""
				select v.round, v.voter_id, v.in_place_of, d.revoked_at is not null as revoked, v.vote, v.reason,
					v.voted_at
				from approval_vote v left join approval_delegation d on d.number = v.delegation
				where v.round = any(?) order by v.round, v.voted_at, v.voter_id""")
			.param(rounds.toArray(Long[]::new))
			.query((row, number) -> Map.entry(row.getLong("round"),
					new Cast(row.getLong("voter_id"), row.getObject("in_place_of", Long.class),
							row.getBoolean("revoked"), Ballot.Choice.of(row.getString("vote")), row.getString("reason"),
							row.getObject("voted_at", OffsetDateTime.class).toInstant())))
			.list()
			.stream()
			.collect(Collectors.groupingBy(Map.Entry::getKey,
					Collectors.mapping(Map.Entry::getValue, Collectors.toList())));
	}

	private OffsetDateTime now() {
		return this.clock.instant().atOffset(ZoneOffset.UTC);
	}

	private static Need need(ResultSet row) throws SQLException {
		return new Need(row.getString("policy"), Voters.of(row.getString("voters")), row.getInt("count"),
				row.getBoolean("adds"), row.getString("why"));
	}

	private static Row row(ResultSet row, int number) throws SQLException {
		return new Row(row.getLong("number"),
				new Subject(Subject.Kind.of(row.getString("subject_kind")), row.getLong("subject_number"),
						row.getString("digest")),
				row.getLong("asker_id"), row.getString("team"), row.getObject("follows", Long.class),
				row.getInt("rules"), row.getObject("opened_at", OffsetDateTime.class),
				row.getObject("expires_at", OffsetDateTime.class), row.getObject("closed_at", OffsetDateTime.class),
				row.getString("result"));
	}

	/**
	 * A vote as it was cast.
	 *
	 * @param inPlaceOf the account of whoever was away; null where somebody voted for
	 * themselves
	 * @param revoked whether the delegation was taken back since
	 */
	record Cast(long voter, @Nullable Long inPlaceOf, boolean revoked, Ballot.Choice choice, String reason,
			Instant at) {

		/**
		 * Whose roles and teams count.
		 */
		long as() {
			return (this.inPlaceOf != null) ? this.inPlaceOf : this.voter;
		}

	}

	private record Row(long number, Subject subject, long asker, String team, @Nullable Long follows, int rules,
			OffsetDateTime openedAt, @Nullable OffsetDateTime expiresAt, @Nullable OffsetDateTime closedAt,
			@Nullable String result) {

		long basis() {
			Long followed = this.follows;
			return (followed != null) ? followed : this.number;
		}

		Round with(List<Need> needs) {
			return new Round(this.number, this.subject, this.asker, this.team, this.follows, this.rules, needs,
					this.openedAt.toInstant(), (this.expiresAt != null) ? this.expiresAt.toInstant() : null,
					(this.closedAt != null) ? this.closedAt.toInstant() : null,
					(this.result != null) ? Round.Result.of(this.result) : null);
		}

	}

}
