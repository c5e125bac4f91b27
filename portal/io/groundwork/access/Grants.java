package io.groundwork.access;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.Set;

import io.groundwork.approvals.Approvals;
import io.groundwork.approvals.Ballot;
import io.groundwork.approvals.Electorate;
import io.groundwork.approvals.Owner;
import io.groundwork.approvals.Question;
import io.groundwork.approvals.Standing;
import io.groundwork.approvals.Subject;
import io.groundwork.environments.Environments;
import io.groundwork.identity.Role;
import io.groundwork.identity.SignedIn;
import io.groundwork.web.ConflictException;
import io.groundwork.web.ForbiddenException;
import io.groundwork.web.InvalidInputException;
import io.groundwork.web.NotThereException;
import io.groundwork.web.Typed;
import org.jspecify.annotations.Nullable;

import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/**
 * What people do with grants. What the portal does with them by itself is
 * {@link Coming}'s and {@link Leaving}'s.
 */
@Component
class Grants {

	/** What is signalled when anything happens to a grant. */
	static final String TOPIC = "grant";

	static final int LONGEST_REASON = 2_000;

	private final GrantRows rows;

	private final GrantEvents events;

	private final Approvals approvals;

	private final Electorate electorate;

	private final Coming coming;

	private final GrantReader reader;

	private final AccessSettings settings;

	private final Clock clock;

	Grants(GrantRows rows, GrantEvents events, Approvals approvals, Electorate electorate, Coming coming,
			GrantReader reader, AccessSettings settings, Clock clock) {
		this.rows = rows;
		this.events = events;
		this.approvals = approvals;
		this.electorate = electorate;
		this.coming = coming;
		this.reader = reader;
		this.settings = settings;
		this.clock = clock;
	}

	/**
	 * Takes a wish down. Where nobody has to agree it begins with that.
	 */
	@Transactional
	public Grant ask(GrantWish wish) {
		Instant now = now();
		Instant starts = wish.startsAt();
		Instant until = ((starts != null && starts.isAfter(now)) ? starts : now).plus(this.settings.patience());
		Grant grant = add(new Grant(wish, now, until));
		this.events.add(grant, wish.by().name(), "asked", wish.reason());
		this.approvals.ask(new Subject(Subject.Kind.GRANT, grant.number(), grant.digest()), wish.by().person(),
				question(grant), until);
		return this.rows.findById(grant.number()).orElseThrow();
	}

	/**
	 * The reader has looked; what somebody else does at the same moment the database
	 * sees.
	 */
	private Grant add(Grant grant) {
		try {
			return this.rows.saveAndFlush(grant);
		}
		catch (DataIntegrityViolationException ex) {
			throw new ConflictException(
					"%s moved on while you asked; look at your access and ask again".formatted(grant.environment()));
		}
	}

	private static Question question(Grant grant) {
		Set<String> stakes = new HashSet<>();
		if (grant.role() == GrantRole.OPERATOR) {
			stakes.add(Question.OPERATOR);
		}
		if (grant.guest()) {
			stakes.add(Question.GUEST);
		}
		return new Question(grant.environmentKind(), Question.GRANT, stakes, grant.team());
	}

	/**
	 * Would like it to last longer, by the same rule by which it began.
	 */
	@Transactional
	public Grant extend(SignedIn who, long number, int minutes, String reason) {
		Grant grant = own(who, number, "extend");
		this.reader.refuseUntilReviewed(who.person());
		if (minutes < 1 || minutes > GrantWish.LONGEST.toMinutes()) {
			throw new InvalidInputException("minutes",
					"minutes must be 1 to %d.".formatted(GrantWish.LONGEST.toMinutes()));
		}
		String why = Typed.text("reason", reason, LONGEST_REASON);
		if (why.isEmpty()) {
			why = grant.reason();
		}
		String digest = grant.more(minutes, why, now());
		this.rows.saveAndFlush(grant);
		this.events.add(grant, who.name(), "more-asked", "%d minutes more: %s".formatted(minutes, why));
		this.approvals.ask(new Subject(Subject.Kind.GRANT, number, digest), grant.holderId(), question(grant),
				grant.endsAt());
		return this.rows.findById(number).orElseThrow();
	}

	/**
	 * Gives it back, or wants it no more.
	 */
	@Transactional
	public Grant release(SignedIn who, long number) {
		Grant grant = own(who, number, "release");
		end(grant, (grant.beganAt() != null) ? Cause.RELEASED : Cause.WITHDRAWN, who.name(), "");
		return grant;
	}

	/**
	 * Takes it away.
	 */
	@Transactional
	public Grant revoke(SignedIn who, long number, String reason) {
		Grant grant = held(who, number);
		if (!mayRevoke(who)) {
			throw new ForbiddenException(
					"Only platform and site reliability engineers and reviewers may take grants away from others");
		}
		end(grant, Cause.REVOKED, who.name(),
				Typed.some("reason", reason, LONGEST_REASON, "reason must say why; whoever held it reads it."));
		return grant;
	}

	static boolean mayRevoke(SignedIn who) {
		return who.is(Role.PLATFORM) || who.is(Role.SRE) || who.is(Role.REVIEWER);
	}

	/**
	 * Begins the end of all that somebody has.
	 */
	@Transactional
	public void endAll(long person, Cause why) {
		this.rows.openOf(person).forEach((grant) -> end(grant.number(), why));
	}

	/**
	 * Begins the end of a grant, if it has not begun.
	 */
	@Transactional
	public void end(long number, Cause why) {
		this.rows.hold(number)
			.filter((grant) -> grant.status().endable())
			.ifPresent((grant) -> end(grant, why, GrantEvents.PORTAL, ""));
	}

	/**
	 * Begins a grant whose row is held and whose time has come. Votes are counted again:
	 * somebody who agreed may have lost the role since.
	 */
	void begin(Grant grant) {
		this.approvals.objection(Subject.Kind.GRANT, grant.digest())
			.ifPresentOrElse((why) -> end(grant, Cause.LAPSED, GrantEvents.PORTAL, why + ". Ask for it anew."),
					() -> this.coming.begin(grant));
	}

	/**
	 * Begins the end of a grant whose row is held.
	 */
	void end(Grant grant, Cause why, String by, String because) {
		if (!grant.status().endable()) {
			throw new ConflictException("Grant %d is %s already".formatted(grant.number(), grant.status().word()));
		}
		this.approvals.withdraw(Subject.Kind.GRANT, grant.number());
		grant.end(why, by, because, now());
		this.rows.saveAndFlush(grant);
		this.events.add(grant, by, why.word(), because);
	}

	/**
	 * Counts somebody's vote on what is asked for: the grant, or more minutes.
	 * @param looked the digest of what they looked at; what is asked for now if they do
	 * not say
	 */
	Standing vote(SignedIn who, long number, Ballot.Choice choice, String reason, String inPlaceOf,
			@Nullable String looked) {
		Grant seen = seenBy(who, number);
		String asked = (looked != null) ? looked : seen.asked();
		return this.approvals.vote(Subject.Kind.GRANT, number, who, new Ballot(choice, asked, reason, inPlaceOf),
				new Owner() {

					@Override
					public void hold() {
						Grants.this.rows.hold(number).orElseThrow();
					}

					@Override
					public void voted(String place) {
						Grant grant = Grants.this.rows.hold(number).orElseThrow();
						String said = place.isEmpty() ? "" : "In place of %s. ".formatted(place);
						Grants.this.events.add(grant, who.name(),
								(choice == Ballot.Choice.APPROVE) ? "approved" : "denied", (said + reason).strip());
					}

				});
	}

	/**
	 * A grant as somebody sees it; for those who may not see its environment there is
	 * none, unless it is theirs.
	 */
	Grant seenBy(SignedIn who, long number) {
		return this.rows.findById(number).filter((grant) -> maySee(who, grant)).orElseThrow(() -> missing(number));
	}

	private Grant held(SignedIn who, long number) {
		return this.rows.hold(number).filter((grant) -> maySee(who, grant)).orElseThrow(() -> missing(number));
	}

	/**
	 * The holder's row, for what only the holder may do.
	 */
	private Grant own(SignedIn who, long number, String what) {
		return whose(who, held(who, number), what);
	}

	/**
	 * The same without keeping others from moving it on.
	 */
	Grant theirs(SignedIn who, long number, String what) {
		return whose(who, seenBy(who, number), what);
	}

	private static Grant whose(SignedIn who, Grant grant, String what) {
		if (grant.holderId() != who.person()) {
			throw new ForbiddenException(
					"Only %s, whose it is, may %s grant %d".formatted(grant.holder(), what, grant.number()));
		}
		return grant;
	}

	/**
	 * Nobody votes on what they cannot look at, so whoever votes in somebody's place sees
	 * what they see.
	 */
	private boolean maySee(SignedIn who, Grant grant) {
		return grant.holderId() == who.person() || Environments.seesAll(who) || who.teams().contains(grant.team())
				|| this.electorate.inPlaceOf(who)
					.stream()
					.anyMatch((away) -> Environments.seesAll(away.roles()) || away.teams().contains(grant.team()));
	}

	private static NotThereException missing(long number) {
		return new NotThereException("There is no grant " + number);
	}

	Duration left(Grant grant) {
		Instant ends = grant.endsAt();
		return (ends != null) ? Duration.between(now(), ends) : Duration.ZERO;
	}

	Instant now() {
		return this.clock.instant();
	}

}
