package io.groundwork.sandbox;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import org.springframework.security.authentication.AuthenticationProvider;
import org.springframework.security.authentication.BadCredentialsException;
import org.springframework.security.authentication.LockedException;
import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.authority.FactorGrantedAuthority;

/**
 * The provider's directory: who is there now, in which groups, and who is locked out.
 */
final class People implements AuthenticationProvider {

	private final List<Person> original;

	private final Map<String, Person> now = new ConcurrentHashMap<>();

	private final Set<String> locked = ConcurrentHashMap.newKeySet();

	People(List<Person> original) {
		this.original = List.copyOf(original);
		reset();
	}

	void reset() {
		this.locked.clear();
		this.original.forEach((person) -> this.now.put(person.name(), person));
	}

	List<Person> all() {
		return this.original.stream().map((person) -> named(person.name())).toList();
	}

	Person named(String name) {
		Person person = this.now.get(name);
		if (person == null) {
			throw new IllegalArgumentException("there is no " + name + " among " + this.now.keySet());
		}
		return person;
	}

	void move(String name, Set<String> groups) {
		this.now.put(name, named(name).in(groups));
	}

	void lock(String name) {
		this.locked.add(named(name).name());
	}

	void unlock(String name) {
		this.locked.remove(named(name).name());
	}

	boolean isLocked(String name) {
		return this.locked.contains(name);
	}

	@Override
	public Authentication authenticate(Authentication attempt) {
		Person person = this.now.get(attempt.getName());
		if (person == null || !person.password().equals(attempt.getCredentials())) {
			throw new BadCredentialsException("That name and password do not belong together.");
		}
		if (isLocked(person.name())) {
			throw new LockedException(person.name() + " is locked at this provider.");
		}
		// The factor says when they signed in; ID tokens pass it on.
		return UsernamePasswordAuthenticationToken.authenticated(person.name(), null,
				List.of(FactorGrantedAuthority.fromAuthority(FactorGrantedAuthority.PASSWORD_AUTHORITY)));
	}

	@Override
	public boolean supports(Class<?> authentication) {
		return UsernamePasswordAuthenticationToken.class.isAssignableFrom(authentication);
	}

}
