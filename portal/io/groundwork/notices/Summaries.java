package io.groundwork.notices;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import io.groundwork.identity.Directory;
import io.groundwork.identity.Known;
import io.groundwork.notices.delivery.Message;
import io.groundwork.web.Tone;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Tells everybody once a day, at the hour that they chose, what waits for them. When
 * nothing does, nothing is said.
 */
@Component
class Summaries {

	private static final Logger logger = LoggerFactory.getLogger(Summaries.class);

	/** Whoever was not here for so long is left alone. */
	private static final Duration LATELY = Duration.ofDays(60);

	private static final int PORTION = 200;

	private static final int NAMED = 10;

	private static final String SUBJECT = "summary";

	private final JdbcClient jdbc;

	private final Directory directory;

	private final List<Waiting> waiting;

	private final Notices notices;

	private final NoticeRows rows;

	private final TransactionTemplate transaction;

	private final Clock clock;

	Summaries(JdbcClient jdbc, Directory directory, List<Waiting> waiting, Notices notices, NoticeRows rows,
			TransactionTemplate transaction, Clock clock) {
		this.jdbc = jdbc;
		this.directory = directory;
		this.waiting = waiting;
		this.notices = notices;
		this.rows = rows;
		this.transaction = transaction;
		this.clock = clock;
	}

	/**
	 * Tells all whose hour has come today and who were not told yet.
	 */
	void tell() {
		Instant now = this.clock.instant();
		long last = 0;
		List<Long> due = due(now, last);
		while (!due.isEmpty()) {
			Map<Long, Known> known = this.directory.known(due);
			known.values().forEach((person) -> tell(person, now));
			last = due.getLast();
			due = due(now, last);
		}
	}

	private List<Long> due(Instant now, long after) {
		OffsetDateTime today = now.atOffset(ZoneOffset.UTC).toLocalDate().atStartOfDay().atOffset(ZoneOffset.UTC);
		return this.jdbc.sql("""
				select p.id from person p left join notice_preference n on n.person_id = p.id
				cross join lateral (select cast(:today as timestamptz)
					+ make_interval(hours => coalesce(n.hour, :usual)) as at) due
				where p.id > :after and p.locked_at is null and p.last_sign_in_at > :lately and due.at <= :now
					and p.first_seen_at <= due.at and (n.changed_at is null or n.changed_at <= due.at)
					and (n.person_id is null or 'summary' = any(n.here) or 'summary' = any(n.slack))
					and not exists (select from notice_summary s where s.person_id = p.id and s.day = :day)
				order by p.id limit :portion""")
			.param("today", today)
			.param("day", today.toLocalDate())
			.param("usual", Preference.USUAL_HOUR)
			.param("after", after)
			.param("lately", now.minus(LATELY).atOffset(ZoneOffset.UTC))
			.param("now", now.atOffset(ZoneOffset.UTC))
			.param("portion", PORTION)
			.query((row, number) -> row.getLong("id"))
			.list();
	}

	private void tell(Known person, Instant now) {
		LocalDate day = now.atOffset(ZoneOffset.UTC).toLocalDate();
		try {
			this.transaction.executeWithoutResult((status) -> {
				boolean first = this.jdbc
					.sql("insert into notice_summary (person_id, day) values (?, ?) on conflict do nothing")
					.params(person.person(), day)
					.update() > 0;
				if (first) {
					List<Waiting.Item> items = new ArrayList<>();
					this.waiting.forEach((source) -> items.addAll(source.of(person)));
					if (!items.isEmpty()) {
						tell(person, items, day, now);
					}
				}
			});
		}
		catch (RuntimeException ex) {
			logger.warn("The summary of {} is tried again", person.name(), ex);
		}
	}

	private void tell(Known person, List<Waiting.Item> items, LocalDate day, Instant now) {
		String title = (items.size() == 1) ? "One thing waits for you" : items.size() + " things wait for you";
		List<String> named = new ArrayList<>(items.stream().limit(NAMED).map(Waiting.Item::title).toList());
		if (items.size() > NAMED) {
			named.add("and %d more".formatted(items.size() - NAMED));
		}
		String link = (items.size() == 1) ? items.getFirst().link() : "/";
		// Yesterday's is worth nothing any more.
		this.rows.markAllRead(person.person(), SUBJECT);
		String occasion = SUBJECT + ":" + day;
		this.notices.tell(new Addressee(person.person(), Concern.SUMMARY, title, String.join(" · ", named), link),
				SUBJECT,
				new Message(SUBJECT, occasion, occasion, now, title, Tone.WAIT, "Since the last summary or before",
						named, "Look at what waits", this.notices.outside(link), Map.of()));
	}

	/**
	 * Forgets on which days people were told.
	 */
	int forget(LocalDate before) {
		return this.jdbc.sql("delete from notice_summary where day < ?").param(before).update();
	}

}
