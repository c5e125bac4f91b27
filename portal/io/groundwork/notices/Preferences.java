package io.groundwork.notices;

import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

import io.groundwork.web.InvalidInputException;
import org.jspecify.annotations.Nullable;

import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * What people want to be told of.
 */
@Component
class Preferences {

	private static final Pattern MEMBER = Pattern.compile("[UW][A-Z0-9]{5,20}");

	private final JdbcClient jdbc;

	private final Clock clock;

	Preferences(JdbcClient jdbc, Clock clock) {
		this.jdbc = jdbc;
		this.clock = clock;
	}

	Preference of(long person) {
		return of(List.of(person)).getOrDefault(person, Preference.USUAL);
	}

	/**
	 * Those of some who have chosen; for the others what is usual counts.
	 */
	Map<Long, Preference> of(Collection<Long> people) {
		Map<Long, Preference> chosen = new HashMap<>();
		if (!people.isEmpty()) {
			this.jdbc
				.sql("""
						select person_id, here, slack, slack_member, hour from notice_preference where person_id = any(?)""")
				.param(people.toArray(Long[]::new))
				.query((row) -> {
					chosen.put(row.getLong("person_id"), new Preference(concerns(row, "here"), concerns(row, "slack"),
							row.getString("slack_member"), row.getInt("hour")));
				});
		}
		return chosen;
	}

	/**
	 * Keeps what somebody has chosen.
	 */
	void keep(long person, Preference chosen) {
		if (chosen.member() != null && !MEMBER.matcher(chosen.member()).matches()) {
			throw new InvalidInputException("member",
					"Write your member ID as Slack shows it under your profile, such as U012AB3CDEF.");
		}
		if (!chosen.slack().isEmpty() && chosen.member() == null) {
			throw new InvalidInputException("member",
					"Write your member ID, or choose nothing to be told in Slack; it is under your profile there.");
		}
		this.jdbc.sql("""
				insert into notice_preference (person_id, here, slack, slack_member, hour, changed_at)
				values (:person, cast(:here as text[]), cast(:slack as text[]), :member, :hour, :now)
				on conflict (person_id) do update set here = excluded.here, slack = excluded.slack,
					slack_member = excluded.slack_member, hour = excluded.hour, changed_at = excluded.changed_at""")
			.param("person", person)
			.param("here", words(chosen.here()))
			.param("slack", words(chosen.slack()))
			.param("member", chosen.member())
			.param("hour", hour(chosen.hour()))
			.param("now", this.clock.instant().atOffset(ZoneOffset.UTC))
			.update();
	}

	private static int hour(int hour) {
		if (hour < 0 || hour > 23) {
			throw new InvalidInputException("hour", "Choose an hour from 0 to 23.");
		}
		return hour;
	}

	private static String[] words(Set<Concern> concerns) {
		return concerns.stream().sorted().map(Concern::word).toArray(String[]::new);
	}

	private static Set<Concern> concerns(ResultSet row, String column) throws SQLException {
		@Nullable Array array = row.getArray(column);
		return (array != null) ? Concern.all(List.of((String[]) array.getArray())) : Set.of();
	}

}
