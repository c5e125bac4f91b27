package io.groundwork.notices;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;

import io.groundwork.Portal;
import io.groundwork.web.Tone;

import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Notices, webhooks and deliveries in every state that pages show.
 */
public final class NoticeFixtures {

	private final Portal portal;

	private final JdbcClient jdbc;

	public NoticeFixtures(Portal portal) {
		this.portal = portal;
		this.jdbc = portal.bean(JdbcClient.class);
	}

	/**
	 * Tells somebody something in the portal.
	 */
	public long notice(String person, String title) {
		return notice(person, title, "/requests");
	}

	/**
	 * Tells somebody something that leads somewhere.
	 */
	public long notice(String person, String title, String link) {
		return this.jdbc.sql("""
				insert into notice (person_id, concern, occasion, subject, title, text, link, at)
				select id, 'decide', ?, 'request:0', ?, 'Change production, asked by engineer-1: more room', ?, now()
				from person where name = ? order by id limit 1 returning id""")
			.params("test:" + UUID.randomUUID(), title, link, person)
			.query(Long.class)
			.single();
	}

	/**
	 * A webhook that nothing is sent to unless a test says so.
	 */
	public UUID webhook(boolean paused) {
		UUID id = UUID.randomUUID();
		this.jdbc.sql("""
				insert into webhook (id, name, address, events, secret, added_at, added_by, paused_at, paused_by)
				values (?, ?, 'https://203.0.113.7/hooks/groundwork', '{request.retried}', '\\x00', now(), 'platform-1',
					case when ? then now() end, case when ? then 'platform-1' end)""")
			.params(id, "desk-" + id.toString().substring(0, 8), paused, paused)
			.update();
		return id;
	}

	/**
	 * A delivery to a webhook that stands so.
	 */
	public long delivery(UUID webhook, String status, String remark) {
		return this.jdbc
			.sql("""
					insert into notice_delivery (key, way, target, webhook, occasion, subject, event, title, body, made_at,
						due_at, until, tries, status, remark, ended_at)
					values (:id, 'webhook', 'webhook:' || :webhook, :webhook, cast(:id as text), 'request:0', 'request.done',
						'12 Change production', '{}', now(), now() + interval '1 hour', now() + interval '1 day', 3, :status,
						:remark, case when :status <> 'waiting' then now() end) returning id""")
			.param("id", UUID.randomUUID())
			.param("webhook", webhook)
			.param("status", status)
			.param("remark", remark)
			.query(Long.class)
			.single();
	}

	/**
	 * Tells of something that happened to a request that nobody else knows.
	 */
	public void tell(NoticeEvent event, long number, int seq, Addressee... addressees) {
		within(() -> this.portal.bean(Notices.class).tell(happening(event, number, seq, addressees)));
	}

	public static Happening happening(NoticeEvent event, long number, int seq, Addressee... addressees) {
		Matter matter = new Matter("request", number, "Change production", Tone.WAIT, "Awaiting approval",
				List.of("Asked by <!channel> & engineer-1", "Step " + seq), "Look and decide",
				"/requests/%d#approve".formatted(number),
				Map.of("kind", "change", "environment", "production", "status", "awaiting-approval", "step", seq));
		return new Happening(event, "request:%d/%d".formatted(number, seq), Instant.parse("2026-11-22T09:40:00Z"),
				"engineer-1", matter, List.of(addressees));
	}

	/**
	 * Does that in one transaction.
	 */
	public void within(Runnable what) {
		new TransactionTemplate(this.portal.bean(PlatformTransactionManager.class))
			.executeWithoutResult((status) -> what.run());
	}

	public long person(String name) {
		return this.jdbc.sql("select id from person where name = ? order by id limit 1")
			.param(name)
			.query(Long.class)
			.single();
	}

}
