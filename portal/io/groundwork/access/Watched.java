package io.groundwork.access;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonInclude.Include;
import io.groundwork.cluster.ClusterLog;
import io.groundwork.environments.Environments;
import io.groundwork.environments.Specs;
import io.groundwork.environments.spec.Tier;
import io.groundwork.identity.Role;
import io.groundwork.identity.SignedIn;
import io.groundwork.web.ForbiddenException;
import io.groundwork.web.Page;
import io.groundwork.web.Tone;
import io.swagger.v3.oas.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

import org.springframework.stereotype.Component;

/**
 * What was seen of grants: what somebody left when theirs was over, and what was done in
 * the cluster under it.
 */
@Component
class Watched {

	private static final int ROWS = 20;

	private final SweepRows sweeps;

	private final ObservedRows observed;

	private final CredentialRows credentials;

	private final ClusterLog log;

	private final Environments environments;

	private final Specs specs;

	Watched(SweepRows sweeps, ObservedRows observed, CredentialRows credentials, ClusterLog log,
			Environments environments, Specs specs) {
		this.sweeps = sweeps;
		this.observed = observed;
		this.credentials = credentials;
		this.log = log;
		this.environments = environments;
		this.specs = specs;
	}

	/**
	 * What was left, if the grant ever opened a door and is over.
	 */
	Optional<Left> left(Grant grant) {
		if (grant.status() != GrantStatus.ENDED || grant.beganAt() == null) {
			return Optional.empty();
		}
		SweepRows.Sweep sweep = this.sweeps.of(grant.number()).orElse(null);
		if (sweep == null) {
			boolean never = this.credentials.count(grant.number()) == 0;
			return Optional.of(new Left(grant.number(), never ? "nothing" : "waiting", null, "", List.of(), List.of()));
		}
		String state = (sweep.lookedAt() == null) ? "waiting" : sweep.unseen().isEmpty() ? "looked" : "in-part";
		return Optional.of(new Left(grant.number(), state, sweep.lookedAt(), sweep.obstacle(), sweep.unseen(),
				this.sweeps.findings(grant.number())));
	}

	/**
	 * Whoever may see the record of it.
	 */
	static boolean maySee(SignedIn who, Grant grant) {
		return grant.holderId() == who.person() || who.is(Role.AUDITOR) || who.is(Role.PLATFORM) || who.is(Role.SRE)
				|| who.is(Role.REVIEWER);
	}

	Done done(SignedIn who, Grant grant, @Nullable String after) {
		return done(who, grant, after, ROWS);
	}

	Done done(SignedIn who, Grant grant, @Nullable String after, int size) {
		if (!maySee(who, grant)) {
			throw new ForbiddenException(
					"What was done under grant %d is for %s and those who may see the audit record of it"
						.formatted(grant.number(), grant.holder()));
		}
		return done(grant, after, size);
	}

	Done done(Grant grant, @Nullable String after, int size) {
		Page<ObservedRows.Deed> page = this.observed.page(grant.number(), after, size);
		Long cluster = grant.clusterId();
		ClusterLog.Standing standing = (cluster != null) ? this.log.standing(cluster).orElse(null) : null;
		// What was told stays when the cluster is gone.
		String why = (standing == null && !page.items().isEmpty()) ? "" : why(grant, standing);
		return new Done(why.isEmpty(), why, (standing != null) ? standing.toldUntil() : null,
				page.items().stream().map(Deed::of).toList(), page.next());
	}

	/**
	 * Why nothing is observed; empty if it is.
	 */
	private String why(Grant grant, ClusterLog.@Nullable Standing standing) {
		if (grant.clusterId() == null) {
			return "It has not begun.";
		}
		if (standing != null) {
			return standing.trouble().isEmpty() ? "" : "What came lately could not be read: " + standing.trouble();
		}
		Tier tier = this.specs.of(this.environments.get(this.environments.get(grant.environmentId()).cluster())).tier();
		if (tier != Tier.ENTERPRISE) {
			return "Clusters of the standard tier write no log of who did what.";
		}
		return this.log.setUp() ? "Nothing of this cluster's log has been delivered yet."
				: "The portal was not told where this cluster's log is delivered.";
	}

	/**
	 * What somebody left.
	 *
	 * @param grant the grant's number
	 * @param state nothing: no kubeconfig was ever made; waiting: it was not looked yet;
	 * looked; in-part: the portal's identity there may not look at everything
	 * @param lookedAt when it was looked
	 * @param obstacle why it could not be looked
	 * @param unseen what the portal's identity may not look at, until it is let in again
	 * @param findings what was found
	 */
	@JsonInclude(Include.NON_NULL)
	@Schema(name = "GrantSweep")
	record Left(long grant, @Schema(allowableValues = {
			"nothing", "waiting", "looked", "in-part" }) String state, @Nullable Instant lookedAt, String obstacle,
			List<String> unseen, List<Finding> findings){

	}

	/**
	 * What was done in the cluster.
	 *
	 * @param observed whether the cluster tells
	 * @param why why it does not
	 * @param until when the last of it was delivered
	 * @param items what was told last first
	 * @param next the cursor of the next page
	 */
	@JsonInclude(Include.NON_NULL)
	@Schema(name = "GrantObserved")
	record Done(boolean observed, String why, @Nullable Instant until, List<Deed> items, @Nullable String next) {

	}

	/**
	 * Something that was done or tried.
	 *
	 * @param at when
	 * @param verb what was done, in Kubernetes' words
	 * @param resource what it was done to
	 * @param namespace where; empty for the whole cluster
	 * @param name which one
	 * @param code how the cluster answered
	 * @param reason why not, in a word
	 * @param source from where it came
	 */
	@Schema(name = "GrantDeed")
	record Deed(Instant at, String verb, String resource, String namespace, String name, int code, String reason,
			String source) {

		static Deed of(ObservedRows.Deed deed) {
			return new Deed(deed.at(), deed.verb(), deed.resource(), deed.namespace(), deed.name(), deed.code(),
					deed.reason(), deed.source());
		}

		/**
		 * How it was answered, as pages show it.
		 */
		@JsonIgnore
		public Tone tone() {
			return (this.code < 400) ? Tone.GOOD : (this.code == 403) ? Tone.BAD : Tone.QUIET;
		}

		@JsonIgnore
		public String answer() {
			return (this.code < 400) ? "Done" : (this.code == 403) ? "Refused" : String.valueOf(this.code);
		}

		@JsonIgnore
		public String what() {
			return (this.verb + " " + this.resource + " " + this.name).strip().replaceAll(" {2,}", " ");
		}

	}

}
