package io.groundwork.notices.delivery;

/**
 * Somebody who wants to hear of it in Slack.
 *
 * @param person the number of the account
 * @param id who they are in Slack
 */
public record Member(long person, String id) {

	static final String PREFIX = "member:";

	String target() {
		return PREFIX + this.id;
	}

}
