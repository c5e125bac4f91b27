package io.groundwork.state;

import java.time.Clock;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

import io.groundwork.audit.Audited;
import io.groundwork.audit.Outcome;
import io.groundwork.environments.Environments;
import org.jspecify.annotations.Nullable;

import org.springframework.context.ApplicationEventPublisher;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/**
 * Decides whether a state that has arrived becomes the current version; if it does not,
 * it is kept as diverged.
 */
@Component
class Writes {

	private final Versions versions;

	private final Divergences divergences;

	private final Locks locks;

	private final StateCredentials credentials;

	private final Environments environments;

	private final ApplicationEventPublisher events;

	private final Clock clock;

	Writes(Versions versions, Divergences divergences, Locks locks, StateCredentials credentials,
			Environments environments, ApplicationEventPublisher events, Clock clock) {
		this.versions = versions;
		this.divergences = divergences;
		this.locks = locks;
		this.credentials = credentials;
		this.environments = environments;
		this.events = events;
		this.clock = clock;
	}

	/**
	 * A state that Terraform sent.
	 * @param lockId the lock under which it says that it writes, empty if it says none
	 */
	@Transactional
	Written write(Claim claim, Arrival arrival, String lockId) {
		Optional<StateVersion> current = this.versions.hold(claim.environment());
		if (isSame(current, arrival)) {
			return new Written.Same(current.orElseThrow());
		}
		if (this.credentials.over(claim.fence())) {
			return turnAway(claim, arrival, "It came after the claim that wrote it was over", null);
		}
		StateLock holder = this.locks.find(claim.environment())
			.filter((lock) -> lock.fence() != claim.fence() || !lock.id().equals(lockId))
			.orElse(null);
		if (holder != null) {
			return turnAway(claim, arrival, "It was written without the lock. " + holder.story(), holder);
		}
		Optional<String> flaw = flaw(current, arrival);
		return flaw.isPresent() ? turnAway(claim, arrival, flaw.get(), null)
				: new Written.Accepted(accept(claim, arrival));
	}

	/**
	 * A state that its writer could not send. It continues the line only if nobody has
	 * written since the claim began. What is brought home twice, because whoever did so
	 * died before they could tell, is known whatever was written after it.
	 */
	@Transactional
	Salvaged salvage(Claim claim, Arrival arrival) {
		this.versions.prepare(claim.environment());
		Optional<StateVersion> current = this.versions.hold(claim.environment());
		Optional<StateVersion> same = this.versions.same(claim.environment(), arrival.digest());
		if (same.isPresent()) {
			return new Salvaged.Known(same.get());
		}
		Optional<String> flaw = salvageFlaw(claim, current, arrival);
		return flaw.isPresent() ? new Salvaged.Diverged(refuse(claim, arrival, flaw.get(), null).state())
				: new Salvaged.Taken(accept(claim, arrival));
	}

	private Optional<String> salvageFlaw(Claim claim, Optional<StateVersion> current, Arrival arrival) {
		Optional<StateLock> holder = this.locks.find(claim.environment())
			.filter((lock) -> lock.fence() != claim.fence());
		if (holder.isPresent()) {
			return Optional.of("Somebody else writes now. " + holder.get().story());
		}
		long base = this.credentials.base(claim.fence()).orElse(0L);
		if (current.isPresent() && current.get().id() != base
				&& !Objects.equals(current.get().fence(), claim.fence())) {
			return Optional.of("%s has written version %d since the claim began".formatted(current.get().writtenBy(),
					current.get().serial()));
		}
		return flaw(current, arrival);
	}

	private static boolean isSame(Optional<StateVersion> current, Arrival arrival) {
		return current.filter((version) -> version.digest().equals(arrival.digest())).isPresent();
	}

	/**
	 * Why a state cannot follow the current one.
	 */
	private static Optional<String> flaw(Optional<StateVersion> current, Arrival arrival) {
		StateHead head = arrival.head();
		if (head == null) {
			return Optional.of("It cannot be read: " + arrival.flaw());
		}
		if (current.isEmpty()) {
			return Optional.empty();
		}
		StateVersion before = current.get();
		if (!head.lineage().equals(before.lineage())) {
			return Optional
				.of("Its lineage is %s, the current one's is %s".formatted(head.lineage(), before.lineage()));
		}
		if (head.serial() < before.serial()) {
			return Optional
				.of("Its serial %d goes back behind the current one's, %d".formatted(head.serial(), before.serial()));
		}
		return (head.serial() == before.serial())
				? Optional.of("Its serial %d is the current one's, but it is another state".formatted(head.serial()))
				: Optional.empty();
	}

	private StateVersion accept(Claim claim, Arrival arrival) {
		StateHead head = Objects.requireNonNull(arrival.head());
		Instant now = this.clock.instant();
		StateVersion version = this.versions.add(new StateVersion(0, claim.environment(), head.lineage(), head.serial(),
				arrival.size(), arrival.digest(), head.resources(), head.terraformVersion(), claim.run(), claim.fence(),
				Claim.actor(claim.run()), null, now), arrival.object());
		// It may have come before, too late; it is no longer astray.
		this.divergences.settleAs(version, claim.fence());
		this.events.publishEvent(new Audited(Claim.actor(claim.run()), "state.written", "environment:" + claim.name(),
				Outcome.DONE, Map.of("environment", claim.name(), "run", claim.run(), "fence", claim.fence(), "serial",
						version.serial(), "digest", version.digest())));
		return version;
	}

	/**
	 * Keeps what Terraform sent beside the state, unless its claim has filled its place
	 * there.
	 */
	private Written turnAway(Claim claim, Arrival arrival, String reason, @Nullable StateLock holder) {
		long others = this.divergences.others(stray(claim, arrival, reason));
		if (others >= Divergences.MOST) {
			return new Written.Dropped(
					"%s. It is not kept: its claim has left %d diverged states already, which is all that are kept of one"
						.formatted(reason, others));
		}
		return refuse(claim, arrival,
				(others < Divergences.MOST - 1) ? reason
						: "%s. It is the last of %d that are kept of its claim".formatted(reason, Divergences.MOST),
				holder);
	}

	private DivergedState stray(Claim claim, Arrival arrival, String reason) {
		StateHead head = arrival.head();
		return new DivergedState(0, claim.environment(), claim.run(), claim.fence(), reason,
				(head != null) ? head.lineage() : null, (head != null) ? head.serial() : null, arrival.size(),
				arrival.digest(), Claim.actor(claim.run()), this.clock.instant(), null, null, null);
	}

	private Written.Refused refuse(Claim claim, Arrival arrival, String reason, @Nullable StateLock holder) {
		Divergences.Kept kept = this.divergences.keep(stray(claim, arrival, reason), arrival.object());
		if (kept.added()) {
			this.events.publishEvent(new Audited(Claim.actor(claim.run()), "state.diverged",
					"environment:" + this.environments.get(claim.environment()).name(), Outcome.REFUSED, Map.of("state",
							kept.state().id(), "fence", claim.fence(), "digest", arrival.digest(), "reason", reason)));
		}
		return new Written.Refused(kept.state(), holder);
	}

}
