package io.groundwork.approvals;

import java.util.Locale;
import java.util.Set;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import io.groundwork.identity.Role;

/**
 * Whose votes count for a need.
 */
public enum Voters {

	/** Whoever's work is agreeing. */
	ANYBODY("a reviewer or platform engineer", "reviewers or platform engineers"),

	/** Somebody who works in the same team, or whose work is agreeing. */
	PEER("a peer of the team, a reviewer or a platform engineer", "peers of the team, reviewers or platform engineers"),

	REVIEWER("a reviewer", "reviewers"),

	PLATFORM("a platform engineer", "platform engineers");

	private final String one;

	private final String many;

	Voters(String one, String many) {
		this.one = one;
		this.many = many;
	}

	/**
	 * Whether somebody is one of them.
	 * @param roles what they may do
	 * @param teams where they are at home
	 * @param team whose matter it is
	 */
	boolean include(Set<Role> roles, Set<String> teams, String team) {
		return switch (this) {
			case ANYBODY -> roles.contains(Role.REVIEWER) || roles.contains(Role.PLATFORM);
			case PEER -> ANYBODY.include(roles, teams, team) || (roles.contains(Role.ENGINEER) && teams.contains(team));
			case REVIEWER -> roles.contains(Role.REVIEWER);
			case PLATFORM -> roles.contains(Role.PLATFORM);
		};
	}

	/**
	 * Whether each of these is one of those.
	 */
	boolean within(Voters others) {
		return others.roles().containsAll(roles());
	}

	/**
	 * How many there may be, as far as roles go.
	 */
	int breadth() {
		return roles().size();
	}

	/**
	 * The roles of which one is needed at least.
	 */
	Set<Role> roles() {
		return switch (this) {
			case ANYBODY -> Set.of(Role.REVIEWER, Role.PLATFORM);
			case PEER -> Set.of(Role.REVIEWER, Role.PLATFORM, Role.ENGINEER);
			case REVIEWER -> Set.of(Role.REVIEWER);
			case PLATFORM -> Set.of(Role.PLATFORM);
		};
	}

	/**
	 * So many of them, in words.
	 */
	String counted(int count) {
		return (count == 1) ? this.one : count + " " + this.many;
	}

	@JsonValue
	public String word() {
		return name().toLowerCase(Locale.ROOT);
	}

	@JsonCreator
	static Voters of(String word) {
		return valueOf(word.toUpperCase(Locale.ROOT));
	}

}
