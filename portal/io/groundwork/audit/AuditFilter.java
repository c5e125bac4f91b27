package io.groundwork.audit;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.Locale;
import java.util.function.Function;
import java.util.stream.Collectors;

import io.groundwork.web.InvalidInputException;
import org.jspecify.annotations.Nullable;

/**
 * Which rows somebody asks for; what is null is not asked about.
 *
 * @param person who did it, in upper or lower case
 * @param from the first moment
 * @param to the moment after the last
 */
record AuditFilter(@Nullable Match person, @Nullable Match subject, @Nullable Match action, @Nullable Outcome outcome,
		@Nullable Instant from, @Nullable Instant to) {

	static final AuditFilter NONE = new AuditFilter(null, null, null, null, null, null);

	/** PostgreSQL knows no earlier or later times than these, by a wide margin. */
	private static final Instant EARLIEST = Instant.parse("0001-01-01T00:00:00Z");

	private static final Instant LATEST = Instant.parse("9999-12-31T23:59:59Z");

	/**
	 * Reads what was typed.
	 * @throws InvalidInputException for the first field that cannot be read
	 */
	static AuditFilter of(AuditQuery query) {
		Instant from = time("from", query.from(), AuditFilter::startOfDay);
		Instant to = time("to", query.to(), (day) -> startOfDay(day.plusDays(1)));
		if (from != null && to != null && !from.isBefore(to)) {
			throw new InvalidInputException("from", "from is not before to: swap the two, or leave one empty.");
		}
		return new AuditFilter(match("person", query.person()), match("subject", query.subject()),
				match("action", query.action()), outcome(query.outcome()), from, to);
	}

	boolean isEmpty() {
		return equals(NONE);
	}

	private static @Nullable Match match(String field, @Nullable String typed) {
		if (typed == null || typed.isBlank()) {
			return null;
		}
		String text = typed.strip();
		if (text.length() > 200) {
			throw new InvalidInputException(field,
					field + " has at most 200 characters; shorten it and end it with *.");
		}
		if (text.codePoints()
			.anyMatch((point) -> Character.isISOControl(point) || Character.getType(point) == Character.SURROGATE)) {
			throw new InvalidInputException(field, field + " holds a character that no name has; type it again.");
		}
		return Match.of(text);
	}

	private static @Nullable Outcome outcome(@Nullable String typed) {
		if (typed == null || typed.isBlank()) {
			return null;
		}
		return Arrays.stream(Outcome.values())
			.filter((outcome) -> outcome.word().equals(typed.strip().toLowerCase(Locale.ROOT)))
			.findFirst()
			.orElseThrow(() -> new InvalidInputException("outcome", "outcome is one of "
					+ Arrays.stream(Outcome.values()).map(Outcome::word).collect(Collectors.joining(", ")) + "."));
	}

	private static @Nullable Instant time(String field, @Nullable String typed, Function<LocalDate, Instant> day) {
		if (typed == null || typed.isBlank()) {
			return null;
		}
		String text = typed.strip();
		try {
			Instant time = (text.length() == 10) ? day.apply(LocalDate.parse(text))
					: (text.endsWith("Z") || text.matches(".*[+-][0-9]{2}:[0-9]{2}$"))
							? java.time.OffsetDateTime.parse(text).toInstant()
							: LocalDateTime.parse(text).toInstant(ZoneOffset.UTC);
			if (!time.isBefore(EARLIEST) && !time.isAfter(LATEST)) {
				return time;
			}
		}
		catch (DateTimeException ex) {
			// Said below.
		}
		throw new InvalidInputException(field,
				field + " is a time in UTC such as 2026-11-21, 2026-11-21T10:00 or 2026-11-21T10:00:00Z.");
	}

	private static Instant startOfDay(LocalDate day) {
		return day.atStartOfDay(ZoneOffset.UTC).toInstant();
	}

	/**
	 * A whole text or the beginning of one: what ends in a star, a colon or a dot is a
	 * beginning.
	 */
	record Match(String text, boolean beginning) {

		static Match of(String typed) {
			if (typed.endsWith("*")) {
				return new Match(typed.substring(0, typed.length() - 1), true);
			}
			return new Match(typed, typed.endsWith(":") || typed.endsWith("."));
		}

		boolean matches(String candidate) {
			return this.beginning ? candidate.startsWith(this.text) : candidate.equals(this.text);
		}

	}

}
