package io.groundwork.runs;

import java.io.File;
import java.io.IOException;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.groundwork.Portal;
import io.groundwork.bench.Figure;
import io.groundwork.database.Signals;
import io.groundwork.environments.Environment;
import io.groundwork.environments.EnvironmentKind;
import io.groundwork.runs.log.Watcher;
import io.groundwork.sandbox.linode.LinodeApi;
import io.groundwork.sandbox.linode.Settings;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;

import org.springframework.util.FileSystemUtils;

/**
 * What it costs to have a run made by the portal instead of typing Terraform's commands,
 * side by side.
 */
public final class EngineBench {

	private static final Path MEMORY = Path.of("/dev/shm");

	private static final int TINY = 15;

	/** By then the portal's code is compiled, as it is in one that runs for a day. */
	private static final int WARM_UP = 200;

	private static final int REAL = 9;

	private static final int LINES = 600;

	/** By then the stream is open and the way is warm. */
	private static final int BEFORE = 100;

	private static final Pattern SAID = Pattern.compile("\\(local-exec\\): ([0-9]{19})");

	/**
	 * Says what time it is, again and again.
	 */
	private static final String CLOCK = """
			resource "terraform_data" "clock" {
			  provisioner "local-exec" {
			    command = "for i in $(seq %d); do date +%%s%%N; sleep 0.0$((1 + i %% 5)); done"
			  }
			}
			""".formatted(LINES);

	private static final String TINY_FILE = """
			resource "terraform_data" "one" {
			  input = "%s"
			}
			""";

	/**
	 * What an environment on a shared cluster has of its own, but for its nodes.
	 */
	private static final String REAL_FILE = """
			terraform {
			  required_providers {
			    linode = {
			      source = "registry.terraform.io/linode/linode"
			    }
			  }
			}
			variable "linode_token" {
			  type      = string
			  ephemeral = true
			}
			provider "linode" {
			  token = var.linode_token
			}
			resource "linode_vpc" "net" {
			  label  = "%1$s"
			  region = "fr-par"
			}
			resource "linode_vpc_subnet" "one" {
			  vpc_id = linode_vpc.net.id
			  label  = "one"
			  ipv4   = "10.0.0.0/24"
			}
			resource "linode_firewall" "nodes" {
			  label           = "%1$s"
			  inbound_policy  = "DROP"
			  outbound_policy = "ACCEPT"
			}
			resource "linode_database_postgresql_v2" "data" {
			  label      = "%1$s"
			  engine_id  = "postgresql/17"
			  region     = "fr-par"
			  type       = "g6-nanode-1"
			  allow_list = ["127.0.0.1/32"]
			}
			resource "linode_domain" "zone" {
			  type      = "master"
			  domain    = "%1$s.example"
			  soa_email = "hostmaster@%1$s.example"
			}
			resource "linode_domain_record" "www" {
			  count       = 5
			  domain_id   = linode_domain.zone.id
			  record_type = "A"
			  name        = "www${count.index}"
			  target      = "192.0.2.7"
			}
			""";

	private final Place place;

	private final Map<String, String> environment;

	private final Path folder;

	/**
	 * Something has changed in a run.
	 */
	private final Semaphore changed = new Semaphore(0);

	/**
	 * How long the latest runs waited for their first command.
	 */
	private final List<Double> starts = new ArrayList<>();

	private EngineBench(Place place, Map<String, String> environment, Path folder) {
		this.place = place;
		this.environment = environment;
		this.folder = folder;
		place.bean(Signals.class).listen("changed", (run) -> this.changed.release(), this.changed::release);
	}

	/**
	 * The smallest run that there is.
	 */
	public static List<Figure> small() throws Exception {
		return measured(EngineBench::tiny);
	}

	/**
	 * What an environment really is made of.
	 */
	public static List<Figure> large() throws Exception {
		return measured(EngineBench::real);
	}

	/**
	 * How soon what a run says is seen.
	 */
	public static List<Figure> said() throws Exception {
		return measured(EngineBench::lines);
	}

	private static List<Figure> measured(Measure measure) throws Exception {
		// Where runs are by default, and what is done by hand beside them.
		Path folder = Files.createTempDirectory(Files.isDirectory(MEMORY) ? MEMORY : Path.of("target").toAbsolutePath(),
				"runs-bench-");
		try (LinodeApi linode = LinodeApi.start(folder.resolve("linode"), Settings.quick());
				Portal portal = Portal.start(settings(linode, folder))) {
			Path rc = Files.writeString(folder.resolve("terraform.rc"), """
					provider_installation {
					  filesystem_mirror {
					    path = "%s"
					  }
					}
					""".formatted(tool("provider")));
			return measure.of(new EngineBench(new Place(portal),
					Map.of("LINODE_URL", linode.address().toString(), "TF_VAR_linode_token", linode.token("bench"),
							"TF_CLI_CONFIG_FILE", rc.toString(), "CHECKPOINT_DISABLE", "1", "TF_IN_AUTOMATION", "1"),
					folder));
		}
		finally {
			FileSystemUtils.deleteRecursively(folder);
		}
	}

	private static Map<String, Object> settings(LinodeApi linode, Path folder) {
		Map<String, Object> settings = new TreeMap<>();
		settings.put("groundwork.terraform.program", tool("terraform"));
		settings.put("groundwork.terraform.mirror", tool("provider"));
		settings.put("groundwork.terraform.registry", "false");
		settings.put("groundwork.runs.folder", folder.resolve("runs"));
		settings.put("groundwork.runs.environment[LINODE_URL]", linode.address());
		settings.put("groundwork.runs.variables[linode_token]", linode.token("bench"));
		return settings;
	}

	private static String tool(String name) {
		return System.getProperty("groundwork.tools." + name);
	}

	private List<Figure> tiny() throws Exception {
		List<Double> ours = new ArrayList<>();
		List<Double> theirs = new ArrayList<>();
		List<Double> none = new ArrayList<>();
		List<Double> starts = new ArrayList<>();
		Environment warm = this.place.environment(EnvironmentKind.DEVELOPMENT);
		Path byHand = Files.createDirectories(this.folder.resolve("tiny"));
		for (int turn = 0; turn < WARM_UP; turn++) {
			whole(warm, TINY_FILE.formatted("warm-up " + turn));
		}
		for (int turn = 0; turn < TINY; turn++) {
			String file = TINY_FILE.formatted(turn);
			theirs.add(byHand(byHand, file));
			double terraform = spent();
			this.starts.clear();
			double run = whole(warm, file);
			ours.add(run);
			none.add(run - (spent() - terraform));
			starts.addAll(this.starts);
		}
		for (int turn = 0; turn < 2 * TINY; turn++) {
			this.starts.clear();
			ended(this.place
				.ask(Order.check(warm, RunKind.VERIFY, this.place.configuration(TINY_FILE.formatted("x")))));
			starts.addAll(this.starts);
		}
		double ratio = median(ours) / median(theirs);
		return List.of(new Figure("runs.overhead.tiny", ratio, "ratio", 1.8, ratio <= 1.8,
				"one terraform_data changed: asked to applied %.0f ms; init, plan, apply by hand %.0f ms; medians of %d in turn, after %d to warm up"
					.formatted(median(ours), median(theirs), TINY, WARM_UP)),
				new Figure("runs.overhead.none", median(none), "ms", 60.0, median(none) <= 60,
						"of that, time in none of Terraform's processes, over two runs and their four commands; median"),
				new Figure("runs.start.median", median(starts), "ms", 60.0, median(starts) <= 60,
						"from asking to the first command's start, idle worker, warm, %d runs"
							.formatted(starts.size())),
				new Figure("runs.start.p95", percentile(starts, 95), "ms", 150.0, percentile(starts, 95) <= 150,
						"the same"));
	}

	private List<Figure> lines() throws Exception {
		Environment environment = this.place.environment(EnvironmentKind.DEVELOPMENT);
		Run plan = ended(this.place.ask(Order.plan(environment, this.place.configuration(CLOCK), "bench", "")));
		List<Double> times = Collections.synchronizedList(new ArrayList<>());
		Portal portal = this.place.portal();
		String token = portal.issuer().accessToken("engineer-1");
		try (HttpClient http = HttpClient.newHttpClient()) {
			long apply = carryOut(plan);
			Watcher watcher = new Watcher(http, portal.address(), apply, token).seeing((line) -> {
				Instant now = Instant.now();
				Matcher said = SAID.matcher(line);
				if (said.find()) {
					long nanos = Long.parseLong(said.group(1));
					times.add(Duration.between(Instant.ofEpochSecond(0, nanos), now).toNanos() / 1e6);
				}
			});
			Thread watching = Thread.ofVirtual().start(watcher::watch);
			ended(apply);
			watching.join();
		}
		double p95 = percentile(times.subList(BEFORE, times.size()), 95);
		return List.of(new Figure("runs.log.p95", p95, "ms", 150.0, times.size() == LINES && p95 <= 150,
				"%d lines of a script that Terraform runs, 10 to 50 ms apart, from the script's word to a reader of the stream over HTTP, after %d to warm up; median %.0f ms"
					.formatted(times.size() - BEFORE, BEFORE, median(times.subList(BEFORE, times.size())))));
	}

	private List<Figure> real() throws Exception {
		List<Double> cold = new ArrayList<>();
		List<Double> warm = new ArrayList<>();
		List<Double> theirs = new ArrayList<>();
		Environment known = this.place.environment(EnvironmentKind.STAGING);
		whole(known, REAL_FILE.formatted("first"));
		for (int turn = 0; turn < REAL; turn++) {
			destroy(known);
			warm.add(whole(known, REAL_FILE.formatted("first")));
			Path byHand = Files.createDirectories(this.folder.resolve("real" + turn));
			theirs.add(byHand(byHand, REAL_FILE.formatted("hand" + turn)));
			cold.add(whole(this.place.environment(EnvironmentKind.STAGING), REAL_FILE.formatted("cold" + turn)));
		}
		double warmly = median(warm) / median(theirs);
		double coldly = median(cold) / median(theirs);
		String how = "%.0f ms to %.0f ms by hand with init; VPC, firewall, database, zone with records, against the simulator; medians of %d in turn";
		return List.of(
				new Figure("runs.overhead.real", warmly, "ratio", 1.05, warmly <= 1.05,
						"asked to applied, warm: " + how.formatted(median(warm), median(theirs), REAL)),
				new Figure("runs.overhead.cold", coldly, "ratio", 1.15, coldly <= 1.15,
						"first run of an environment: " + how.formatted(median(cold), median(theirs), REAL)));
	}

	/**
	 * Plans and, agreed at once, applies.
	 * @return the milliseconds from asking to applied
	 */
	private double whole(Environment environment, String file) {
		String configuration = this.place.configuration(file);
		long begin = System.nanoTime();
		Run plan = ended(this.place.ask(Order.plan(environment, configuration, "bench", "")));
		ended(carryOut(plan));
		return (System.nanoTime() - begin) / 1e6;
	}

	private void destroy(Environment environment) {
		String configuration = this.place.bean(Runs.class).latest(environment.id()).orElseThrow().configuration();
		ended(carryOut(ended(this.place.ask(Order.planDestruction(environment, configuration, "bench", "")))));
	}

	private long carryOut(Run plan) {
		String digest = this.place.jdbc()
			.sql("select digest from run_plan where run = ?")
			.param(plan.number())
			.query(String.class)
			.single();
		return this.place.carryOut(plan.number(), digest, "bench", "");
	}

	private Run ended(long number) {
		double started = started();
		try {
			while (!this.place.run(number).status().ended()) {
				if (!this.changed.tryAcquire(3, TimeUnit.MINUTES)) {
					throw new IllegalStateException("Nothing was heard of run %d".formatted(number));
				}
			}
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
		this.starts.add(started() - started);
		Run run = this.place.run(number);
		if (run.status() != RunStatus.DONE) {
			throw new IllegalStateException("Run %d: %s".formatted(number, run.outcome()));
		}
		return run;
	}

	private double byHand(Path where, String file) throws IOException, InterruptedException {
		Files.writeString(where.resolve("main.tf"), file);
		long begin = System.nanoTime();
		terraform(where, "init", "-input=false", "-no-color");
		terraform(where, "plan", "-input=false", "-no-color", "-out=plan");
		terraform(where, "apply", "-input=false", "-no-color", "plan");
		return (System.nanoTime() - begin) / 1e6;
	}

	private void terraform(Path where, String... arguments) throws IOException, InterruptedException {
		List<String> command = new ArrayList<>(List.of(tool("terraform")));
		Collections.addAll(command, arguments);
		File said = where.resolve("said").toFile();
		ProcessBuilder builder = new ProcessBuilder(command).directory(where.toFile())
			.redirectErrorStream(true)
			.redirectOutput(said);
		builder.environment().putAll(this.environment);
		if (builder.start().waitFor() != 0) {
			throw new IllegalStateException(Files.readString(said.toPath()));
		}
	}

	/**
	 * The milliseconds that Terraform itself was at work until now.
	 */
	private double spent() {
		return sum(Figures.COMMANDS);
	}

	private double started() {
		return sum(Figures.STARTED);
	}

	private double sum(String name) {
		return this.place.bean(MeterRegistry.class)
			.find(name)
			.timers()
			.stream()
			.mapToDouble((Timer timer) -> timer.totalTime(TimeUnit.MICROSECONDS) / 1000)
			.sum();
	}

	private static double median(List<Double> values) {
		return percentile(values, 50);
	}

	private static double percentile(List<Double> values, int percent) {
		List<Double> sorted = values.stream().sorted().toList();
		if (sorted.isEmpty()) {
			throw new IllegalStateException(String.format(Locale.ROOT, "Nothing was measured"));
		}
		return sorted.get(Math.min(sorted.size() - 1, sorted.size() * percent / 100));
	}

	/**
	 * One group of figures.
	 */
	private interface Measure {

		List<Figure> of(EngineBench bench) throws Exception;

	}

}
