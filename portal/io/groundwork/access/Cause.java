package io.groundwork.access;

import java.util.Locale;

/**
 * Why a grant ends.
 */
public enum Cause {

	EXPIRED("Its time is over"), RELEASED("Whoever held it gave it back"), REVOKED("It was taken away"),
	WITHDRAWN("It was not wanted any more before it began"), ENVIRONMENT("Its environment is gone"),
	ROLE("Whoever held it lost the role or the team that it came with"),
	LOCKED("Whoever held it is locked out of the portal"), UNANSWERED("Nobody answered in time"),
	DENIED("Somebody said no"), LAPSED("It is not agreed to any more");

	private final String sentence;

	Cause(String sentence) {
		this.sentence = sentence;
	}

	/**
	 * In a sentence without its full stop.
	 */
	public String sentence() {
		return this.sentence;
	}

	public String word() {
		return name().toLowerCase(Locale.ROOT);
	}

	static Cause of(String word) {
		return valueOf(word.toUpperCase(Locale.ROOT));
	}

}
