package io.groundwork.runs;

import java.util.Locale;

import io.groundwork.environments.EnvironmentKind;

/**
 * What a run does.
 */
public enum RunKind {

	/** Finds out what would change. */
	PLAN,

	/** Carries out a plan. */
	APPLY,

	/** Carries out a plan of the environment's end. */
	DESTROY,

	/** Looks whether reality still is what was applied. */
	VERIFY,

	/** Looks whether somebody changed something behind the portal's back. */
	DRIFT;

	public String word() {
		return name().toLowerCase(Locale.ROOT);
	}

	public static RunKind of(String word) {
		return valueOf(word.toUpperCase(Locale.ROOT));
	}

	/**
	 * Whether it changes anything outside; what does not may simply be done again.
	 */
	public boolean changes() {
		return this == APPLY || this == DESTROY;
	}

	/**
	 * Which of those that wait goes first: what somebody agreed to before what somebody
	 * wants to see, both before what nobody waits for; among equals production goes
	 * first.
	 */
	int rank(EnvironmentKind environment, boolean byPerson) {
		int urgency = switch (this) {
			case APPLY, DESTROY -> 0;
			case PLAN -> 1;
			case VERIFY -> 2;
			case DRIFT -> 3;
		};
		int place = switch (environment) {
			case PRODUCTION -> 0;
			case SYSTEM -> 1;
			case STAGING -> 2;
			case DEVELOPMENT -> 3;
		};
		return (byPerson ? 0 : 100) + urgency * 10 + place;
	}

}
