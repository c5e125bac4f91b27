package io.groundwork.approvals;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;

import io.groundwork.Eventually;
import io.groundwork.Portal;
import io.groundwork.approvals.Ballot.Choice;
import io.groundwork.digest.Sha256;
import io.groundwork.identity.Role;
import io.groundwork.identity.SignedIn;
import io.groundwork.web.ConflictException;
import io.groundwork.web.ForbiddenException;
import io.groundwork.web.InvalidInputException;
import io.groundwork.web.NotThereException;
import org.junit.jupiter.api.Test;

import org.springframework.dao.DataAccessException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Voting in somebody's place, against those who would gain a vote by it.
 */
class DelegationTests {

	private static final AtomicLong NUMBER = new AtomicLong(System.nanoTime());

	private final Portal portal = Portal.shared();

	private final Approvals approvals = this.portal.bean(Approvals.class);

	private final Electorate electorate = this.portal.bean(Electorate.class);

	private final Delegations delegations = this.portal.bean(Delegations.class);

	private final DelegationOffice office = this.portal.bean(DelegationOffice.class);

	private final Crowd crowd = new Crowd(this.portal);

	private final SignedIn asker = this.crowd.engineer();

	private final SignedIn platform = this.crowd.platform();

	private final SignedIn reviewer = this.crowd.reviewer();

	private final SignedIn peer = this.crowd.engineer();

	private final Subject subject = subject();

	@Test
	void aVoteInSomebodysPlaceCountsForWhatTheirsWould() {
		ask("production");
		delegate(this.platform, this.peer);
		assertThat(approve(this.peer).waitingFor()).containsExactly("a reviewer or platform engineer");
		Standing agreed = approve(this.reviewer);
		assertThat(agreed.agreed()).isTrue();
		assertThat(agreed.approvers()).containsExactly(
				"%s, in place of %s".formatted(this.peer.name(), this.platform.name()), this.reviewer.name());
		assertThat(objection()).isEmpty();
		assertThat(this.crowd.jdbc()
			.sql("select count(*) from audit_row where action = 'approval.given' and actor = ? and details::text like ?")
			.params(this.peer.name(), "%" + this.platform.name() + "%")
			.query(Integer.class)
			.single()).isEqualTo(1);
	}

	@Test
	void whoMayVoteForThemselvesDoesSoUnlessTheySayOtherwise() {
		ask("production");
		delegate(this.platform, this.reviewer);
		assertThat(ways(this.reviewer)).containsExactly(new Way(""), new Way(this.platform.name()));
		assertThat(approve(this.reviewer).waitingFor()).containsExactly("a platform engineer");
		assertThat(standing().votes()).extracting(Vote::place).containsOnlyNulls();
		Subject other = subject();
		this.approvals.ask(other, this.asker.person(), question("production"));
		Standing voted = this.approvals.vote(other.kind(), other.number(), this.reviewer,
				new Ballot(Choice.APPROVE, other.digest(), "", this.platform.name()));
		assertThat(voted.waitingFor()).containsExactly("a reviewer or platform engineer");
	}

	@Test
	void whoeverAskedDoesNotAgreeInTheirReviewersPlace() {
		ask("staging");
		delegate(this.reviewer, this.asker);
		assertThat(ways(this.asker)).isEmpty();
		refused(ForbiddenException.class, this.asker, "themselves");
		assertThat(standing().votes()).isEmpty();
	}

	@Test
	void norWithAnotherAccountOfTheirs() {
		SignedIn other = this.crowd.engineer();
		joined(this.asker, other);
		ask("staging");
		delegate(this.reviewer, other);
		assertThat(ways(other)).isEmpty();
		refused(ForbiddenException.class, other, "themselves");
	}

	@Test
	void nobodyAgreesInThePlaceOfWhoeverAsked() {
		SignedIn self = this.crowd.person(null, Role.ENGINEER, Role.REVIEWER);
		this.approvals.ask(this.subject, self.person(), question("staging"));
		delegate(self, this.peer);
		assertThat(ways(this.peer)).isEmpty();
		refused(ForbiddenException.class, this.peer, self.name() + " asked for it");
	}

	@Test
	void whoeverIsAwayDoesNotVoteAfterTheirDelegate() {
		ask("production");
		delegate(this.platform, this.peer);
		approve(this.peer);
		assertThat(ways(this.platform)).isEmpty();
		refused(ConflictException.class, this.platform, "in your place already");
		refused(ConflictException.class, this.peer, "voted on this already");
		assertThat(standing().votes()).hasSize(1);
	}

	@Test
	void norTheDelegateAfterThem() {
		ask("production");
		delegate(this.platform, this.peer);
		approve(this.platform);
		assertThat(ways(this.peer)).isEmpty();
		refused(ConflictException.class, this.peer, this.platform.name() + " has voted on this already");
		// With another account of whoever is away it is the same.
		SignedIn other = this.crowd.reviewer();
		joined(this.platform, other);
		refused(ConflictException.class, other, "voted on this already");
	}

	@Test
	void aDelegateVotesOnceHoweverManyAreAway() {
		SignedIn second = this.crowd.platform();
		ask("production");
		delegate(this.platform, this.peer);
		delegate(second, this.peer);
		approve(this.peer);
		refused(ConflictException.class, this.peer, "voted on this already");
		assertThat(standing().agreed()).isFalse();
	}

	@Test
	void aPlaceIsTakenOnceHoweverManyDelegatesThereWere() {
		ask("production");
		Delegation first = delegate(this.platform, this.peer);
		approve(this.peer);
		this.office.revoke(this.platform, first.number());
		SignedIn second = this.crowd.engineer();
		delegate(this.platform, second);
		refused(ConflictException.class, second, "or somebody in their place");
	}

	@Test
	void whatIsLentIsNotLentOn() {
		ask("production");
		Delegation lent = delegate(this.platform, this.reviewer);
		delegate(this.reviewer, this.peer);
		// As the reviewer, who is no platform engineer.
		assertThat(ways(this.peer)).containsExactly(new Way(this.reviewer.name()));
		refusedBy(ForbiddenException.class, this.peer, this.platform.name(), "You do not vote in place of");
		assertThat(approve(this.peer).waitingFor()).containsExactly("a platform engineer");
		assertThat(vote(lent, this.crowd.engineer())).contains("is not that of account");
	}

	@Test
	void outsideItsTimeItIsNoDelegation() {
		ask("production");
		Instant now = Instant.now();
		this.delegations.add(this.platform.person(), this.peer.person(), now.minusSeconds(7200), now.minusSeconds(3600),
				"over");
		this.delegations.add(this.platform.person(), this.peer.person(), now.plus(Duration.ofDays(10)),
				now.plus(Duration.ofDays(11)), "ahead");
		Delegation revoked = delegate(this.platform, this.peer);
		this.office.revoke(this.platform, revoked.number());
		assertThat(ways(this.peer)).isEmpty();
		refused(ForbiddenException.class, this.peer, "would not count");
		assertThat(vote(revoked, this.peer)).contains("is not that of account");
	}

	@Test
	void whatWasTakenBackCountsNoMoreAndWhatCameToItsEndDoes() {
		ask("development");
		Delegation lent = delegate(this.reviewer, this.crowd.person(null, Role.ENGINEER));
		Subject other = subject();
		this.approvals.ask(other, this.asker.person(), question("staging"));
		SignedIn second = this.crowd.engineer();
		Instant end = Instant.now().plusSeconds(1);
		this.delegations.add(this.platform.person(), second.person(), Instant.now().minusSeconds(1), end, "");
		assertThat(this.approvals
			.vote(other.kind(), other.number(), second, new Ballot(Choice.APPROVE, other.digest(), ""))
			.agreed()).isTrue();
		Eventually.that(Duration.ofSeconds(5), () -> Instant.now().isAfter(end));
		assertThat(this.approvals.objection(other.kind(), other.digest())).isEmpty();

		Subject third = subject();
		this.approvals.ask(third, this.asker.person(), question("staging"));
		SignedIn delegate = new SignedIn(lent.delegate(), lent.delegateName(), lent.delegateName(),
				Set.of(Role.ENGINEER), Set.of("payments"), this.asker.by());
		assertThat(this.approvals
			.vote(third.kind(), third.number(), delegate, new Ballot(Choice.APPROVE, third.digest(), ""))
			.agreed()).isTrue();
		this.office.revoke(this.reviewer, lent.number());
		assertThat(this.approvals.objection(third.kind(), third.digest()))
			.hasValueSatisfying((why) -> assertThat(why).contains("does not count any more"));
	}

	@Test
	void whoeverIsAwayMustStillBeWhoTheyWere() {
		ask("production");
		delegate(this.platform, this.peer);
		approve(this.peer);
		assertThat(approve(this.reviewer).agreed()).isTrue();
		this.crowd.leave(this.platform, Role.REVIEWER);
		assertThat(objection())
			.contains("Somebody who agreed does not count any more, so that a platform engineer is missing");
		this.crowd.leave(this.platform, Role.PLATFORM);
		assertThat(objection()).isEmpty();
		lock(this.platform);
		assertThat(objection()).isPresent();
	}

	@Test
	void aDelegateWhoIsKeptOutCountsNoMore() {
		ask("staging");
		delegate(this.reviewer, this.peer);
		assertThat(approve(this.peer).agreed()).isTrue();
		lock(this.peer);
		assertThat(objection()).isPresent();
	}

	@Test
	void thoseWhoTurnOutToBeOneHumanCountOnce() {
		ask("production");
		delegate(this.platform, this.peer);
		approve(this.peer);
		SignedIn second = this.crowd.reviewer();
		assertThat(approve(second).agreed()).isTrue();
		joined(this.platform, second);
		assertThat(objection()).isPresent();
	}

	@Test
	void ofBothAtTheSameInstantOneCounts() throws Exception {
		ask("production");
		delegate(this.platform, this.peer);
		CountDownLatch together = new CountDownLatch(1);
		List<Boolean> taken = new ArrayList<>();
		try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
			List<Future<Boolean>> all = new ArrayList<>();
			for (int i = 0; i < 20; i++) {
				SignedIn who = (i % 2 == 0) ? this.platform : this.peer;
				all.add(threads.submit(() -> {
					together.await();
					try {
						approve(who);
						return true;
					}
					catch (ConflictException ex) {
						return false;
					}
				}));
			}
			together.countDown();
			for (Future<Boolean> one : all) {
				taken.add(one.get());
			}
		}
		assertThat(taken).containsOnlyOnce(true).hasSize(20);
		assertThat(standing().votes()).hasSize(1);
	}

	@Test
	void whoCouldDecideIsWhoeverVotesInTheirPlace() {
		Standing asked = ask("production");
		// Those who were here last are named first.
		this.crowd.jdbc()
			.sql("update person set last_sign_in_at = now() + interval '1 day' where id = ?")
			.param(this.platform.person())
			.update();
		assertThat(this.electorate.couldAct(asked)).contains(this.platform.name());
		delegate(this.platform, this.peer);
		assertThat(this.electorate.couldAct(asked))
			.contains("%s, in place of %s".formatted(this.peer.name(), this.platform.name()))
			.doesNotContain(this.platform.name());
		this.crowd.jdbc()
			.sql("update person set last_sign_in_at = null where id = ?")
			.param(this.platform.person())
			.update();
	}

	@Test
	void whoeverDelegatesToNobodyIsToldSo() {
		Instant until = Instant.now().plus(Duration.ofDays(1));
		wrong("to", "nobody is called", () -> this.office.delegate(this.platform, "nobody-at-all", null, until, ""));
		wrong("to", "could not vote", () -> this.office.delegate(this.platform,
				this.crowd.person(null, Role.AUDITOR).name(), null, until, ""));
		lock(this.peer);
		wrong("to", "could not vote", () -> this.office.delegate(this.platform, this.peer.name(), null, until, ""));
		wrong("to", "yourself", () -> this.office.delegate(this.platform, this.platform.name(), null, until, ""));
		SignedIn other = this.crowd.reviewer();
		joined(this.platform, other);
		wrong("to", "yourself", () -> this.office.delegate(this.platform, other.name(), null, until, ""));
		wrong("until", "at most 30 days", () -> this.office.delegate(this.platform, this.reviewer.name(), null,
				Instant.now().plus(Duration.ofDays(31)), ""));
		wrong("until", "after it begins",
				() -> this.office.delegate(this.platform, this.reviewer.name(), null, Instant.now(), ""));
		wrong("from", "left out for now", () -> this.office.delegate(this.platform, this.reviewer.name(),
				Instant.now().minusSeconds(120), until, ""));
		assertThatExceptionOfType(ForbiddenException.class).isThrownBy(() -> this.office
			.delegate(this.crowd.person(null, Role.AUDITOR), this.reviewer.name(), null, until, ""));
		delegate(this.platform, this.reviewer);
		assertThatExceptionOfType(ConflictException.class)
			.isThrownBy(() -> delegate(this.platform, this.crowd.reviewer()))
			.withMessageContaining("revoke that first");
	}

	@Test
	void onlyWhoeverGaveItTakesItBackAndOnce() {
		Delegation lent = delegate(this.platform, this.peer);
		for (SignedIn other : List.of(this.peer, this.crowd.platform())) {
			assertThatExceptionOfType(NotThereException.class)
				.isThrownBy(() -> this.office.revoke(other, lent.number()));
		}
		this.office.revoke(this.platform, lent.number());
		assertThatExceptionOfType(ConflictException.class)
			.isThrownBy(() -> this.office.revoke(this.platform, lent.number()));
	}

	@Test
	void theDatabaseRefusesWhatTheProgramWouldNot() {
		ask("production");
		Delegation lent = delegate(this.platform, this.peer);
		assertThat(vote(lent, this.reviewer)).contains("is not that of account");
		// Whatever it says of whose place it is, the database looks it up.
		assertThat(refusedByDatabase("""
				insert into approval_vote (round, voter_id, voter_human, asker_id, asker_human, delegation, in_place_of,
					place_human, vote, digest, voted_at)
				select %d, %d, 1, asker_id, 2, null, %d, 3, 'approve', digest, now() from approval_round
				where number = %1$d""".formatted(standing().round(), this.reviewer.person(), this.platform.person())))
			.isEmpty();
		assertThat(standing().votes()).extracting(Vote::place).containsOnlyNulls();
		String add = """
				insert into approval_delegation (delegator_id, delegate_id, delegator_human, delegate_human, starts_at,
					ends_at, made_at) values (%d, %d, 1, 2, now(), now() + interval '%s', now())""";
		assertThat(refusedByDatabase(add.formatted(this.reviewer.person(), this.peer.person(), "31 days")))
			.contains("approval_delegation_length");
		assertThat(refusedByDatabase(add.formatted(this.reviewer.person(), this.reviewer.person(), "1 day")))
			.contains("approval_delegation_not_self");
		assertThat(refusedByDatabase(add.formatted(this.platform.person(), this.reviewer.person(), "1 day")))
			.contains("approval_delegation_one");
		assertThat(refusedByDatabase("update approval_delegation set ends_at = ends_at + interval '1 day'"))
			.contains("permission denied");
		assertThat(refusedByDatabase("delete from approval_delegation")).contains("permission denied");
		this.office.revoke(this.platform, lent.number());
		assertThat(
				refusedByDatabase("update approval_delegation set revoked_at = null where number = " + lent.number()))
			.isEmpty();
		assertThat(this.delegations.find(lent.number()).orElseThrow().revokedAt()).isNotNull();
	}

	private Delegation delegate(SignedIn of, SignedIn to) {
		return this.office.delegate(of, to.name(), null, Instant.now().plus(Duration.ofDays(3)), "On holiday");
	}

	private Standing ask(String environment) {
		return this.approvals.ask(this.subject, this.asker.person(), question(environment));
	}

	private static Question question(String environment) {
		return new Question(environment, "change", Set.of(), "payments");
	}

	private Standing approve(SignedIn who) {
		return this.approvals.vote(this.subject.kind(), this.subject.number(), who,
				new Ballot(Choice.APPROVE, this.subject.digest(), ""));
	}

	private void refused(Class<? extends RuntimeException> how, SignedIn who, String why) {
		refusedBy(how, who, "", why);
	}

	private void refusedBy(Class<? extends RuntimeException> how, SignedIn who, String place, String why) {
		assertThatExceptionOfType(how).isThrownBy(() -> this.approvals.vote(this.subject.kind(), this.subject.number(),
				who, new Ballot(Choice.APPROVE, this.subject.digest(), "", place)))
			.withMessageContaining(why);
		assertThat(this.crowd.jdbc().sql("""
				select count(*) from audit_row where subject = ? and action = 'approval.voted' and outcome = 'refused'
					and actor = ?""").params(this.subject.handle(), who.name()).query(Integer.class).single())
			.isPositive();
	}

	private static void wrong(String field, String remedy, Runnable what) {
		assertThatExceptionOfType(InvalidInputException.class).isThrownBy(what::run)
			.satisfies((ex) -> assertThat(ex.field()).isEqualTo(field))
			.satisfies((ex) -> assertThat(ex.remedy()).contains(remedy));
	}

	private List<Way> ways(SignedIn who) {
		return this.electorate.ways(List.of(standing()), who).getOrDefault(this.subject.number(), List.of());
	}

	private Standing standing() {
		return this.approvals.standing(this.subject.kind(), this.subject.number()).orElseThrow();
	}

	private java.util.Optional<String> objection() {
		return this.approvals.objection(this.subject.kind(), this.subject.digest());
	}

	private void joined(SignedIn one, SignedIn other) {
		this.crowd.jdbc()
			.sql("update person set human = (select human from person where id = ?) where id = ?")
			.params(one.person(), other.person())
			.update();
	}

	private void lock(SignedIn who) {
		this.crowd.jdbc()
			.sql("update person set locked_at = now(), locked_by = 'somebody', lock_reason = 'left' where id = ?")
			.param(who.person())
			.update();
	}

	/**
	 * A vote by a delegation that somebody writes into the database by hand.
	 */
	private String vote(Delegation lent, SignedIn who) {
		return refusedByDatabase(
				"""
						insert into approval_vote (round, voter_id, voter_human, asker_id, asker_human, delegation, vote, digest,
							voted_at)
						select %d, %d, 1, asker_id, 2, %d, 'approve', digest, now() from approval_round where number = %1$d"""
					.formatted(standing().round(), who.person(), lent.number()));
	}

	private String refusedByDatabase(String statement) {
		try {
			this.crowd.jdbc().sql(statement).update();
			return "";
		}
		catch (DataAccessException ex) {
			return String.valueOf(ex.getMostSpecificCause().getMessage());
		}
	}

	private static Subject subject() {
		long number = NUMBER.incrementAndGet();
		return new Subject(Subject.Kind.GRANT, number, Sha256.hex(("lent " + number).getBytes()));
	}

}
