package io.groundwork.notices;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.List;

import io.groundwork.web.Cursor;
import io.groundwork.web.Page;
import org.jspecify.annotations.Nullable;

import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * What people were told in the portal, as rows.
 */
@Component
class NoticeRows {

	/** Whoever has more than that unread does not count them. */
	private static final int COUNTED = 100;

	private final JdbcClient jdbc;

	private final Clock clock;

	NoticeRows(JdbcClient jdbc, Clock clock) {
		this.jdbc = jdbc;
		this.clock = clock;
	}

	/**
	 * Tells somebody, unless they were told of that already.
	 */
	void add(Addressee to, String occasion, String subject, Instant at) {
		this.jdbc.sql("""
				insert into notice (person_id, concern, occasion, subject, title, text, link, at)
				values (?, ?, ?, ?, ?, ?, ?, ?) on conflict (person_id, occasion) do nothing""")
			.params(to.person(), to.concern().word(), occasion, subject, to.title(), to.text(), to.link(),
					at.atOffset(ZoneOffset.UTC))
			.update();
	}

	/**
	 * How many somebody has not read; at most a hundred are counted.
	 */
	int unread(long person) {
		return this.jdbc
			.sql("select count(*) from (select from notice where person_id = ? and read_at is null limit ?) counted")
			.params(person, COUNTED)
			.query(Integer.class)
			.single();
	}

	/**
	 * One page of somebody's, newest first.
	 */
	Page<Notice> page(long person, boolean unread, @Nullable String after, int size) {
		List<Notice> found = this.jdbc
			.sql("select id, concern, title, text, link, at, read_at from notice where person_id = ? and id < ?"
					+ (unread ? " and read_at is null" : "") + " order by id desc limit ?")
			.params(person, Cursor.number(after, Long.MAX_VALUE), size + 1)
			.query(NoticeRows::read)
			.list();
		return Page.of(found, size, (notice) -> notice, (notice) -> Cursor.of(notice.id()));
	}

	/**
	 * Takes note that somebody has read one.
	 * @return whether it is theirs
	 */
	boolean markRead(long person, long id) {
		return this.jdbc
			.sql("update notice set read_at = coalesce(read_at, :now) where id = :id and person_id = :person")
			.param("now", now())
			.param("id", id)
			.param("person", person)
			.update() > 0;
	}

	/**
	 * Takes note that somebody has read them all, or those of them that are about one
	 * subject.
	 */
	int markAllRead(long person, @Nullable String subject) {
		return this.jdbc.sql("""
				update notice set read_at = :now where person_id = :person and read_at is null
					and (cast(:subject as text) is null or subject = :subject)""")
			.param("now", now())
			.param("person", person)
			.param("subject", subject)
			.update();
	}

	/**
	 * Nobody but these has to decide on a subject any more.
	 */
	void settle(String subject, Collection<Long> but) {
		this.jdbc.sql("""
				update notice set read_at = :now where subject = :subject and read_at is null and concern = 'decide'
					and person_id <> all(cast(:but as bigint[]))""")
			.param("now", now())
			.param("subject", subject)
			.param("but", but.toArray(Long[]::new))
			.update();
	}

	/**
	 * Forgets what nobody will look for any more.
	 */
	int forget(Instant before) {
		return this.jdbc.sql("delete from notice where at < ?").param(before.atOffset(ZoneOffset.UTC)).update();
	}

	private OffsetDateTime now() {
		return this.clock.instant().atOffset(ZoneOffset.UTC);
	}

	private static Notice read(ResultSet row, int number) throws SQLException {
		OffsetDateTime read = row.getObject("read_at", OffsetDateTime.class);
		return new Notice(row.getLong("id"), Concern.of(row.getString("concern")), row.getString("title"),
				row.getString("text"), row.getString("link"), row.getObject("at", OffsetDateTime.class).toInstant(),
				(read != null) ? read.toInstant() : null);
	}

}
