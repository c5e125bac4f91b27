package io.groundwork.access;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.stream.Stream;

import io.groundwork.cluster.Cluster;
import io.groundwork.cluster.ClusterAwayException;
import io.groundwork.cluster.Clusters;
import io.groundwork.cluster.Door;
import io.groundwork.cluster.PersonKubeconfig;
import io.groundwork.cluster.RefusedException;
import io.groundwork.identity.SignedIn;
import io.groundwork.web.ConflictException;
import io.groundwork.web.Times;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Makes the files that open a cluster's door. None is kept: whoever needs it again gets
 * another one, which ends the one before.
 */
@Component
class Kubeconfigs {

	private static final Logger log = LoggerFactory.getLogger(Kubeconfigs.class);

	/** So much sooner than the grant a token ends, for clocks that differ. */
	private static final Duration SPARE = Duration.ofSeconds(5);

	private static final DateTimeFormatter IN_WORDS = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss 'UTC'")
		.withZone(ZoneOffset.UTC);

	private final Grants grants;

	private final GrantReader reader;

	private final GrantRows rows;

	private final CredentialRows credentials;

	private final GrantEvents events;

	private final Clusters clusters;

	private final TransactionTemplate transaction;

	private final Clock clock;

	Kubeconfigs(Grants grants, GrantReader reader, GrantRows rows, CredentialRows credentials, GrantEvents events,
			Clusters clusters, TransactionTemplate transaction, Clock clock) {
		this.grants = grants;
		this.reader = reader;
		this.rows = rows;
		this.credentials = credentials;
		this.events = events;
		this.clusters = clusters;
		this.transaction = transaction;
		this.clock = clock;
	}

	/**
	 * Makes a new file for whoever holds a grant.
	 */
	File make(SignedIn who, long number) {
		Opened opened = open(who, number);
		return new File(name(opened.grant()), text(opened), opened.pass().expiresAt());
	}

	/**
	 * Makes the same for a program that keeps it in its memory.
	 */
	ShownCredential credential(SignedIn who, long number) {
		Opened opened = open(who, number);
		return new ShownCredential(new ShownCredential.Place(opened.cluster().address(), authority(opened.cluster())),
				opened.grant().environment(), opened.namespace(), opened.pass().token(), opened.pass().expiresAt());
	}

	private Opened open(SignedIn who, long number) {
		Begun begun = begin(who, number);
		Grant grant = begun.grant();
		try (Door door = this.clusters.door(begun.cluster(), grant.role().issuer())) {
			// Whatever comes of it, the one before is not to be used any more.
			CompletableFuture<Void> ended = CompletableFuture.runAsync(() -> endAll(begun.before(), door),
					Thread::startVirtualThread);
			Door.Pass pass = pass(begun, door);
			Optional<CredentialRows.Minted> kept = Objects
				.requireNonNull(this.transaction.execute((status) -> keep(begun, pass)));
			if (kept.isEmpty()) {
				// First, since whatever is in the way of ending the others comes after
				// it.
				takeBack(begun, door);
				awaited(ended);
				throw new ConflictException(
						"Grant %d has moved on while its file was made; look at it again".formatted(number));
			}
			awaited(ended);
			// What was being made when those before were ended may have come after that.
			kept.get().ended().stream().filter((secret) -> !begun.wasThere(secret)).forEach(door::end);
			prepare(begun, kept.get());
			return new Opened(grant, begun.namespace(), door.cluster(), pass);
		}
		catch (ClusterAwayException ex) {
			throw away(grant, ex);
		}
		catch (RefusedException ex) {
			log.warn("No kubeconfig could be made for {}", grant.handle(), ex);
			this.events.refused(grant, ex.refusal());
			throw new ConflictException("The cluster of %s would not let anybody in: %s".formatted(grant.environment(),
					ex.refusal().sentence().replaceAll("\\.+$", "")));
		}
	}

	/**
	 * Tries it with each, whatever is in the way of others.
	 */
	private static void endAll(List<CredentialRows.Credential> all, Door door) {
		RuntimeException failure = null;
		for (CredentialRows.Credential one : all) {
			try {
				door.end(one.secret());
			}
			catch (ClusterAwayException | RefusedException ex) {
				failure = ex;
			}
		}
		if (failure != null) {
			throw failure;
		}
	}

	private Door.Pass pass(Begun begun, Door door) {
		Grant grant = begun.grant();
		String secret = begun.credential().secret();
		Duration life = life(begun.endsAt());
		if (begun.prepared()) {
			try {
				return door.again(grant.account(), secret, life);
			}
			catch (RefusedException ex) {
				log.debug("What was prepared for {} is not there", grant.handle(), ex);
			}
		}
		return door.open(grant.account(), begun.namespace(), grant.role().clusterRole(), secret, life);
	}

	/**
	 * What was made in the cluster and is not to be there: the grant has ended meanwhile,
	 * or a later file has taken the place of this one. Where somebody else was faster
	 * with the same Secret, it is theirs.
	 */
	private void takeBack(Begun begun, Door door) {
		Grant grant = begun.grant();
		String secret = begun.credential().secret();
		if (!this.credentials.isActive(grant)) {
			door.expel(grant.account(), begun.namespace(), List.of(secret));
		}
		else if (!this.credentials.isWanted(grant, begun.credential())) {
			door.end(secret);
		}
	}

	/**
	 * Makes what the next token will be bound to, so that whoever asks for one does not
	 * wait for that. Nothing is lost if it fails: it is made when it is needed. What
	 * somebody made anew just after it was ended, and before that was taken note of, goes
	 * too; only then is it known to be gone.
	 */
	private void prepare(Begun begun, CredentialRows.Minted kept) {
		Grant grant = begun.grant();
		String next = kept.next().secret();
		Thread.startVirtualThread(() -> {
			try (Door door = this.clusters.door(begun.cluster(), grant.role().issuer())) {
				door.prepare(next);
				// Whoever takes the grant away may have looked before it was there.
				if (!this.credentials.isWanted(grant, kept.next())) {
					door.end(next);
				}
				kept.ended().forEach(door::end);
				this.credentials.gone(grant.number(), gone(begun, kept), this.clock.instant());
			}
			catch (RuntimeException ex) {
				log.debug("Nothing could be prepared for {}", grant.handle(), ex);
			}
		});
	}

	/**
	 * All that was ended before this file was made or with it, once each is ended.
	 */
	private static List<String> gone(Begun begun, CredentialRows.Minted kept) {
		return Stream.concat(begun.before().stream().map(CredentialRows.Credential::secret), kept.ended().stream())
			.distinct()
			.toList();
	}

	private static void awaited(CompletableFuture<Void> ended) {
		try {
			ended.join();
		}
		catch (CompletionException ex) {
			if (ex.getCause() instanceof RuntimeException failure) {
				throw failure;
			}
			throw ex;
		}
	}

	private static ConflictException away(Grant grant, ClusterAwayException ex) {
		log.warn("No kubeconfig could be made for {}: {}", grant.handle(), ex.getMessage());
		return new ConflictException(
				"The cluster of %s does not answer now. A file that you have may still work; try again in a moment"
					.formatted(grant.environment()));
	}

	private Begun begin(SignedIn who, long number) {
		Grant grant = this.grants.theirs(who, number, "take the kubeconfig of");
		if (grant.role() != GrantRole.BREAK_GLASS) {
			this.reader.refuseUntilReviewed(who.person());
		}
		Instant now = this.clock.instant();
		Instant ends = grant.endsAt();
		if (grant.status() != GrantStatus.ACTIVE || ends == null || grant.over(now)) {
			throw new ConflictException("Grant %d is %s; a kubeconfig is made only while it is active".formatted(number,
					grant.over(now) ? "over" : grant.status().word()));
		}
		if (life(ends).compareTo(GrantWish.SHORTEST) < 0) {
			throw new ConflictException(
					"Less than ten minutes are left of grant %d, and no cluster makes tokens as short as that; extend it first"
						.formatted(number));
		}
		return begun(grant, ends, now);
	}

	/**
	 * With what was prepared when the file before was handed out, or with a new one.
	 */
	private Begun begun(Grant grant, Instant ends, Instant now) {
		long cluster = Objects.requireNonNull(grant.clusterId());
		String namespace = Objects.requireNonNull(grant.namespace());
		List<CredentialRows.Credential> there = this.credentials.there(grant.number());
		List<CredentialRows.Credential> open = there.stream().filter((one) -> !one.ended()).toList();
		if (open.size() > 1 && open.getFirst().mintedAt() != null) {
			CredentialRows.Credential next = open.getLast();
			return new Begun(grant, cluster, namespace, ends, there.stream().filter((one) -> one != next).toList(),
					next, true);
		}
		return Objects.requireNonNull(this.transaction.execute((status) -> {
			// It may have ended while this one waited, and what ends it has looked
			// already.
			if (this.rows.hold(grant.number()).orElseThrow().status() != GrantStatus.ACTIVE) {
				throw new ConflictException(
						"Grant %d is over; a kubeconfig is made only while it is active".formatted(grant.number()));
			}
			// Others may have begun theirs while this one waited.
			List<CredentialRows.Credential> before = this.credentials.there(grant.number());
			return new Begun(grant, cluster, namespace, ends, before, this.credentials.begin(grant, now), false);
		}));
	}

	private Duration life(Instant ends) {
		return Duration.between(this.clock.instant(), ends).minus(SPARE);
	}

	/**
	 * Takes note of the file, unless the grant has ended or another was made meanwhile.
	 * @return what came of it
	 */
	private Optional<CredentialRows.Minted> keep(Begun begun, Door.Pass pass) {
		Grant grant = begun.grant();
		Optional<CredentialRows.Minted> kept = this.credentials.minted(grant, begun.credential(), pass.expiresAt(),
				this.clock.instant());
		if (kept.isPresent()) {
			this.events.note(grant, grant.holder(), "kubeconfig", "Good until %s".formatted(pass.expiresAt()));
		}
		return kept;
	}

	/**
	 * Such as groundwork-production-viewer-until-2026-11-29T1442Z.yaml.
	 */
	private static String name(Grant grant) {
		return "groundwork-%s-%s-until-%s.yaml".formatted(grant.environment(), grant.role().word(),
				Times.inNames(Objects.requireNonNull(grant.endsAt())));
	}

	/**
	 * What to type once the file is there; nothing while there can be none.
	 */
	static String commands(Grant grant) {
		return (grant.endsAt() == null) ? "" : """
				export KUBECONFIG=~/Downloads/%s
				kubectl auth whoami
				kubectl get pods
				kubectl auth can-i --list""".formatted(name(grant));
	}

	private static String authority(Cluster cluster) {
		return Base64.getEncoder().encodeToString(cluster.authority().getBytes(StandardCharsets.UTF_8));
	}

	private static String text(Opened opened) {
		Grant grant = opened.grant();
		return new PersonKubeconfig(
				"Access to %s as %s, until %s: grant %d of %s".formatted(grant.environment(), grant.role().word(),
						IN_WORDS.format(opened.pass().expiresAt()), grant.number(), grant.holder()),
				grant.environment(), opened.namespace(), grant.account())
			.text(opened.cluster().address(), opened.cluster().authority(), opened.pass().token());
	}

	/**
	 * What is known when a file is about to be made.
	 *
	 * @param before those that it takes the place of, and others that are not gone yet
	 * @param credential what it is to be
	 * @param prepared whether what that is bound to may be there already
	 */
	private record Begun(Grant grant, long cluster, String namespace, Instant endsAt,
			List<CredentialRows.Credential> before, CredentialRows.Credential credential, boolean prepared) {

		/**
		 * Whether a Secret was in the cluster when those before were ended; one that
		 * somebody was only making then may have come later.
		 */
		boolean wasThere(String secret) {
			return this.before.stream().anyMatch((one) -> one.secret().equals(secret) && one.mintedAt() != null);
		}

	}

	/**
	 * A door that was opened: where it is, and what opens it.
	 */
	private record Opened(Grant grant, String namespace, Cluster cluster, Door.Pass pass) {

		@Override
		public String toString() {
			return this.grant.handle();
		}

	}

	/**
	 * A kubeconfig, which holds a credential.
	 *
	 * @param name how it is to be called
	 * @param text what is in it
	 * @param goodUntil when its token ends
	 */
	record File(String name, String text, Instant goodUntil) {

		@Override
		public String toString() {
			return this.name;
		}

	}

}
