package io.groundwork.runs;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;

import io.groundwork.Eventually;
import io.groundwork.Portal;
import io.groundwork.Proof;
import io.groundwork.approvals.Agreement;
import io.groundwork.environments.Environment;
import io.groundwork.environments.EnvironmentKind;
import io.groundwork.runs.log.ClaimOverException;
import io.groundwork.sandbox.Postgres;
import io.groundwork.terraform.Product;
import io.groundwork.terraform.Program;
import io.groundwork.terraform.ProgramVersion;
import io.groundwork.web.ConflictException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import org.springframework.dao.CannotAcquireLockException;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;
import org.springframework.transaction.support.TransactionTemplate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.within;

/**
 * Who is next, and that nobody ever has what another has in hand.
 */
class QueueTests {

	/** Never started. */
	private static final Program PROGRAM = new Program(Path.of("/nowhere"), Product.TERRAFORM,
			new ProgramVersion(1, 11, 0, ""));

	@SuppressWarnings("NullAway.Init")
	private static Portal portal;

	private final Place place = new Place(portal);

	private final Queue queue = this.place.bean(Queue.class);

	private final String configuration = this.place.configuration("");

	private long worker;

	@BeforeAll
	static void start() {
		// No worker of its own: the tests claim.
		portal = Portal.start(Map.of("groundwork.roles", "web", "groundwork.runs.limits.staging", "2",
				"groundwork.runs.lease", "4s", "groundwork.runs.beat", "1s", "groundwork.runs.times.plan", "1h",
				"groundwork.runs.times.apply", "2h", "groundwork.runs.times.destroy", "3h",
				"groundwork.runs.times.verify", "4h", "groundwork.runs.times.drift", "5h"));
	}

	@AfterAll
	static void stop() {
		portal.close();
	}

	@BeforeEach
	void hire() {
		this.worker = this.place.worker();
	}

	@AfterEach
	void clear() {
		this.place.jdbc().sql("select number, fence from run where status in " + Queue.ACTIVE).query((row, number) -> {
			this.queue.end(new Claim(row.getLong(1), row.getLong(2), Path.of("/nowhere")), Ended.done(""));
			return 0;
		}).list();
		for (Optional<Claim> claim = claim(); claim.isPresent(); claim = claim()) {
			this.queue.end(claim.get(), Ended.done(""));
		}
		this.place.jdbc().sql("update worker set ended_at = now() where ended_at is null").update();
	}

	@Test
	void oneRunAtATimeInAnEnvironment() {
		Environment environment = this.place.environment(EnvironmentKind.DEVELOPMENT);
		long first = plan(environment);
		long second = plan(environment);
		Claim claim = claim().orElseThrow();
		assertThat(claim.run()).isEqualTo(first);
		assertThat(claim()).isEmpty();
		this.queue.end(claim, Ended.done(""));
		assertThat(claim().map(Claim::run)).contains(second);
	}

	/**
	 * As a process that is stopped in the middle of it, or whose machine is gone.
	 */
	@Test
	void whoeverStandsStillWhileTheyWriteAnEndLosesTheRun() throws SQLException {
		plan(this.place.environment(EnvironmentKind.DEVELOPMENT));
		Claim claim = claim().orElseThrow();
		try (Connection another = Postgres.shared().superuser(portal.database())) {
			JdbcClient jdbc = JdbcClient.create(new SingleConnectionDataSource(another, true));
			assertThatExceptionOfType(RuntimeException.class)
				.isThrownBy(() -> this.place.bean(TransactionTemplate.class).executeWithoutResult((status) -> {
					this.queue.end(claim, Ended.done(""));
					assertThat(free(jdbc, claim.run())).isFalse();
					Eventually.that(Duration.ofSeconds(20), Duration.ofMillis(50), () -> free(jdbc, claim.run()));
				}));
		}
		assertThat(this.place.run(claim.run()).status()).isEqualTo(RunStatus.RUNNING);
	}

	private static boolean free(JdbcClient jdbc, long run) {
		return jdbc.sql("select 1 from run where number = ? for update skip locked")
			.param(run)
			.query(Integer.class)
			.optional()
			.isPresent();
	}

	@Test
	void theDatabaseItselfRefusesASecondActiveRun() {
		Environment environment = this.place.environment(EnvironmentKind.DEVELOPMENT);
		plan(environment);
		long second = plan(environment);
		claim();
		assertThatExceptionOfType(DataAccessException.class).isThrownBy(() -> activate(second));
	}

	@Test
	void theOwnerOfAClusterAndItsTenantsExcludeEachOther() {
		Environment owner = this.place.environment(EnvironmentKind.SYSTEM);
		Environment one = this.place.environment(EnvironmentKind.DEVELOPMENT, owner);
		Environment another = this.place.environment(EnvironmentKind.DEVELOPMENT, owner);
		long ofOwner = plan(owner);
		Claim claim = claim().orElseThrow();
		assertThat(claim.run()).isEqualTo(ofOwner);
		long ofOne = plan(one);
		long ofAnother = plan(another);
		assertThat(claim()).isEmpty();
		assertThatExceptionOfType(DataAccessException.class).isThrownBy(() -> activate(ofOne));
		this.queue.end(claim, Ended.done(""));
		assertThat(List.of(claim().orElseThrow().run(), claim().orElseThrow().run()))
			.as("tenants do not exclude each other")
			.containsExactlyInAnyOrder(ofOne, ofAnother);
		plan(owner);
		assertThat(claim()).isEmpty();
	}

	@Test
	void whatSomebodyWaitsForGoesFirst() {
		long drift = this.place
			.ask(Order.check(this.place.environment(EnvironmentKind.PRODUCTION), RunKind.DRIFT, this.configuration));
		long check = this.place.ask(Order.check(this.place.environment(EnvironmentKind.PRODUCTION), RunKind.VERIFY,
				this.configuration, "engineer-1", ""));
		long development = plan(this.place.environment(EnvironmentKind.DEVELOPMENT));
		long production = plan(this.place.environment(EnvironmentKind.PRODUCTION));
		assertThat(List.of(claim().orElseThrow().run(), claim().orElseThrow().run(), claim().orElseThrow().run(),
				claim().orElseThrow().run()))
			.containsExactly(production, development, check, drift);
	}

	@Test
	void whatWasAgreedToGoesBeforeWhatSomebodyWantsToSeeAndKindsOfEnvironmentsInTheirOrder() {
		List<Long> order = new ArrayList<>();
		for (RunKind kind : List.of(RunKind.PLAN, RunKind.DESTROY, RunKind.APPLY)) {
			for (EnvironmentKind where : List.of(EnvironmentKind.DEVELOPMENT, EnvironmentKind.STAGING,
					EnvironmentKind.SYSTEM, EnvironmentKind.PRODUCTION)) {
				order.addFirst(add(this.place.environment(where), kind));
			}
		}
		// Apply and destroy are equals, of which the lane that was there first has a
		// turn.
		List<Long> expected = new ArrayList<>();
		for (int where = 0; where < 4; where++) {
			expected.add(order.get(4 + where));
			expected.add(order.get(where));
		}
		expected.addAll(order.subList(8, 12));
		assertThat(claimAll()).containsExactlyElementsOf(expected);
	}

	/**
	 * A run of that kind, whatever must have been before it.
	 */
	private long add(Environment environment, RunKind kind) {
		if (!kind.changes()) {
			return this.place.ask(Order.check(environment, kind, this.configuration, "engineer-1", ""));
		}
		boolean destroys = kind == RunKind.DESTROY;
		long plan = this.place.jdbc()
			.sql("""
					insert into run (environment_id, environment_kind, share, kind, status, asked_by, by_person, configuration,
						destroys, rank, queued_at, started_at, ended_at)
					values (?, ?, cast(? as int8range), 'plan', 'done', 'engineer-1', true, ?, ?, 10, now(), now(), now())
					returning number""")
			.params(environment.id(), environment.kind().word(), Share.of(environment), this.configuration, destroys)
			.query(Long.class)
			.single();
		String digest = "0".repeat(64);
		this.place.jdbc()
			.sql("""
					insert into run_plan (run, digest, file, file_digest, destroys, lineage, serial, added, changed, destroyed,
						blast, changes, planned_at)
					values (?, ?, 'runs/nothing', ?, ?, '', 0, 1, 0, 0, '', '{}', now())""")
			.params(plan, digest, digest, destroys)
			.update();
		Agreement.to(this.place.jdbc(), digest);
		return this.place.ask(new Order(environment, kind, "engineer-1", true, "", this.configuration, destroys,
				new Order.Agreed(plan, digest)));
	}

	/**
	 * All that wait, in the order in which they are claimed; each is ended at once.
	 */
	private List<Long> claimAll() {
		List<Long> runs = new ArrayList<>();
		for (Optional<Claim> claim = claim(); claim.isPresent(); claim = claim()) {
			runs.add(claim.get().run());
			this.queue.end(claim.get(), Ended.done(""));
		}
		return runs;
	}

	@Test
	void thePlaceInTheQueueIsTheTurn() {
		Random random = new Random(7);
		List<Environment> environments = new ArrayList<>();
		for (EnvironmentKind kind : List.of(EnvironmentKind.DEVELOPMENT, EnvironmentKind.DEVELOPMENT,
				EnvironmentKind.DEVELOPMENT, EnvironmentKind.PRODUCTION, EnvironmentKind.PRODUCTION)) {
			environments.add(this.place.environment(kind));
		}
		for (int round = 0; round < 3; round++) {
			List<Long> asked = new ArrayList<>();
			for (int run = 0; run < 30; run++) {
				RunKind kind = List.of(RunKind.PLAN, RunKind.VERIFY, RunKind.APPLY).get(random.nextInt(3));
				asked.add(add(environments.get(random.nextInt(environments.size())), kind));
			}
			Map<Long, Places.Place> places = this.place.bean(Places.class).of(asked);
			List<Long> claimed = claimAll();
			for (int turn = 0; turn < claimed.size(); turn++) {
				assertThat(places.get(claimed.get(turn))).as("round %d", round)
					.isEqualTo(new Places.Place(turn + 1, (turn > 0) ? claimed.get(turn - 1) : null, null));
			}
		}
	}

	@Test
	void placesAreFoundHoweverManyWait() {
		List<Environment> environments = new ArrayList<>();
		for (int i = 0; i < 50; i++) {
			environments.add(this.place.environment(EnvironmentKind.DEVELOPMENT));
		}
		environments.forEach(this::plan);
		long last = plan(environments.getFirst());
		try {
			this.place.jdbc()
				.sql("""
						insert into run (environment_id, environment_kind, share, kind, asked_by, by_person, configuration, rank,
							queued_at)
						select environment_id, environment_kind, share, kind, asked_by, by_person, configuration, rank, now()
						from run, generate_series(1, 199) where status = 'queued' and number <> ?""")
				.param(last)
				.update();
			List<Long> listed = this.place.jdbc()
				.sql("select number from run where status = 'queued' order by number desc limit 100")
				.query((row, index) -> row.getLong("number"))
				.list();
			Places places = this.place.bean(Places.class);
			assertThat(places.of(List.of(last)).get(last)).extracting(Places.Place::position).isEqualTo(51);
			assertThat(places.of(listed)).hasSize(100);
		}
		finally {
			this.place.jdbc()
				.sql("update run set status = 'cancelled', ended_at = now() where status = 'queued'")
				.update();
			this.place.jdbc().sql("update run_lane set queued = 0, next_rank = null").update();
		}
	}

	@Test
	void environmentsTakeTurns() {
		Environment busy = this.place.environment(EnvironmentKind.DEVELOPMENT);
		Environment other = this.place.environment(EnvironmentKind.DEVELOPMENT);
		for (int i = 0; i < 5; i++) {
			plan(busy);
		}
		List<Long> of = new ArrayList<>();
		of.add(next());
		plan(other);
		plan(other);
		for (int i = 0; i < 4; i++) {
			of.add(next());
		}
		assertThat(of).startsWith(busy.id(), other.id(), busy.id(), other.id(), busy.id());
	}

	/**
	 * The environment whose run is claimed next; it is ended at once.
	 */
	private long next() {
		Claim claim = claim().orElseThrow();
		this.queue.end(claim, Ended.done(""));
		return this.place.run(claim.run()).environmentId();
	}

	@Test
	void thereAreNoMoreAtOnceThanAKindMayHave() throws Exception {
		for (int i = 0; i < 12; i++) {
			plan(this.place.environment(EnvironmentKind.STAGING));
		}
		AtomicInteger claimed = new AtomicInteger();
		try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
			for (int i = 0; i < 8; i++) {
				threads.submit(() -> claim().ifPresent((claim) -> claimed.incrementAndGet()));
			}
		}
		assertThat(claimed).hasValue(2);
	}

	@Test
	void aPausedQueueGivesNothing() {
		plan(this.place.environment(EnvironmentKind.DEVELOPMENT));
		this.place.jdbc()
			.sql("update run_queue set paused_at = now(), paused_by = 'platform-1', pause_reason = 'database upgrade'")
			.update();
		try {
			assertThat(claim()).isEmpty();
		}
		finally {
			this.place.jdbc()
				.sql("update run_queue set paused_at = null, paused_by = null, pause_reason = null")
				.update();
		}
		assertThat(claim()).isPresent();
	}

	@Test
	void aPausedWorkerTakesNothing() {
		plan(this.place.environment(EnvironmentKind.DEVELOPMENT));
		Workers workers = this.place.bean(Workers.class);
		workers.pause(this.worker, "platform-1", "disk");
		assertThat(claim()).isEmpty();
		workers.resume(this.worker);
		assertThat(claim()).isPresent();
	}

	@Test
	void whatAConstraintRefusedDoesNotKeepAnotherWaiting() throws Exception {
		Environment owner = this.place.environment(EnvironmentKind.SYSTEM);
		long tenants = plan(this.place.environment(EnvironmentKind.DEVELOPMENT, owner));
		this.place.jdbc()
			.sql("update run_lane l set active = true, queued = 0, next_rank = null from run r "
					+ "where r.number = ? and r.environment_id = l.environment_id")
			.param(tenants)
			.update();
		long owners = plan(owner);
		long other = plan(this.place.environment(EnvironmentKind.DEVELOPMENT));
		try (Connection connection = superuser()) {
			connection.setAutoCommit(false);
			try (var statement = connection.createStatement()) {
				statement.executeUpdate(
						"update run set status = 'running', worker_id = %d, started_at = now() where number = %d"
							.formatted(this.worker, tenants));
			}
			CompletableFuture<Optional<Claim>> claim = CompletableFuture.supplyAsync(this::claim);
			Eventually.that(Duration.ofMinutes(1), Duration.ofMillis(10),
					() -> this.place.jdbc()
						.sql("select count(*) from pg_stat_activity where datname = current_database() "
								+ "and wait_event_type = 'Lock' and wait_event = 'transactionid'")
						.query(Long.class)
						.single() == 1);
			connection.commit();
			assertThat(claim.get().map(Claim::run)).as("and not run %d", owners).contains(other);
		}
	}

	@Test
	void whoeverGoesAwayWhileItCountsHoldsUpNobodyForLong() throws Exception {
		plan(this.place.environment(EnvironmentKind.DEVELOPMENT));
		try (Connection connection = superuser(); var statement = connection.createStatement()) {
			connection.setAutoCommit(false);
			statement.execute("select pg_advisory_xact_lock(hashtext('run_limits'))");
			assertThatExceptionOfType(DataAccessException.class).isThrownBy(this::claim)
				.withMessageContaining("lock timeout");
		}
		assertThat(claim()).isPresent();
	}

	private Connection superuser() throws SQLException {
		return Postgres.shared().superuser(portal.database());
	}

	@Test
	void aRunThatCannotBeginIsPutBackAndNotForEver() throws Exception {
		Hands hands = this.place.bean(Hands.class);
		Path file = Files.createTempFile("groundwork-test", "");
		this.worker = this.place.bean(Workers.class).add("here", file.resolve("runs"), 1, Duration.ofMinutes(5));
		long run = plan(this.place.environment(EnvironmentKind.DEVELOPMENT));
		for (int i = 1; i < Hands.MOST_CLAIMS; i++) {
			assertThat(hands.carryOut(claim().orElseThrow(), new Halt(), PROGRAM)).isFalse();
			assertThat(this.place.run(run).status()).isEqualTo(RunStatus.QUEUED);
		}
		hands.carryOut(claim().orElseThrow(), new Halt(), PROGRAM);
		assertThat(this.place.run(run).status()).isEqualTo(RunStatus.FAILED);
		assertThat(this.place.run(run).outcome()).contains("could not be begun", "Nothing was changed");
	}

	@Test
	void whatCannotBePickedUpHereIsPickedUpElsewhere() throws Exception {
		Path file = Files.createTempFile("groundwork-test", "");
		long run = plan(this.place.environment(EnvironmentKind.DEVELOPMENT));
		claim();
		this.place.bean(Workers.class).end(this.worker);
		long broken = this.place.bean(Workers.class).add("here", file.resolve("runs"), 1, Duration.ofMinutes(5));
		Claim first = this.queue.takeOver(broken, Set.of(), false).orElseThrow();
		assertThat(this.queue.takeOver(this.place.worker(), Set.of(), false)).isEmpty();
		assertThat(this.place.bean(Hands.class).carryOut(first, new Halt(), PROGRAM)).isFalse();
		assertThat(this.place.run(run).status()).isEqualTo(RunStatus.RECOVERING);
		assertThat(this.queue.takeOver(this.place.worker(), Set.of(), false).map(Claim::run)).contains(run);
	}

	@Test
	void aWorkerThatRestsPicksUpOnlyWhatIsOfItsOwnMachine() {
		plan(this.place.environment(EnvironmentKind.DEVELOPMENT));
		claim();
		Workers workers = this.place.bean(Workers.class);
		workers.end(this.worker);
		long far = workers.add("far away", Path.of("/nowhere"), 1, Duration.ofMinutes(5));
		workers.pause(far, "platform-1", "disk");
		assertThat(this.queue.takeOver(far, Set.of(), true)).isEmpty();
		long near = this.place.worker();
		workers.pause(near, "platform-1", "disk");
		assertThat(this.queue.takeOver(near, Set.of(), true)).isPresent();
	}

	@Test
	void leaveIsTakenOfWorkersThatAreLateForAnHourAndHaveNothingInHand() {
		Workers workers = this.place.bean(Workers.class);
		long idle = this.place.worker();
		long late = this.place.worker();
		plan(this.place.environment(EnvironmentKind.DEVELOPMENT));
		claim();
		late(idle, "61 minutes");
		late(late, "59 minutes");
		late(this.worker, "61 minutes");
		workers.endLongLate();
		assertThat(workers.alive()).extracting(Workers.Shown::id).contains(late, this.worker).doesNotContain(idle);
		late(this.worker, "-5 minutes");
	}

	private void late(long worker, String by) {
		this.place.jdbc()
			.sql("update worker set lease_until = now() - cast(? as interval) where id = ?")
			.params(by, worker)
			.update();
	}

	@Test
	void anOldClaimChangesNothing() {
		long run = plan(this.place.environment(EnvironmentKind.DEVELOPMENT));
		Claim old = claim().orElseThrow();
		this.place.bean(Workers.class).end(this.worker);
		hire();
		Claim now = this.queue.takeOver(this.worker, Set.of(), false).orElseThrow();
		assertThat(now.run()).isEqualTo(run);
		assertThat(now.fence()).isGreaterThan(old.fence());
		assertThatExceptionOfType(ClaimOverException.class)
			.isThrownBy(() -> this.queue.end(old, new Ended(RunStatus.FAILED, "too late")));
		assertThatExceptionOfType(ClaimOverException.class).isThrownBy(() -> this.queue.putBack(old));
		assertThatExceptionOfType(ClaimOverException.class)
			.isThrownBy(() -> this.place.bean(Steps.class).begin(old, List.of("prepare")));
		assertThat(this.place.run(run).status()).isEqualTo(RunStatus.RECOVERING);
		assertThat(this.queue.end(now, new Ended(RunStatus.RECOVERED, ""))).isTrue();
		assertThat(this.queue.end(now, new Ended(RunStatus.RECOVERED, ""))).as("an answer was lost").isFalse();
	}

	@Test
	void aLivingWorkersRunIsNotTakenOver() {
		plan(this.place.environment(EnvironmentKind.DEVELOPMENT));
		claim();
		long other = this.place.worker();
		assertThat(this.queue.takeOver(other, Set.of(), true)).isEmpty();
		this.place.jdbc()
			.sql("update worker set lease_until = now() - interval '1 second' where id = ?")
			.param(this.worker)
			.update();
		assertThat(this.queue.takeOver(other, Set.of(), false)).as("the database was away").isEmpty();
		assertThat(this.queue.takeOver(other, Set.of(), true)).isPresent();
		assertThat(this.queue.takeOver(this.place.worker(), Set.of(), true)).as("it is taken over once").isEmpty();
	}

	@Test
	void whatAWorkerHasWithoutKnowingItPicksUpItself() {
		plan(this.place.environment(EnvironmentKind.DEVELOPMENT));
		Claim known = claim().orElseThrow();
		assertThat(this.queue.takeOver(this.worker, Set.of(known.fence()), true)).isEmpty();
		Claim again = this.queue.takeOver(this.worker, Set.of(), false).orElseThrow();
		assertThat(again.run()).isEqualTo(known.run());
		assertThat(this.place.run(again.run()).status()).isEqualTo(RunStatus.RECOVERING);
		assertThat(this.queue.takeOver(this.worker, Set.of(again.fence()), true)).isEmpty();
	}

	@Test
	void whatIsPutBackBeginsAgain() {
		long run = plan(this.place.environment(EnvironmentKind.DEVELOPMENT));
		Claim claim = claim().orElseThrow();
		this.queue.askToStop(run, "groundwork", Run.Because.DRAIN);
		this.queue.putBack(claim);
		assertThat(this.place.run(run).status()).isEqualTo(RunStatus.QUEUED);
		assertThat(this.place.run(run).stop()).isNull();
		assertThat(this.place.run(run).startedAt()).as("it has all its time again").isNull();
		assertThat(claim().map(Claim::run)).contains(run);
		assertThat(this.place.run(run).claims()).isEqualTo(2);
	}

	@Test
	void eachKindHasItsTimeAndItCountsFromTheRunsStart() {
		Overtime overtime = this.place.bean(Overtime.class);
		Map<RunKind, Integer> hours = Map.of(RunKind.PLAN, 1, RunKind.APPLY, 2, RunKind.DESTROY, 3, RunKind.VERIFY, 4,
				RunKind.DRIFT, 5);
		assertThat(hours).containsOnlyKeys(RunKind.values());
		hours.forEach((kind, most) -> {
			long run = add(this.place.environment(EnvironmentKind.DEVELOPMENT), kind);
			claim();
			age(run, 60 * most - 5);
			// Another one takes it over, and again: that gives it no more time.
			this.place.bean(Workers.class).end(this.worker);
			hire();
			this.queue.takeOver(this.worker, Set.of(), false);
			assertThat(overtime.look(this.worker)).as(kind.word()).isEmpty();
			age(run, 10);
			assertThat(overtime.look(this.worker)).as(kind.word()).containsExactly(run);
			assertThat(this.place.run(run).stop()).extracting(Run.Stop::because).isEqualTo(Run.Because.TIME);
			assertThat(overtime.look(this.worker)).as("there is the grace to stop").isEmpty();
			stoppedBefore(run, "1 minute");
			assertThat(overtime.look(this.worker)).as(kind.word()).containsExactly(run);
			assertThat(this.place.run(run).stop()).extracting(Run.Stop::forcedAt).isNotNull();
			assertThat(overtime.look(this.worker)).as("once").isEmpty();
			this.queue.end(new Claim(run, this.place.run(run).fence(), Path.of("/nowhere")),
					new Ended(RunStatus.FAILED, ""));
		});
	}

	@Test
	void whatAPersonStopsAPersonForcesUntilItsTimeIsOver() {
		Overtime overtime = this.place.bean(Overtime.class);
		long run = plan(this.place.environment(EnvironmentKind.DEVELOPMENT));
		claim();
		this.place.bean(Runs.class).cancel(run, "engineer-1");
		stoppedBefore(run, "1 minute");
		assertThat(overtime.look(this.worker)).isEmpty();
		age(run, 62);
		assertThat(overtime.look(this.worker)).containsExactly(run);
		assertThat(this.place.run(run).stop()).extracting(Run.Stop::because).isEqualTo(Run.Because.CANCEL);
	}

	private void age(long run, int minutes) {
		this.place.jdbc()
			.sql("update run set started_at = started_at - cast(? as interval) where number = ?")
			.params(minutes + " minutes", run)
			.update();
	}

	private void stoppedBefore(long run, String time) {
		this.place.jdbc()
			.sql("update run set stop_asked_at = stop_asked_at - cast(? as interval) where number = ?")
			.params(time, run)
			.update();
	}

	@Test
	void aRunThatWaitsIsCancelledAtOnce() {
		Environment environment = this.place.environment(EnvironmentKind.DEVELOPMENT);
		long first = plan(environment);
		long second = plan(environment);
		this.place.bean(Runs.class).cancel(first, "engineer-1");
		assertThat(this.place.run(first).status()).isEqualTo(RunStatus.CANCELLED);
		assertThat(this.place.jdbc()
			.sql("select ended_at is not null from run_log where run = ?")
			.param(first)
			.query(Boolean.class)
			.single()).as("its log is complete, and empty").isTrue();
		assertThat(claim().map(Claim::run)).contains(second);
		assertThatExceptionOfType(ConflictException.class)
			.isThrownBy(() -> this.place.bean(Runs.class).cancel(first, "engineer-1"));
	}

	@ParameterizedTest
	@EnumSource(value = RunKind.class, names = { "PLAN", "APPLY", "DESTROY", "VERIFY" })
	void aPersonsRunStopsADriftCheckInItsWayAlsoOneThatIsPickedUp(RunKind kind) {
		Environment owner = this.place.environment(EnvironmentKind.SYSTEM);
		Environment tenant = this.place.environment(EnvironmentKind.DEVELOPMENT, owner);
		long check = this.place.ask(Order.check(owner, RunKind.DRIFT, this.configuration));
		claim();
		if (kind == RunKind.VERIFY) {
			this.place.bean(Workers.class).end(this.worker);
			hire();
			this.queue.takeOver(this.worker, Set.of(), false);
		}
		add(tenant, kind);
		Run run = this.place.run(check);
		assertThat(run.status()).isEqualTo((kind == RunKind.VERIFY) ? RunStatus.RECOVERING : RunStatus.STOPPING);
		assertThat(run.stop()).extracting(Run.Stop::because).isEqualTo(Run.Because.PERSON);
	}

	@Test
	void aDriftCheckThatWasClaimedInTheMomentWhenAPersonAskedGivesWayAllTheSame() {
		Environment owner = this.place.environment(EnvironmentKind.SYSTEM);
		Environment tenant = this.place.environment(EnvironmentKind.DEVELOPMENT, owner);
		long check = this.place.ask(Order.check(owner, RunKind.DRIFT, this.configuration));
		claim();
		// As if the check had not been there when it was looked for.
		this.queue.add(Order.plan(tenant, this.configuration, "engineer-1", ""));
		Runs runs = this.place.bean(Runs.class);
		runs.giveWay(List.of(check));
		Run run = this.place.run(check);
		assertThat(run.status()).isEqualTo(RunStatus.STOPPING);
		assertThat(run.stop()).extracting(Run.Stop::because).isEqualTo(Run.Because.PERSON);
		runs.giveWay(List.of(check));
		assertThat(this.place.run(check)).isEqualTo(run);
	}

	@Test
	void aChecksPlaceIsNotTakenByAnotherCheck() {
		Environment environment = this.place.environment(EnvironmentKind.DEVELOPMENT);
		long check = this.place.ask(Order.check(environment, RunKind.DRIFT, this.configuration));
		claim();
		this.place.ask(Order.check(environment, RunKind.VERIFY, this.configuration));
		this.place.ask(Order.check(environment, RunKind.DRIFT, this.configuration, "engineer-1", ""));
		assertThat(this.place.run(check).status()).isEqualTo(RunStatus.RUNNING);
	}

	@Test
	void checksDoNotPileUp() {
		Environment environment = this.place.environment(EnvironmentKind.DEVELOPMENT);
		this.place.ask(Order.check(environment, RunKind.DRIFT, this.configuration));
		assertThatExceptionOfType(ConflictException.class)
			.isThrownBy(() -> this.place.ask(Order.check(environment, RunKind.DRIFT, this.configuration)));
		assertThat(this.place.ask(Order.check(environment, RunKind.DRIFT, this.configuration, "engineer-1", "")))
			.isPositive();
	}

	@Test
	void onlyAPlanThatCameToItsEndIsCarriedOut() {
		long plan = plan(this.place.environment(EnvironmentKind.DEVELOPMENT));
		Runs runs = this.place.bean(Runs.class);
		String digest = "0".repeat(64);
		assertThatExceptionOfType(ConflictException.class)
			.isThrownBy(() -> runs.carryOut(plan, digest, "engineer-1", ""))
			.withMessageContaining("queued");
		this.queue.end(claim().orElseThrow(), new Ended(RunStatus.DONE, ""));
		assertThatExceptionOfType(ConflictException.class)
			.isThrownBy(() -> runs.carryOut(plan, digest, "engineer-1", ""))
			.withMessageContaining("nothing that could be carried out");
	}

	@Test
	void saysWhyARunWaits() {
		Environment environment = this.place.environment(EnvironmentKind.DEVELOPMENT);
		long first = plan(environment);
		long second = plan(environment);
		assertThat(reason(first).rule()).isEqualTo("The worker on elsewhere is not ready: ");
		ready(1);
		assertWaits(reason(first), 1, null, "It starts in a moment");
		assertWaits(reason(second), 2, first,
				"One run at a time in %s, and run %d is before it".formatted(environment.name(), first));
		claim();
		assertWaits(reason(second), 1, first,
				"One run at a time in %s, and run %d is at it".formatted(environment.name(), first));
		assertThat(this.place.bean(Waiting.class).of(this.place.run(first))).as("it does not wait").isEmpty();
		long other = plan(this.place.environment(EnvironmentKind.DEVELOPMENT));
		assertThat(reason(other).rule()).isEqualTo("Every worker has all the runs that it can take");
	}

	@Test
	void saysWhatAClustersOwnerOrALimitHolds() {
		ready(10);
		Environment owner = this.place.environment(EnvironmentKind.SYSTEM);
		Environment tenant = this.place.environment(EnvironmentKind.DEVELOPMENT, owner);
		long active = plan(owner);
		claim();
		long waits = plan(tenant);
		assertWaits(reason(waits), 1, active,
				"%s shares a cluster with %s, where run %d is at work".formatted(tenant.name(), owner.name(), active));
		for (int i = 0; i < 2; i++) {
			plan(this.place.environment(EnvironmentKind.STAGING));
			claim();
		}
		assertThat(reason(plan(this.place.environment(EnvironmentKind.STAGING))).rule())
			.isEqualTo("At most 2 runs at once in staging environments");
	}

	@Test
	void saysWhenThereIsNoWorkerForIt() {
		long run = plan(this.place.environment(EnvironmentKind.DEVELOPMENT));
		Workers workers = this.place.bean(Workers.class);
		ready(4);
		workers.pause(this.worker, "platform-1", "new disk");
		assertThat(reason(run).rule()).isEqualTo("The worker on elsewhere is paused by platform-1: new disk");
		workers.resume(this.worker);
		workers.drain(this.worker);
		assertThat(reason(run).rule()).isEqualTo("The worker on elsewhere is ending");
		workers.end(this.worker);
		assertThat(reason(run).rule()).isEqualTo("No worker is running");
		QueueCare care = this.place.bean(QueueCare.class);
		care.pauseQueue("platform-1", "database upgrade");
		try {
			assertThat(reason(run).rule()).isEqualTo("The queue is paused by platform-1: database upgrade");
		}
		finally {
			care.resumeQueue("platform-1");
			hire();
		}
	}

	@Test
	void guessesByHistoryWhenARunStarts() {
		ready(2);
		Environment environment = this.place.environment(EnvironmentKind.PRODUCTION);
		for (RunKind kind : List.of(RunKind.PLAN, RunKind.APPLY)) {
			long past = add(environment, kind);
			this.queue.end(claim().orElseThrow(), new Ended(RunStatus.DONE, ""));
			age(past, (kind == RunKind.PLAN) ? 10 : 60);
		}
		// The plan of that apply took no time, and a median of the two is 5 minutes.
		long apply = add(environment, RunKind.APPLY);
		claim();
		age(apply, 15);
		long next = plan(environment);
		assertInMinutes(reason(next), 45);
		age(apply, 50);
		assertInMinutes(reason(next), 0);
		for (int i = 0; i < 8; i++) {
			plan(this.place.environment(EnvironmentKind.PRODUCTION));
		}
		assertThat(reason(next).position()).isEqualTo(9);
		assertInMinutes(reason(next), 0);
		QueueCare care = this.place.bean(QueueCare.class);
		care.pauseQueue("platform-1", "database upgrade");
		try {
			assertThat(reason(next).estimate()).as("nobody knows").isNull();
		}
		finally {
			care.resumeQueue("platform-1");
		}
	}

	private static void assertWaits(Waiting.Reason reason, int position, @Nullable Long behind, String rule) {
		assertThat(reason).isEqualTo(new Waiting.Reason(position, behind, rule, reason.remedy(), reason.estimate()));
	}

	private static void assertInMinutes(Waiting.Reason reason, int minutes) {
		assertThat(reason.estimate()).isCloseTo(Instant.now().plus(Duration.ofMinutes(minutes)),
				within(1, ChronoUnit.MINUTES));
	}

	private void ready(int capacity) {
		this.place.jdbc()
			.sql("update worker set ready = true, capacity = ? where id = ?")
			.params(capacity, this.worker)
			.update();
	}

	private Waiting.Reason reason(long run) {
		return this.place.bean(Waiting.class).of(this.place.run(run)).orElseThrow();
	}

	@Test
	@Tag("proof")
	void everyRunIsClaimedOnceAndNoneBesideWhatExcludesIt() throws Exception {
		int runs = Proof.size("runs.claims", 300, 20_000);
		Random random = Proof.random("runs.claims");
		List<Environment> environments = new ArrayList<>();
		for (int cluster = 0; cluster < 5; cluster++) {
			Environment owner = this.place.environment(EnvironmentKind.SYSTEM);
			environments.add(owner);
			for (int tenant = 0; tenant < 4; tenant++) {
				environments.add(this.place.environment(EnvironmentKind.DEVELOPMENT, owner));
			}
		}
		Set<Long> asked = ConcurrentHashMap.newKeySet();
		Set<Long> claimed = ConcurrentHashMap.newKeySet();
		Map<Long, Environment> active = new ConcurrentHashMap<>();
		try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
			List<Future<?>> all = new ArrayList<>();
			all.add(threads.submit(() -> {
				for (int i = 0; i < runs; i++) {
					asked.add(plan(environments.get(random.nextInt(environments.size()))));
				}
			}));
			for (int claimer = 0; claimer < 4; claimer++) {
				all.add(threads.submit(() -> {
					while (claimed.size() < runs) {
						claim().ifPresent((claim) -> {
							Environment environment = environments.stream()
								.filter((one) -> one.id() == this.place.run(claim.run()).environmentId())
								.findFirst()
								.orElseThrow();
							active.values().forEach((other) -> assertThat(excludes(environment, other)).isFalse());
							active.put(claim.run(), environment);
							assertThat(claimed.add(claim.run())).as("claimed once").isTrue();
							active.remove(claim.run());
							this.queue.end(claim, Ended.done(""));
						});
					}
				}));
			}
			for (Future<?> one : all) {
				one.get();
			}
		}
		assertThat(claimed).isEqualTo(asked);
		assertThat(this.place.jdbc()
			.sql("select count(*) from run_lane where active or queued <> 0")
			.query(Integer.class)
			.single()).isZero();
	}

	private static boolean excludes(Environment one, Environment other) {
		return one.id() == other.id()
				|| (one.cluster() == other.cluster() && (one.host() == null || other.host() == null));
	}

	/**
	 * As a worker does: one that waited too long for the others tries again.
	 */
	private Optional<Claim> claim() {
		try {
			return this.queue.claim(this.worker);
		}
		catch (CannotAcquireLockException ex) {
			return Optional.empty();
		}
	}

	private long plan(Environment environment) {
		return this.place.ask(Order.plan(environment, this.configuration, "engineer-1", ""));
	}

	private void activate(long run) {
		this.place.jdbc()
			.sql("update run set status = 'running', worker_id = ?, started_at = now() where number = ?")
			.params(this.worker, run)
			.update();
	}

}
