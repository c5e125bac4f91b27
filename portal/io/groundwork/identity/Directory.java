package io.groundwork.identity;

import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Looks people up, for what shows or counts them among other things.
 */
@Component
public class Directory {

	private static final int MOST = 10;

	private static final String SELECT = "select id, human, name, groups, locked_at is not null as locked from person ";

	private final People people;

	private final Memberships memberships;

	private final JdbcClient jdbc;

	Directory(People people, Memberships memberships, JdbcClient jdbc) {
		this.people = people;
		this.memberships = memberships;
		this.jdbc = jdbc;
	}

	/**
	 * The first people whose names begin so.
	 */
	public List<Entry> named(String beginning) {
		return this.people.page(prefix(beginning), "", 0, MOST)
			.stream()
			.map((person) -> new Entry(person.id(), person.name()))
			.toList();
	}

	/**
	 * Those accounts with what they hold now, by their numbers.
	 */
	public Map<Long, Known> known(Collection<Long> accounts) {
		if (accounts.isEmpty()) {
			return Map.of();
		}
		return this.jdbc.sql(SELECT + "where id = any(?)")
			.param(accounts.toArray(Long[]::new))
			.query(this::read)
			.list()
			.stream()
			.collect(Collectors.toMap(Known::person, Function.identity()));
	}

	/**
	 * All who are called exactly so, or the one whose account has that number.
	 */
	public List<Known> called(String name) {
		return this.jdbc.sql(SELECT + "where lower(name) = lower(:name) or id = :number order by id limit :most")
			.param("name", name)
			.param("number", name.matches("[0-9]{1,18}") ? Long.parseLong(name) : 0)
			.param("most", MOST)
			.query(this::read)
			.list();
	}

	/**
	 * Some who hold one of the roles and are not kept out, those who were here lately
	 * first.
	 */
	public List<Known> holding(Collection<Role> roles, int most) {
		String[] givers = roles.stream()
			.flatMap((role) -> this.memberships.givers(role).stream())
			.distinct()
			.toArray(String[]::new);
		return this.jdbc.sql(SELECT
				+ "where groups && cast(? as text[]) and locked_at is null order by last_sign_in_at desc nulls last, id limit ?")
			.params(givers, most)
			.query(this::read)
			.list();
	}

	private Known read(ResultSet row, int number) throws SQLException {
		Array array = row.getArray("groups");
		List<String> groups = Arrays.asList((String[]) array.getArray());
		return new Known(row.getLong("id"), row.getLong("human"), row.getString("name"), this.memberships.roles(groups),
				this.memberships.teams(groups), row.getBoolean("locked"));
	}

	/**
	 * A pattern for names that begin so, whatever signs they hold.
	 */
	static String prefix(String beginning) {
		// The database knows no NUL, so no name has one.
		return beginning.replace("\0", "").strip().toLowerCase(Locale.ROOT).replaceAll("([\\\\%_])", "\\\\$1") + "%";
	}

	/**
	 * Somebody.
	 */
	public record Entry(long id, String name) {

	}

}
