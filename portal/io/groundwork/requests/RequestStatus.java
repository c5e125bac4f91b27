package io.groundwork.requests;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

import io.groundwork.web.InvalidInputException;
import io.groundwork.web.Tone;

/**
 * Where a request stands, and where it can go from there.
 */
public enum RequestStatus {

	/** Whether it can be done at all; also waits here until another has ended. */
	CHECKING,

	/** A worker finds out what would change. */
	PLANNING,

	/** People are asked. */
	AWAITING_APPROVAL,

	/** Agreed to, and its time has not come or a freeze holds it. */
	SCHEDULED,

	/** Agreed to, and waits for a worker. */
	QUEUED,

	/** A worker makes it so. */
	APPLYING,

	/** It is so. */
	DONE,

	/** It could not be done. */
	FAILED,

	/** Somebody said no. */
	REJECTED,

	/** Whoever asked wants it no more. */
	WITHDRAWN,

	/** What was planned is no longer so. */
	STALE,

	/** Somebody stopped it after it was agreed to. */
	CANCELLED;

	/**
	 * Those that it can go to next.
	 */
	Set<RequestStatus> next() {
		return switch (this) {
			case CHECKING -> EnumSet.of(PLANNING, FAILED, WITHDRAWN, CHECKING);
			case PLANNING -> EnumSet.of(AWAITING_APPROVAL, DONE, FAILED, WITHDRAWN, CHECKING, STALE);
			case AWAITING_APPROVAL -> EnumSet.of(SCHEDULED, QUEUED, REJECTED, WITHDRAWN, CHECKING, STALE, FAILED);
			case SCHEDULED -> EnumSet.of(SCHEDULED, QUEUED, WITHDRAWN, CHECKING, STALE, CANCELLED, FAILED);
			case QUEUED -> EnumSet.of(SCHEDULED, APPLYING, DONE, FAILED, CANCELLED, STALE);
			case APPLYING -> EnumSet.of(DONE, FAILED, CANCELLED, STALE);
			case STALE -> EnumSet.of(CHECKING, WITHDRAWN, FAILED);
			case FAILED, CANCELLED, REJECTED, WITHDRAWN -> EnumSet.of(CHECKING);
			case DONE -> EnumSet.noneOf(RequestStatus.class);
		};
	}

	/**
	 * The same for a request with parts: these are planned and carried out, it is only
	 * agreed to.
	 */
	Set<RequestStatus> nextOfWhole() {
		return switch (this) {
			case CHECKING -> EnumSet.of(AWAITING_APPROVAL, DONE, FAILED, WITHDRAWN, CHECKING);
			case AWAITING_APPROVAL -> EnumSet.of(SCHEDULED, APPLYING, REJECTED, WITHDRAWN, CHECKING, STALE, FAILED);
			case SCHEDULED -> EnumSet.of(SCHEDULED, APPLYING, WITHDRAWN, CHECKING, STALE, CANCELLED, FAILED);
			case APPLYING -> EnumSet.of(DONE, FAILED, CANCELLED);
			case STALE -> EnumSet.of(CHECKING, WITHDRAWN, FAILED);
			case FAILED, CANCELLED, REJECTED, WITHDRAWN -> EnumSet.of(CHECKING);
			case DONE, PLANNING, QUEUED -> EnumSet.noneOf(RequestStatus.class);
		};
	}

	/**
	 * Whether nothing happens any more unless somebody begins again.
	 */
	public boolean ended() {
		return switch (this) {
			case DONE, FAILED, REJECTED, WITHDRAWN, CANCELLED -> true;
			case CHECKING, PLANNING, AWAITING_APPROVAL, SCHEDULED, QUEUED, APPLYING, STALE -> false;
		};
	}

	/**
	 * Whether it may be written anew: nothing that changes anything has begun.
	 */
	public boolean editable() {
		return this != DONE && next().contains(CHECKING);
	}

	public boolean withdrawable() {
		return next().contains(WITHDRAWN);
	}

	/**
	 * Whether a freeze can keep it from being carried out.
	 */
	boolean holdable() {
		return switch (this) {
			case CHECKING, PLANNING, AWAITING_APPROVAL, SCHEDULED, STALE -> true;
			case QUEUED, APPLYING, DONE, FAILED, REJECTED, WITHDRAWN, CANCELLED -> false;
		};
	}

	public boolean retriable() {
		return this == FAILED || this == CANCELLED || this == STALE;
	}

	/**
	 * As the API, the database and addresses write it.
	 */
	public String word() {
		return name().toLowerCase(Locale.ROOT).replace('_', '-');
	}

	/**
	 * As pages write it.
	 */
	public String words() {
		return word().replace('-', ' ');
	}

	static RequestStatus of(String word) {
		return valueOf(word.toUpperCase(Locale.ROOT).replace('-', '_'));
	}

	static RequestStatus asked(String word) {
		return Arrays.stream(values())
			.filter((status) -> status.word().equals(word))
			.findFirst()
			.orElseThrow(() -> new InvalidInputException("status",
					"status must be one of %s.".formatted(String.join(", ", allWords()))));
	}

	static List<String> allWords() {
		return Arrays.stream(values()).map(RequestStatus::word).toList();
	}

	/**
	 * How pages show it.
	 */
	public Tone tone() {
		return switch (this) {
			case DONE -> Tone.GOOD;
			case FAILED, REJECTED -> Tone.BAD;
			case WITHDRAWN, CANCELLED -> Tone.QUIET;
			case CHECKING, PLANNING, APPLYING -> Tone.BUSY;
			case AWAITING_APPROVAL, SCHEDULED, QUEUED, STALE -> Tone.WAIT;
		};
	}

}
