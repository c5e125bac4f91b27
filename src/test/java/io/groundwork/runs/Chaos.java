package io.groundwork.runs;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;

import io.groundwork.audit.AuditFixture;
import io.groundwork.environments.Environment;
import io.groundwork.environments.EnvironmentKind;
import io.groundwork.state.StateVersion;
import io.groundwork.state.States;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/**
 * Takes away, again and again and at moments that nobody chose, what runs depend on, and
 * believes only what is seen from outside.
 */
final class Chaos {

	/** Longer than anything is away, and than Terraform's own patience. */
	private static final Duration STUCK = Duration.ofSeconds(240);

	private static final Duration MOMENT = Duration.ofSeconds(30);

	private final House house;

	private final Random random;

	private final boolean full;

	private final Inspection inspection;

	private final List<Environment> environments = new ArrayList<>();

	private final List<Long> runs = new ArrayList<>();

	private final List<Map<String, Object>> strikes = new ArrayList<>();

	private final Map<Phase, Integer> met = new EnumMap<>(Phase.class);

	private int kills;

	private int disturbances;

	private int missed;

	private final List<Double> recoveries = new ArrayList<>();

	private final List<String> stuck = new ArrayList<>();

	private int looked;

	private int version;

	private boolean auditWhole = true;

	private @Nullable PortalChild victim;

	Chaos(House house, Random random, boolean full) {
		this.house = house;
		this.random = random;
		this.full = full;
		this.inspection = new Inspection(house);
		for (int index = 0; index < (full ? 4 : 1); index++) {
			this.environments.add(house.place().environment(EnvironmentKind.DEVELOPMENT));
		}
	}

	/**
	 * When to strike.
	 */
	enum Phase {

		/** It waits, or was only just claimed. */
		CLAIM, INIT, PLAN, APPLY, STATE, RECORD;

		boolean planning() {
			return this == CLAIM || this == INIT || this == PLAN;
		}

	}

	/**
	 * What is taken away.
	 */
	enum Blow {

		WORKER, WORKERS, TWICE, WEB, DATABASE, CONNECTIONS, OBJECTS,

		/** A worker neither hears nor says anything, and goes on later. */
		SILENCE,

		/** The cloud answers 503. */
		CLOUD;

		/**
		 * Whether something ends by it.
		 */
		boolean kills() {
			return this != SILENCE && this != CLOUD;
		}

	}

	/**
	 * Goes on until so many have met the phase that they were meant for.
	 */
	Map<String, Object> unleash(int size) {
		Deque<Strike> waiting = new ArrayDeque<>();
		int most = 3 * size + 10;
		for (int number = 0; this.kills < size && number < most; number++) {
			if (waiting.isEmpty()) {
				waiting.addAll(strikes(number == 0));
			}
			Strike strike = waiting.removeFirst();
			if (!strike(strike, this.environments.get(number % this.environments.size()))) {
				this.missed++;
				waiting.addLast(strike);
			}
		}
		clear();
		return figures();
	}

	/**
	 * Each phase with each blow, at first beginning with those that have most to lose.
	 */
	private List<Strike> strikes(boolean first) {
		List<Strike> all = new ArrayList<>();
		for (Phase phase : Phase.values()) {
			for (Blow blow : Blow.values()) {
				all.add(new Strike(phase, blow));
			}
		}
		java.util.Collections.shuffle(all, this.random);
		if (first) {
			all.addAll(0, List.of(new Strike(Phase.APPLY, Blow.WORKER), new Strike(Phase.STATE, Blow.DATABASE),
					new Strike(Phase.INIT, Blow.WORKERS), new Strike(Phase.RECORD, Blow.WORKER)));
		}
		return all;
	}

	/**
	 * @return false if the phase was over before it was struck; then nothing was done
	 */
	private boolean strike(Strike strike, Environment environment) {
		Place place = this.house.place();
		List<Long> affected = new ArrayList<>();
		long run;
		if (strike.phase().planning()) {
			// Only where nothing was done yet there is something to initialize.
			run = plan((strike.phase() == Phase.INIT) ? place.environment(EnvironmentKind.DEVELOPMENT) : environment);
		}
		else {
			long plan = insist(() -> plan(environment));
			await(List.of(plan));
			Run planned = place.run(plan);
			this.house.fault("{'kind':'latency','millis':%d}".formatted(100 + this.random.nextInt(200)));
			run = (planned.status() == RunStatus.DONE && Boolean.TRUE.equals(planned.changes())) ? carryOut(plan)
					: plan(environment);
		}
		affected.add(run);
		if (this.random.nextInt(3) == 0) {
			affected.add(plan(this.environments.get(this.random.nextInt(this.environments.size()))));
		}
		if (!moment(strike.phase(), run) || !within(strike.phase(), run)) {
			await(affected);
			this.house.mend();
			this.victim = null;
			return false;
		}
		long struck = System.nanoTime();
		Duration away = Duration.ofMillis(1000 + this.random.nextInt(this.full ? 19_000 : 2_000));
		if (this.full && this.random.nextInt(12) == 0) {
			away = Duration.ofSeconds(60);
		}
		blow(strike.blow(), run, away);
		await(affected);
		double seconds = (System.nanoTime() - struck) / 1e9;
		this.house.mend();
		this.victim = null;
		this.house.awaitEnough();
		double took = insist(() -> endedAfter(run, struck)).orElse(seconds);
		count(strike, took);
		note(strike, insist(() -> place.run(run)), took, away);
		List<Long> fresh = List.copyOf(this.runs.subList(this.looked, this.runs.size()));
		this.looked = this.runs.size();
		this.inspection.look(fresh);
		this.auditWhole &= insist(() -> AuditFixture.whole(this.house.portal()));
		return true;
	}

	private void count(Strike strike, double took) {
		if (!strike.blow().kills()) {
			this.disturbances++;
			return;
		}
		this.kills++;
		this.met.merge(strike.phase(), 1, Integer::sum);
		this.recoveries.add(took);
	}

	/**
	 * Whether the run still is in that phase.
	 */
	private boolean within(Phase phase, long run) {
		return switch (phase) {
			case CLAIM -> !began(run, "init") && !began(run, "plan") && !over(run);
			case INIT -> running(run, "init");
			case PLAN -> running(run, "plan");
			case APPLY, STATE -> running(run, "apply");
			case RECORD -> began(run, "apply") && !over(run);
		};
	}

	private boolean began(long run, String name) {
		return steps(run, name, (step) -> step.startedAt() != null);
	}

	private boolean running(long run, String name) {
		return steps(run, name, (step) -> step.status().equals("running"));
	}

	private boolean steps(long run, String name, Predicate<Steps.Step> how) {
		return this.house.place()
			.bean(Steps.class)
			.of(run)
			.stream()
			.anyMatch((step) -> step.name().equals(name) && how.test(step));
	}

	private Optional<Double> endedAfter(long run, long struck) {
		Run now = this.house.place().run(run);
		java.time.Instant end = now.endedAt();
		if (end == null) {
			return Optional.empty();
		}
		java.time.Instant begin = java.time.Instant.now().minusNanos(System.nanoTime() - struck);
		return Optional.of(Math.max(0, Duration.between(begin, end).toMillis() / 1000.0));
	}

	private void note(Strike strike, Run ended, double took, Duration away) {
		Map<String, Object> kill = new LinkedHashMap<>();
		kill.put("phase", strike.phase().name());
		kill.put("blow", strike.blow().name());
		kill.put("kill", strike.blow().kills());
		kill.put("run", ended.number());
		kill.put("kind", ended.kind().word());
		kill.put("status", ended.status().word());
		kill.put("outcome", String.valueOf(ended.outcome()));
		kill.put("claims", ended.claims());
		kill.put("awaySeconds", away.toMillis() / 1000.0);
		kill.put("seconds", Math.round(took * 10) / 10.0);
		this.strikes.add(kill);
		System.out.printf("chaos %d: %s%n", this.strikes.size(), kill);
	}

	private long plan(Environment environment) {
		Place place = this.house.place();
		this.version++;
		String configuration = insist(
				() -> place.configuration(CloudFiles.of(environment.name(), 1 + this.random.nextInt(3), this.version)));
		boolean something = insist(() -> place.bean(States.class).current(environment.id()))
			.map(StateVersion::resources)
			.orElse(0) > 0;
		long run = (something && this.random.nextInt(6) == 0)
				? place.ask(Order.planDestruction(environment, configuration, "engineer-1", "chaos"))
				: place.ask(Order.plan(environment, configuration, "engineer-1", "chaos"));
		this.runs.add(run);
		return run;
	}

	private long carryOut(long plan) {
		String digest = this.house.place().bean(RunPlans.class).find(plan).orElseThrow().digest();
		long run = this.house.place().carryOut(plan, digest, "platform-1", "chaos");
		this.runs.add(run);
		return run;
	}

	/**
	 * Waits for the phase and then a little, so that it is struck anywhere within.
	 * @return whether the phase was met
	 */
	private boolean moment(Phase phase, long run) {
		boolean met = switch (phase) {
			case CLAIM -> true;
			case INIT -> until(() -> step(run, "init"));
			case PLAN -> until(() -> step(run, "plan"));
			case APPLY -> until(() -> step(run, "apply"));
			case STATE -> until(() -> step(run, "apply")) && posted(run);
			case RECORD -> until(() -> step(run, "apply")) && exited(run);
		};
		rest(switch (phase) {
			case CLAIM -> this.random.nextInt(40);
			case INIT -> this.random.nextInt(200);
			case PLAN -> this.random.nextInt(400);
			case APPLY -> this.random.nextInt(2500);
			case STATE -> this.random.nextInt(80);
			case RECORD -> this.random.nextInt(30);
		});
		return met;
	}

	private boolean until(BooleanSupplier outcome) {
		long end = System.nanoTime() + MOMENT.toNanos();
		while (System.nanoTime() < end) {
			if (outcome.getAsBoolean()) {
				return true;
			}
			rest(10);
		}
		return false;
	}

	private boolean over(long run) {
		return this.house.place().run(run).status().ended();
	}

	private boolean step(long run, String name) {
		return began(run, name) || over(run);
	}

	/**
	 * Terraform hands over its state.
	 */
	private boolean posted(long run) {
		this.victim = this.house.workerOf(run);
		int before = this.house.states().posts();
		return soon(run, () -> this.house.states().posts() > before);
	}

	/**
	 * Terraform has come to its end, and nobody may know yet.
	 */
	private boolean exited(long run) {
		this.victim = this.house.workerOf(run);
		Path folder = this.house.place()
			.jdbc()
			.sql("select folder from run_claim where run = ? order by fence desc limit 1")
			.param(run)
			.query((row, number) -> Path.of(row.getString(1)))
			.single();
		return soon(run,
				() -> new RunFolder(folder).begun("apply")
					.filter((it) -> Files.exists(it.resolve("exit")))
					.isPresent());
	}

	private boolean soon(long run, BooleanSupplier outcome) {
		long end = System.nanoTime() + MOMENT.toNanos();
		for (int look = 1; System.nanoTime() < end; look++) {
			if (outcome.getAsBoolean()) {
				return true;
			}
			rest(1);
			if (look % 300 == 0 && over(run)) {
				return false;
			}
		}
		return false;
	}

	private void blow(Blow blow, long run, Duration away) {
		switch (blow) {
			case WORKER -> killWorkerOf(run);
			case WORKERS -> this.house.killAllWorkers();
			case TWICE -> {
				killWorkerOf(run);
				until(() -> this.house.place().run(run).status() == RunStatus.RECOVERING || over(run));
				rest(this.random.nextInt(1500));
				killWorkerOf(run);
			}
			case SILENCE -> {
				PortalChild silent = this.house.workerOf(run);
				silent.signal("STOP");
				rest(Math.max(away.toMillis(), 14_000));
				silent.signal("CONT");
			}
			case WEB -> this.house.killWeb();
			case CONNECTIONS -> this.house.cutConnections();
			case DATABASE -> this.house.withoutDatabase(away);
			case OBJECTS -> this.house.withoutObjects(away);
			case CLOUD ->
				this.house.fault("{'kind':'unavailable','seconds':%d}".formatted(Math.max(1, away.toSeconds() / 2)));
		}
	}

	private void killWorkerOf(long run) {
		PortalChild known = this.victim;
		this.victim = null;
		this.house.kill((known != null) ? known : this.house.workerOf(run));
	}

	private void await(List<Long> numbers) {
		long end = System.nanoTime() + STUCK.toNanos();
		for (long number : numbers) {
			while (!insist(() -> over(number))) {
				if (System.nanoTime() > end) {
					this.stuck.add("Run %d is %s".formatted(number, this.house.place().run(number)));
					break;
				}
				rest(20);
			}
		}
	}

	/**
	 * In the end everything can be taken away again by the portal itself.
	 */
	private void clear() {
		Place place = this.house.place();
		for (Environment environment : this.environments) {
			String configuration = place.configuration(CloudFiles.of(environment.name(), 1, 0));
			long plan = place.ask(Order.planDestruction(environment, configuration, "engineer-1", "the end"));
			this.runs.add(plan);
			await(List.of(plan));
			Run planned = place.run(plan);
			if (planned.status() != RunStatus.DONE) {
				this.inspection.others().add("The end could not be planned: " + planned.outcome());
			}
			else if (Boolean.TRUE.equals(planned.changes())) {
				long destroy = carryOut(plan);
				await(List.of(destroy));
				if (place.run(destroy).status() != RunStatus.DONE) {
					this.inspection.others().add("The end did not come: " + place.run(destroy).outcome());
				}
			}
		}
		this.inspection.look(List.copyOf(this.runs.subList(this.looked, this.runs.size())));
		this.auditWhole &= AuditFixture.whole(this.house.portal());
	}

	private Map<String, Object> figures() {
		List<Double> sorted = this.recoveries.stream().sorted().toList();
		Map<String, Object> figures = new LinkedHashMap<>();
		figures.put("kills", this.kills);
		Map<String, Integer> phases = new LinkedHashMap<>();
		for (Phase phase : Phase.values()) {
			phases.put(phase.name(), this.met.getOrDefault(phase, 0));
		}
		figures.put("met", phases);
		figures.put("missed", this.missed);
		figures.put("disturbances", this.disturbances);
		figures.put("runs", this.runs.size());
		figures.put("lostStates", this.inspection.lost().size());
		figures.put("orphans", this.inspection.orphans().size());
		figures.put("stuckRuns", this.stuck.size());
		figures.put("brokenLogs", this.inspection.brokenLogs().size());
		figures.put("medianRecoverySeconds",
				sorted.isEmpty() ? 0.0 : Math.round(sorted.get(sorted.size() / 2) * 10) / 10.0);
		figures.put("longestRecoverySeconds", sorted.isEmpty() ? 0 : Math.round(sorted.getLast() * 10) / 10.0);
		figures.put("auditWhole", this.auditWhole);
		List<String> findings = new ArrayList<>(this.inspection.findings());
		findings.addAll(this.stuck);
		figures.put("findings", findings);
		figures.put("details", this.strikes);
		return figures;
	}

	static void write(Map<String, Object> figures, Path file) {
		try {
			Files.createDirectories(file.toAbsolutePath().getParent());
			Files.write(file, JsonMapper.shared().writerWithDefaultPrettyPrinter().writeValueAsBytes(figures));
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private static <T> T insist(java.util.function.Supplier<T> what) {
		return Patience.insist(what);
	}

	private static void rest(long millis) {
		try {
			Thread.sleep(millis);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IllegalStateException(ex);
		}
	}

	/**
	 * One kill.
	 */
	record Strike(Phase phase, Blow blow) {

	}

}
