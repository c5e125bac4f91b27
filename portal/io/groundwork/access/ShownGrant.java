package io.groundwork.access;

import java.time.Instant;
import java.util.List;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonInclude.Include;
import io.groundwork.approvals.Standing;
import io.groundwork.web.Tone;
import io.swagger.v3.oas.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * A grant as scripts see it.
 *
 * @param number its number
 * @param environment where
 * @param role viewer or operator; break-glass for whoever got in that way
 * @param allows what that lets whoever holds it do
 * @param status how it stands
 * @param holder whose it is; who answers for it if it is a robot's
 * @param robot the name of the program that it is for
 * @param reason why
 * @param minutes how long it was asked for
 * @param askedAt when
 * @param startsAt from when on, if not at once
 * @param beganAt since when it opens the door
 * @param endsAt until when
 * @param waitingFor who has to agree, to it or to more minutes
 * @param more how many minutes more somebody waits for
 * @param digest what exactly is voted on, if somebody is asked
 * @param end why it ends, or has
 */
@JsonInclude(Include.NON_NULL)
@Schema(name = "Grant")
record ShownGrant(long number, String environment, @Schema(allowableValues = {
		"viewer", "operator", "break-glass" }) String role, List<String> allows,
		@Schema(allowableValues = { "pending", "scheduled", "active", "ending", "ended", "denied" }) String status,
		String holder, @Nullable String robot, String reason, int minutes, Instant askedAt, @Nullable Instant startsAt,
		@Nullable Instant beganAt, @Nullable Instant endsAt, List<String> waitingFor, @Nullable Integer more,
		@Nullable String digest, @Nullable End end){

	static ShownGrant of(Grant grant, @Nullable Standing standing) {
		return new ShownGrant(grant.number(), grant.environment(), grant.role().word(), grant.role().allows(),
				grant.status().word(), grant.holder(), grant.robot(), grant.reason(), grant.minutes(), grant.askedAt(),
				grant.startsAt(), grant.beganAt(), grant.endsAt(),
				(standing != null) ? standing.waitingFor() : List.of(), grant.moreMinutes(),
				(grant.status() == GrantStatus.PENDING || grant.moreDigest() != null) ? grant.asked() : null,
				End.of(grant));
	}

	/**
	 * What it is, in a few words.
	 */
	public String title() {
		return Grant.title(this.environment, GrantRole.of(this.role), this.robot);
	}

	/**
	 * How pages show where it stands.
	 */
	public Tone tone() {
		return GrantStatus.of(this.status).tone();
	}

	/**
	 * Why a grant ends.
	 *
	 * @param cause in a word
	 * @param sentence in a sentence
	 * @param by who ended it
	 * @param reason what they said
	 * @param at when its end began
	 * @param over when it was proven to be over
	 * @param obstacle what is in the way of that
	 */
	@JsonInclude(Include.NON_NULL)
	@Schema(name = "GrantEnd")
	record End(@Schema(allowableValues = {
			"expired", "released", "revoked", "withdrawn", "environment", "role", "locked", "unanswered", "denied",
			"lapsed" }) String cause, String sentence, String by, String reason, Instant at, @Nullable Instant over,
			String obstacle){

		static @Nullable End of(Grant grant) {
			Cause cause = grant.cause();
			String by = grant.endedBy();
			Instant at = grant.endingAt();
			return (cause == null || by == null || at == null) ? null : new End(cause.word(), cause.sentence(), by,
					grant.endedBecause(), at, grant.endedAt(), grant.obstacle());
		}

	}

}
