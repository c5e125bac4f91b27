package io.groundwork.notices.delivery;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.groundwork.audit.Audited;
import io.groundwork.database.Signals;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.context.ApplicationEventPublisher;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

/**
 * What is to be said outside, as rows: written with what it tells of, claimed by one
 * sender at a time, in order for each target and subject.
 */
@Component
public class Outbox {

	static final String TOPIC = "notice";

	private static final String CHANNEL = "channel:";

	/** Longer than a try may take; by then whoever had it is dead. */
	private static final Duration CLAIM = Duration.ofSeconds(90);

	private static final Duration FIRST_PAUSE = Duration.ofSeconds(5);

	private static final Duration LONGEST_PAUSE = Duration.ofMinutes(5);

	private final JdbcClient jdbc;

	private final Webhooks webhooks;

	private final NoticeSettings settings;

	private final Signals signals;

	private final ApplicationEventPublisher events;

	private final JsonMapper json;

	private final Clock clock;

	Outbox(JdbcClient jdbc, Webhooks webhooks, NoticeSettings settings, Signals signals,
			ApplicationEventPublisher events, JsonMapper json, Clock clock) {
		this.jdbc = jdbc;
		this.webhooks = webhooks;
		this.settings = settings;
		this.signals = signals;
		this.events = events;
		this.json = json;
		this.clock = clock;
	}

	/**
	 * Whether anything can be said in Slack.
	 */
	public boolean slack() {
		return this.settings.slack().setUp();
	}

	/**
	 * Tells the channel in Slack, the webhooks that want such events, those members, and
	 * those who were told of the same subject before: their message moves on with it.
	 */
	@Transactional(propagation = Propagation.MANDATORY)
	public void tell(Message message, Collection<Member> members) {
		if (slack()) {
			add(Delivery.Way.SLACK, CHANNEL + this.settings.slack().channel(message.event()), null, null, message);
			Set<Long> told = members.stream().map(Member::person).collect(Collectors.toSet());
			toMembers(message,
					Stream
						.concat(members.stream(),
								earlier(message.subject()).stream().filter((member) -> !told.contains(member.person())))
						.toList());
		}
		this.webhooks.wanting(message.event())
			.forEach((webhook) -> add(Delivery.Way.WEBHOOK, Webhooks.target(webhook), null, webhook, message));
		this.signals.send(TOPIC, 0);
	}

	/**
	 * Tells those members and nobody else.
	 */
	@Transactional(propagation = Propagation.MANDATORY)
	public void tellOnly(Message message, Collection<Member> members) {
		if (slack() && !members.isEmpty()) {
			toMembers(message, members);
			this.signals.send(TOPIC, 0);
		}
	}

	/**
	 * Tells one webhook, whatever events it wants.
	 */
	@Transactional
	public void tellOnly(Message message, UUID webhook) {
		add(Delivery.Way.WEBHOOK, Webhooks.target(webhook), null, webhook, message);
		this.signals.send(TOPIC, 0);
	}

	private void toMembers(Message message, Collection<Member> members) {
		Set<String> told = new TreeSet<>();
		members.stream()
			.filter((member) -> told.add(member.id()))
			.forEach((member) -> add(Delivery.Way.SLACK, member.target(), member.person(), null, message));
	}

	/**
	 * Those whose direct messages are about the subject, if they still want any.
	 */
	private List<Member> earlier(String subject) {
		return this.jdbc.sql("""
				select distinct d.person_id, p.slack_member from notice_delivery d
				join notice_preference p on p.person_id = d.person_id
				join person on person.id = d.person_id and person.locked_at is null
				where d.subject = ? and d.person_id is not null and d.status in ('sent', 'waiting')
					and d.target = 'member:' || p.slack_member and p.slack <> '{}'""")
			.param(subject)
			.query((row, number) -> new Member(row.getLong("person_id"), row.getString("slack_member")))
			.list();
	}

	private void add(Delivery.Way way, String target, @Nullable Long person, @Nullable UUID webhook, Message message) {
		OffsetDateTime now = now();
		if (way == Delivery.Way.SLACK) {
			// One message that says how things stand now; what it would have said before
			// is worth nothing.
			this.jdbc.sql("""
					update notice_delivery set status = 'superseded', ended_at = :now where target = :target
						and subject = :subject and status = 'waiting'
						and (claimed_until is null or claimed_until <= :now)""")
				.param("now", now)
				.param("target", target)
				.param("subject", message.subject())
				.update();
		}
		UUID key = UUID.randomUUID();
		this.jdbc
			.sql("""
					insert into notice_delivery (key, way, target, person_id, webhook, occasion, subject, event, title, body,
						made_at, due_at, until, status)
					values (:key, :way, :target, :person, :webhook, :occasion, :subject, :event, :title, :body,
						:now, :now, :until, 'waiting')
					on conflict (target, occasion) do nothing""")
			.param("key", key)
			.param("way", way.word())
			.param("target", target)
			.param("person", person)
			.param("webhook", webhook)
			.param("occasion", message.occasion())
			.param("subject", message.subject())
			.param("event", message.event())
			.param("title", message.title())
			.param("body", (way == Delivery.Way.SLACK) ? SlackText.of(message, this.json) : body(key, message))
			.param("now", now)
			.param("until", now.plus(this.settings.giveUpAfter()))
			.update();
	}

	private String body(UUID key, Message message) {
		Map<String, Object> body = new LinkedHashMap<>();
		body.put("id", key.toString());
		body.put("at", message.at().toString());
		body.put("event", message.event());
		body.putAll(message.details());
		return this.json.writeValueAsString(body);
	}

	/**
	 * The next that may go out: nothing of the same target is on its way, and nothing
	 * about the same subject waits before it.
	 */
	@Transactional
	Optional<Delivery> claim() {
		OffsetDateTime now = now();
		return this.jdbc.sql("""
				update notice_delivery set claimed_until = :until, tries = tries + 1 where id = (
					select d.id from notice_delivery d
					where d.status = 'waiting' and d.due_at <= :now
						and (d.claimed_until is null or d.claimed_until <= :now)
						and not exists (select from notice_delivery e where e.target = d.target and e.status = 'waiting'
							and (e.claimed_until > :now or (e.subject = d.subject and e.id < d.id)))
						and (d.way <> 'slack' or not exists (select from slack_rest where until > :now))
						and not exists (select from webhook w where w.id = d.webhook and w.paused_at is not null)
					order by d.due_at, d.id limit 1 for update of d skip locked)
				returning id, key, way, target, person_id, webhook, subject, event, body, until, tries""")
			.param("now", now)
			.param("until", now.plus(CLAIM))
			.query(Outbox::read)
			.optional();
	}

	/**
	 * Takes note of what came of it, if it is still in the hands of whoever tried.
	 */
	@Transactional
	void ended(Delivery delivery, Outcome outcome) {
		switch (outcome) {
			case Outcome.Sent sent -> end(delivery, "sent", "");
			case Outcome.Dropped dropped -> end(delivery, "dropped", dropped.why());
			case Outcome.Resting resting -> {
				this.jdbc.sql("update slack_rest set until = greatest(until, ?)").param(at(resting.until())).update();
				again(delivery, resting.until(), "It is asked too often, and wants to be left alone for a while");
			}
			case Outcome.Failed failed ->
				again(delivery, this.clock.instant().plus(pause(delivery.tries())), failed.why());
		}
	}

	private void again(Delivery delivery, Instant due, String why) {
		if (superseded(delivery)) {
			end(delivery, "superseded", why);
		}
		else if (!due.isBefore(delivery.until())) {
			if (end(delivery, "given-up", why)) {
				this.events.publishEvent(new Audited("groundwork", "notice.given-up",
						"notice-delivery:" + delivery.id(), io.groundwork.audit.Outcome.FAILED,
						Map.of("target", delivery.target(), "event", delivery.event(), "about", delivery.subject(),
								"tries", delivery.tries(), "why", why)));
			}
		}
		else {
			this.jdbc.sql("""
					update notice_delivery set due_at = ?, claimed_until = null, remark = ?
					where id = ? and tries = ? and status = 'waiting'""")
				.params(at(due), why, delivery.id(), delivery.tries())
				.update();
		}
	}

	/**
	 * Whether something newer waits that says more.
	 */
	private boolean superseded(Delivery delivery) {
		return delivery.way() == Delivery.Way.SLACK && this.jdbc.sql("""
				select exists (select from notice_delivery where target = ? and subject = ? and status = 'waiting'
					and id > ?)""")
			.params(delivery.target(), delivery.subject(), delivery.id())
			.query(Boolean.class)
			.single();
	}

	private boolean end(Delivery delivery, String status, String remark) {
		return this.jdbc.sql("""
				update notice_delivery set status = ?, remark = ?, ended_at = ?, claimed_until = null
				where id = ? and tries = ? and status = 'waiting'""")
			.params(status, remark, now(), delivery.id(), delivery.tries())
			.update() > 0;
	}

	/**
	 * Tries once more what was given up, unless something newer has said more.
	 * @return whether it is tried
	 */
	@Transactional
	public boolean retry(long id) {
		OffsetDateTime now = now();
		boolean tried = this.jdbc.sql("""
				update notice_delivery d set status = 'waiting', ended_at = null, tries = 0, claimed_until = null,
					due_at = :now, until = :until
				where id = :id and status = 'given-up'
					and (way <> 'slack' or not exists (select from notice_delivery e where e.target = d.target
						and e.subject = d.subject and e.id > d.id))
					and not exists (select from webhook w where w.id = d.webhook and w.removed_at is not null)""")
			.param("now", now)
			.param("until", now.plus(this.settings.giveUpAfter()))
			.param("id", id)
			.update() > 0;
		this.signals.send(TOPIC, 0);
		return tried;
	}

	/**
	 * Forgets what has long ended.
	 */
	@Transactional
	int forget(Instant before) {
		this.jdbc.sql("delete from slack_message where at < ?").param(at(before)).update();
		return this.jdbc.sql("delete from notice_delivery where ended_at < ?").param(at(before)).update();
	}

	static Duration pause(int tries) {
		Duration pause = FIRST_PAUSE;
		for (int i = 1; i < tries && pause.compareTo(LONGEST_PAUSE) < 0; i++) {
			pause = pause.multipliedBy(3);
		}
		return (pause.compareTo(LONGEST_PAUSE) < 0) ? pause : LONGEST_PAUSE;
	}

	private OffsetDateTime now() {
		return at(this.clock.instant());
	}

	private static OffsetDateTime at(Instant instant) {
		return instant.atOffset(ZoneOffset.UTC);
	}

	private static Delivery read(ResultSet row, int number) throws SQLException {
		return new Delivery(row.getLong("id"), row.getObject("key", UUID.class), Delivery.Way.of(row.getString("way")),
				row.getString("target"), row.getObject("person_id", Long.class), row.getObject("webhook", UUID.class),
				row.getString("subject"), row.getString("event"), row.getString("body"),
				row.getObject("until", OffsetDateTime.class).toInstant(), row.getInt("tries"));
	}

}
