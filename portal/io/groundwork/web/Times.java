package io.groundwork.web;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Locale;

import org.jspecify.annotations.Nullable;

import org.springframework.stereotype.Component;

/**
 * Times in words, as pages show them: {@code @times} in a template. The script
 * {@code times.js} says the same words when it keeps them current.
 */
@Component("times")
public class Times {

	private static final DateTimeFormatter UTC = DateTimeFormatter
		.ofPattern("d MMM uuuu, HH:mm:ss 'UTC'", Locale.ENGLISH)
		.withZone(ZoneOffset.UTC);

	private static final DateTimeFormatter SHORT = DateTimeFormatter.ofPattern("d MMM HH:mm 'UTC'", Locale.ENGLISH)
		.withZone(ZoneOffset.UTC);

	private static final DateTimeFormatter IN_NAMES = DateTimeFormatter
		.ofPattern("uuuu-MM-dd'T'HHmm'Z'", Locale.ENGLISH)
		.withZone(ZoneOffset.UTC);

	private static final Duration SOON = Duration.ofMinutes(30);

	private final Clock clock;

	Times(Clock clock) {
		this.clock = clock;
	}

	/**
	 * As names of files have it, such as 2026-11-05T0926Z.
	 */
	public static String inNames(Instant instant) {
		return IN_NAMES.format(instant);
	}

	/**
	 * How long ago or how far ahead, such as "14 minutes ago", "in 3 days", "never".
	 */
	public String ago(@Nullable Instant instant) {
		if (instant == null) {
			return "never";
		}
		Duration since = Duration.between(instant, this.clock.instant());
		if (since.abs().compareTo(Duration.ofSeconds(5)) < 0) {
			return "just now";
		}
		return since.isNegative() ? "in " + words(since.negated()) : words(since) + " ago";
	}

	/**
	 * How long until then, such as "42 minutes"; "ended" when it is over.
	 */
	public String left(Instant instant) {
		Duration left = Duration.between(this.clock.instant(), instant);
		return (left.isPositive()) ? words(left) : "ended";
	}

	/**
	 * How urgent an end is: it waits for the person under 30 minutes, and is bad when
	 * over.
	 */
	public Tone urgency(Instant instant) {
		Duration left = Duration.between(this.clock.instant(), instant);
		if (!left.isPositive()) {
			return Tone.BAD;
		}
		return (left.compareTo(SOON) < 0) ? Tone.WAIT : Tone.QUIET;
	}

	/**
	 * To the second, such as "5 Nov 2026, 09:26:41 UTC".
	 */
	public String utc(@Nullable Instant instant) {
		return (instant != null) ? UTC.format(instant) : "never";
	}

	/**
	 * To the minute and without the year, such as "5 Nov 09:26 UTC".
	 */
	public String brief(@Nullable Instant instant) {
		return (instant != null) ? SHORT.format(instant) : "never";
	}

	/**
	 * When the page is written, so that the browser counts by the server's clock.
	 */
	public String now() {
		return this.clock.instant().truncatedTo(ChronoUnit.MILLIS).toString();
	}

	/**
	 * For machines, as {@code <time datetime>} wants it.
	 */
	public String iso(Instant instant) {
		return instant.truncatedTo(ChronoUnit.SECONDS).toString();
	}

	/**
	 * A length of time in its largest whole unit, such as "90 minutes", "3 hours", "12
	 * days".
	 */
	public String words(Duration length) {
		long seconds = length.toSeconds();
		if (seconds < 90) {
			return count(Math.max(seconds, 1), "second");
		}
		if (seconds < 90 * 60) {
			return count(length.toMinutes(), "minute");
		}
		if (seconds < 48 * 3600) {
			return count(length.toHours(), "hour");
		}
		return count(length.toDays(), "day");
	}

	private static String count(long number, String unit) {
		return number + " " + unit + ((number == 1) ? "" : "s");
	}

}
