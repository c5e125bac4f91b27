package io.groundwork.notices;

import java.time.Instant;

import org.jspecify.annotations.Nullable;

/**
 * Something that somebody was told in the portal.
 *
 * @param concern why
 * @param title what happened
 * @param text what else matters
 * @param link where to go, within the portal
 * @param at when
 * @param readAt when it was read, if it was
 */
record Notice(long id, Concern concern, String title, String text, String link, Instant at, @Nullable Instant readAt) {

	public boolean unread() {
		return this.readAt == null;
	}

}
