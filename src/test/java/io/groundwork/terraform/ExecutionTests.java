package io.groundwork.terraform;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

import io.groundwork.Eventually;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * What the supervisor and the runner promise of any program.
 */
class ExecutionTests {

	private static final Duration LIMIT = Duration.ofSeconds(60);

	private static final TerraformCommand COMMAND = new TerraformCommand.Version();

	/**
	 * Says ready, and goes on until it is told to stop, which takes it a moment.
	 */
	private static final String STOPPABLE = """
			trap 'echo told; sleep 0.2; echo stopped; exit 1' TERM
			echo ready
			while :; do sleep 0.05; done
			""";

	/**
	 * Says ready, and does not stop.
	 */
	private static final String STUBBORN = """
			trap 'echo told' TERM
			echo ready
			while :; do sleep 0.05; done
			""";

	private final Workplace work;

	ExecutionTests(@TempDir Path folder) {
		this.work = new Workplace(folder, "/bin/sh");
	}

	@AfterEach
	void close() {
		this.work.close();
	}

	@Test
	void theExitCodeAndEveryLineArrive() throws Exception {
		Execution execution = this.work.start(this.work.script("echo one; echo two >&2; printf three; exit 7"));
		assertThat(lines(execution, 0)).containsExactly("one", "three");
		List<String> errors = new ArrayList<>();
		execution.followErrors(0, (text, next) -> errors.add(text));
		assertThat(errors).containsExactly("two");
		assertThat(execution.await()).isEqualTo(new Ending(OptionalInt.of(7), false));
	}

	@Test
	void linesArriveWhileItRunsAndCanBeReadOnFromAnyOfThem() throws Exception {
		Execution execution = this.work
			.start(this.work.script("echo one; while [ ! -e go ]; do sleep 0.02; done; echo two; echo drei: ä"));
		CountDownLatch first = new CountDownLatch(1);
		AtomicLong place = new AtomicLong();
		List<String> lines = new ArrayList<>();
		Thread follower = Thread.ofVirtual().start(() -> {
			try {
				execution.follow(0, (text, next) -> {
					lines.add(text);
					place.compareAndSet(0, next);
					first.countDown();
				});
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
			}
		});
		assertThat(first.await(60, TimeUnit.SECONDS)).isTrue();
		assertThat(execution.ending()).isEmpty();
		this.work.write("go", "");
		follower.join(LIMIT);
		assertThat(lines).containsExactly("one", "two", "drei: ä");
		assertThat(lines(execution, place.get())).containsExactly("two", "drei: ä");
	}

	@Test
	void closingItsInputTellsTheProgramOnce() throws Exception {
		Execution execution = this.work.start(this.work.script(STOPPABLE));
		says(execution, "ready");
		execution.stop();
		execution.stop();
		this.work.terraform().attach(execution.folder()).stop();
		assertThat(execution.await(LIMIT)).contains(new Ending(OptionalInt.of(1), true));
		assertThat(lines(execution, 0)).containsExactly("ready", "told", "stopped");
	}

	/**
	 * A worker that was thought dead wakes up and finds that its run is another's.
	 */
	@Test
	void whatIsAbandonedGoesOnForWhoeverAttendsToIt() throws Exception {
		Execution execution = this.work
			.start(this.work.script("echo ready; while [ ! -e go ]; do sleep 0.05; done; echo end"));
		says(execution, "ready");
		Execution other = this.work.terraform().attach(execution.folder());
		other.attend();
		execution.abandon();
		// Longer than anything goes on here that nobody attends to.
		assertThat(other.await(Duration.ofMillis(2500))).isEmpty();
		this.work.write("go", "");
		assertThat(other.await(LIMIT)).contains(new Ending(OptionalInt.of(0), false));
		assertThat(lines(other, 0)).containsExactly("ready", "end");
	}

	@Test
	void whatIsAbandonedAndAttendedToByNobodyIsToldToStop() throws Exception {
		Execution execution = this.work.start(this.work.script(STOPPABLE));
		says(execution, "ready");
		execution.abandon();
		assertThat(execution.await(LIMIT)).contains(new Ending(OptionalInt.of(1), true));
	}

	@RepeatedTest(20)
	void nobodyIsSaidToHaveStoppedWhatEndedAtOnce() throws Exception {
		Execution execution = this.work.start(this.work.script("exit 0"));
		Ending end = new Ending(OptionalInt.of(0), false);
		assertThat(execution.await(LIMIT)).contains(end);
		Path processes = execution.folder().resolve("processes");
		Eventually.that(LIMIT, () -> !Processes.read(processes).orElseThrow().supervised());
		execution.stop();
		assertThat(execution.ending()).contains(end);
	}

	@Test
	void anotherProcessCanStopWhatItDidNotStart() throws Exception {
		Execution execution = this.work.start(this.work.script(STOPPABLE));
		says(execution, "ready");
		Execution attached = this.work.terraform().attach(execution.folder());
		attached.stop();
		execution.stop();
		assertThat(attached.await(LIMIT)).contains(new Ending(OptionalInt.of(1), true));
		assertThat(lines(attached, 0)).containsExactly("ready", "told", "stopped");
	}

	@Test
	void whatDoesNotStopIsKilledWithAllThatItStarted() throws Exception {
		Execution execution = this.work.start(this.work.script("sleep 1000 & echo $! >child\n" + STUBBORN));
		says(execution, "ready");
		assertThat(execution.await(Duration.ofMillis(1), Duration.ofMillis(200)))
			.isEqualTo(new Ending(OptionalInt.empty(), true));
		long child = Long.parseLong(Files.readString(this.work.folder().resolve("child")).strip());
		Eventually.that(LIMIT, () -> dead(child));
	}

	@Test
	void aSignalForTheWholeGroupIsNotFollowedByAnother() throws Exception {
		Execution execution = this.work.start(this.work.script(STUBBORN.replace("echo told", "echo told >>told")));
		says(execution, "ready");
		Processes processes = processes(execution);
		Processes.signal("TERM", -processes.supervisor().number());
		Eventually.that(LIMIT, () -> Files.exists(this.work.folder().resolve("told")));
		execution.stop();
		assertThat(execution.await(Duration.ofMillis(300))).isEmpty();
		assertThat(this.work.folder().resolve("told")).hasContent("told\n");
		execution.kill();
		assertThat(execution.await(LIMIT)).isPresent();
	}

	@Test
	void aProgramWithoutItsSupervisorIsWaitedForAndToldToStop() throws Exception {
		Execution execution = this.work.start(this.work.script(STOPPABLE));
		says(execution, "ready");
		Processes processes = processes(execution);
		killSupervisor(processes);
		Execution attached = this.work.terraform().attach(execution.folder());
		assertThat(attached.ending()).isEmpty();
		assertThat(processes.running()).isTrue();
		attached.stop();
		assertThat(attached.await(LIMIT)).contains(new Ending(OptionalInt.empty(), true));
		assertThat(execution.await(LIMIT)).contains(new Ending(OptionalInt.empty(), true));
		assertThat(lines(attached, 0)).containsExactly("ready", "told", "stopped");
	}

	@Test
	void aProgramWithoutItsSupervisorCanBeKilled() throws Exception {
		Execution execution = this.work.start(this.work.script(STUBBORN));
		says(execution, "ready");
		Processes processes = processes(execution);
		killSupervisor(processes);
		execution.kill();
		assertThat(execution.await(LIMIT)).contains(new Ending(OptionalInt.empty(), false));
		assertThat(processes.running()).isFalse();
	}

	@Test
	void anotherProcessWithItsNumberIsNotTakenForIt() throws Exception {
		Execution execution = this.work.start(this.work.script("true"));
		execution.await();
		long ours = ProcessHandle.current().pid();
		Files.delete(execution.folder().resolve("exit"));
		Files.writeString(execution.folder().resolve("processes"), "%d 1 %d 1%n".formatted(ours, ours));
		Execution attached = this.work.terraform().attach(execution.folder());
		assertThat(attached.ending()).contains(new Ending(OptionalInt.empty(), false));
		attached.stop();
		attached.kill();
		assertThat(execution.folder().resolve("stopping")).doesNotExist();
	}

	@Test
	void aProgramThatCannotBeStartedHasAnExitCodeToo() throws Exception {
		Execution execution = this.work
			.start(new Program(Path.of("/nowhere/terraform"), Product.TERRAFORM, ProgramVersion.LEAST));
		assertThat(execution.await(LIMIT)).contains(new Ending(OptionalInt.of(127), false));
		assertThat(execution.errors()).content().contains("/nowhere/terraform");
	}

	@Test
	void aVeryLongLineIsCutAndTheNextOneIsWhole() throws Exception {
		Execution execution = this.work
			.start(this.work.script("head -c 3000000 /dev/zero | tr '\\0' x; echo; echo next"));
		List<String> lines = lines(execution, 0);
		assertThat(lines).hasSize(2);
		assertThat(lines.getFirst()).hasSize(LineReader.LONGEST + LineReader.CUT.length()).endsWith(LineReader.CUT);
		assertThat(lines.getLast()).isEqualTo("next");
	}

	@Test
	void aHundredMegabytesPassThrough() throws Exception {
		// A line of 100 bytes, a million times.
		Execution execution = this.work
			.start(this.work.script("yes " + "y".repeat(99) + " | head -n 1000000; echo end"));
		AtomicLong count = new AtomicLong();
		AtomicLong place = new AtomicLong();
		execution.follow(0, (text, next) -> {
			count.incrementAndGet();
			place.set(next);
		});
		assertThat(count).hasValue(1_000_001);
		assertThat(place).hasValue(100_000_004);
		assertThat(Files.size(execution.output())).isEqualTo(place.get());
	}

	@Test
	void aFailureTellsTheEndOfTheOutputWithoutSecrets() throws Exception {
		Execution execution = this.work.start(this.work.script("""
				echo '{"@level":"error","@message":"Error: No","type":"diagnostic","diagnostic":\
				{"severity":"error","summary":"No","detail":"The password hunter22 is wrong."}}'
				exit 3
				"""));
		assertThatExceptionOfType(TerraformException.class)
			.isThrownBy(() -> execution.succeed(COMMAND, LIMIT, LIMIT, (text) -> text.replace("hunter22", "(masked)")))
			.withMessage("terraform version ended with exit code 3: No\nThe password (masked) is wrong.")
			.satisfies((ex) -> assertThat(ex.ending().code()).hasValue(3));
	}

	@Test
	void theEnvironmentIsOursAlone() throws Exception {
		Surroundings where = this.work.surroundings().with(Map.of("LINODE_TOKEN", "canary-token"));
		Execution execution = this.work.terraform()
			.start(this.work.script("env | sort | cut -d= -f1 | grep -vx -e PWD -e OLDPWD -e _ -e SHLVL"), COMMAND,
					where, this.work.next());
		assertThat(lines(execution, 0)).containsExactly("CHECKPOINT_DISABLE", "HOME", "LANG", "LINODE_TOKEN", "PATH",
				"TF_CLI_CONFIG_FILE", "TF_DATA_DIR", "TF_INPUT", "TF_IN_AUTOMATION");
		assertThat(where).hasToString(where.toString().replace("canary-token", ""));
	}

	@Test
	void secretsAreInNobodysArguments() throws Exception {
		Surroundings where = this.work.surroundings().with(Map.of("LINODE_TOKEN", "canary-token"));
		Execution execution = this.work.terraform()
			.start(this.work.script(STOPPABLE), COMMAND, where, this.work.next());
		says(execution, "ready");
		Processes processes = processes(execution);
		for (Processes.Known process : List.of(processes.supervisor(), processes.program())) {
			Path entry = Path.of("/proc", Long.toString(process.number()));
			assertThat(Files.readString(entry.resolve("cmdline"))).isNotEmpty().doesNotContain("canary");
			// Whoever waits ahead of time knows nothing yet.
			boolean program = process.equals(processes.program());
			assertThat(Files.readString(entry.resolve("environ")).contains("canary-token")).isEqualTo(program);
		}
		assertThat(execution.folder().resolve("begin")).doesNotExist();
		execution.stop();
		execution.await();
	}

	@Test
	void whatNeverBeganHasEnded() throws Exception {
		Path folder = Files.createDirectory(this.work.folder().resolve("never"));
		Files.setLastModifiedTime(folder, FileTime.fromMillis(0));
		assertThat(this.work.terraform().attach(folder).await(LIMIT)).contains(new Ending(OptionalInt.empty(), false));
	}

	private static List<String> lines(Execution execution, long from) throws InterruptedException {
		List<String> lines = new ArrayList<>();
		execution.follow(from, (text, next) -> lines.add(text));
		return lines;
	}

	private static void says(Execution execution, String text) {
		Eventually.that(LIMIT, () -> {
			String said = Workplace.read(execution.output());
			return said != null && said.contains(text);
		});
	}

	private static Processes processes(Execution execution) {
		Path file = execution.folder().resolve("processes");
		Eventually.that(LIMIT, () -> Processes.read(file).isPresent());
		return Processes.read(file).orElseThrow();
	}

	/**
	 * And what it left to wait for its input.
	 */
	private static void killSupervisor(Processes processes) {
		ProcessHandle.of(processes.supervisor().number())
			.ifPresent((supervisor) -> supervisor.children()
				.filter((child) -> child.pid() != processes.program().number())
				.forEach((child) -> Processes.signal("KILL", child.pid())));
		Processes.signal("KILL", processes.supervisor().number());
		Eventually.that(LIMIT, () -> !processes.supervised());
	}

	private static boolean dead(long number) {
		String status = Workplace.read(Path.of("/proc", Long.toString(number), "stat"));
		return status == null || status.contains(") Z ");
	}

}
