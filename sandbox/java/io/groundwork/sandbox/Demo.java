package io.groundwork.sandbox;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import tools.jackson.databind.json.JsonMapper;

/**
 * What people.json says: the demo people, and which of their groups is which role or
 * team.
 *
 * @param roles the group that gives each role
 * @param teams the group that is each team
 * @param people who they are
 */
record Demo(Map<String, String> roles, Map<String, String> teams, List<Person> people) {

	static Demo read() {
		try (InputStream file = Demo.class.getResourceAsStream("/people.json")) {
			if (file == null) {
				throw new IllegalStateException("people.json is not on the classpath");
			}
			return JsonMapper.shared().readValue(file, Demo.class);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	List<String> rolesOf(Person person) {
		return namesOf(this.roles, person);
	}

	List<String> teamsOf(Person person) {
		return namesOf(this.teams, person);
	}

	/**
	 * The same mapping as the portal is told it.
	 */
	Map<String, Object> settings() {
		Map<String, Object> settings = new LinkedHashMap<>();
		this.roles.forEach((role, group) -> settings.put("groundwork.identity.roles." + role, group));
		this.teams.forEach((team, group) -> settings.put("groundwork.identity.teams." + team, group));
		return settings;
	}

	private static List<String> namesOf(Map<String, String> groups, Person person) {
		return groups.entrySet()
			.stream()
			.filter((entry) -> person.groups().contains(entry.getValue()))
			.map(Map.Entry::getKey)
			.toList();
	}

}
