package io.groundwork.deploy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;

class RealmTest {

	private final JsonNode realm = read("deploy/keycloak/groundwork-realm.json");

	@Test
	void thePeopleAreTheSandboxes() {
		assertThat(this.realm.get("users").values().stream().map(RealmTest::user)).containsExactlyInAnyOrderElementsOf(
				read("sandbox/resources/people.json").get("people").values().stream().map(RealmTest::person).toList());
	}

	@Test
	void everyGroupOfAPersonExists() {
		List<String> groups = this.realm.get("groups")
			.values()
			.stream()
			.map((group) -> group.get("name").asString())
			.toList();
		assertThat(this.realm.get("users").values().stream().map(RealmTest::user)).isNotEmpty()
			.allSatisfy((person) -> assertThat(groups).containsAll(person.groups()));
	}

	@Test
	void noSecretIsInTheFile() {
		assertThat(this.realm.get("clients").values()).extracting((client) -> client.get("secret").asString())
			.containsExactly("${PORTAL_CLIENT_SECRET}");
		assertThat(this.realm.get("users").findValuesAsString("value")).isNotEmpty()
			.allMatch("${PEOPLE_PASSWORD}"::equals);
	}

	private static Somebody user(JsonNode user) {
		String fullName = user.get("firstName").asString() + " " + user.get("lastName").asString();
		return new Somebody(user.get("username").asString(), fullName, user.get("email").asString(), groups(user));
	}

	private static Somebody person(JsonNode person) {
		return new Somebody(person.get("name").asString(), person.get("fullName").asString(),
				person.get("email").asString(), groups(person));
	}

	private static Set<String> groups(JsonNode node) {
		return node.get("groups")
			.values()
			.stream()
			.map((group) -> group.asString().replaceFirst("^/", ""))
			.collect(Collectors.toSet());
	}

	private static JsonNode read(String file) {
		try {
			return JsonMapper.shared().readTree(Files.readString(Path.of(file)));
		}
		catch (IOException ex) {
			throw new IllegalStateException(ex);
		}
	}

	/**
	 * One person, as either file tells.
	 *
	 * @param name the name to sign in with
	 * @param fullName what they are called
	 * @param email the address
	 * @param groups the groups
	 */
	private record Somebody(String name, String fullName, String email, Set<String> groups) {

	}

}
