package io.groundwork.identity;

import java.io.Serializable;
import java.security.Principal;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

/**
 * Somebody who is there, with what they hold at this moment: looked up for each request,
 * so that a role that was taken away is gone from live sessions and tokens too.
 *
 * @param person the number of the person
 * @param name the short name that pages and the audit record show
 * @param displayName the name in full
 * @param roles the roles that the groups give
 * @param teams the teams that the groups stand for
 * @param by what they showed to get in
 */
public record SignedIn(long person, String name, String displayName, Set<Role> roles, Set<String> teams,
		Credential by) implements Principal, Serializable {

	@Override
	public String getName() {
		return this.name;
	}

	/**
	 * How the audit record names a person as a subject.
	 */
	public String handle() {
		return "person:" + this.person;
	}

	public boolean is(Role role) {
		return this.roles.contains(role);
	}

	/**
	 * The roles in a fixed order, as the API and the pages write them.
	 */
	public List<String> roleWords() {
		return this.roles.stream().sorted().map(Role::word).toList();
	}

	public List<String> teamNames() {
		return this.teams.stream().sorted().toList();
	}

	@Override
	public String toString() {
		return this.name;
	}

	/**
	 * What let somebody in.
	 *
	 * @param kind a browser's session, a token of ours, or an access token of the
	 * provider
	 * @param token the number of our token, if it is one
	 * @param scopes how far it reaches
	 * @param expiresAt when it ends, if it is a token
	 */
	public record Credential(Kind kind, @Nullable Long token, Set<String> scopes,
			@Nullable Instant expiresAt) implements Serializable {

		static final Credential SESSION = new Credential(Kind.SESSION, null, everything(), null);

		static Set<String> everything() {
			return Set.copyOf(Stream.of(Scope.values()).map(Scope::word).toList());
		}

		List<String> scopeWords() {
			return this.scopes.stream().sorted(Comparator.naturalOrder()).toList();
		}

	}

	/**
	 * The ways to get in.
	 */
	public enum Kind {

		SESSION, API_TOKEN, ACCESS_TOKEN

	}

}
