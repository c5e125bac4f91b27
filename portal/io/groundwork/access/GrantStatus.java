package io.groundwork.access;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

import io.groundwork.web.InvalidInputException;
import io.groundwork.web.Tone;

/**
 * Where a grant stands, and where it can go from there.
 */
public enum GrantStatus {

	/** Somebody has to agree. */
	PENDING,

	/** Agreed to, and its time has not come. */
	SCHEDULED,

	/** It opens the door. */
	ACTIVE,

	/** It is being taken away; until that is proven it may still open the door. */
	ENDING,

	/** It is over. */
	ENDED,

	/** Somebody said no. */
	DENIED;

	Set<GrantStatus> next() {
		return switch (this) {
			case PENDING -> EnumSet.of(SCHEDULED, ACTIVE, ENDED, DENIED);
			case SCHEDULED -> EnumSet.of(ACTIVE, ENDED);
			case ACTIVE -> EnumSet.of(ENDING);
			case ENDING -> EnumSet.of(ENDED);
			case ENDED, DENIED -> EnumSet.noneOf(GrantStatus.class);
		};
	}

	public boolean over() {
		return this == ENDED || this == DENIED;
	}

	/**
	 * Whether somebody can still end it.
	 */
	public boolean endable() {
		return this == PENDING || this == SCHEDULED || this == ACTIVE;
	}

	public String word() {
		return name().toLowerCase(Locale.ROOT);
	}

	static GrantStatus of(String word) {
		return valueOf(word.toUpperCase(Locale.ROOT));
	}

	static GrantStatus asked(String word) {
		return Arrays.stream(values())
			.filter((status) -> status.word().equals(word))
			.findFirst()
			.orElseThrow(() -> new InvalidInputException("status",
					"status must be one of %s.".formatted(String.join(", ", words()))));
	}

	static List<String> words() {
		return Arrays.stream(values()).map(GrantStatus::word).toList();
	}

	/**
	 * How pages show it.
	 */
	public Tone tone() {
		return switch (this) {
			case ACTIVE -> Tone.GOOD;
			case PENDING, SCHEDULED -> Tone.WAIT;
			case ENDING -> Tone.BUSY;
			case ENDED -> Tone.QUIET;
			case DENIED -> Tone.BAD;
		};
	}

}
