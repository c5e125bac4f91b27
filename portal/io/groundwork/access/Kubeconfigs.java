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

import io.groundwork.cluster.Cluster;
import io.groundwork.cluster.ClusterAwayException;
import io.groundwork.cluster.Clusters;
import io.groundwork.cluster.Door;
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

	private final GrantRows rows;

	private final CredentialRows credentials;

	private final GrantEvents events;

	private final Clusters clusters;

	private final TransactionTemplate transaction;

	private final Clock clock;

	Kubeconfigs(Grants grants, GrantRows rows, CredentialRows credentials, GrantEvents events, Clusters clusters,
			TransactionTemplate transaction, Clock clock) {
		this.grants = grants;
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
		Begun begun = Objects.requireNonNull(this.transaction.execute((status) -> begin(who, number)));
		Grant grant = begun.grant();
		try (Door door = this.clusters.door(begun.cluster())) {
			Door.Pass pass = door.open(grant.account(), begun.namespace(), grant.role().clusterRole(),
					begun.credential().secret(), life(begun.endsAt()));
			begun.before().forEach((before) -> door.end(before.secret()));
			if (!Boolean.TRUE.equals(this.transaction.execute((status) -> keep(begun, pass)))) {
				door.end(begun.credential().secret());
				throw new ConflictException(
						"Grant %d has moved on while its file was made; look at it again".formatted(number));
			}
			return new File(name(grant), text(begun, door.cluster(), pass), pass.expiresAt());
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

	private static ConflictException away(Grant grant, ClusterAwayException ex) {
		log.warn("No kubeconfig could be made for {}: {}", grant.handle(), ex.getMessage());
		return new ConflictException(
				"The cluster of %s does not answer now. A file that you have may still work; try again in a moment"
					.formatted(grant.environment()));
	}

	private Begun begin(SignedIn who, long number) {
		Grant grant = this.grants.own(who, number, "take the kubeconfig of");
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
		List<CredentialRows.Credential> before = this.credentials.open(number);
		return new Begun(grant, Objects.requireNonNull(grant.clusterId()), Objects.requireNonNull(grant.namespace()),
				ends, before, this.credentials.begin(grant, now));
	}

	private Duration life(Instant ends) {
		return Duration.between(this.clock.instant(), ends).minus(SPARE);
	}

	/**
	 * Takes note of the file, unless the grant has ended or another was made meanwhile.
	 */
	private boolean keep(Begun begun, Door.Pass pass) {
		Grant grant = this.rows.hold(begun.grant().number()).orElseThrow();
		List<CredentialRows.Credential> open = this.credentials.open(grant.number());
		if (grant.status() != GrantStatus.ACTIVE || open.isEmpty()
				|| open.getLast().seq() != begun.credential().seq()) {
			return false;
		}
		this.credentials.minted(grant.number(), begun.credential(), pass.expiresAt(), this.clock.instant());
		this.events.add(grant, grant.holder(), "kubeconfig", "Good until %s".formatted(pass.expiresAt()));
		return true;
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

	private static String text(Begun begun, Cluster cluster, Door.Pass pass) {
		Grant grant = begun.grant();
		return """
				# Access to %1$s as %2$s, until %3$s: grant %4$d of %5$s.
				apiVersion: v1
				kind: Config
				clusters:
				  - name: %1$s
				    cluster:
				      server: %6$s
				      certificate-authority-data: %7$s
				users:
				  - name: grant-%4$d
				    user:
				      token: %8$s
				contexts:
				  - name: %1$s
				    context:
				      cluster: %1$s
				      user: grant-%4$d
				      namespace: %9$s
				current-context: %1$s
				""".formatted(grant.environment(), grant.role().word(), IN_WORDS.format(pass.expiresAt()),
				grant.number(), grant.holder(), cluster.address(),
				Base64.getEncoder().encodeToString(cluster.authority().getBytes(StandardCharsets.UTF_8)), pass.token(),
				begun.namespace());
	}

	/**
	 * What is known when a file is about to be made.
	 */
	private record Begun(Grant grant, long cluster, String namespace, Instant endsAt,
			List<CredentialRows.Credential> before, CredentialRows.Credential credential) {

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
