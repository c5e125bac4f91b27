package io.groundwork.access;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Set;

import io.groundwork.audit.Audited;
import io.groundwork.audit.Outcome;
import io.groundwork.cluster.Refusal;
import io.groundwork.identity.Directory;
import io.groundwork.identity.Role;
import io.groundwork.notices.Addressee;
import io.groundwork.notices.Concern;
import io.groundwork.notices.Happening;
import io.groundwork.notices.Matter;
import io.groundwork.notices.NoticeEvent;
import io.groundwork.notices.Notices;
import io.groundwork.web.Tone;

import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.event.EventListener;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/**
 * Wakes platform engineers when a cluster refuses the portal's own long-running identity,
 * which asks for nothing that it may not: either somebody else has it, or it was made by
 * an older portal. Once a day for each kind of thing.
 */
@Component
class IdentityAlerts {

	private static final Set<Refusal.Kind> BEYOND = Set.of(Refusal.Kind.FORBIDDEN, Refusal.Kind.POLICY,
			Refusal.Kind.ESCALATION);

	private final JdbcClient jdbc;

	private final ApplicationEventPublisher events;

	private final Directory directory;

	private final Notices notices;

	private final Clock clock;

	IdentityAlerts(JdbcClient jdbc, ApplicationEventPublisher events, Directory directory, Notices notices,
			Clock clock) {
		this.jdbc = jdbc;
		this.events = events;
		this.directory = directory;
		this.notices = notices;
		this.clock = clock;
	}

	/**
	 * A refusal that the portal itself met when it let somebody in or out.
	 */
	@EventListener
	@Transactional
	public void refused(DoorRefused refused) {
		if (BEYOND.contains(refused.refusal().kind())) {
			raise(refused.cluster(), "door " + refused.refusal().kind().word(), refused.refusal().sentence());
		}
	}

	/**
	 * Raises it, unless that was done today.
	 * @param kind what it is known by
	 */
	@Transactional
	public void raise(long cluster, String kind, String text) {
		Instant now = this.clock.instant();
		int raised = this.jdbc.sql("""
				insert into access_identity_alert (cluster_id, kind, day, at, text) values (?, ?, ?, ?, ?)
				on conflict do nothing""")
			.params(cluster, kind, now.atOffset(ZoneOffset.UTC).toLocalDate(), now.atOffset(ZoneOffset.UTC), text)
			.update();
		if (raised == 0) {
			return;
		}
		this.events.publishEvent(new Audited(GrantEvents.PORTAL, "cluster.identity-refused", "cluster:" + cluster,
				Outcome.REFUSED, Map.of("text", text)));
		String link = "/audit?subject=cluster:" + cluster;
		List<Addressee> woken = this.directory.holding(Set.of(Role.PLATFORM), Alerts.MOST_WOKEN)
			.stream()
			.map((one) -> new Addressee(one.person(), Concern.DECIDE,
					"Cluster %d has refused the portal's own identity".formatted(cluster), text, link))
			.toList();
		this.notices.tell(
				new Happening(NoticeEvent.GRANT_IDENTITY,
						"cluster-identity:%d/%s/%s".formatted(cluster, kind,
								now.atOffset(ZoneOffset.UTC).toLocalDate()),
						now, GrantEvents.PORTAL,
						new Matter("cluster-identity", cluster, "the portal's identity in cluster " + cluster, Tone.BAD,
								"Refused", List.of(text), "Look what was refused", link, Map.of()),
						woken));
	}

	/**
	 * A cluster has refused what the portal does there.
	 */
	record DoorRefused(long cluster, Refusal refusal) {

	}

}
