package io.groundwork.runs;

import java.util.Locale;

import io.groundwork.web.Tone;

/**
 * Where a run stands.
 */
public enum RunStatus {

	/** Waits for a worker. */
	QUEUED,

	/** A worker is at it. */
	RUNNING,

	/** It was asked to stop and does so in an orderly way. */
	STOPPING,

	/** Its worker died; another one is picking it up. */
	RECOVERING,

	/** It did what it was to do. */
	DONE,

	/** It could not. */
	FAILED,

	/** Somebody stopped it. */
	CANCELLED,

	/** Its worker died midway; what there is was saved, and planned again. */
	RECOVERED;

	public String word() {
		return name().toLowerCase(Locale.ROOT);
	}

	public static RunStatus of(String word) {
		return valueOf(word.toUpperCase(Locale.ROOT));
	}

	/**
	 * Whether a worker has it in hand.
	 */
	public boolean active() {
		return this == RUNNING || this == STOPPING || this == RECOVERING;
	}

	public boolean ended() {
		return this != QUEUED && !active();
	}

	/**
	 * How pages show it.
	 */
	public Tone tone() {
		return switch (this) {
			case DONE -> Tone.GOOD;
			case FAILED -> Tone.BAD;
			case QUEUED, CANCELLED -> Tone.QUIET;
			case RUNNING -> Tone.BUSY;
			case STOPPING, RECOVERING, RECOVERED -> Tone.WAIT;
		};
	}

}
