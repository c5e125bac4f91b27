package io.groundwork.access;

import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
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
 * Wakes platform engineers about a cluster. It refuses the portal's own long-running
 * identity, which asks for nothing that it may not: either somebody else has it, or it
 * was made by an older portal. Or it does not tell any more what is done in it. Once a
 * day for each kind of thing.
 */
@Component
class ClusterAlerts {

	private static final Set<Refusal.Kind> BEYOND = Set.of(Refusal.Kind.FORBIDDEN, Refusal.Kind.POLICY,
			Refusal.Kind.ESCALATION);

	private final JdbcClient jdbc;

	private final ApplicationEventPublisher events;

	private final Directory directory;

	private final Notices notices;

	private final Clock clock;

	ClusterAlerts(JdbcClient jdbc, ApplicationEventPublisher events, Directory directory, Notices notices,
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
			refused(refused.cluster(), this.clock.instant(), "door " + refused.refusal().kind().word(),
					refused.refusal().sentence());
		}
	}

	/**
	 * A refusal of the portal's identity, by whomever it was used.
	 * @param kind what it is known by
	 */
	@Transactional
	public void refused(long cluster, Instant at, String kind, String text) {
		raise(new Alert(cluster, at.atOffset(ZoneOffset.UTC).toLocalDate(), kind, text), Said.REFUSED);
	}

	/**
	 * Nothing of a cluster's log has come for a while, so that nobody sees what is done
	 * there.
	 * @param trouble why it cannot be read; empty if nothing is there
	 */
	@Transactional
	public void silent(long cluster, Instant since, String trouble) {
		String text = "Nothing has been read of what is done in cluster %d since %s; what is done there under grants is not seen. %s"
			.formatted(cluster, since.truncatedTo(ChronoUnit.SECONDS),
					trouble.isEmpty() ? "Look whether Linode still delivers its log into the bucket." : trouble);
		raise(new Alert(cluster, this.clock.instant().atOffset(ZoneOffset.UTC).toLocalDate(), "log silent", text),
				Said.SILENT);
	}

	private void raise(Alert alert, Said said) {
		Instant now = this.clock.instant();
		int raised = this.jdbc.sql("""
				insert into access_identity_alert (cluster_id, kind, day, at, text) values (?, ?, ?, ?, ?)
				on conflict do nothing""")
			.params(alert.cluster(), alert.kind(), alert.day(), now.atOffset(ZoneOffset.UTC), alert.text())
			.update();
		if (raised == 0) {
			return;
		}
		long cluster = alert.cluster();
		this.events.publishEvent(new Audited(GrantEvents.PORTAL, said.action, "cluster:" + cluster, said.outcome,
				Map.of("text", alert.text())));
		String link = "/audit?subject=cluster:" + cluster;
		List<Addressee> woken = this.directory.holding(Set.of(Role.PLATFORM), Alerts.MOST_WOKEN)
			.stream()
			.map((one) -> new Addressee(one.person(), Concern.DECIDE, said.title.formatted(cluster), alert.text(),
					link))
			.toList();
		this.notices
			.tell(new Happening(said.event, "cluster-identity:%d/%s/%s".formatted(cluster, alert.kind(), alert.day()),
					now, GrantEvents.PORTAL, new Matter(said.matter, cluster, said.about + cluster, Tone.BAD,
							said.state, List.of(alert.text()), "Look at what was told", link, Map.of()),
					woken));
	}

	/**
	 * What is said of it.
	 */
	private enum Said {

		REFUSED(NoticeEvent.GRANT_IDENTITY, "cluster.identity-refused", Outcome.REFUSED, "cluster-identity",
				"Cluster %d has refused the portal's own identity", "the portal's identity in cluster ", "Refused"),

		SILENT(NoticeEvent.GRANT_UNOBSERVED, "cluster.log-silent", Outcome.FAILED, "cluster-log",
				"Cluster %d does not tell any more what is done in it", "the log of cluster ", "Silent");

		private final NoticeEvent event;

		private final String action;

		private final Outcome outcome;

		private final String matter;

		private final String title;

		private final String about;

		private final String state;

		Said(NoticeEvent event, String action, Outcome outcome, String matter, String title, String about,
				String state) {
			this.event = event;
			this.action = action;
			this.outcome = outcome;
			this.matter = matter;
			this.title = title;
			this.about = about;
			this.state = state;
		}

	}

	/**
	 * What it is about.
	 *
	 * @param kind what it is known by, once on that day
	 */
	private record Alert(long cluster, LocalDate day, String kind, String text) {

	}

	/**
	 * A cluster has refused what the portal does there.
	 */
	record DoorRefused(long cluster, Refusal refusal) {

	}

}
