package io.groundwork.state;

import java.time.Clock;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

import io.groundwork.audit.Audited;
import io.groundwork.audit.Outcome;
import io.groundwork.environments.Environments;
import io.groundwork.web.ConflictException;

import org.springframework.context.ApplicationEventPublisher;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/**
 * What people do about states: take an older version back, settle a diverged one, read
 * one.
 */
@Component
class Restores {

	private final Versions versions;

	private final Divergences divergences;

	private final Locks locks;

	private final Environments environments;

	private final ApplicationEventPublisher events;

	private final Clock clock;

	Restores(Versions versions, Divergences divergences, Locks locks, Environments environments,
			ApplicationEventPublisher events, Clock clock) {
		this.versions = versions;
		this.divergences = divergences;
		this.locks = locks;
		this.environments = environments;
		this.events = events;
		this.clock = clock;
	}

	/**
	 * The current version, if another can take its place.
	 */
	@Transactional
	StateVersion replaceable(long environment, long serial) {
		Optional<StateVersion> current = this.versions.hold(environment);
		StateVersion replaced = current.orElseThrow(() -> new ConflictException("There is no state to replace"));
		if (replaced.serial() == serial) {
			throw new ConflictException("Version %d is the current one already".formatted(serial));
		}
		this.locks.find(environment).ifPresent((lock) -> {
			throw new ConflictException(
					"%s, so nothing is restored now; wait for it, or unlock the state first".formatted(lock.story()));
		});
		return replaced;
	}

	/**
	 * Makes what has arrived the current version, as long as it follows the one that it
	 * was made to follow.
	 */
	@Transactional
	StateVersion restore(StateVersion from, Arrival arrival, String by, String reason) {
		StateHead head = Objects.requireNonNull(arrival.head());
		StateVersion replaced = replaceable(from.environment(), from.serial());
		if (replaced.serial() + 1 != head.serial() || !replaced.lineage().equals(head.lineage())) {
			throw new ConflictException(
					"Version %d was written meanwhile; look again whether to restore".formatted(replaced.serial()));
		}
		Instant now = this.clock.instant();
		StateVersion restored = this.versions.add(
				new StateVersion(0, from.environment(), head.lineage(), head.serial(), arrival.size(), arrival.digest(),
						head.resources(), head.terraformVersion(), null, null, by, from.serial(), now),
				arrival.object());
		note(by, "state.restored", from.environment(), Map.of("version", from.serial(), "replaced", replaced.serial(),
				"serial", restored.serial(), "digest", restored.digest(), "reason", reason));
		return restored;
	}

	@Transactional
	void settle(DivergedState state, String by, String reason) {
		if (!this.divergences.settle(state.id(), by, reason, this.clock.instant())) {
			throw new ConflictException("Somebody has settled this already");
		}
		note(by, "state.settled", state.environment(),
				Map.of("state", state.id(), "digest", state.digest(), "reason", reason));
	}

	/**
	 * Somebody reads a state with all that is in it.
	 */
	@Transactional
	void noteReading(long environment, String digest, String by) {
		note(by, "state.read", environment, Map.of("digest", digest));
	}

	private void note(String by, String action, long environment, Map<String, Object> details) {
		this.events.publishEvent(new Audited(by, action, "environment:" + this.environments.get(environment).name(),
				Outcome.DONE, details));
	}

}
