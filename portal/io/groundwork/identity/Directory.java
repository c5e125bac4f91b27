package io.groundwork.identity;

import java.util.List;
import java.util.Locale;

import org.springframework.stereotype.Component;

/**
 * Looks people up by name, for pages that show them among other things.
 */
@Component
public class Directory {

	private static final int MOST = 10;

	private final People people;

	Directory(People people) {
		this.people = people;
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
