package io.groundwork.access;

import java.time.Clock;
import java.time.Instant;
import java.util.Optional;

import io.groundwork.approvals.Decided;
import io.groundwork.approvals.Subject;
import io.groundwork.cluster.Cluster;
import io.groundwork.cluster.Clusters;
import io.groundwork.environments.Environment;
import io.groundwork.environments.Environments;
import io.groundwork.environments.Specs;
import io.groundwork.web.ConflictException;

import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

/**
 * How a grant begins: when it was agreed to, and when its time has come.
 */
@Component
class Coming {

	private final GrantRows rows;

	private final GrantEvents events;

	private final Environments environments;

	private final Specs specs;

	private final Clusters clusters;

	private final Clock clock;

	Coming(GrantRows rows, GrantEvents events, Environments environments, Specs specs, Clusters clusters, Clock clock) {
		this.rows = rows;
		this.events = events;
		this.environments = environments;
		this.specs = specs;
		this.clusters = clusters;
		this.clock = clock;
	}

	/**
	 * What was decided by votes, or needed none, happens in the same transaction.
	 */
	@EventListener
	void decided(Decided decided) {
		if (decided.subject().kind() == Subject.Kind.GRANT) {
			this.rows.hold(decided.subject().number()).ifPresent((grant) -> decided(grant, decided));
		}
	}

	private void decided(Grant grant, Decided decided) {
		Instant now = this.clock.instant();
		String digest = decided.subject().digest();
		if (digest.equals(grant.moreDigest())) {
			more(grant, decided, now);
		}
		else if (grant.status() != GrantStatus.PENDING || !digest.equals(grant.digest())) {
			throw new ConflictException(
					"Grant %d is not what was decided on: it is %s".formatted(grant.number(), grant.status().word()));
		}
		else if (!decided.agreed()) {
			grant.end(Cause.DENIED, (decided.by() != null) ? decided.by() : GrantEvents.PORTAL, decided.reason(), now);
			this.rows.saveAndFlush(grant);
		}
		else {
			grant.schedule(now);
			this.rows.saveAndFlush(grant);
			this.events.add(grant, GrantEvents.PORTAL, "agreed", "");
			begin(grant);
		}
	}

	private void more(Grant grant, Decided decided, Instant now) {
		if (decided.agreed()) {
			grant.extend(now);
			this.rows.saveAndFlush(grant);
			this.events.add(grant, GrantEvents.PORTAL, "extended", "Until %s".formatted(grant.endsAt()));
		}
		else {
			grant.forgetMore(now);
			this.rows.saveAndFlush(grant);
			this.events.add(grant, GrantEvents.PORTAL, "not-extended", decided.reason());
		}
	}

	/**
	 * Begins a grant whose row is held, if its time has come and there is a door.
	 */
	void begin(Grant grant) {
		Instant now = this.clock.instant();
		if (grant.early(now)) {
			return;
		}
		Environment environment = this.environments.get(grant.environmentId());
		Optional<Cluster> cluster = this.clusters.ownedBy(environment.cluster());
		if (cluster.isEmpty()) {
			grant.end(Cause.ENVIRONMENT, GrantEvents.PORTAL,
					"%s has no cluster that the portal was let into.".formatted(environment.name()), now);
			this.rows.saveAndFlush(grant);
			this.events.add(grant, GrantEvents.PORTAL, Cause.ENVIRONMENT.word(), grant.endedBecause());
			return;
		}
		grant.begin(cluster.get().id(), this.specs.of(environment).namespace().name(), now);
		this.rows.saveAndFlush(grant);
		this.events.add(grant, GrantEvents.PORTAL, "began", "Until %s".formatted(grant.endsAt()));
	}

}
