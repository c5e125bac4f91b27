package io.groundwork.identity;

import java.time.Clock;
import java.util.Map;

import io.groundwork.audit.Audited;
import io.groundwork.audit.Outcome;
import io.groundwork.web.ConflictException;
import io.groundwork.web.InvalidInputException;
import io.groundwork.web.NotThereException;

import org.springframework.context.ApplicationEventPublisher;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/**
 * What a platform engineer does to somebody's account.
 */
@Component
class Stewardship {

	private final People people;

	private final Sessions sessions;

	private final Tokens tokens;

	private final Clock clock;

	private final ApplicationEventPublisher events;

	Stewardship(People people, Sessions sessions, Tokens tokens, Clock clock, ApplicationEventPublisher events) {
		this.people = people;
		this.sessions = sessions;
		this.tokens = tokens;
		this.clock = clock;
		this.events = events;
	}

	/**
	 * Keeps somebody out until unlocked. Tokens are refused meanwhile, but not lost.
	 */
	@Transactional
	String lock(SignedIn by, long id, String reason) {
		Person person = find(id);
		if (person.id() == by.person()) {
			throw new ConflictException("You cannot lock yourself; ask another platform engineer");
		}
		String why = reason.strip();
		if (why.isEmpty() || why.length() > 500) {
			throw new InvalidInputException("reason",
					"Say in 1 to 500 characters why; it is shown to whoever unlocks.");
		}
		if (person.locked()) {
			throw new ConflictException(person.name() + " is locked already");
		}
		person.lock(by.name(), why, this.clock.instant());
		int ended = this.sessions.end(id, "");
		this.events.publishEvent(new ShutOut(id));
		note(by, "person.locked", person, Map.of("reason", why, "sessions", ended));
		return person.name();
	}

	@Transactional
	String unlock(SignedIn by, long id) {
		Person person = find(id);
		if (!person.locked()) {
			throw new ConflictException(person.name() + " is not locked");
		}
		person.unlock();
		note(by, "person.unlocked", person, Map.of());
		return person.name();
	}

	@Transactional
	Ended endEverything(SignedIn by, long id) {
		Person person = find(id);
		int tokens = this.tokens.revokeAll(id, by.name());
		int sessions = this.sessions.end(id, "");
		this.events.publishEvent(new ShutOut(id));
		note(by, "person.ended", person, Map.of("sessions", sessions, "tokens", tokens));
		return new Ended(person.name(), sessions, tokens);
	}

	private void note(SignedIn by, String action, Person person, Map<String, Object> details) {
		Map<String, Object> all = new java.util.TreeMap<>(details);
		all.put("name", person.name());
		this.events.publishEvent(new Audited(by.name(), action, person.handle(), Outcome.DONE, all));
	}

	private Person find(long id) {
		return this.people.findById(id).orElseThrow(() -> new NotThereException("There is no person " + id));
	}

	record Ended(String name, int sessions, int tokens) {

	}

}
