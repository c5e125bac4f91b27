package io.groundwork.audit;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

import org.springframework.jdbc.core.JdbcTemplate;

/**
 * Takes a search apart into lanes: values for all columns of an index that come before
 * the time. The values that there are, are read from the index itself, by leaping from
 * one to the next.
 */
class Lanes {

	/** More lanes than these would cost more than they save. */
	private static final int MOST = 400;

	private static final int MOST_NAMES = 100;

	private static final List<String> OUTCOMES = Arrays.stream(Outcome.values()).map(Outcome::word).toList();

	private static final List<String> ACTION = List.of("action", "kind", "outcome");

	private final JdbcTemplate jdbc;

	Lanes(JdbcTemplate jdbc) {
		this.jdbc = jdbc;
	}

	/**
	 * The index to walk; whatever the lanes leave open is checked row by row.
	 */
	Path path(AuditFilter filter) {
		AuditFilter.Match subject = filter.subject();
		if (subject != null && (!subject.beginning()
				|| subject.text().indexOf(':') < subject.text().length() - 1 && subject.text().indexOf(':') >= 0)) {
			List<String> subjects = names("subject", subject);
			if (subjects != null) {
				return named("subject", subjects, filter);
			}
		}
		List<String> persons = (filter.person() != null) ? names("person", filter.person()) : null;
		if (subject == null && filter.action() == null) {
			return (persons != null) ? named("person", persons, filter) : outcomes(filter);
		}
		return actions(persons, filter);
	}

	private static Path named(String column, List<String> names, AuditFilter filter) {
		return new Path(List.of(column, "outcome"),
				names.stream().flatMap((name) -> words(filter).map((outcome) -> List.of(name, outcome))).toList());
	}

	private static Path outcomes(AuditFilter filter) {
		return new Path(List.of("outcome"), words(filter).map(List::of).toList());
	}

	private static Stream<String> words(AuditFilter filter) {
		return (filter.outcome() != null) ? Stream.of(filter.outcome().word()) : OUTCOMES.stream();
	}

	private Path actions(@Nullable List<String> persons, AuditFilter filter) {
		AuditFilter.Match action = filter.action();
		List<List<String>> all = (action == null) ? leap(ACTION, "true", List.of(), MOST + 1)
				: action.beginning() ? leap(ACTION, begins("action"), List.of(action.text(), action.text()), MOST + 1)
						: kinds(action.text());
		if (all.size() > MOST) {
			return (persons != null) ? named("person", persons, filter) : outcomes(filter);
		}
		List<List<String>> lanes = all.stream().filter((lane) -> wanted(lane, filter)).toList();
		if (persons == null || persons.size() * lanes.size() > MOST) {
			return new Path(ACTION, lanes);
		}
		return new Path(List.of("person", "action", "kind", "outcome"), persons.stream()
			.flatMap((person) -> lanes.stream().map((lane) -> Stream.concat(Stream.of(person), lane.stream()).toList()))
			.toList());
	}

	/**
	 * The lanes of one action. Only the columns after it leap: held to one value and
	 * leaping at once, it makes PostgreSQL walk from its first row each time.
	 */
	private List<List<String>> kinds(String action) {
		return leap(ACTION.subList(1, ACTION.size()), "action = ?", List.of(action), MOST + 1).stream()
			.map((rest) -> Stream.concat(Stream.of(action), rest.stream()).toList())
			.toList();
	}

	private static boolean wanted(List<String> lane, AuditFilter filter) {
		AuditFilter.Match action = filter.action();
		AuditFilter.Match subject = filter.subject();
		Outcome outcome = filter.outcome();
		return (action == null || action.matches(lane.get(0)))
				&& (subject == null || lane.get(1).isEmpty() || kind(subject).matches(lane.get(1)))
				&& (outcome == null || outcome.word().equals(lane.get(2)));
	}

	/**
	 * What the subject's filter says about its kind.
	 */
	private static AuditFilter.Match kind(AuditFilter.Match subject) {
		int colon = subject.text().indexOf(':');
		return (colon < 0) ? subject : new AuditFilter.Match(subject.text().substring(0, colon), false);
	}

	/**
	 * The names that match, or null if there are too many to have a lane each.
	 */
	private @Nullable List<String> names(String column, AuditFilter.Match match) {
		String text = match.text();
		if (column.equals("person")) {
			text = this.jdbc.queryForObject("select lower(? collate pg_c_utf8)", String.class, text);
		}
		if (text == null || !match.beginning()) {
			return (text != null) ? List.of(text) : List.of();
		}
		List<String> names = leap(List.of(column), begins(column), List.of(text, text), MOST_NAMES + 1).stream()
			.map(List::getFirst)
			.toList();
		return (names.size() <= MOST_NAMES) ? names : null;
	}

	/**
	 * A range, since an index knows no beginnings; nothing sorts after the last
	 * character.
	 */
	private static String begins(String column) {
		return "%1$s >= ? and %1$s < ? || chr(1114111)".formatted(column);
	}

	/**
	 * The different values of columns that begin an index, or follow a fixed one in it.
	 */
	private List<List<String>> leap(List<String> columns, String fixed, List<String> values, int most) {
		String list = String.join(", ", columns);
		String at = columns.stream().map((column) -> "step." + column).collect(Collectors.joining(", "));
		String sql = """
				with recursive step as (
					(select %1$s from audit_row where %3$s order by %1$s limit 1)
					union all
					select next.* from step cross join lateral (
						select %1$s from audit_row where %3$s and (%1$s) > (%2$s) order by %1$s limit 1
					) next
				)
				select * from step limit %4$d
				""".formatted(list, at, fixed, most);
		Object[] parameters = Stream.concat(values.stream(), values.stream()).toArray();
		return this.jdbc.query(sql, (row, number) -> {
			List<String> lane = new ArrayList<>(columns.size());
			for (int i = 1; i <= columns.size(); i++) {
				lane.add(row.getString(i));
			}
			return lane;
		}, parameters);
	}

	/**
	 * An index's columns before the time, and the values of each lane.
	 */
	record Path(List<String> columns, List<List<String>> values) {

	}

}
