package io.groundwork.approvals;

import java.time.Clock;
import java.time.Instant;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

import io.groundwork.approvals.Ballot.Choice;
import io.groundwork.audit.Audited;
import io.groundwork.audit.Outcome;
import io.groundwork.identity.SignedIn;
import io.groundwork.web.ConflictException;
import io.groundwork.web.ForbiddenException;
import org.jspecify.annotations.Nullable;

import org.springframework.context.ApplicationEventPublisher;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Asks people to agree, and says whether they did.
 */
@Component
public class Approvals {

	private final Rounds rounds;

	private final RuleBook rules;

	private final Count count;

	private final Electorate electorate;

	private final ApplicationEventPublisher events;

	private final TransactionTemplate transaction;

	private final Clock clock;

	Approvals(Rounds rounds, RuleBook rules, Count count, Electorate electorate, ApplicationEventPublisher events,
			TransactionTemplate transaction, Clock clock) {
		this.clock = clock;
		this.electorate = electorate;
		this.rounds = rounds;
		this.rules = rules;
		this.count = count;
		this.events = events;
		this.transaction = transaction;
	}

	/**
	 * Asks for agreement to a subject. A round about the same subject that is open still
	 * ends: it was about something else.
	 * @param asker the account of whoever wants it
	 * @param expires until when it may be agreed to, and what was agreed to be carried
	 * out; null for ever
	 */
	@Transactional
	public Standing ask(Subject subject, long asker, Question question, @Nullable Instant expires) {
		RuleSet inForce = this.rules.inForce();
		return ask(subject, asker, question.team(), inForce, inForce.needs(question), expires);
	}

	private Standing ask(Subject subject, long asker, String team, RuleSet inForce, List<Need> needs,
			@Nullable Instant expires) {
		close(subject.kind(), subject.number(), Round.Result.STALE);
		long number = this.rounds.open(subject, asker, team, expires, inForce, needs);
		Map<String, Object> details = new LinkedHashMap<>();
		details.put("round", number);
		details.put("digest", subject.digest());
		details.put("rules", inForce.version());
		details.put("needs", needs.stream().map((need) -> need.policy() + ": " + need.who()).toList());
		note("groundwork", "approval.asked", subject, details);
		if (needs.isEmpty()) {
			decide(get(subject), Round.Result.AGREED, null, "");
		}
		return standing(subject.kind(), subject.number()).orElseThrow();
	}

	/**
	 * Who would have to agree by the rules in force.
	 */
	@Transactional(readOnly = true)
	public List<Need> needs(Question question) {
		return this.rules.inForce().needs(question);
	}

	/**
	 * Asks for agreement to a subject that does not expire.
	 */
	@Transactional
	public Standing ask(Subject subject, long asker, Question question) {
		return ask(subject, asker, question, null);
	}

	/**
	 * Asks for agreement to a subject that is about several things, each with needs of
	 * its own: whoever satisfies all of them agrees to all.
	 */
	@Transactional
	public Standing ask(Subject subject, long asker, List<Question> questions, @Nullable Instant expires) {
		RuleSet inForce = this.rules.inForce();
		return ask(subject, asker, questions.getFirst().team(), inForce,
				questions.stream().flatMap((one) -> inForce.needs(one).stream()).distinct().toList(), expires);
	}

	/**
	 * Takes note that a subject is covered by what was agreed to before. The database
	 * says whether it may be.
	 * @param agreed the digest of what was agreed to
	 * @return whether it was agreed to
	 */
	@Transactional
	public boolean follow(Subject subject, String agreed) {
		Optional<Round> followed = agreed(subject.kind(), agreed);
		if (followed.isEmpty()) {
			return false;
		}
		close(subject.kind(), subject.number(), Round.Result.STALE);
		long number = this.rounds.follow(subject, followed.get());
		this.rounds.close(number, Round.Result.AGREED);
		note("groundwork", "approval.followed", subject,
				Map.of("round", number, "follows", followed.get().basis(), "digest", subject.digest()));
		return true;
	}

	/**
	 * Counts what somebody says. What is refused leaves a row in the record, and nothing
	 * else.
	 */
	public Standing vote(Subject.Kind kind, long number, SignedIn who, Ballot ballot, Owner owner) {
		try {
			this.transaction.executeWithoutResult((status) -> {
				owner.hold();
				cast(kind, number, who, ballot, owner);
			});
		}
		catch (ConflictException | ForbiddenException ex) {
			Map<String, Object> details = new LinkedHashMap<>();
			details.put("vote", ballot.vote().word());
			details.put("digest", ballot.digest());
			details.put("why", String.valueOf(ex.getMessage()));
			this.transaction.executeWithoutResult((status) -> this.events.publishEvent(
					new Audited(who.name(), "approval.voted", kind.word() + ":" + number, Outcome.REFUSED, details)));
			throw ex;
		}
		return standing(kind, number).orElseThrow();
	}

	Standing vote(Subject.Kind kind, long number, SignedIn who, Ballot ballot) {
		return vote(kind, number, who, ballot, new Owner() {

			@Override
			public void hold() {
			}

			@Override
			public void voted(String inPlaceOf) {
			}

		});
	}

	private void cast(Subject.Kind kind, long number, SignedIn who, Ballot ballot, Owner owner) {
		Round round = this.rounds.open(kind, number).orElseThrow(() -> new ConflictException(closed(kind, number)));
		if (!round.subject().digest().equals(ballot.digest())) {
			throw new ConflictException(
					"The digest is not that of what is asked for now; look at it again before you vote");
		}
		if (round.expired(this.clock.instant())) {
			throw new ConflictException("What was asked for has expired; it has to be asked for anew");
		}
		Voice voice = this.electorate.voice(round, who, ballot.inPlaceOf());
		try {
			this.rounds.vote(round, who.person(), voice, ballot);
		}
		catch (DataIntegrityViolationException ex) {
			throw refusal(ex, kind, number, voice);
		}
		String place = voice.way().inPlaceOf();
		Map<String, Object> details = new LinkedHashMap<>();
		details.put("round", round.number());
		details.put("digest", ballot.digest());
		details.put("reason", ballot.reason());
		details.put("by", who.by().kind().name().toLowerCase(Locale.ROOT));
		if (voice.delegation() != null) {
			details.put("inPlaceOf", place);
			details.put("delegation", voice.delegation().number());
		}
		note(who.name(), (ballot.vote() == Choice.APPROVE) ? "approval.given" : "approval.denied", round.subject(),
				details);
		owner.voted(place);
		if (ballot.vote() == Choice.DENY) {
			decide(round, Round.Result.DENIED, who.name(), ballot.reason());
		}
		else if (this.count.of(round).tally().enough()) {
			decide(round, Round.Result.AGREED, who.name(), ballot.reason());
		}
	}

	private String closed(Subject.Kind kind, long number) {
		return this.rounds.latest(kind, number)
			.map((round) -> "Nobody is asked to agree to %s %d any more: it is %s".formatted(kind.word(), number,
					(round.result() != null) ? round.result().word() : "being decided"))
			.orElse("Nobody is asked to agree to %s %d yet".formatted(kind.word(), number));
	}

	private RuntimeException refusal(DataIntegrityViolationException ex, Subject.Kind kind, long number, Voice voice) {
		String place = voice.way().inPlaceOf();
		return switch (Refusal.constraint(ex)) {
			case "approval_vote_once" ->
				new ConflictException("You have voted on this already, perhaps with another account of yours");
			case "approval_vote_place_once", "approval_vote_of_a_place" ->
				new ConflictException(place.isEmpty() ? "Somebody has voted on this in your place already"
						: "%s has voted on this already, or somebody in their place".formatted(place));
			case "approval_vote_not_own" -> new ForbiddenException(
					"Nobody agrees to what they asked for themselves, with whichever account or in whose place; ask somebody else");
			case "approval_vote_place_not_own" ->
				new ForbiddenException("%s asked for it, so nobody agrees to it in their place".formatted(place));
			case "approval_vote_place_not_self" ->
				new ForbiddenException("%s and you are one human, so nothing is lent".formatted(place));
			case "approval_vote_delegated" ->
				new ConflictException("You do not vote in place of %s any more".formatted(place));
			case "approval_vote_in_time" -> new ConflictException(closed(kind, number));
			default -> ex;
		};
	}

	private void decide(Round round, Round.Result result, @Nullable String by, String reason) {
		if (this.rounds.close(round.number(), result)) {
			boolean agreed = result == Round.Result.AGREED;
			note("groundwork", agreed ? "approval.agreed" : "approval.refused", round.subject(),
					Map.of("round", round.number(), "digest", round.subject().digest()));
			this.events.publishEvent(new Decided(round.number(), round.subject(), agreed, by, reason));
		}
	}

	/**
	 * Nobody wants it any more.
	 */
	@Transactional
	public void withdraw(Subject.Kind kind, long number) {
		close(kind, number, Round.Result.WITHDRAWN);
	}

	/**
	 * What was to be agreed to is no longer so.
	 */
	@Transactional
	public void outdate(Subject.Kind kind, long number) {
		close(kind, number, Round.Result.STALE);
	}

	private void close(Subject.Kind kind, long number, Round.Result result) {
		this.rounds.open(kind, number)
			.filter((round) -> this.rounds.close(round.number(), result))
			.ifPresent((round) -> note("groundwork", "approval.ended", round.subject(),
					Map.of("round", round.number(), "result", result.word())));
	}

	/**
	 * Why exactly this is not agreed to, if it is not. Whoever has lost the role since,
	 * is kept out or turned out to be somebody else does not count any more.
	 */
	@Transactional(readOnly = true)
	public Optional<String> objection(Subject.Kind kind, String digest) {
		Optional<Round> agreed = agreed(kind, digest);
		if (agreed.isEmpty()) {
			return Optional.of("Nobody has agreed to exactly this");
		}
		if (agreed.get().expired(this.clock.instant())) {
			return Optional.of("It was agreed to, and has expired since");
		}
		Counted counted = this.count.of(agreed.get());
		if (counted.tally().enough()) {
			return Optional.empty();
		}
		return Optional.of("Somebody who agreed does not count any more, so that %s missing".formatted(counted.tally()
			.progress()
			.stream()
			.filter((one) -> !one.met())
			.map((one) -> one.need().voters().counted(one.missing()) + ((one.missing() == 1) ? " is" : " are"))
			.findFirst()
			.orElse("somebody is")));
	}

	/**
	 * What exactly that was agreed to for, and by whom, if it was.
	 */
	@Transactional(readOnly = true)
	public Optional<Standing> agreement(Subject.Kind kind, String digest) {
		return agreed(kind, digest).map((round) -> this.count.of(round).standing());
	}

	private Optional<Round> agreed(Subject.Kind kind, String digest) {
		return this.rounds.agreed(digest).filter((round) -> round.subject().kind() == kind);
	}

	/**
	 * Where the latest round on a subject stands, if there was one.
	 */
	@Transactional(readOnly = true)
	public Optional<Standing> standing(Subject.Kind kind, long number) {
		return this.rounds.latest(kind, number).map((round) -> this.count.of(round).standing());
	}

	/**
	 * All rounds on a subject in their order, also those that ended without agreement.
	 */
	@Transactional(readOnly = true)
	public List<Standing> history(Subject.Kind kind, long number) {
		List<Round> all = this.rounds.all(kind, number);
		return this.count.of(all).stream().map(Counted::standing).toList();
	}

	/**
	 * The rules of a version, as they are written and as they are digested.
	 */
	@Transactional(readOnly = true)
	public WrittenRules rules(int version) {
		return new WrittenRules(this.rules.get(version), this.rules.text(version));
	}

	/**
	 * Where the latest rounds on those subjects stand, by their numbers.
	 */
	@Transactional(readOnly = true)
	public Map<Long, Standing> standings(Subject.Kind kind, Collection<Long> numbers) {
		Map<Long, Round> found = this.rounds.latest(kind, numbers);
		Map<Long, Standing> standings = new LinkedHashMap<>();
		this.count.of(found.values())
			.forEach((counted) -> standings.put(counted.round().subject().number(), counted.standing()));
		return standings;
	}

	private Round get(Subject subject) {
		return this.rounds.latest(subject.kind(), subject.number()).orElseThrow();
	}

	private void note(String by, String action, Subject subject, Map<String, Object> details) {
		this.events.publishEvent(new Audited(by, action, subject.handle(), Outcome.DONE, details));
	}

}
