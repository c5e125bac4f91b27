package io.groundwork.runs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import io.groundwork.Eventually;
import io.groundwork.environments.Environment;
import io.groundwork.environments.EnvironmentKind;
import io.groundwork.environments.Environments;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * What becomes of the runs of a worker that is told to end.
 */
class DrainTest {

	private static final Duration MOST = Duration.ofSeconds(120);

	private final House house = House.shared();

	private final Place place = this.house.place();

	private final List<Barrier> barriers = new ArrayList<>();

	private final List<Long> paused = new ArrayList<>();

	@TempDir
	private Path folder;

	@BeforeEach
	void restTheOthers() {
		this.house.awaitAll();
		Workers workers = this.place.bean(Workers.class);
		workers.alive().forEach((worker) -> {
			if (workers.pause(worker.id(), "platform-1", "another one is tested")) {
				this.paused.add(worker.id());
			}
		});
	}

	@AfterEach
	void goOn() {
		this.barriers.forEach(Barrier::open);
		wakeTheOthers();
	}

	private void wakeTheOthers() {
		this.paused.forEach((worker) -> this.place.bean(QueueCare.class).resumeWorker(worker, "platform-1"));
		this.paused.clear();
	}

	@Test
	void whatItHasComesToItsEndOrIsHandedOverAndItTakesNothingMore() throws Exception {
		PortalChild worker = this.house.startWorker(
				Map.of("groundwork.runs.capacity", 6, "groundwork.runs.drain", "10s", "groundwork.runs.grace", "6s"));
		try (Source source = source("one"); Source other = source("other")) {
			worker.awaitReady();
			Barrier shortly = barrier("shortly");
			Barrier longer = barrier("longer");
			long finished = applying(shortly);
			long handedOver = applying(longer);
			Barrier planning = source.barrier();
			long plan = plan(source.reading());
			Barrier longest = other.barrier();
			long left = plan(other.reading());
			longest.awaitSomebody();
			planning.awaitSomebody();
			long id = requireNonNull(this.place.run(plan).worker());

			worker.signal("TERM");
			Workers workers = this.place.bean(Workers.class);
			Eventually.that(MOST, () -> workers.find(id).orElseThrow().drainingAt() != null);
			long late = plan("");
			shortly.open();
			Run whole = ended(finished);
			assertThat(whole.status()).as(whole.outcome()).isEqualTo(RunStatus.DONE);
			assertThat(whole.claims()).isOne();

			Eventually.that(MOST,
					() -> this.place.run(handedOver).stop() != null && this.place.run(plan).stop() != null);
			planning.open();
			longer.open();
			Eventually.that(MOST, () -> !worker.alive());
			assertThat(this.place.run(late).claims()).as("it took nothing more").isZero();
			Run again = this.place.run(plan);
			assertThat(again.status()).isEqualTo(RunStatus.QUEUED);
			assertThat(again.stop()).isNull();

			// Its Terraform is still there. Cancelled while it is picked up, it is not
			// done.
			Eventually.that(MOST, () -> this.place.run(left).status() == RunStatus.RECOVERING);
			this.place.bean(Runs.class).cancel(left, "engineer-1");
			assertThat(this.place.run(left).status()).isEqualTo(RunStatus.RECOVERING);
			longest.open();
			Run cancelled = ended(left);
			assertThat(cancelled.status()).as(cancelled.outcome()).isEqualTo(RunStatus.CANCELLED);
			assertThat(cancelled.claims()).isEqualTo(2);

			Run recovered = ended(handedOver);
			assertThat(recovered.status()).as(recovered.outcome()).isEqualTo(RunStatus.RECOVERED);
			assertThat(recovered.outcome()).contains("what remains: ");
			assertThat(recovered.claims()).isEqualTo(2);

			wakeTheOthers();
			for (long run : List.of(plan, late)) {
				Run done = ended(run);
				assertThat(done.status()).as(done.outcome()).isEqualTo(RunStatus.DONE);
				assertThat(done.worker()).isNotEqualTo(id);
				assertThat(done.claims()).isEqualTo((run == plan) ? 2 : 1);
			}
			long rest = carryOut(ended(this.place
				.ask(Order.plan(environmentOf(handedOver), recovered.configuration(), "engineer-1", ""))));
			assertThat(ended(rest).status()).isEqualTo(RunStatus.DONE);
			Inspection inspection = new Inspection(this.house);
			inspection.look(List.of(finished, handedOver, left, plan, late, rest));
			assertThat(inspection.findings()).isEmpty();
		}
		finally {
			worker.close();
		}
	}

	/**
	 * An apply that is held in the middle of it.
	 */
	private long applying(Barrier barrier) {
		Run plan = ended(plan("""
				resource "terraform_data" "slow" {
				  provisioner "local-exec" {
				    command = "%s"
				  }
				}
				resource "terraform_data" "after" {
				  input = terraform_data.slow.id
				}
				""".formatted(barrier.command())));
		barrier.shut();
		long apply = carryOut(plan);
		barrier.awaitSomebody();
		return apply;
	}

	/**
	 * What nobody gets to read.
	 */
	private Source source(String name) throws IOException {
		Source source = new Source(Files.createDirectory(this.folder.resolve(name)));
		source.barrier().shut();
		this.barriers.add(source.barrier());
		return source;
	}

	private Barrier barrier(String name) {
		Barrier barrier = new Barrier(this.folder.resolve(name));
		this.barriers.add(barrier);
		return barrier;
	}

	private long plan(String main) {
		return this.place.ask(Order.plan(this.place.environment(EnvironmentKind.DEVELOPMENT),
				this.place.configuration(main), "engineer-1", ""));
	}

	private Environment environmentOf(long run) {
		return this.place.bean(Environments.class).get(this.place.run(run).environmentId());
	}

	private long carryOut(Run plan) {
		String digest = this.place.bean(RunPlans.class).find(plan.number()).orElseThrow().digest();
		return this.place.carryOut(plan.number(), digest, "platform-1", "agreed");
	}

	private Run ended(long number) {
		Eventually.that(MOST, Duration.ofMillis(20), () -> this.place.run(number).status().ended());
		return this.place.run(number);
	}

}
