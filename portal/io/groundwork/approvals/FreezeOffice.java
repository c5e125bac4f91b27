package io.groundwork.approvals;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

import io.groundwork.audit.Audited;
import io.groundwork.audit.Outcome;
import io.groundwork.database.Signals;
import io.groundwork.environments.EnvironmentKind;
import io.groundwork.environments.Environments;
import io.groundwork.identity.SignedIn;
import io.groundwork.web.ConflictException;
import io.groundwork.web.InvalidInputException;
import io.groundwork.web.NotThereException;
import io.groundwork.web.Typed;
import org.jspecify.annotations.Nullable;

import org.springframework.context.ApplicationEventPublisher;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/**
 * Declares freezes, changes them and ends them early.
 */
@Component
class FreezeOffice {

	private static final Duration LONGEST = Duration.ofDays(90);

	private static final Duration AHEAD = Duration.ofDays(365);

	private static final int MOST_NAMES = 50;

	private final FreezeRows rows;

	private final Environments environments;

	private final Signals signals;

	private final ApplicationEventPublisher events;

	private final Clock clock;

	FreezeOffice(FreezeRows rows, Environments environments, Signals signals, ApplicationEventPublisher events,
			Clock clock) {
		this.signals = signals;
		this.rows = rows;
		this.environments = environments;
		this.events = events;
		this.clock = clock;
	}

	@Transactional
	Freeze declare(SignedIn who, Typing typing) {
		Instant now = this.clock.instant();
		FreezeWish wish = read(typing, null, now);
		long number = this.rows.add(wish, who.person(), now);
		note(who, "freeze.declared", number, details(wish));
		return get(number);
	}

	@Transactional
	Freeze change(SignedIn who, long number, Typing typing) {
		Freeze before = held(number);
		FreezeWish wish = read(typing, before, this.clock.instant());
		this.rows.change(number, wish);
		Map<String, Object> details = details(wish);
		details.put("before", details(new FreezeWish(before.name(), before.from(), before.until(), before.kinds(),
				before.environments(), before.reason())));
		note(who, "freeze.changed", number, details);
		return get(number);
	}

	/**
	 * What is held goes on at once.
	 */
	@Transactional
	Freeze end(SignedIn who, long number, String reason) {
		Freeze before = held(number);
		String why = Typed.some("reason", reason, 2_000, "reason must say why it ends before its time.");
		this.rows.end(number, this.clock.instant());
		note(who, "freeze.ended", number,
				Map.of("name", before.name(), "until", before.until().toString(), "reason", why));
		return get(number);
	}

	Freeze get(long number) {
		return this.rows.find(number).orElseThrow(() -> missing(number));
	}

	private Freeze held(long number) {
		Freeze freeze = this.rows.hold(number).orElseThrow(() -> missing(number));
		if (freeze.phase(this.clock.instant()) == Freeze.Phase.OVER) {
			throw new ConflictException("The freeze %s is over; declare another".formatted(freeze.name()));
		}
		return freeze;
	}

	private FreezeWish read(Typing typing, @Nullable Freeze before, Instant now) {
		String name = Typed.some("name", typing.name(), 80, "name must say what people call it.");
		Instant from = from(typing.from(), before, now);
		Instant until = typing.until();
		if (until == null || !until.isAfter(from) || !until.isAfter(now)) {
			throw new InvalidInputException("until",
					"until must be a time ahead, after the freeze begins; end it instead if it is to end now.");
		}
		if (until.isAfter(from.plus(LONGEST))) {
			throw new InvalidInputException("until",
					"until must be at most %d days after the freeze begins.".formatted(LONGEST.toDays()));
		}
		return new FreezeWish(name, from, until, kinds(typing.kinds()), environments(typing.environments()),
				Typed.some("reason", typing.reason(), 2_000, "reason must say why; whoever waits reads it."));
	}

	/**
	 * One that has begun goes on since when it did.
	 */
	private static Instant from(@Nullable Instant typed, @Nullable Freeze before, Instant now) {
		if (before != null && (typed == null || !before.from().isAfter(now))) {
			return before.from();
		}
		// Whoever types a time types minutes.
		if (typed != null && (typed.isBefore(now.truncatedTo(ChronoUnit.MINUTES)) || typed.isAfter(now.plus(AHEAD)))) {
			throw new InvalidInputException("from", "from must be a time within a year, or be left out for now.");
		}
		return (typed == null || typed.isBefore(now)) ? now : typed;
	}

	private static Set<String> kinds(Collection<String> typed) {
		Set<String> known = Set.of(EnvironmentKind.values())
			.stream()
			.map(EnvironmentKind::word)
			.collect(Collectors.toCollection(TreeSet::new));
		if (!known.containsAll(typed)) {
			throw new InvalidInputException("kinds",
					"kinds must be of %s, or be left out for all.".formatted(String.join(", ", known)));
		}
		return Set.copyOf(typed);
	}

	/**
	 * A name that nothing has would freeze nothing.
	 */
	private Set<String> environments(Collection<String> typed) {
		Set<String> names = typed.stream()
			.map(String::strip)
			.filter((name) -> !name.isEmpty())
			.collect(Collectors.toCollection(TreeSet::new));
		if (names.size() > MOST_NAMES) {
			throw new InvalidInputException("environments",
					"environments must be at most %d names.".formatted(MOST_NAMES));
		}
		for (String name : names) {
			if (this.environments.named(Typed.text("environments", name, 40)).isEmpty()) {
				throw new InvalidInputException("environments",
						"environments must be names of environments that are there; there is no %s.".formatted(name));
			}
		}
		return Set.copyOf(names);
	}

	private void note(SignedIn who, String action, long number, Map<String, Object> details) {
		this.events.publishEvent(new Audited(who.name(), action, "freeze:" + number, Outcome.DONE, details));
		this.signals.send(Freezes.TOPIC, number);
	}

	private static Map<String, Object> details(FreezeWish wish) {
		Map<String, Object> details = new LinkedHashMap<>();
		details.put("name", wish.name());
		details.put("from", wish.from().toString());
		details.put("until", wish.until().toString());
		details.put("kinds", wish.kinds().stream().sorted().toList());
		details.put("environments", wish.environments().stream().sorted().toList());
		details.put("reason", wish.reason());
		return details;
	}

	private static NotThereException missing(long number) {
		return new NotThereException("There is no freeze " + number);
	}

	/**
	 * A freeze as somebody typed it.
	 *
	 * @param from since when; null for now
	 */
	record Typing(String name, @Nullable Instant from, @Nullable Instant until, List<String> kinds,
			List<String> environments, String reason) {

	}

}
