package io.groundwork.approvals;

import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

import io.groundwork.approvals.Ballot.Choice;
import io.groundwork.audit.Audited;
import io.groundwork.audit.Outcome;
import io.groundwork.identity.Directory;
import io.groundwork.identity.Known;
import io.groundwork.identity.Role;
import io.groundwork.identity.SignedIn;
import io.groundwork.web.ConflictException;
import io.groundwork.web.ForbiddenException;
import io.groundwork.web.InvalidInputException;
import org.jspecify.annotations.Nullable;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;

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

	/** So many are named of those who could agree. */
	private static final int NAMED = 12;

	private final Rounds rounds;

	private final RuleBook rules;

	private final Directory directory;

	private final ApplicationEventPublisher events;

	private final TransactionTemplate transaction;

	private final Clock clock;

	Approvals(Rounds rounds, RuleBook rules, Directory directory, ApplicationEventPublisher events,
			TransactionTemplate transaction, Clock clock) {
		this.clock = clock;
		this.rounds = rounds;
		this.rules = rules;
		this.directory = directory;
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
		close(subject.kind(), subject.number(), Round.Result.STALE);
		RuleSet inForce = this.rules.inForce();
		List<Need> needs = inForce.needs(question);
		long number = this.rounds.open(subject, asker, question.team(), expires, inForce, needs);
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
	 * Asks for agreement to a subject that does not expire.
	 */
	@Transactional
	public Standing ask(Subject subject, long asker, Question question) {
		return ask(subject, asker, question, null);
	}

	/**
	 * Counts what somebody says. What is refused leaves a row in the record, and nothing
	 * else.
	 * @param hold called first, within the transaction, so that whose subject it is takes
	 * its own rows before the round's
	 */
	public Standing vote(Subject.Kind kind, long number, SignedIn who, Ballot ballot, Runnable hold) {
		try {
			this.transaction.executeWithoutResult((status) -> {
				hold.run();
				cast(kind, number, who, ballot);
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
		return vote(kind, number, who, ballot, () -> {
		});
	}

	private void cast(Subject.Kind kind, long number, SignedIn who, Ballot ballot) {
		Round round = this.rounds.open(kind, number).orElseThrow(() -> new ConflictException(closed(kind, number)));
		if (!round.subject().digest().equals(ballot.digest())) {
			throw new ConflictException(
					"The digest is not that of what is asked for now; look at it again before you vote");
		}
		if (round.expired(this.clock.instant())) {
			throw new ConflictException("What was asked for has expired; it has to be asked for anew");
		}
		Known voter = this.directory.known(List.of(who.person())).get(who.person());
		if (voter == null || !Tally.counts(round.needs(), round.team(), voter)) {
			throw new ForbiddenException("Your vote would not count here: it takes %s"
				.formatted(String.join(", and ", round.needs().stream().map(Need::who).distinct().toList())));
		}
		try {
			this.rounds.vote(round, who.person(), ballot);
		}
		catch (DataIntegrityViolationException ex) {
			throw refusal(ex, kind, number);
		}
		note(who.name(), (ballot.vote() == Choice.APPROVE) ? "approval.given" : "approval.denied", round.subject(),
				Map.of("round", round.number(), "digest", ballot.digest(), "reason", ballot.reason(), "by",
						who.by().kind().name().toLowerCase(Locale.ROOT)));
		if (ballot.vote() == Choice.DENY) {
			decide(round, Round.Result.DENIED, who.name(), ballot.reason());
		}
		else if (counted(round).tally().enough()) {
			decide(round, Round.Result.AGREED, who.name(), ballot.reason());
		}
	}

	private String closed(Subject.Kind kind, long number) {
		return this.rounds.latest(kind, number)
			.map((round) -> "Nobody is asked to agree to %s %d any more: it is %s".formatted(kind.word(), number,
					(round.result() != null) ? round.result().word() : "being decided"))
			.orElse("Nobody is asked to agree to %s %d yet".formatted(kind.word(), number));
	}

	private RuntimeException refusal(DataIntegrityViolationException ex, Subject.Kind kind, long number) {
		return switch (constraint(ex)) {
			case "approval_vote_once" ->
				new ConflictException("You have voted on this already, perhaps with another account of yours");
			case "approval_vote_not_own" -> new ForbiddenException(
					"Nobody agrees to what they asked for themselves, with whichever account; ask somebody else");
			case "approval_vote_in_time" -> new ConflictException(closed(kind, number));
			default -> ex;
		};
	}

	private static String constraint(DataIntegrityViolationException ex) {
		if (ex.getMostSpecificCause() instanceof PSQLException cause) {
			ServerErrorMessage message = cause.getServerErrorMessage();
			if (message != null && message.getConstraint() != null) {
				return message.getConstraint();
			}
		}
		return "";
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
		Counted counted = counted(agreed.get());
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
		return agreed(kind, digest).map((round) -> counted(round).standing());
	}

	private Optional<Round> agreed(Subject.Kind kind, String digest) {
		return this.rounds.agreed(digest).filter((round) -> round.subject().kind() == kind);
	}

	/**
	 * Where the latest round on a subject stands, if there was one.
	 */
	@Transactional(readOnly = true)
	public Optional<Standing> standing(Subject.Kind kind, long number) {
		return this.rounds.latest(kind, number).map((round) -> counted(round).standing());
	}

	/**
	 * Where the latest rounds on those subjects stand, by their numbers.
	 */
	@Transactional(readOnly = true)
	public Map<Long, Standing> standings(Subject.Kind kind, Collection<Long> numbers) {
		Map<Long, Round> found = this.rounds.latest(kind, numbers);
		Map<Long, List<Rounds.Cast>> votes = this.rounds.votes(found.values().stream().map(Round::number).toList());
		Map<Long, Known> people = this.directory.known(
				Stream.concat(found.values().stream().map(Round::asker), voters(votes.values())).distinct().toList());
		Map<Long, Standing> standings = new LinkedHashMap<>();
		found.forEach((subject, round) -> standings.put(subject,
				counted(round, votes.getOrDefault(round.number(), List.of()), people).standing()));
		return standings;
	}

	/**
	 * Some who could agree to what a round waits for, and have not.
	 */
	@Transactional(readOnly = true)
	public List<String> couldAct(Standing standing) {
		return couldAct(standing, 4 * NAMED).stream().map(Known::name).limit(NAMED).toList();
	}

	/**
	 * Those who could agree to what a round waits for, and have not; of each human the
	 * account that was here last.
	 * @param most so many who hold a role that counts are looked at
	 */
	@Transactional(readOnly = true)
	public List<Known> couldAct(Standing standing, int most) {
		if (!standing.open()) {
			return List.of();
		}
		Round round = get(standing.subject());
		Counted counted = counted(round);
		Set<Long> out = new HashSet<>(counted.humans());
		List<Need> missing = standing.progress().stream().filter((one) -> !one.met()).map(Progress::need).toList();
		Set<Role> roles = new HashSet<>();
		missing.forEach((need) -> roles.addAll(need.voters().roles()));
		return this.directory.holding(roles, most)
			.stream()
			.filter((one) -> Tally.counts(missing, round.team(), one) && out.add(one.human()))
			.toList();
	}

	/**
	 * Whether somebody's vote would be counted now.
	 */
	@Transactional(readOnly = true)
	public boolean mayVote(Standing standing, SignedIn who) {
		return !votable(List.of(standing), who).isEmpty();
	}

	/**
	 * Those of some in which somebody's vote would be counted now.
	 */
	@Transactional(readOnly = true)
	public List<Standing> votable(Collection<Standing> standings, SignedIn who) {
		List<Standing> open = standings.stream().filter(Standing::open).toList();
		if (open.isEmpty()) {
			return List.of();
		}
		Set<Long> accounts = new HashSet<>(List.of(who.person()));
		open.forEach((standing) -> {
			accounts.add(standing.asker());
			standing.votes().forEach((vote) -> accounts.add(vote.voter()));
		});
		Map<Long, Known> people = this.directory.known(accounts);
		Known me = people.get(who.person());
		if (me == null) {
			return List.of();
		}
		return open.stream()
			.filter((standing) -> Tally.counts(standing.progress().stream().map(Progress::need).toList(),
					standing.team(), me))
			.filter((standing) -> Stream.concat(Stream.of(standing.asker()), standing.votes().stream().map(Vote::voter))
				.map(people::get)
				.noneMatch((one) -> one != null && one.human() == me.human()))
			.toList();
	}

	private Round get(Subject subject) {
		return this.rounds.latest(subject.kind(), subject.number()).orElseThrow();
	}

	private Counted counted(Round round) {
		Map<Long, List<Rounds.Cast>> votes = this.rounds.votes(List.of(round.number()));
		Map<Long, Known> people = this.directory
			.known(Stream.concat(Stream.of(round.asker()), voters(votes.values())).distinct().toList());
		return counted(round, votes.getOrDefault(round.number(), List.of()), people);
	}

	private static Stream<Long> voters(Collection<List<Rounds.Cast>> votes) {
		return votes.stream().flatMap(List::stream).map(Rounds.Cast::voter);
	}

	/**
	 * Counts votes by who their voters are now.
	 */
	private static Counted counted(Round round, List<Rounds.Cast> cast, Map<Long, Known> people) {
		Set<Long> humans = new HashSet<>();
		Known asker = people.get(round.asker());
		if (asker != null) {
			humans.add(asker.human());
		}
		List<Known> approvers = new ArrayList<>();
		List<Vote> votes = new ArrayList<>();
		for (Rounds.Cast one : cast) {
			Known voter = people.get(one.voter());
			boolean counts = voter != null && humans.add(voter.human()) && !voter.locked()
					&& Tally.counts(round.needs(), round.team(), voter);
			if (voter != null) {
				votes.add(new Vote(one.voter(), voter.name(), one.choice(), one.reason(), one.at(), counts));
				if (counts && one.choice() == Choice.APPROVE) {
					approvers.add(voter);
				}
			}
		}
		return new Counted(round, new Tally(round.needs(), round.team(), approvers), votes, humans);
	}

	private void note(String by, String action, Subject subject, Map<String, Object> details) {
		this.events.publishEvent(new Audited(by, action, subject.handle(), Outcome.DONE, details));
	}

	/**
	 * A round with its votes as they count.
	 *
	 * @param humans those who may not vote: whoever asks, and whoever has voted
	 */
	private record Counted(Round round, Tally tally, List<Vote> votes, Set<Long> humans) {

		Standing standing() {
			Round.Result result = this.round.result();
			return new Standing(this.round.number(), this.round.subject(), this.round.asker(), this.round.team(),
					this.tally.progress(), List.copyOf(this.votes), this.round.openedAt(), this.round.closedAt(),
					(result != null) ? result.word() : null);
		}

	}

}
