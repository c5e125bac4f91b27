package io.groundwork.notices.delivery;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

import io.groundwork.audit.Audited;
import io.groundwork.database.Signals;
import io.groundwork.storage.Sealer;
import io.groundwork.web.InvalidInputException;
import io.groundwork.web.NotThereException;
import io.groundwork.web.Typed;
import org.jspecify.annotations.Nullable;

import org.springframework.context.ApplicationEventPublisher;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/**
 * Where else what happens is sent: addresses that platform engineers have added.
 */
@Component
public class Webhooks {

	private static final int LONGEST_NAME = 80;

	/** So many are enough for everybody, and few enough for one page. */
	private static final int MOST = 50;

	private final JdbcClient jdbc;

	private final Sealer sealer;

	private final NoticeSettings settings;

	private final Signals signals;

	private final ApplicationEventPublisher events;

	private final Clock clock;

	Webhooks(JdbcClient jdbc, Sealer sealer, NoticeSettings settings, Signals signals, ApplicationEventPublisher events,
			Clock clock) {
		this.jdbc = jdbc;
		this.sealer = sealer;
		this.settings = settings;
		this.signals = signals;
		this.events = events;
		this.clock = clock;
	}

	/**
	 * Adds one.
	 * @return the secret that its deliveries are signed with, which is never shown again
	 */
	@Transactional
	public String add(String typedName, String typedAddress, Collection<String> wanted, String by) {
		String name = Typed.some("name", typedName, LONGEST_NAME, "Give it a name, such as the program that listens.");
		Destination destination = Destination.typed(typedAddress, this.settings.loopback());
		if (wanted.isEmpty()) {
			throw new InvalidInputException("events", "Choose at least one event that it is called for.");
		}
		if (all().size() >= MOST) {
			throw new InvalidInputException("name",
					"There are %d webhooks already; remove one that nobody needs.".formatted(MOST));
		}
		UUID id = UUID.randomUUID();
		String secret = Signature.secret();
		try {
			this.jdbc.sql("""
					insert into webhook (id, name, address, events, secret, added_at, added_by)
					values (?, ?, ?, ?, ?, ?, ?)""")
				.params(id, name, destination.address().toString(), wanted.toArray(String[]::new),
						this.sealer.seal(secret.getBytes(StandardCharsets.UTF_8), context(id)), now(), by)
				.update();
		}
		catch (DuplicateKeyException ex) {
			throw new InvalidInputException("name", "Another webhook is called so; give it a name of its own.");
		}
		note(by, "webhook.added", id, Map.of("name", name, "host", String.valueOf(destination.address().getHost()),
				"events", List.copyOf(wanted)));
		return secret;
	}

	/**
	 * All that were not removed, by name.
	 */
	public List<Webhook> all() {
		return this.jdbc.sql("""
				select id, name, address, events, added_at, added_by, paused_at, paused_by from webhook
				where removed_at is null order by lower(name)""").query(Webhooks::read).list();
	}

	/**
	 * The one of that number, if it was not removed.
	 */
	public Webhook get(UUID id) {
		return all().stream()
			.filter((webhook) -> webhook.id().equals(id))
			.findFirst()
			.orElseThrow(() -> new NotThereException("There is no such webhook"));
	}

	/**
	 * Lets it rest: what waits for it is kept, what happens meanwhile is not sent.
	 */
	@Transactional
	public void pause(UUID id, String by) {
		change(id, by, "webhook.paused", "paused_at = coalesce(paused_at, :now), paused_by = coalesce(paused_by, :by)");
	}

	@Transactional
	public void resume(UUID id, String by) {
		change(id, by, "webhook.resumed", "paused_at = null, paused_by = null");
		this.signals.send(Outbox.TOPIC, 0);
	}

	/**
	 * Removes it for good, with its secret; nothing that waits for it is sent.
	 */
	@Transactional
	public void remove(UUID id, String by) {
		change(id, by, "webhook.removed", "removed_at = :now, secret = null");
		this.jdbc.sql("""
				update notice_delivery set status = 'dropped', remark = 'The webhook was removed', ended_at = ?
				where webhook = ? and status = 'waiting'""").params(now(), id).update();
	}

	private void change(UUID id, String by, String action, String what) {
		Webhook webhook = get(id);
		this.jdbc.sql("update webhook set " + what + " where id = :id and removed_at is null")
			.param("now", now())
			.param("by", by)
			.param("id", id)
			.update();
		note(by, action, id, Map.of("name", webhook.name()));
	}

	/**
	 * Takes note that somebody has tried one.
	 */
	@Transactional
	public void tested(UUID id, String by) {
		note(by, "webhook.tested", id, Map.of("name", get(id).name()));
	}

	/**
	 * Those that such an event is sent to.
	 */
	List<UUID> wanting(String event) {
		return this.jdbc.sql(
				"select id from webhook where removed_at is null and paused_at is null and ? = any(events) order by id")
			.param(event)
			.query((row, number) -> row.getObject("id", UUID.class))
			.list();
	}

	/**
	 * One with its secret, if it was not removed.
	 */
	Optional<Opened> open(UUID id) {
		return this.jdbc.sql("select address, secret from webhook where id = ? and removed_at is null")
			.param(id)
			.query((row, number) -> new Opened(URI.create(row.getString("address")),
					new String(this.sealer.open(row.getBytes("secret"), context(id)), StandardCharsets.UTF_8)))
			.optional();
	}

	/**
	 * Takes secrets that were sealed with an older key to the one that is active now.
	 */
	@Transactional
	void reseal() {
		for (Webhook webhook : all()) {
			byte[] sealed = this.jdbc.sql("select secret from webhook where id = ? for update")
				.param(webhook.id())
				.query((row, number) -> row.getBytes("secret"))
				.single();
			if (sealed != null && this.sealer.isStale(sealed)) {
				this.jdbc.sql("update webhook set secret = ? where id = ?")
					.params(this.sealer.seal(this.sealer.open(sealed, context(webhook.id())), context(webhook.id())),
							webhook.id())
					.update();
			}
		}
	}

	static String target(UUID id) {
		return "webhook:" + id;
	}

	private void note(String by, String action, UUID id, Map<String, Object> details) {
		this.events.publishEvent(new Audited(by, action, "webhook:" + id, io.groundwork.audit.Outcome.DONE, details));
	}

	private static String context(UUID id) {
		return "webhook:%s/secret".formatted(id);
	}

	private OffsetDateTime now() {
		return this.clock.instant().atOffset(ZoneOffset.UTC);
	}

	private static Webhook read(ResultSet row, int number) throws SQLException {
		OffsetDateTime paused = row.getObject("paused_at", OffsetDateTime.class);
		return new Webhook(row.getObject("id", UUID.class), row.getString("name"), row.getString("address"),
				Arrays.asList((String[]) row.getArray("events").getArray()),
				row.getObject("added_at", OffsetDateTime.class).toInstant(), row.getString("added_by"),
				(paused != null) ? paused.toInstant() : null, row.getString("paused_by"));
	}

	/**
	 * One of them, without its secret.
	 */
	public record Webhook(UUID id, String name, String address, List<String> events, Instant addedAt, String addedBy,
			@Nullable Instant pausedAt, @Nullable String pausedBy) {

		/**
		 * What somebody should know before they remove it.
		 */
		public List<String> consequences() {
			return List.of("Nothing is sent to %s any more, and what waits for it is dropped.".formatted(this.address),
					"Its secret is forgotten; adding it again makes another.");
		}

	}

	/**
	 * One of them, with its secret.
	 */
	record Opened(URI address, String secret) {

		/**
		 * Without the secret: this may end up in a log.
		 */
		@Override
		public String toString() {
			return "Opened[address=%s]".formatted(this.address);
		}

	}

}
