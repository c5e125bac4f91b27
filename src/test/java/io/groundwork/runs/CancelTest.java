package io.groundwork.runs;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.function.LongSupplier;

import io.groundwork.Eventually;
import io.groundwork.environments.Environment;
import io.groundwork.environments.EnvironmentKind;
import io.groundwork.sandbox.Postgres;
import io.groundwork.state.States;
import io.groundwork.web.ConflictException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Runs that somebody stops, wherever they are, and what they leave behind: nothing. One
 * that is being picked up is stopped in DrainTest.
 */
class CancelTest {

	private static final Duration MOST = Engine.MOST;

	private final Engine engine = Engine.shared();

	private final Place place = this.engine.place();

	private final Environment environment = this.place.environment(EnvironmentKind.DEVELOPMENT);

	private final Barrier provisioner = this.engine.barrier("provisioner");

	private final String configuration = this.place.configuration(this.engine.reading() + """
			resource "terraform_data" "slow" {
			  provisioner "local-exec" {
			    command = "%1$s"
			  }
			  provisioner "local-exec" {
			    when    = destroy
			    command = "%1$s"
			  }
			}
			""".formatted(this.provisioner.command()));

	@AfterEach
	void open() {
		List.of("reading", "module", "show", "init-ended", "apply-ended", "provisioner")
			.forEach((name) -> this.engine.barrier(name).open());
	}

	/**
	 * Where a run is when it is cancelled.
	 */
	enum Phase {

		PREPARE, INIT, PLAN, READ, APPLY, RECORD, DESTROY, DRIFT, STATE

	}

	@ParameterizedTest
	@EnumSource
	void aRunIsCancelledWhereverItIs(Phase phase) throws Exception {
		try (Held held = held(phase)) {
			this.place.bean(Runs.class).cancel(held.run(), "engineer-1");
			Run stopping = this.place.run(held.run());
			assertThat(stopping.stop()).extracting(Run.Stop::because).isEqualTo(Run.Because.CANCEL);
			assertThat(stopping.status()).isIn(RunStatus.STOPPING, RunStatus.CANCELLED);
			if (phase == Phase.APPLY || phase == Phase.DESTROY) {
				// Terraform says that it was interrupted before it stops anything. What
				// is let go
				// in between comes to its end and is done, so that it is held until the
				// run ends.
				this.engine.ended(held.run());
			}
			held.close();
			Run ended = this.engine.ended(held.run());
			if (phase == Phase.RECORD) {
				// What is done is done.
				assertThat(ended.status()).as(ended.outcome()).isEqualTo(RunStatus.DONE);
				assertThat(ended.outcome()).startsWith("Destroyed: ");
			}
			else {
				assertThat(ended.status()).as(ended.outcome()).isEqualTo(RunStatus.CANCELLED);
				assertThat(ended.outcome()).startsWith("Stopped in an orderly way");
			}
			leavesNothing(ended);
		}
	}

	private Held held(Phase phase) throws Exception {
		return switch (phase) {
			case PREPARE -> {
				Connection lock = lock("state_credential in share row exclusive mode");
				long run = plan();
				this.engine.awaitStep(run, "prepare");
				yield new Held(run, lock);
			}
			case INIT -> at("module", () -> this.place
				.ask(Order.plan(this.environment, this.place.configuration(this.engine.module()), "engineer-1", "")));
			case PLAN -> at("reading", this::plan);
			case READ -> at("show", this::plan);
			case APPLY -> {
				Run plan = this.engine.done(plan());
				yield at("provisioner", () -> this.engine.carryOut(plan));
			}
			case DESTROY -> {
				Run end = planOfTheEnd();
				yield at("provisioner", () -> this.engine.carryOut(end));
			}
			case RECORD -> {
				Run end = planOfTheEnd();
				yield atTheStateAfter("apply-ended", () -> this.engine.carryOut(end), "record");
			}
			case DRIFT -> at("reading", () -> check(RunKind.DRIFT));
			case STATE -> atTheStateAfter("init-ended", () -> check(RunKind.VERIFY), "state");
		};
	}

	/**
	 * Held at a barrier.
	 */
	private Held at(String name, LongSupplier ask) {
		Barrier barrier = this.engine.barrier(name);
		barrier.shut();
		long run = ask.getAsLong();
		barrier.awaitSomebody();
		return new Held(run, barrier::open);
	}

	/**
	 * Held in a step that looks at the state, when Terraform has done so.
	 */
	private Held atTheStateAfter(String name, LongSupplier ask, String step) throws Exception {
		try (Held before = at(name, ask)) {
			Connection lock = lock("state_version in access exclusive mode");
			before.close();
			this.engine.awaitStep(before.run(), step);
			return new Held(before.run(), lock);
		}
	}

	/**
	 * Keeps a table to itself until it is closed.
	 */
	private Connection lock(String table) throws SQLException {
		Connection superuser = Postgres.shared().superuser(this.engine.portal().database());
		superuser.setAutoCommit(false);
		try (Statement statement = superuser.createStatement()) {
			statement.execute("lock table " + table);
		}
		return superuser;
	}

	private long plan() {
		return this.place.ask(Order.plan(this.environment, this.configuration, "engineer-1", ""));
	}

	private long check(RunKind kind) {
		return this.place.ask(Order.check(this.environment, kind, this.configuration, "engineer-1", ""));
	}

	private Run planOfTheEnd() {
		this.engine.done(this.engine.carryOut(this.engine.done(plan())));
		return this.engine
			.done(this.place.ask(Order.planDestruction(this.environment, this.configuration, "engineer-1", "")));
	}

	@Test
	void aPlanThatDoesNotStopIsForced() throws Exception {
		try (Held held = held(Phase.PLAN)) {
			Runs runs = this.place.bean(Runs.class);
			Processes.freeze(this.place.folder(), held.run());
			runs.cancel(held.run(), "engineer-1");
			assertThat(this.place.run(held.run()).status()).isEqualTo(RunStatus.STOPPING);
			Eventually.that(MOST, Duration.ofMillis(100), () -> forced(runs, held.run()));
			Run ended = this.engine.ended(held.run());
			assertThat(ended.status()).isEqualTo(RunStatus.CANCELLED);
			assertThat(ended.outcome()).isEqualTo("Ended by force");
			held.close();
			leavesNothing(ended);
		}
	}

	private static boolean forced(Runs runs, long run) {
		try {
			runs.force(run, "engineer-1");
			return true;
		}
		catch (ConflictException ex) {
			return false;
		}
	}

	private void leavesNothing(Run ended) {
		assertThat(this.place.bean(States.class).lock(this.environment.id())).isEmpty();
		assertThat(count("state_credential where closed_at is null and run = ?", ended)).isZero();
		assertThat(count("run_claim where ended_at is null and run = ?", ended)).isZero();
		assertThat(this.engine.log(ended.number())).contains("\"end\":true");
		String folder = this.place.jdbc()
			.sql("select folder from run_claim where run = ?")
			.param(ended.number())
			.query(String.class)
			.single();
		Eventually.that(MOST, () -> Files.notExists(Path.of(folder)));
		assertThat(this.engine.steps(ended.number())).noneMatch((step) -> step.endsWith(" running"));
		this.engine.done(plan());
	}

	private long count(String rows, Run run) {
		return this.place.jdbc().sql("select count(*) from " + rows).param(run.number()).query(Long.class).single();
	}

	/**
	 * A run that does not go on until this is closed.
	 */
	private record Held(long run, AutoCloseable by) implements AutoCloseable {

		@Override
		public void close() throws Exception {
			this.by.close();
		}

	}

}
