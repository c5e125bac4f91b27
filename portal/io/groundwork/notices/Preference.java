package io.groundwork.notices;

import java.util.EnumSet;
import java.util.Set;

import org.jspecify.annotations.Nullable;

/**
 * What somebody wants to be told of, and where.
 *
 * @param here what is told in the portal
 * @param slack what is told by a direct message in Slack
 * @param member who they are in Slack, if they said so
 * @param hour of the day in UTC at which the summary comes
 */
record Preference(Set<Concern> here, Set<Concern> slack, @Nullable String member, int hour) {

	/** Before most of Europe begins to work. */
	static final int USUAL_HOUR = 6;

	static final Preference USUAL = new Preference(EnumSet.allOf(Concern.class), Set.of(), null, USUAL_HOUR);

	/**
	 * The member whom to tell in Slack, if they want to hear of that there.
	 */
	@Nullable String memberFor(Concern concern) {
		return this.slack.contains(concern) ? this.member : null;
	}

}
