package io.groundwork.requests;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

import io.groundwork.web.InvalidInputException;

/**
 * What somebody wishes.
 */
public enum RequestKind {

	/** An environment that is not there yet. */
	CREATE("Create"),

	/** Another spec for one that is there. */
	CHANGE("Change"),

	/** The end of one. */
	DESTROY("Destroy"),

	/** What it was at an earlier revision. */
	ROLLBACK("Roll back"),

	/** To take over what exists already. */
	IMPORT("Import"),

	/** An exception from a rule, until some time. */
	OVERRIDE("Override a rule in"),

	/** A new value for a secret. */
	ROTATE("Rotate a secret of"),

	/** Work on its nodes. */
	MAINTENANCE("Maintain"),

	/** Newer files of ours for the same spec. */
	UPGRADE("Upgrade"),

	/** The four environments that everything begins with. */
	FOUNDATION("Provision the foundation");

	private final String verb;

	RequestKind(String verb) {
		this.verb = verb;
	}

	public String word() {
		return name().toLowerCase(Locale.ROOT);
	}

	/**
	 * As pages begin the request's title.
	 */
	public String verb() {
		return this.verb;
	}

	/**
	 * Whether this version of the portal can carry it out.
	 */
	boolean known() {
		return switch (this) {
			case CREATE, CHANGE, DESTROY, ROLLBACK, UPGRADE, FOUNDATION -> true;
			case IMPORT, OVERRIDE, ROTATE, MAINTENANCE -> false;
		};
	}

	boolean needsSpec() {
		return this == CREATE || this == CHANGE;
	}

	static RequestKind of(String word) {
		return valueOf(word.toUpperCase(Locale.ROOT));
	}

	/**
	 * One that somebody named, who may be wrong.
	 */
	static RequestKind asked(String word) {
		return Arrays.stream(values())
			.filter((kind) -> kind.word().equals(word))
			.findFirst()
			.orElseThrow(() -> new InvalidInputException("kind",
					"kind must be one of %s.".formatted(String.join(", ", words()))));
	}

	static List<String> words() {
		return Arrays.stream(values()).map(RequestKind::word).toList();
	}

}
