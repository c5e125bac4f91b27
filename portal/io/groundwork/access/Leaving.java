package io.groundwork.access;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;

import io.groundwork.access.CredentialRows.Credential;
import io.groundwork.access.Receipts.Proof;
import io.groundwork.cluster.ClusterAwayException;
import io.groundwork.cluster.Clusters;
import io.groundwork.cluster.Door;
import io.groundwork.cluster.RefusedException;
import io.groundwork.web.NotThereException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * How a grant ends: everything is taken away in the cluster, and a credential that lives
 * and dies with the one that was handed out is shown until it is refused. A cluster that
 * does not answer is asked again, for ever; until then the grant is ending and not over.
 */
@Component
class Leaving {

	private static final Logger log = LoggerFactory.getLogger(Leaving.class);

	/** So long whoever has it in hand may take; then somebody else tries. */
	private static final Duration IN_HAND = Duration.ofMinutes(5);

	private static final Duration FIRST_PAUSE = Duration.ofSeconds(2);

	static final Duration LONGEST_PAUSE = Duration.ofMinutes(2);

	private static final long SOON = 500;

	/** A little less than clusters remember a good token for. */
	private static final long FORGETS = 9_500;

	private static final long OFTEN = 250;

	private static final String STILL_OPEN = "What was open already may go on until it is closed: a cluster looks at a credential only when something begins, not while a shell or a watch lasts.";

	private final GrantRows rows;

	private final CredentialRows credentials;

	private final Receipts receipts;

	private final GrantEvents events;

	private final Clusters clusters;

	private final TransactionTemplate transaction;

	private final Desk desk;

	private final AccessSettings settings;

	private final Clock clock;

	Leaving(GrantRows rows, CredentialRows credentials, Receipts receipts, GrantEvents events, Clusters clusters,
			TransactionTemplate transaction, Desk desk, AccessSettings settings, Clock clock) {
		this.rows = rows;
		this.credentials = credentials;
		this.receipts = receipts;
		this.events = events;
		this.clusters = clusters;
		this.transaction = transaction;
		this.desk = desk;
		this.settings = settings;
		this.clock = clock;
	}

	/**
	 * Takes a grant away that is ending, if nobody else does so now.
	 */
	void takeAway(long number) {
		Optional<Grant> inHand = write(() -> takeInHand(number));
		if (inHand.isEmpty()) {
			return;
		}
		Grant grant = inHand.get();
		try {
			Proof proof = prove(grant);
			write(() -> conclude(number, proof));
		}
		catch (ClusterAwayException | RefusedException ex) {
			log.warn("{} could not be taken away: {}", grant.handle(), ex.getMessage());
			write(() -> hinder(number, String.valueOf(ex.getMessage())));
			if (ex instanceof RefusedException refused) {
				this.events.refused(grant, refused.refusal());
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	private <T> T write(Supplier<T> work) {
		return this.desk.atDatabase(() -> Objects.requireNonNull(this.transaction.execute((status) -> work.get())));
	}

	private Optional<Grant> takeInHand(long number) {
		Instant now = this.clock.instant();
		Optional<Grant> due = this.rows.holdIfFree(number)
			.filter((grant) -> grant.status() == GrantStatus.ENDING
					&& !now.isBefore(Objects.requireNonNull(grant.tryAt())));
		due.ifPresent((grant) -> {
			grant.takeInHand(now.plus(IN_HAND));
			this.rows.saveAndFlush(grant);
		});
		return due;
	}

	private Proof prove(Grant grant) throws InterruptedException {
		List<Credential> there = this.desk.atDatabase(() -> this.credentials.there(grant.number()));
		if (there.isEmpty() && this.desk.atDatabase(() -> this.credentials.count(grant.number())) == 0) {
			return new Proof(null, null, null, 0, "No kubeconfig was ever made, so there was nothing to take away.",
					"");
		}
		try (Door door = this.desk
			.atDatabase(() -> this.clusters.door(Objects.requireNonNull(grant.clusterId()), grant.role().issuer()))) {
			return prove(grant, there, door);
		}
		catch (NotThereException ex) {
			return new Proof(this.clock.instant(), null, null, 0,
					"Its cluster is gone, and everything that it let in with it.", "");
		}
	}

	private Proof prove(Grant grant, List<Credential> there, Door door) throws InterruptedException {
		Expelled expelled = this.desk.atCluster(() -> expelled(grant, there, door));
		return (expelled.replay() == null) ? new Proof(expelled.removed(), null, null, 0,
				"Its account and what its tokens were bound to are gone. That a token is refused could not be shown.",
				STILL_OPEN) : replay(expelled.replay(), expelled.taken(), expelled.removed());
	}

	private Expelled expelled(Grant grant, List<Credential> there, Door door) {
		Door.Replay replay;
		try {
			Door.Pass pass = probe(grant, there, door);
			replay = (pass != null) ? door.replay(pass) : null;
		}
		catch (ClusterAwayException | RefusedException ex) {
			// What cannot be proven is taken away nevertheless; then it is tried again.
			expel(grant, there, door);
			throw ex;
		}
		Instant taken = (replay != null && taken(grant, replay)) ? this.clock.instant() : null;
		expel(grant, there, door);
		return new Expelled(replay, taken, this.clock.instant());
	}

	/**
	 * Whether it is taken before all is taken away; if the cluster does not say, it is
	 * not known to have been, and that it is refused afterwards can be seen all the same.
	 */
	private static boolean taken(Grant grant, Door.Replay replay) {
		try {
			return replay.taken();
		}
		catch (ClusterAwayException | RefusedException ex) {
			log.warn("What {} had handed out is taken away without having been shown before: {}", grant.handle(),
					ex.getMessage());
			return false;
		}
	}

	/**
	 * Shows it until it is refused. A token that the cluster took just now is remembered
	 * there for ten seconds, like the one that somebody may be using; nobody asks often
	 * before.
	 */
	private Proof replay(Door.Replay replay, @Nullable Instant lastTaken, Instant removed) throws InterruptedException {
		Instant taken = lastTaken;
		int replays = 1;
		Instant end = removed.plus(this.settings.proof());
		while (this.clock.instant().isBefore(end)) {
			replays++;
			if (!this.desk.atCluster(replay::taken)) {
				Instant refused = this.clock.instant();
				return new Proof(removed, taken, refused, replays,
						"A token bound to the same Secret was refused %,d ms after it was taken away."
							.formatted(Duration.between(removed, refused).toMillis()),
						STILL_OPEN);
			}
			taken = this.clock.instant();
			Thread.sleep(pause(replays));
		}
		throw new ClusterAwayException("its address", "it took a token for %d s after what it was bound to had gone"
			.formatted(this.settings.proof().toSeconds()));
	}

	/**
	 * At once, once more soon, and then from when the cluster has forgotten it.
	 */
	private static long pause(int replays) {
		return switch (replays) {
			case 2 -> SOON;
			case 3 -> FORGETS - SOON;
			default -> OFTEN;
		};
	}

	/**
	 * A token that dies with the one that was handed out last; none where that is gone.
	 */
	private Door.@Nullable Pass probe(Grant grant, List<Credential> there, Door door) {
		List<Credential> open = there.stream().filter((credential) -> !credential.ended()).toList();
		return open.stream()
			.filter((credential) -> credential.mintedAt() != null)
			.findFirst()
			.or(() -> open.stream().reduce((one, other) -> other))
			.map((credential) -> door.probe(grant.account(), credential.secret()))
			.orElse(null);
	}

	private static void expel(Grant grant, List<Credential> there, Door door) {
		door.expel(grant.account(), Objects.requireNonNull(grant.namespace()),
				there.stream().map(Credential::secret).toList());
	}

	private boolean conclude(long number, Proof proof) {
		Grant grant = this.rows.hold(number).orElseThrow();
		if (grant.status() != GrantStatus.ENDING) {
			return false;
		}
		Instant now = this.clock.instant();
		this.credentials.ended(number, now);
		this.receipts.write(number, proof, Objects.requireNonNull(grant.endingAt()), now);
		grant.over("", now);
		this.rows.saveAndFlush(grant);
		this.events.add(grant, GrantEvents.PORTAL, "ended", proof.sentence());
		return true;
	}

	private boolean hinder(long number, String why) {
		Grant grant = this.rows.hold(number).orElseThrow();
		if (grant.status() != GrantStatus.ENDING) {
			return false;
		}
		Instant now = this.clock.instant();
		long factor = 1L << Math.min(10, grant.tries());
		Duration pause = FIRST_PAUSE.multipliedBy(factor);
		Duration wait = (pause.compareTo(LONGEST_PAUSE) < 0) ? pause : LONGEST_PAUSE;
		boolean first = grant.obstacle().isEmpty();
		grant.hinder(why, now.plus(wait), now);
		this.rows.saveAndFlush(grant);
		if (first) {
			this.events.add(grant, GrantEvents.PORTAL, "hindered", why);
		}
		return true;
	}

	/**
	 * Everything is gone from the cluster.
	 *
	 * @param replay what is shown there; null if there was nothing left to show
	 * @param taken when it was taken last, before
	 * @param removed when all was gone
	 */
	private record Expelled(Door.@Nullable Replay replay, @Nullable Instant taken, Instant removed) {

	}

}
