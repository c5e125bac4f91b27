package io.groundwork.approvals;

import java.util.EnumSet;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;

import io.groundwork.Portal;
import io.groundwork.identity.Role;
import io.groundwork.identity.SignedIn;
import org.jspecify.annotations.Nullable;

import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * People for tests, each of whom nobody has seen before.
 */
public final class Crowd {

	private static final AtomicLong NUMBER = new AtomicLong();

	private final Portal portal;

	public Crowd(Portal portal) {
		this.portal = portal;
	}

	public SignedIn engineer() {
		return person(null, Role.ENGINEER);
	}

	public SignedIn reviewer() {
		return person(null, Role.REVIEWER);
	}

	public SignedIn platform() {
		return person(null, Role.PLATFORM);
	}

	/**
	 * Somebody with that verified address.
	 */
	public SignedIn person(@Nullable String email, Role... roles) {
		Set<Role> some = EnumSet.noneOf(Role.class);
		some.addAll(Set.of(roles));
		String name = "person-" + NUMBER.incrementAndGet();
		long id = jdbc().sql("""
				insert into person (issuer, subject, name, display_name, email, email_verified, groups,
					groups_confirmed_at, first_seen_at)
				values ('http://issuer.example', ?, ?, ?, ?, ?, ?, now(), now()) returning id""")
			.param(name)
			.param(name)
			.param(name)
			.param(email)
			.param(email != null)
			.param(groups(some))
			.query(Long.class)
			.single();
		return new SignedIn(id, name, name, some, some.contains(Role.ENGINEER) ? Set.of("payments") : Set.of(),
				new SignedIn.Credential(SignedIn.Kind.SESSION, null, Set.of(), null));
	}

	/**
	 * Leaves somebody only these roles.
	 */
	public void leave(SignedIn person, Role... roles) {
		jdbc().sql("update person set groups = ? where id = ?").params(groups(Set.of(roles)), person.person()).update();
	}

	JdbcClient jdbc() {
		return this.portal.bean(JdbcClient.class);
	}

	private static String[] groups(Set<Role> roles) {
		return roles.stream().flatMap((role) -> switch (role) {
			case ENGINEER -> Stream.of("groundwork-engineers", "team-payments");
			case REVIEWER -> Stream.of("groundwork-reviewers");
			case PLATFORM -> Stream.of("groundwork-platform");
			case SRE -> Stream.of("groundwork-sre");
			case AUDITOR -> Stream.of("groundwork-auditors");
		}).toArray(String[]::new);
	}

}
