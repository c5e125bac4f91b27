package io.groundwork.access;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;

import io.groundwork.access.BreakGlassRows.Used;
import io.groundwork.environments.Environment;
import io.groundwork.identity.Directory;
import io.groundwork.identity.Known;
import io.groundwork.identity.Role;
import io.groundwork.identity.SignedIn;
import io.groundwork.web.ConflictException;
import io.groundwork.web.ForbiddenException;
import io.groundwork.web.NotThereException;
import io.groundwork.web.Typed;
import io.swagger.v3.oas.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

import org.springframework.context.ApplicationEventPublisher;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/**
 * Getting in at once, for an hour, when there is no time to ask: everybody hears of it,
 * and until somebody else has looked at what was done whoever did it gets in by nothing.
 */
@Component
public class BreakGlass {

	static final Duration LIFE = Duration.ofHours(1);

	static final Duration REVIEW = Duration.ofHours(24);

	static final int LONGEST_INCIDENT = 100;

	private static final List<Role> REVIEWERS = List.of(Role.SRE, Role.PLATFORM, Role.REVIEWER);

	/** So many of those who could look at it are told. */
	private static final int TOLD = 200;

	private final GrantRows rows;

	private final BreakGlassRows used;

	private final GrantReader reader;

	private final GrantEvents events;

	private final Coming coming;

	private final Directory directory;

	private final ApplicationEventPublisher publisher;

	private final Clock clock;

	BreakGlass(GrantRows rows, BreakGlassRows used, GrantReader reader, GrantEvents events, Coming coming,
			Directory directory, ApplicationEventPublisher publisher, Clock clock) {
		this.rows = rows;
		this.used = used;
		this.reader = reader;
		this.events = events;
		this.coming = coming;
		this.directory = directory;
		this.publisher = publisher;
		this.clock = clock;
	}

	/**
	 * Lets somebody in.
	 */
	@Transactional
	public Grant force(SignedIn who, Asked asked) {
		if (!who.is(Role.SRE)) {
			throw new ForbiddenException(
					"Only site reliability engineers break the glass; ask one of them, or ask for access");
		}
		Environment environment = this.reader.place(who, asked.environmentGiven());
		String reason = Typed.some("reason", asked.reasonGiven(), Grants.LONGEST_REASON,
				"reason must say what is going on; everybody reads it.");
		String incident = Typed.some("incident", asked.incidentGiven(), LONGEST_INCIDENT,
				"incident must name the incident, such as INC-1234.");
		this.reader.refuseUntilReviewed(who.person());
		this.reader.refuseWithoutGlass(environment);
		Instant now = this.clock.instant();
		Grant grant = this.rows.saveAndFlush(
				new Grant(new GrantWish(Holder.of(who), environment, GrantRole.BREAK_GLASS, LIFE, reason, null, null),
						now, now.plus(LIFE)));
		this.used.add(grant.number(), who.person(), incident, false, now.plus(REVIEW));
		this.events.add(grant, who.name(), "forced", "%s: %s".formatted(incident, reason));
		grant.schedule(now);
		this.rows.saveAndFlush(grant);
		this.coming.begin(grant);
		return grant;
	}

	/**
	 * Takes down what somebody else found, with which whoever did it may get in again as
	 * others do.
	 */
	@Transactional
	public Used review(SignedIn who, long number, boolean justified, String finding) {
		Grant grant = this.rows.hold(number).orElseThrow(() -> missing(number));
		Used before = this.used.of(number).orElseThrow(() -> missing(number));
		if (!mayReview(who)) {
			throw new ForbiddenException(
					"Only site reliability and platform engineers and reviewers look at what was done by break-glass");
		}
		if (sameHuman(who.person(), before.person())) {
			throw new ForbiddenException(
					"You broke the glass yourself, so somebody else has to look at what you did: %s"
						.formatted(String.join(", ", names(reviewers(before)))));
		}
		if (!grant.status().over()) {
			throw new ConflictException(
					"Break-glass %d is %s: what was done can be looked at once it is over. %s can give it back, you can take it away"
						.formatted(number, grant.status().word(), grant.holder()));
		}
		String found = Typed.text("finding", finding, Grants.LONGEST_REASON);
		if (!this.used.review(number, who, justified, found, this.clock.instant())) {
			throw new ConflictException("Break-glass %d was looked at already".formatted(number));
		}
		this.events.add(grant, who.name(), "reviewed",
				"%s.%s".formatted(justified ? "It was right" : "It was not right", found.isEmpty() ? "" : " " + found));
		this.publisher.publishEvent(new Reviewed(number));
		return this.used.of(number).orElseThrow();
	}

	static boolean mayReview(SignedIn who) {
		return REVIEWERS.stream().anyMatch(who::is);
	}

	/**
	 * Whether somebody may look at that one.
	 */
	boolean mayReview(SignedIn who, Used one) {
		return one.review() == null && mayReview(who) && !sameHuman(who.person(), one.person());
	}

	/**
	 * Those who could look at it, some who were here lately.
	 */
	List<Known> reviewers(Used one) {
		Known holder = this.directory.known(List.of(one.person())).get(one.person());
		return this.directory.holding(REVIEWERS, TOLD)
			.stream()
			.filter((known) -> holder == null || known.human() != holder.human())
			.toList();
	}

	/**
	 * Those by which somebody may be in now, for the warning on every page.
	 */
	public List<Warning> open(SignedIn who) {
		return this.used.open(who)
			.stream()
			.map((open) -> new Warning(open.grant(),
					"%s is in %s by break-glass".formatted(open.holder(), open.environment()), open.endsAt()))
			.toList();
	}

	private boolean sameHuman(long one, long other) {
		Map<Long, Known> known = this.directory.known(List.of(one, other));
		Known first = known.get(one);
		Known second = known.get(other);
		return one == other || (first != null && second != null && first.human() == second.human());
	}

	private static List<String> names(List<Known> people) {
		return people.stream().map(Known::name).sorted().limit(5).toList();
	}

	private static NotThereException missing(long number) {
		return new NotThereException("There is no break-glass " + number);
	}

	/**
	 * What somebody types in a hurry.
	 *
	 * @param environment where
	 * @param reason what is going on
	 * @param incident the number of the incident
	 */
	@Schema(name = "BreakGlass")
	record Asked(@Nullable String environment, @Nullable String reason, @Nullable String incident) {

		private String environmentGiven() {
			return given(this.environment);
		}

		private String reasonGiven() {
			return given(this.reason);
		}

		private String incidentGiven() {
			return given(this.incident);
		}

		private static String given(@Nullable String text) {
			return (text != null) ? text.strip() : "";
		}

	}

	/**
	 * Somebody has looked at it; their transaction goes on.
	 */
	record Reviewed(long grant) {

	}

	/**
	 * That somebody may be in now.
	 *
	 * @param grant the number of the grant
	 * @param text who is where
	 * @param until until when at most
	 */
	public record Warning(long grant, String text, @Nullable Instant until) {

	}

}
