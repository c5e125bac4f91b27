package io.groundwork.cloud;

import java.net.URI;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;

import io.groundwork.Portal;

/**
 * A Linode for a portal whose tests are about something else.
 */
public final class CloudFixtures {

	private static final Map<Integer, Land> LANDS = new HashMap<>();

	private CloudFixtures() {
	}

	/**
	 * A new token of the portal's Linode, which may be rotated.
	 */
	public static String token(Portal portal) {
		return land(portal).token(UUID.randomUUID().toString(), Scopes.wanted().words());
	}

	/**
	 * Sees to it that the portal has a token, and knows what it then knows.
	 */
	public static void known(Portal portal) {
		if (portal.bean(CloudTokenRows.class).one(CloudToken.Status.CURRENT).isEmpty()) {
			portal.bean(CloudCare.class).enter(token(portal), "platform-1");
		}
	}

	/**
	 * The same, with limits that were met and set, one in many words.
	 */
	public static void limited(Portal portal) {
		known(portal);
		CloudLimits limits = portal.bean(CloudLimits.class);
		limits.set("databases", "fr-par", 12, "platform-1");
		limits.learn(
				"Error: [400] Account Limit reached%s. with linode_lke_cluster.main,".formatted(
						", and what else there is to say of an account that has as much as it may have".repeat(3)),
				"fr-par");
	}

	private static synchronized Land land(Portal portal) {
		URI address = portal.bean(CloudSettings.class).address();
		return LANDS.computeIfAbsent(address.getPort(), Land::start);
	}

}
