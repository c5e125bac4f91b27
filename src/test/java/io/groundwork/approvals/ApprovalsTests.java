package io.groundwork.approvals;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;

import io.groundwork.Eventually;
import io.groundwork.Portal;
import io.groundwork.approvals.Ballot.Choice;
import io.groundwork.digest.Sha256;
import io.groundwork.environments.Agreeing;
import io.groundwork.environments.EnvironmentKind;
import io.groundwork.identity.Role;
import io.groundwork.identity.SignedIn;
import io.groundwork.web.ConflictException;
import io.groundwork.web.ForbiddenException;
import io.groundwork.web.InvalidInputException;
import org.junit.jupiter.api.Test;

import org.springframework.dao.DataAccessException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Who may agree to what, against those who try to agree where they may not.
 */
class ApprovalsTests {

	private static final AtomicLong NUMBER = new AtomicLong(System.nanoTime());

	private final Portal portal = Portal.shared();

	private final Approvals approvals = this.portal.bean(Approvals.class);

	private final Crowd crowd = new Crowd(this.portal);

	private final SignedIn asker = this.crowd.engineer();

	private final Subject subject = subject();

	@Test
	void productionTakesTwoOfWhomOneLooksAfterThePlatform() {
		Standing asked = ask("production");
		assertThat(asked.waitingFor()).containsExactly("a platform engineer", "a reviewer or platform engineer");
		assertThat(approve(this.crowd.reviewer()).waitingFor()).containsExactly("a platform engineer");
		Standing second = approve(this.crowd.reviewer());
		assertThat(second.open()).isTrue();
		assertThat(second.waitingFor()).containsExactly("a platform engineer");
		assertThat(approve(this.crowd.platform()).agreed()).isTrue();
		assertThat(objection()).isEmpty();
	}

	@Test
	void whoeverIsAPeerIsEnoughForDevelopment() {
		ask("development");
		assertThat(approve(this.crowd.engineer()).agreed()).isTrue();
	}

	@Test
	void lossTakesOneMoreWhoFillsNoOtherPlace() {
		ask("development", Question.LOSS);
		assertThat(approve(this.crowd.reviewer()).waitingFor()).containsExactly("a reviewer or platform engineer more");
		assertThat(approve(this.crowd.engineer()).agreed()).isTrue();
	}

	@Test
	void aPeerIsNotEnoughForWhatTakesAReviewer() {
		ask("staging", Question.NETWORK);
		SignedIn peer = this.crowd.engineer();
		assertThat(approve(peer).waitingFor()).containsExactly("a reviewer or platform engineer");
		assertThat(approve(this.crowd.reviewer()).agreed()).isTrue();
	}

	@Test
	void whoseVoteWouldNotCountIsToldWhoseWould() {
		ask("production");
		refused(ForbiddenException.class, this.crowd.engineer(), "a platform engineer");
		refused(ForbiddenException.class, this.crowd.person(null, Role.AUDITOR), "a platform engineer");
	}

	@Test
	void nobodyAgreesToTheirOwn() {
		SignedIn self = this.crowd.person(null, Role.ENGINEER, Role.REVIEWER, Role.PLATFORM);
		this.approvals.ask(this.subject, self.person(), question("development"));
		refused(ForbiddenException.class, self, "themselves");
		assertThat(audited("refused")).isEqualTo(1);
	}

	@Test
	void norWithAnotherAccountOfTheSameVerifiedAddress() {
		SignedIn self = this.crowd.person("Somebody-%d@example.com".formatted(this.subject.number()), Role.ENGINEER);
		SignedIn other = this.crowd.person("somebody-%d@EXAMPLE.com".formatted(this.subject.number()), Role.REVIEWER);
		this.approvals.ask(this.subject, self.person(), question("development"));
		refused(ForbiddenException.class, other, "themselves");
	}

	@Test
	void anAddressThatNobodyVerifiedSaysNothing() {
		SignedIn first = this.crowd.reviewer();
		SignedIn second = this.crowd.platform();
		this.crowd.jdbc()
			.sql("update person set email = 'same-%d@example.com' where id in (?, ?)".formatted(this.subject.number()))
			.params(first.person(), second.person())
			.update();
		ask("production");
		approve(first);
		assertThat(approve(second).agreed()).isTrue();
	}

	@Test
	void nobodyVotesTwiceWithWhicheverAccount() {
		String address = "twice-%d@example.com".formatted(this.subject.number());
		SignedIn first = this.crowd.person(address, Role.REVIEWER);
		SignedIn second = this.crowd.person(address, Role.PLATFORM);
		ask("production");
		approve(first);
		refused(ConflictException.class, first, "voted on this already");
		refused(ConflictException.class, second, "voted on this already");
	}

	@Test
	void twoVotesOfWhoTurnsOutToBeOneHumanAreOne() {
		SignedIn first = this.crowd.reviewer();
		SignedIn second = this.crowd.platform();
		ask("production");
		approve(first);
		assertThat(approve(second).agreed()).isTrue();
		this.crowd.jdbc()
			.sql("update person set email = ?, email_verified = true where id in (?, ?)")
			.params("late-%d@example.com".formatted(this.subject.number()), first.person(), second.person())
			.update();
		assertThat(objection()).hasValueSatisfying((why) -> assertThat(why).contains("does not count any more"));
	}

	@Test
	void ofTwentyAtTheSameInstantOneCounts() throws Exception {
		ask("production");
		SignedIn reviewer = this.crowd.reviewer();
		List<Callable<Boolean>> tries = new ArrayList<>();
		CountDownLatch together = new CountDownLatch(1);
		for (int i = 0; i < 20; i++) {
			tries.add(() -> {
				together.await();
				try {
					approve(reviewer);
					return true;
				}
				catch (ConflictException ex) {
					return false;
				}
			});
		}
		List<Boolean> taken = new ArrayList<>();
		try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
			List<Future<Boolean>> all = tries.stream().map(threads::submit).toList();
			together.countDown();
			for (Future<Boolean> one : all) {
				taken.add(one.get());
			}
		}
		assertThat(taken).containsOnlyOnce(true).hasSize(20);
		assertThat(standing().votes()).hasSize(1);
		assertThat(audited("refused")).isEqualTo(19);
	}

	@Test
	void twoLastVotesAtTheSameInstantDecideOnce() throws Exception {
		for (int i = 0; i < 20; i++) {
			Subject own = subject();
			this.approvals.ask(own, this.asker.person(), question("staging"));
			CountDownLatch together = new CountDownLatch(1);
			try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
				for (int voter = 0; voter < 2; voter++) {
					SignedIn who = this.crowd.reviewer();
					threads.submit(() -> {
						together.await();
						return this.approvals.vote(own.kind(), own.number(), who,
								new Ballot(Choice.APPROVE, own.digest(), ""));
					});
				}
				together.countDown();
			}
			assertThat(this.approvals.standing(own.kind(), own.number()).orElseThrow().agreed()).isTrue();
			assertThat(this.crowd.jdbc()
				.sql("select count(*) from audit_row where subject = ? and action = 'approval.agreed'")
				.param(own.handle())
				.query(Integer.class)
				.single()).isEqualTo(1);
		}
	}

	@Test
	void whatIsAgreedToIsWhatWasLookedAt() {
		ask("development");
		Ballot old = new Ballot(Choice.APPROVE, Sha256.hex("another".getBytes()), "");
		assertThatExceptionOfType(ConflictException.class)
			.isThrownBy(
					() -> this.approvals.vote(this.subject.kind(), this.subject.number(), this.crowd.reviewer(), old))
			.withMessageContaining("look at it again");
		assertThat(audited("refused")).isEqualTo(1);
	}

	@Test
	void anotherDigestIsAnotherRoundInWhichNothingWasSaid() {
		ask("production");
		approve(this.crowd.platform());
		Subject changed = new Subject(this.subject.kind(), this.subject.number(), Sha256.hex("changed".getBytes()));
		Standing asked = this.approvals.ask(changed, this.asker.person(), question("production"));
		assertThat(asked.votes()).isEmpty();
		assertThat(asked.waitingFor()).hasSize(2);
		refused(ConflictException.class, this.crowd.reviewer(), "look at it again");
	}

	@Test
	void whatHasExpiredIsNeitherVotedOnNorCarriedOut() {
		Instant soon = Instant.now().plusSeconds(1);
		this.approvals.ask(this.subject, this.asker.person(), question("development"), soon);
		assertThat(approve(this.crowd.reviewer()).agreed()).isTrue();
		assertThat(objection()).isEmpty();
		Subject late = subject();
		this.approvals.ask(late, this.asker.person(), question("development"), soon);
		Eventually.that(Duration.ofSeconds(5), () -> Instant.now().isAfter(soon));
		assertThat(objection()).contains("It was agreed to, and has expired since");
		assertThatExceptionOfType(ConflictException.class)
			.isThrownBy(() -> this.approvals.vote(late.kind(), late.number(), this.crowd.reviewer(),
					new Ballot(Choice.APPROVE, late.digest(), "")))
			.withMessageContaining("has expired");
	}

	@Test
	void whatWasWithdrawnIsNotVotedOn() {
		ask("development");
		this.approvals.withdraw(this.subject.kind(), this.subject.number());
		refused(ConflictException.class, this.crowd.reviewer(), "it is withdrawn");
		assertThat(objection()).contains("Nobody has agreed to exactly this");
	}

	@Test
	void aNoEndsTheRoundAndSaysWhy() {
		ask("production");
		approve(this.crowd.platform());
		assertThatExceptionOfType(InvalidInputException.class)
			.isThrownBy(() -> new Ballot(Choice.DENY, this.subject.digest(), " "))
			.withMessageContaining("reason");
		Standing denied = this.approvals.vote(this.subject.kind(), this.subject.number(), this.crowd.reviewer(),
				new Ballot(Choice.DENY, this.subject.digest(), "too large"));
		assertThat(denied.result()).isEqualTo("denied");
		assertThat(denied.votes()).extracting(Vote::reason).containsExactly("", "too large");
		refused(ConflictException.class, this.crowd.reviewer(), "it is denied");
		assertThat(objection()).isPresent();
	}

	@Test
	void whoeverLostTheRoleOrIsKeptOutCountsNoMore() {
		ask("production");
		SignedIn platform = this.crowd.platform();
		SignedIn reviewer = this.crowd.reviewer();
		approve(platform);
		assertThat(approve(reviewer).agreed()).isTrue();
		this.crowd.leave(platform, Role.REVIEWER);
		assertThat(objection())
			.contains("Somebody who agreed does not count any more, so that a platform engineer is missing");
		this.crowd.leave(platform, Role.PLATFORM);
		assertThat(objection()).isEmpty();
		this.crowd.jdbc()
			.sql("update person set locked_at = now(), locked_by = 'somebody', lock_reason = 'left' where id = ?")
			.param(reviewer.person())
			.update();
		assertThat(objection()).isPresent();
	}

	@Test
	void theDatabaseRefusesWhatTheProgramWouldNot() {
		ask("production");
		SignedIn reviewer = this.crowd.reviewer();
		approve(reviewer);
		long round = standing().round();
		// A vote with somebody else's human behind it.
		assertThat(refusedByDatabase(
				"""
						insert into approval_vote (round, voter_id, voter_human, asker_id, asker_human, vote, digest, voted_at)
						select %d, %d, 424242, asker_id, 434343, 'approve', digest, now() from approval_round where number = %d"""
					.formatted(round, reviewer.person(), round)))
			.contains("approval_vote_once");
		assertThat(refusedByDatabase("""
				insert into approval_vote (round, voter_id, voter_human, asker_id, asker_human, vote, digest, voted_at)
				select %d, %d, 424242, %d, 434343, 'approve', digest, now() from approval_round where number = %d"""
			.formatted(round, this.asker.person(), reviewer.person(), round))).contains("approval_vote_not_own");
		assertThat(refusedByDatabase("""
				insert into approval_vote (round, voter_id, voter_human, asker_id, asker_human, vote, digest, voted_at)
				values (%d, %d, 0, 0, 0, 'approve', '%s', now())""".formatted(round, this.crowd.reviewer().person(),
				Sha256.hex("other".getBytes()))))
			.contains("approval_vote_subject");
		assertThat(refusedByDatabase(
				"update approval_round set closed_at = now(), result = 'agreed' where number = " + round))
			.contains("needs 2 votes and has 1");
		assertThat(refusedByDatabase("update approval_vote set vote = 'approve'")).contains("permission denied");
		assertThat(refusedByDatabase("delete from approval_vote")).contains("permission denied");
		assertThat(refusedByDatabase("update approval_need set count = 1")).contains("permission denied");
		assertThat(refusedByDatabase("update approval_round set digest = '%s'".formatted(this.subject.digest())))
			.contains("permission denied");
	}

	@Test
	void rulesComeIntoForceWhenTwoWhoLookAfterThePlatformAgree() {
		// In a portal of its own, as rules are everybody's.
		try (Portal own = Portal.start(java.util.Map.of())) {
			Crowd people = new Crowd(own);
			RulesOffice office = own.bean(RulesOffice.class);
			SignedIn platform = people.platform();
			List<Policy> policies = List.of(new Policy("everything-one", Set.of(), Set.of(), Set.of(), 1,
					Voters.REVIEWER, false, "Everything needs a reviewer."));
			RuleSet proposed = office.propose(platform, policies, "simpler");
			assertThat(own.bean(RuleBook.class).inForce().version()).isEqualTo(1);
			assertThatExceptionOfType(DataAccessException.class)
				.isThrownBy(() -> own.bean(RuleBook.class).enforce(proposed.version()))
				.withMessageContaining("not agreed to");
			Approvals asking = own.bean(Approvals.class);
			for (int i = 0; i < 2; i++) {
				asking.vote(Subject.Kind.RULES, proposed.version(), people.platform(),
						new Ballot(Choice.APPROVE, proposed.digest(), ""));
			}
			assertThat(own.bean(RuleBook.class).inForce().policies()).isEqualTo(policies);
			Standing asked = asking.ask(this.subject, people.engineer().person(), question("production"));
			assertThat(asked.waitingFor()).containsExactly("a reviewer");
			// The catalogue says what the rules say now.
			assertThat(own.bean(Agreeing.class).to(EnvironmentKind.PRODUCTION))
				.isEqualTo("a reviewer, never whoever asked");
			// The way back stays guarded: nobody can make rules that rules themselves
			// escape.
			assertThatExceptionOfType(InvalidInputException.class)
				.isThrownBy(() -> office.propose(platform, List.of(new Policy("none", Set.of("production"), Set.of(),
						Set.of(), 1, Voters.PEER, false, "Only production.")), "less"))
				.withMessageContaining("rules");
		}
	}

	private Standing ask(String environment, String... stakes) {
		return this.approvals.ask(this.subject, this.asker.person(), question(environment, stakes));
	}

	private static Question question(String environment, String... stakes) {
		return new Question(environment, "change", Set.of(stakes), "payments");
	}

	private Standing approve(SignedIn who) {
		return this.approvals.vote(this.subject.kind(), this.subject.number(), who,
				new Ballot(Choice.APPROVE, this.subject.digest(), ""));
	}

	private void refused(Class<? extends RuntimeException> how, SignedIn who, String why) {
		assertThatExceptionOfType(how).isThrownBy(() -> approve(who)).withMessageContaining(why);
	}

	private Standing standing() {
		return this.approvals.standing(this.subject.kind(), this.subject.number()).orElseThrow();
	}

	private java.util.Optional<String> objection() {
		return this.approvals.objection(this.subject.kind(), this.subject.digest());
	}

	private int audited(String outcome) {
		return this.crowd.jdbc()
			.sql("select count(*) from audit_row where subject = ? and action = 'approval.voted' and outcome = ?")
			.params(this.subject.handle(), outcome)
			.query(Integer.class)
			.single();
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
		return new Subject(Subject.Kind.GRANT, number, Sha256.hex(("subject " + number).getBytes()));
	}

}
