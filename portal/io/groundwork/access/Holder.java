package io.groundwork.access;

import java.util.Set;

import io.groundwork.identity.Known;
import io.groundwork.identity.SignedIn;

/**
 * Whose a grant is.
 *
 * @param person the number of the account
 * @param name their name
 * @param teams of which they are
 */
record Holder(long person, String name, Set<String> teams) {

	static Holder of(SignedIn who) {
		return new Holder(who.person(), who.name(), who.teams());
	}

	static Holder of(Known known) {
		return new Holder(known.person(), known.name(), known.teams());
	}

}
