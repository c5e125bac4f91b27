package io.groundwork.runs;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import io.groundwork.Eventually;
import io.groundwork.Portal;
import io.groundwork.environments.Environment;
import io.groundwork.environments.EnvironmentKind;
import io.groundwork.sandbox.Postgres;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import org.springframework.util.FileSystemUtils;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A worker in trouble: says so, takes nothing, and is not taken for dead.
 */
class WorkerTest {

	private static final Duration MOST = Duration.ofSeconds(90);

	private static final Duration LEASE = Duration.ofSeconds(3);

	private static final String ONE_THING = """
			resource "terraform_data" "one" {
			  input = "first"
			}
			output "said" {
			  value = terraform_data.one.output
			}
			""";

	@SuppressWarnings("NullAway.Init")
	private static Portal portal;

	private final Place place = new Place(portal);

	@BeforeAll
	static void start() {
		portal = Portal.start(Map.of("groundwork.terraform.program", System.getProperty("groundwork.tools.terraform"),
				"groundwork.runs.grace", "2s", "groundwork.runs.lease", LEASE.toString(), "groundwork.runs.beat",
				"300ms"));
	}

	@AfterAll
	static void stop() {
		portal.close();
	}

	@Test
	void whileTheDatabaseStallsNobodyIsTakenForDead() throws Exception {
		Environment environment = this.place.environment(EnvironmentKind.DEVELOPMENT);
		Workers workers = this.place.bean(Workers.class);
		long other = this.place.worker();
		Claim claim = claimedBy(other, environment);
		workers.beat(other, LEASE, true, "");
		stall(LEASE.plusSeconds(1));
		// The portal's own worker says first that it is alive, and looks around.
		Instant back = databaseTime();
		Eventually.that(MOST, () -> worker().beatAt().isAfter(back.plusMillis(700)));
		assertThat(workers.beat(other, LEASE, true, "")).isTrue();
		Run run = this.place.run(claim.run());
		assertThat(run.status()).isEqualTo(RunStatus.RUNNING);
		assertThat(run.fence()).isEqualTo(claim.fence());
		this.place.bean(Queue.class).end(claim, new Ended(RunStatus.DONE, ""));
		workers.end(other);
	}

	private Instant databaseTime() {
		return this.place.jdbc()
			.sql("select clock_timestamp()")
			.query((row, number) -> row.getObject(1, OffsetDateTime.class).toInstant())
			.single();
	}

	/**
	 * The database is there and does not answer.
	 */
	private void stall(Duration time) throws Exception {
		List<ProcessHandle> processes = new ArrayList<>(this.place.jdbc()
			.sql("select pid from pg_stat_activity where datname = current_database()")
			.query((row, number) -> ProcessHandle.of(row.getLong(1)).orElseThrow())
			.list());
		processes.add(processes.getFirst().parent().orElseThrow());
		Processes.signal("STOP", processes);
		try {
			Thread.sleep(time);
		}
		finally {
			Processes.signal("CONT", processes);
		}
	}

	/**
	 * A new plan that the portal's own worker has not got.
	 */
	private Claim claimedBy(long other, Environment environment) {
		Workers workers = this.place.bean(Workers.class);
		long own = worker().id();
		workers.pause(own, "platform-1", "another is to have it");
		this.place.ask(Order.plan(environment, this.place.configuration(ONE_THING), "engineer-1", ""));
		Claim claim = this.place.bean(Queue.class).claim(other).orElseThrow();
		workers.resume(own);
		return claim;
	}

	private Workers.Shown worker() {
		return this.place.bean(Workers.class)
			.alive()
			.stream()
			.filter((worker) -> worker.pid() == ProcessHandle.current().pid() && !worker.host().equals("elsewhere"))
			.findFirst()
			.orElseThrow();
	}

	@Test
	void aBeatWaitsForNothingElseThatAWorkerDoes() throws Exception {
		long late = this.place.worker();
		this.place.jdbc()
			.sql("update worker set lease_until = now() - interval '2 hours' where id = ?")
			.param(late)
			.update();
		try (Connection connection = Postgres.shared().superuser(portal.database());
				var statement = connection.createStatement()) {
			connection.setAutoCommit(false);
			statement.execute("select from worker where id = %d for update".formatted(late));
			Eventually.that(MOST,
					() -> this.place.jdbc()
						.sql("select count(*) from pg_stat_activity where datname = current_database() "
								+ "and wait_event_type = 'Lock'")
						.query(Long.class)
						.single() > 0);
			Instant since = databaseTime();
			Eventually.that(MOST, () -> worker().beatAt().isAfter(since.plus(LEASE)));
		}
		Eventually.that(MOST,
				() -> this.place.bean(Workers.class).alive().stream().noneMatch((worker) -> worker.id() == late));
	}

	@Test
	void whatIsPickedUpWaitsForRoom() throws Exception {
		Room room = this.place.bean(Room.class);
		long other = this.place.worker();
		Claim claim = claimedBy(other, this.place.environment(EnvironmentKind.DEVELOPMENT));
		int taken = 0;
		while (room.enter()) {
			taken++;
		}
		assertThat(taken).isEqualTo(2);
		try {
			this.place.bean(Workers.class).end(other);
			Eventually.that(MOST, Duration.ofMillis(20), () -> log(claim.run()).contains("as many runs as it can"));
			assertThat(this.place.run(claim.run()).status().ended()).isFalse();
		}
		finally {
			room.leave();
			room.leave();
		}
		assertThat(ended(claim.run()).status()).isEqualTo(RunStatus.DONE);
	}

	@Test
	void aWorkerWithoutAPlaceToWorkInSaysSoAndTakesNothing() throws Exception {
		Path runs = this.place.folder().resolve("runs");
		// What an ended run had is removed after its end.
		Eventually.that(MOST, () -> this.place.bean(WorkPlace.class).folders().isEmpty());
		FileSystemUtils.deleteRecursively(runs);
		Files.createFile(runs);
		try {
			Eventually.that(MOST, () -> worker().status().equals("unready"));
			assertThat(worker().program()).contains("groundwork.runs.folder", runs.toString());
			Environment environment = this.place.environment(EnvironmentKind.DEVELOPMENT);
			long run = this.place.ask(Order.plan(environment, this.place.configuration(ONE_THING), "engineer-1", ""));
			Instant asked = databaseTime();
			Eventually.that(MOST, () -> worker().beatAt().isAfter(asked.plusMillis(700)));
			assertThat(this.place.run(run).status()).isEqualTo(RunStatus.QUEUED);
			Files.delete(runs);
			assertThat(ended(run).status()).isEqualTo(RunStatus.DONE);
		}
		finally {
			if (Files.isRegularFile(runs)) {
				Files.delete(runs);
			}
		}
	}

	private static String log(long run) {
		return portal.guest()
			.call("GET", "/api/v1/runs/%d/log".formatted(run), portal.issuer().accessToken("engineer-1"), "")
			.body();
	}

	private Run ended(long number) {
		Eventually.that(MOST, Duration.ofMillis(20), () -> this.place.run(number).status().ended());
		return this.place.run(number);
	}

}
