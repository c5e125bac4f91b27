package io.groundwork.sandbox;

import java.util.Set;

/**
 * Somebody who can sign in at the stand-in provider.
 *
 * @param id what the provider calls them, for ever
 * @param name what they type to sign in
 * @param fullName what others see
 * @param email their verified address
 * @param password shown on the sign-in page, as nothing here is worth hiding
 * @param groups the groups that tokens carry
 */
public record Person(String id, String name, String fullName, String email, String password, Set<String> groups) {

	public Person {
		groups = Set.copyOf(groups);
	}

	Person in(Set<String> others) {
		return new Person(this.id, this.name, this.fullName, this.email, this.password, others);
	}

}
