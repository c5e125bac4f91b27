package io.groundwork.notices.delivery;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;

import io.groundwork.web.Cursor;
import io.groundwork.web.Page;
import io.groundwork.web.Tone;
import org.jspecify.annotations.Nullable;

import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * What was sent lately and what came of it, for those who look after the portal.
 */
@Component
public class Deliveries {

	/** What waits longer than that has met trouble. */
	private static final int LATE_SECONDS = 60;

	private static final int COUNTED = 1000;

	private final JdbcClient jdbc;

	private final NoticeSettings settings;

	private final Clock clock;

	Deliveries(JdbcClient jdbc, NoticeSettings settings, Clock clock) {
		this.jdbc = jdbc;
		this.settings = settings;
		this.clock = clock;
	}

	/**
	 * Newest first.
	 * @param status only those that are so; null for all
	 */
	public Page<Row> page(@Nullable String status, @Nullable String after, int size) {
		List<Row> found = this.jdbc
			.sql("""
					select d.id, d.way, d.target, w.name as webhook_name, p.name as person_name, d.event, d.title,
						d.made_at, d.due_at, d.tries, d.status, d.remark, d.ended_at
					from notice_delivery d left join webhook w on w.id = d.webhook
						left join person p on p.id = d.person_id
					where d.id < :before""" + ((status != null) ? " and d.status = :status" : "")
					+ " order by d.id desc limit :most")
			.param("before", Cursor.number(after, Long.MAX_VALUE))
			.param("status", status)
			.param("most", size + 1)
			.query(Deliveries::read)
			.list();
		return Page.of(found, size, (row) -> row, (row) -> Cursor.of(row.id()));
	}

	/**
	 * How many were given up and are still kept; at most a thousand are counted.
	 */
	public int givenUp() {
		return this.jdbc
			.sql("select count(*) from (select from notice_delivery where status = 'given-up' limit ?) counted")
			.param(COUNTED)
			.query(Integer.class)
			.single();
	}

	/**
	 * How many wait although they have been tried; at most a thousand are counted.
	 */
	public int late() {
		return this.jdbc.sql("""
				select count(*) from (select from notice_delivery where status = 'waiting' and tries > 0 and made_at < ?
					limit ?) counted""")
			.params(this.clock.instant().minusSeconds(LATE_SECONDS).atOffset(ZoneOffset.UTC), COUNTED)
			.query(Integer.class)
			.single();
	}

	/**
	 * How Slack stands.
	 */
	public Slack slack() {
		Optional<Row> last = this.jdbc.sql("""
				select d.id, d.way, d.target, null as webhook_name, null as person_name, d.event, d.title, d.made_at,
					d.due_at, d.tries, d.status, d.remark, d.ended_at
				from notice_delivery d where d.target = ? and d.tries > 0 order by d.id desc limit 1""")
			.param("channel:" + this.settings.slack().channel())
			.query(Deliveries::read)
			.optional();
		Instant rest = this.jdbc.sql("select until from slack_rest").query((row, number) -> {
			OffsetDateTime until = row.getObject("until", OffsetDateTime.class);
			return Optional.ofNullable((until != null) ? until.toInstant() : null);
		}).single().filter((until) -> until.isAfter(this.clock.instant())).orElse(null);
		return new Slack(this.settings.slack().setUp(), this.settings.slack().channel(), rest, last.orElse(null));
	}

	private static Row read(ResultSet row, int number) throws SQLException {
		OffsetDateTime ended = row.getObject("ended_at", OffsetDateTime.class);
		String webhook = row.getString("webhook_name");
		String person = row.getString("person_name");
		String target = row.getString("target");
		String to = (webhook != null) ? webhook
				: (person != null) ? person + " in Slack" : target.substring(target.indexOf(':') + 1);
		return new Row(row.getLong("id"), to, row.getString("event"), row.getString("title"),
				row.getObject("made_at", OffsetDateTime.class).toInstant(),
				row.getObject("due_at", OffsetDateTime.class).toInstant(), row.getInt("tries"), row.getString("status"),
				row.getString("remark"), (ended != null) ? ended.toInstant() : null);
	}

	/**
	 * One of them.
	 *
	 * @param to who gets it
	 */
	public record Row(long id, String to, String event, String title, Instant madeAt, Instant dueAt, int tries,
			String status, String remark, @Nullable Instant endedAt) {

		public boolean givenUp() {
			return this.status.equals("given-up");
		}

		public boolean waiting() {
			return this.status.equals("waiting");
		}

		public Tone tone() {
			return switch (this.status) {
				case "sent" -> Tone.GOOD;
				case "given-up" -> Tone.BAD;
				case "waiting" -> (this.tries == 0) ? Tone.BUSY : Tone.WAIT;
				default -> Tone.QUIET;
			};
		}

		public String word() {
			return switch (this.status) {
				case "sent" -> "Sent";
				case "given-up" -> "Given up";
				case "waiting" -> (this.tries == 0) ? "On its way" : "Tried again";
				case "superseded" -> "Overtaken";
				default -> "Dropped";
			};
		}

	}

	/**
	 * How Slack stands.
	 *
	 * @param setUp whether there is a token
	 * @param channel where every request is told
	 * @param restsUntil until when it wants to be left alone
	 * @param last the last that was tried there
	 */
	public record Slack(boolean setUp, String channel, @Nullable Instant restsUntil, @Nullable Row last) {

		/**
		 * What it says against it, if the last try has failed.
		 */
		public @Nullable String trouble() {
			Row tried = this.last;
			return (tried != null && !tried.remark().isEmpty() && (tried.waiting() || tried.givenUp())) ? tried.remark()
					: null;
		}

	}

}
