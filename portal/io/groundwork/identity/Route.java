package io.groundwork.identity;

import java.util.EnumSet;
import java.util.Set;

import org.jspecify.annotations.Nullable;

import org.springframework.http.HttpMethod;

/**
 * One row of the authorization table: who may use an address, and for whose things.
 *
 * @param method the HTTP method
 * @param pattern the path, as controllers write it
 * @param audience who may use it
 * @param roles for {@link Audience#ROLES}, any of which is enough
 * @param things whose things it reaches
 */
public record Route(HttpMethod method, String pattern, Audience audience, Set<Role> roles, Things things) {

	/**
	 * For everybody, signed in or not.
	 */
	public static Route open(HttpMethod method, String pattern) {
		return new Route(method, pattern, Audience.EVERYBODY, Set.of(), Things.NONE);
	}

	/**
	 * For whoever is signed in, whatever roles they hold.
	 */
	public static Route signedIn(HttpMethod method, String pattern, Things things) {
		return new Route(method, pattern, Audience.SIGNED_IN, Set.of(), things);
	}

	/**
	 * For those who hold one of the roles.
	 */
	public static Route roles(HttpMethod method, String pattern, Things things, Role first, Role... others) {
		return new Route(method, pattern, Audience.ROLES, EnumSet.of(first, others), things);
	}

	/**
	 * For a worker's claim with a credential of its own, and for no person.
	 */
	public static Route claim(HttpMethod method, String pattern) {
		return new Route(method, pattern, Audience.CLAIM, Set.of(), Things.OWN);
	}

	boolean admits(@Nullable SignedIn who) {
		return switch (this.audience) {
			case EVERYBODY -> true;
			case CLAIM -> false;
			case SIGNED_IN -> who != null;
			case ROLES -> who != null && this.roles.stream().anyMatch(who::is);
		};
	}

	@Override
	public String toString() {
		return this.method + " " + this.pattern;
	}

	/**
	 * Who may use a route.
	 */
	public enum Audience {

		/** Whoever it is. */
		EVERYBODY,

		/** A worker's claim, which is no person and does nothing else. */
		CLAIM,

		/** Any person. */
		SIGNED_IN,

		/** Whoever holds one of the roles. */
		ROLES

	}

	/**
	 * Whose things a route reaches; those of others look as if they were not there.
	 */
	public enum Things {

		/** It is about nothing in particular, or about the portal as a whole. */
		NONE,

		/** Only the things of whoever asks. */
		OWN,

		/** Only the things of one's own teams. */
		TEAM,

		/** Everybody's things. */
		ALL

	}

}
