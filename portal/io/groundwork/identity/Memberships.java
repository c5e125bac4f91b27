package io.groundwork.identity;

import java.util.Collection;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

import org.springframework.stereotype.Component;

/**
 * What groups mean here: which roles they give and which teams they stand for.
 */
@Component
class Memberships {

	private final IdentitySettings settings;

	Memberships(IdentitySettings settings) {
		this.settings = settings;
	}

	Set<Role> roles(Collection<String> groups) {
		Set<Role> roles = EnumSet.noneOf(Role.class);
		this.settings.roles().forEach((role, givers) -> {
			if (givers.stream().anyMatch(groups::contains)) {
				roles.add(role);
			}
		});
		return roles;
	}

	Set<String> teams(Collection<String> groups) {
		Set<String> teams = new TreeSet<>();
		this.settings.teams().forEach((team, group) -> {
			if (groups.contains(group)) {
				teams.add(team);
			}
		});
		return teams;
	}

	/**
	 * Each role that the groups give, with the groups that give it.
	 */
	List<Origin> origins(Collection<String> groups) {
		return this.settings.roles()
			.entrySet()
			.stream()
			.map((entry) -> new Origin(entry.getKey(), entry.getValue().stream().filter(groups::contains).toList()))
			.filter((origin) -> !origin.groups().isEmpty())
			.sorted(Comparator.comparing(Origin::role))
			.toList();
	}

	/**
	 * The groups that would give a role, for telling somebody who lacks it whom to ask.
	 */
	List<String> givers(Role role) {
		return this.settings.roles().getOrDefault(role, List.of());
	}

	Map<String, String> teams() {
		return this.settings.teams();
	}

	/**
	 * Where a role comes from.
	 */
	record Origin(Role role, List<String> groups) {

	}

}
