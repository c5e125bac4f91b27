package io.groundwork.approvals;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Set;

import io.groundwork.audit.Audited;
import io.groundwork.audit.Outcome;
import io.groundwork.identity.Directory;
import io.groundwork.identity.Known;
import io.groundwork.identity.Role;
import io.groundwork.identity.SignedIn;
import io.groundwork.web.ConflictException;
import io.groundwork.web.ForbiddenException;
import io.groundwork.web.InvalidInputException;
import io.groundwork.web.NotThereException;
import io.groundwork.web.Typed;
import org.jspecify.annotations.Nullable;

import org.springframework.context.ApplicationEventPublisher;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/**
 * Takes down who votes in somebody's place, and takes it back.
 */
@Component
class DelegationOffice {

	/** Whose votes can count for anything. */
	static final Set<Role> VOTING = Set.of(Role.ENGINEER, Role.REVIEWER, Role.PLATFORM);

	private static final Duration LONGEST = Duration.ofDays(30);

	private static final Duration AHEAD = Duration.ofDays(365);

	private final Delegations delegations;

	private final Directory directory;

	private final ApplicationEventPublisher events;

	private final Clock clock;

	DelegationOffice(Delegations delegations, Directory directory, ApplicationEventPublisher events, Clock clock) {
		this.delegations = delegations;
		this.directory = directory;
		this.events = events;
		this.clock = clock;
	}

	/**
	 * @param from since when; null for now
	 */
	@Transactional
	Delegation delegate(SignedIn who, String to, @Nullable Instant from, @Nullable Instant until, String reason) {
		if (!votes(who)) {
			throw new ForbiddenException(
					"You hold no role with which one votes, so there is nothing that somebody could do in your place");
		}
		Instant now = this.clock.instant();
		if (from != null && (from.isBefore(now.truncatedTo(ChronoUnit.MINUTES)) || from.isAfter(now.plus(AHEAD)))) {
			throw new InvalidInputException("from", "from must be a time within a year, or be left out for now.");
		}
		Instant begin = (from == null || from.isBefore(now)) ? now : from;
		if (until == null || !until.isAfter(begin) || until.isAfter(begin.plus(LONGEST))) {
			throw new InvalidInputException("until",
					"until must be a time after it begins, at most %d days.".formatted(LONGEST.toDays()));
		}
		Known delegate = delegate(to);
		String why = Typed.text("reason", reason, 500);
		long number;
		try {
			number = this.delegations.add(who.person(), delegate.person(), begin, until, why);
		}
		catch (DataIntegrityViolationException ex) {
			throw switch (Refusal.constraint(ex)) {
				case "approval_delegation_not_self" ->
					new InvalidInputException("to", "to must be somebody else than yourself, with whichever account.");
				case "approval_delegation_one" -> new ConflictException(
						"Somebody votes in your place for a part of that time already; revoke that first, or choose another time");
				default -> ex;
			};
		}
		note(who, "delegation.made", number, Map.of("to", delegate.name(), "person", "person:" + delegate.person(),
				"from", begin.toString(), "until", until.toString(), "reason", why));
		return this.delegations.find(number).orElseThrow();
	}

	/**
	 * Somebody of that name, or of that number where several have it.
	 */
	private Known delegate(String typed) {
		String name = Typed.some("to", typed, 200, "to must name who votes in your place.");
		List<Known> found = this.directory.called(name);
		if (found.isEmpty()) {
			throw new InvalidInputException("to",
					"to must be the name of somebody who has signed in here once; nobody is called %s."
						.formatted(name));
		}
		if (found.size() > 1) {
			throw new InvalidInputException("to",
					"to must be the number of one of the accounts called %s: %s.".formatted(name,
							String.join(", ", found.stream().map((one) -> String.valueOf(one.person())).toList())));
		}
		Known delegate = found.getFirst();
		if (delegate.locked() || delegate.roles().stream().noneMatch(VOTING::contains)) {
			throw new InvalidInputException("to",
					"to must be an engineer, a reviewer or a platform engineer; %s could not vote."
						.formatted(delegate.name()));
		}
		return delegate;
	}

	@Transactional
	Delegation revoke(SignedIn who, long number) {
		Delegation delegation = this.delegations.find(number)
			.filter((one) -> one.delegator() == who.person())
			.orElseThrow(() -> new NotThereException("You gave no delegation " + number));
		if (!delegation.phase(this.clock.instant()).revocable() || !this.delegations.revoke(number)) {
			throw new ConflictException("The delegation to %s is over".formatted(delegation.delegateName()));
		}
		note(who, "delegation.revoked", number, Map.of("to", delegation.delegateName()));
		return this.delegations.find(number).orElseThrow();
	}

	/**
	 * Whether somebody's vote could count for anything.
	 */
	static boolean votes(SignedIn who) {
		return VOTING.stream().anyMatch(who::is);
	}

	private void note(SignedIn who, String action, long number, Map<String, Object> details) {
		this.events.publishEvent(new Audited(who.name(), action, "delegation:" + number, Outcome.DONE, details));
	}

}
