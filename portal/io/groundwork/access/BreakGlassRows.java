package io.groundwork.access;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;

import io.groundwork.environments.Environments;
import io.groundwork.identity.SignedIn;
import io.groundwork.web.ConflictException;
import org.jspecify.annotations.Nullable;

import org.springframework.dao.DuplicateKeyException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * What is known of each time that somebody broke the glass, beside the grant that let
 * them in.
 */
@Component
class BreakGlassRows {

	private static final String SELECT = """
			select b.grant_number, b.person_id, g.holder, g.environment, b.incident, b.offline, b.review_by,
				b.reviewed_at, b.reviewer, b.justified, b.finding, b.rotated_at, b.obstacle
			from break_glass b join access_grant g on g.number = b.grant_number\s""";

	private final JdbcClient jdbc;

	BreakGlassRows(JdbcClient jdbc) {
		this.jdbc = jdbc;
	}

	void add(long grant, long person, String incident, boolean offline, Instant reviewBy) {
		try {
			this.jdbc.sql("""
					insert into break_glass (grant_number, person_id, incident, offline, review_by)
					values (?, ?, ?, ?, ?)""").params(grant, person, incident, offline, at(reviewBy)).update();
		}
		catch (DuplicateKeyException ex) {
			throw new ConflictException(
					"You broke the glass just now, and nobody else has looked at it yet; look at your access");
		}
	}

	Optional<Used> of(long grant) {
		return this.jdbc.sql(SELECT + "where b.grant_number = ?").param(grant).query(BreakGlassRows::read).optional();
	}

	/**
	 * The first that nobody has looked at of the human whose account that is.
	 */
	Optional<Used> awaitingReview(long person) {
		return this.jdbc.sql(SELECT + """
				join person who on who.id = b.person_id
				where b.reviewed_at is null and who.human = (select human from person where id = ?)
				order by b.grant_number limit 1""").param(person).query(BreakGlassRows::read).optional();
	}

	/**
	 * Those that nobody has looked at, the most urgent first.
	 */
	List<Used> unreviewed(int most) {
		return this.jdbc.sql(SELECT + "where b.reviewed_at is null order by b.review_by, b.grant_number limit ?")
			.param(most)
			.query(BreakGlassRows::read)
			.list();
	}

	/**
	 * The latest, newest first.
	 */
	List<Used> latest(int most) {
		return this.jdbc.sql(SELECT + "order by b.grant_number desc limit ?")
			.param(most)
			.query(BreakGlassRows::read)
			.list();
	}

	/**
	 * Those by which somebody may be in now, of what whoever asks may see.
	 */
	List<Open> open(SignedIn who) {
		return this.jdbc.sql("""
				select number, environment, holder, ends_at from access_grant
				where role = 'break-glass' and ended_at is null
					and (:all or holder_id = :me or team = any(cast(:teams as text[])))
				order by number limit 5""")
			.param("all", Environments.seesAll(who))
			.param("me", who.person())
			.param("teams", who.teams().toArray(String[]::new))
			.query((row, number) -> new Open(row.getLong("number"), row.getString("environment"),
					row.getString("holder"), instant(row, "ends_at")))
			.list();
	}

	/**
	 * Takes the review down, unless there is one.
	 */
	boolean review(long grant, SignedIn by, boolean justified, String finding, Instant now) {
		return this.jdbc.sql("""
				update break_glass set reviewed_at = ?, reviewer_id = ?, reviewer = ?, justified = ?, finding = ?,
					rotate_at = ? where grant_number = ? and reviewed_at is null""")
			.params(at(now), by.person(), by.name(), justified, finding, at(now), grant)
			.update() == 1;
	}

	/**
	 * Those of which nobody has said yet that they are late, and says it.
	 */
	List<Long> late(Instant now) {
		return this.jdbc
			.sql("""
					update break_glass set late_at = :now where reviewed_at is null and late_at is null and review_by <= :now
					returning grant_number""")
			.param("now", at(now))
			.query((row, number) -> row.getLong(1))
			.list();
	}

	/**
	 * Takes those in hand whose credential is to be made anew; nobody else does so until
	 * then.
	 */
	List<Long> takeToRotate(Instant now, Instant until) {
		return this.jdbc.sql("""
				update break_glass set rotate_at = :until where grant_number in (select grant_number from break_glass
					where reviewed_at is not null and rotated_at is null and rotate_at <= :now
					order by grant_number limit 20 for update skip locked)
				returning grant_number""")
			.param("now", at(now))
			.param("until", at(until))
			.query((row, number) -> row.getLong(1))
			.list();
	}

	void rotated(long grant, Instant now) {
		this.jdbc.sql("update break_glass set rotated_at = ?, rotate_at = null, obstacle = '' where grant_number = ?")
			.params(at(now), grant)
			.update();
	}

	void hindered(long grant, String why, Instant again) {
		this.jdbc.sql("update break_glass set obstacle = ?, rotate_at = ? where grant_number = ?")
			.params(why, at(again), grant)
			.update();
	}

	private static OffsetDateTime at(Instant time) {
		return time.atOffset(ZoneOffset.UTC);
	}

	private static @Nullable Instant instant(ResultSet row, String column) throws SQLException {
		OffsetDateTime time = row.getObject(column, OffsetDateTime.class);
		return (time != null) ? time.toInstant() : null;
	}

	private static Used read(ResultSet row, int number) throws SQLException {
		return new Used(row.getLong("grant_number"), row.getLong("person_id"), row.getString("holder"),
				row.getString("environment"), row.getString("incident"), row.getBoolean("offline"),
				row.getObject("review_by", OffsetDateTime.class).toInstant(), review(row), instant(row, "rotated_at"),
				row.getString("obstacle"));
	}

	private static @Nullable Review review(ResultSet row) throws SQLException {
		Instant at = instant(row, "reviewed_at");
		return (at == null) ? null
				: new Review(at, row.getString("reviewer"), row.getBoolean("justified"), row.getString("finding"));
	}

	/**
	 * One time that somebody broke the glass.
	 *
	 * @param grant the number of the grant
	 * @param person whose account it was
	 * @param holder their name
	 * @param environment where
	 * @param incident what for
	 * @param offline whether it was without the portal
	 * @param reviewBy until when somebody else has to look at it
	 * @param review what they found
	 * @param rotatedAt when the credential that let them in was made anew
	 * @param obstacle what stands in the way of that
	 */
	record Used(long grant, long person, String holder, String environment, String incident, boolean offline,
			Instant reviewBy, @Nullable Review review, @Nullable Instant rotatedAt, String obstacle) {

	}

	/**
	 * What somebody else found.
	 *
	 * @param justified whether it was right to do it
	 */
	record Review(Instant at, String by, boolean justified, String finding) {

	}

	/**
	 * One by which somebody may be in.
	 */
	record Open(long grant, String environment, String holder, @Nullable Instant endsAt) {

	}

}
