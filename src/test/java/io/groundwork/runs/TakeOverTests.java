package io.groundwork.runs;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

import io.groundwork.Eventually;
import io.groundwork.Portal;
import io.groundwork.environments.Environment;
import io.groundwork.environments.EnvironmentKind;
import io.groundwork.masking.Mask;
import io.groundwork.runs.log.LogLevel;
import io.groundwork.runs.log.LogWriter;
import io.groundwork.runs.log.RunLogs;
import io.groundwork.state.StateCredential;
import io.groundwork.state.StateCredentials;
import io.groundwork.state.StateVersion;
import io.groundwork.state.States;
import io.groundwork.storage.StorageException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What a worker makes of what another has left: claims of workers on paper, each as
 * somebody who died would have left it.
 */
class TakeOverTests {

	private static final Duration MOST = Duration.ofSeconds(90);

	private static final String ONE_THING = "resource \"terraform_data\" \"one\" {}\n";

	/** Runs in whose beginning the object store is away for longer than anybody waits. */
	private static final Set<Long> AWAY = ConcurrentHashMap.newKeySet();

	@SuppressWarnings("NullAway.Init")
	private static Portal portal;

	@SuppressWarnings("NullAway.Init")
	private static Portal worker;

	private final Place place = new Place(portal);

	private static long own;

	private final Environment environment = this.place.environment(EnvironmentKind.DEVELOPMENT);

	private final WorkPlace here = portal.bean(WorkPlace.class);

	@BeforeAll
	static void start() {
		portal = Portal.start(Map.of("groundwork.roles", "web"));
		portal.bean(WorkPlace.class).prepare();
		worker = portal
			.another(Map.of("groundwork.roles", "worker", "groundwork.runs.beat", "100ms", "groundwork.runs.sweep",
					"200ms", "groundwork.runs.folder", new Place(portal).folder(), "groundwork.runs.state-address",
					portal.address(), "groundwork.terraform.program", System.getProperty("groundwork.tools.terraform")),
					(context) -> context.registerBean("awayWork", Away.class, (bean) -> bean.setPrimary(true)));
		Workers workers = portal.bean(Workers.class);
		Eventually.that(MOST, () -> !workers.alive().isEmpty());
		own = workers.alive().getFirst().id();
	}

	@AfterAll
	static void stop() {
		worker.close();
		portal.close();
	}

	@Test
	void aStateLeftBeforeTheMachineWasRestartedIsBroughtHome() {
		Left left = left(this.here.host().replaceFirst("/[^:]*:", "/beforehand:"), (it) -> {
			open(it);
			state(it.folder(), 1);
		});
		Run done = ended(left);
		assertThat(done.status()).as(done.outcome()).isEqualTo(RunStatus.DONE);
		assertThat(current()).hasValueSatisfying((version) -> {
			assertThat(version.run()).isEqualTo(done.number());
			assertThat(version.lineage()).isEqualTo("left");
		});
		assertThat(missing(left)).isEmpty();
		Eventually.that(MOST, () -> !left.folder().exists());
	}

	@Test
	void whatAMachineThatCannotBeAskedHasSaidIsVisiblyMissing() {
		Left left = left("gone/0:/nowhere", (it) -> {
			open(it);
			try (LogWriter log = portal.bean(RunLogs.class).writer(it.run(), it.fence(), Mask.none())) {
				log.line("init", LogLevel.INFO, "the last that was heard");
			}
			it.folder().wipe();
		});
		Run done = ended(left);
		assertThat(done.status()).as(done.outcome()).isEqualTo(RunStatus.DONE);
		assertThat(missing(left)).contains("1: its worker's machine, gone, cannot be asked");
		assertThat(log(left)).contains("another machine, gone, which cannot be asked");
	}

	@Test
	void aClaimThatBeganNothingLeavesTheLogWhole() {
		Left left = left("gone/0:/nowhere", (it) -> it.folder().wipe());
		assertThat(ended(left).status()).isEqualTo(RunStatus.DONE);
		assertThat(missing(left)).isEmpty();
		assertThat(log(left)).doesNotContain("cannot be asked");
	}

	@Test
	void aRecoveryThatBreaksDownLeavesNeitherLockNorStateBehind() {
		Left left = left(this.here.host(), (it) -> {
			lock(it, open(it));
			state(it.folder(), 1);
			// What nobody can read.
			folder(it.folder().top().resolve("secrets"));
		});
		Run failed = ended(left);
		assertThat(failed.status()).as(failed.outcome()).isEqualTo(RunStatus.FAILED);
		assertThat(portal.bean(States.class).lock(this.environment.id())).isEmpty();
		assertThat(open(left.run())).isZero();
		assertThat(missing(left)).hasValueSatisfying((why) -> assertThat(why).contains("could not be read to its end"));
		Eventually.that(MOST, () -> current().isPresent());
		Eventually.that(MOST, () -> !left.folder().exists());
	}

	@Test
	void aStateThatTurnsUpAfterTheEndIsBroughtHomeToo(@TempDir Path aside) throws IOException {
		Left left = left(this.here.host(), this::open);
		assertThat(ended(left).status()).isEqualTo(RunStatus.DONE);
		assertThat(current()).isEmpty();
		// It turns up as a whole: what has nothing in it is swept away in between.
		RunFolder late = new RunFolder(left.folder().top());
		RunFolder made = made(aside.resolve("made"));
		state(made, 1);
		Eventually.that(MOST, () -> !late.exists());
		Files.move(made.top(), late.top());
		Eventually.that(MOST, () -> current().isPresent());
		Eventually.that(MOST, () -> !late.exists());
	}

	@Test
	void whatTakesItsWorkersDownAgainAndAgainIsGivenUp() {
		Left left = left(this.here.host(), (it) -> {
			open(it);
			this.place.jdbc().sql("update run set claims = 20 where number = ?").param(it.run()).update();
		});
		Run failed = ended(left);
		assertThat(failed.status()).isEqualTo(RunStatus.FAILED);
		assertThat(failed.outcome()).startsWith("It was picked up 20 times and broke down each time");
		assertThat(open(left.run())).isZero();
	}

	@Test
	void anOutageIsNoVerdict() {
		Left left = left(this.here.host(), (it) -> AWAY.add(it.run()));
		Run done = ended(left);
		assertThat(done.status()).as(done.outcome()).isEqualTo(RunStatus.DONE);
		assertThat(done.claims()).isEqualTo(3);
		assertThat(missing(left)).isEmpty();
	}

	/**
	 * A plan whose worker has died.
	 * @param host the machine that it was on
	 * @param doing what it had done by then
	 */
	private Left left(String host, Consumer<Left> doing) {
		Workers workers = portal.bean(Workers.class);
		// It takes over, and claims nothing by itself.
		workers.pause(own, "platform-1", "for a test");
		long dead = workers.add(host, this.here.forWorker(), 4, Duration.ofMinutes(5));
		long run = this.place
			.ask(Order.plan(this.environment, this.place.configuration(ONE_THING), "engineer-1", "a test"));
		Claim claim = portal.bean(Queue.class).claim(dead).orElseThrow();
		assertThat(claim.run()).isEqualTo(run);
		Left left = new Left(run, claim.fence(), made(claim.folder()));
		doing.accept(left);
		workers.resume(own);
		workers.end(dead);
		return left;
	}

	private static RunFolder made(Path top) {
		RunFolder folder = new RunFolder(top);
		assertThat(folder.make()).isEmpty();
		return folder;
	}

	private StateCredential open(Left left) {
		return portal.bean(StateCredentials.class).open(this.environment.id(), left.run(), left.fence());
	}

	private void lock(Left left, StateCredential credential) {
		String authorization = Base64.getEncoder()
			.encodeToString((credential.username() + ":" + credential.password()).getBytes(StandardCharsets.UTF_8));
		URI address = portal.address().resolve("/state/%s/lock".formatted(this.environment.name()));
		try (HttpClient http = HttpClient.newHttpClient()) {
			HttpResponse<String> answer = http.send(HttpRequest.newBuilder(address)
				.header("Authorization", "Basic " + authorization)
				.header("Content-Type", "application/json")
				.POST(HttpRequest.BodyPublishers.ofString("""
						{"ID":"left-%d","Operation":"OperationTypeApply","Info":"","Who":"portal@worker",
						"Version":"1.11.4","Created":"2026-01-01T00:00:00Z","Path":""}""".formatted(left.fence())))
				.build(), HttpResponse.BodyHandlers.ofString());
			assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IllegalStateException(ex);
		}
	}

	private static void state(RunFolder folder, int serial) {
		try {
			Files.writeString(folder.erroredState(), """
					{"version": 4, "terraform_version": "1.11.4", "serial": %d, "lineage": "left", "outputs": {},
					"resources": [], "check_results": null}
					""".formatted(serial));
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private static void folder(Path path) {
		try {
			Files.createDirectory(path);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private Run ended(Left left) {
		Eventually.that(MOST, Duration.ofMillis(20), () -> this.place.run(left.run()).status().ended());
		return this.place.run(left.run());
	}

	private Optional<StateVersion> current() {
		return portal.bean(States.class).current(this.environment.id());
	}

	private long open(long run) {
		return this.place.jdbc()
			.sql("""
					select (select count(*) from run_claim where run = ? and ended_at is null)
						+ (select count(*) from state_credential where run = ? and closed_at is null)""")
			.params(run, run)
			.query(Long.class)
			.single();
	}

	/**
	 * After which line what is missing in the log, and why.
	 */
	private Optional<String> missing(Left left) {
		List<String> ends = this.place.jdbc()
			.sql("select coalesce(missing_after || ': ' || missing, '') from run_log where run = ?")
			.param(left.run())
			.query((row, number) -> row.getString(1))
			.list();
		assertThat(ends).as("the log has ended").hasSize(1);
		return Optional.of(ends.getFirst()).filter((missing) -> !missing.isEmpty());
	}

	private String log(Left left) {
		return portal.guest()
			.call("GET", "/api/v1/runs/%d/log".formatted(left.run()), portal.issuer().accessToken("platform-1"), "")
			.body();
	}

	/**
	 * What a claim has left.
	 */
	record Left(long run, long fence, RunFolder folder) {

	}

	/**
	 * Finds the object store away when it begins.
	 */
	static class Away extends Work {

		Away(Preparation preparation, RunPlans plans, States states, Salvage salvage, PlatformWork platform) {
			super(preparation, plans, states, salvage, platform);
		}

		@Override
		Ended carryOut(RunInHand hand) throws InterruptedException {
			if (AWAY.remove(hand.run().number())) {
				throw new StorageException("The object store has been away for longer than anybody waits", null);
			}
			return super.carryOut(hand);
		}

	}

}
