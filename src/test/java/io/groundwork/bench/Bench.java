package io.groundwork.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.logging.LogManager;

import io.groundwork.access.AccessBench;
import io.groundwork.access.AlertBench;
import io.groundwork.access.GrantBench;
import io.groundwork.bundles.RenderBench;
import io.groundwork.e2e.FirstPods;
import io.groundwork.requests.ApproveBench;
import io.groundwork.requests.RequestPagesBench;
import io.groundwork.runs.ClaimBench;
import io.groundwork.runs.EngineBench;
import io.groundwork.runs.RunListBench;
import io.groundwork.sandbox.linode.SandboxBench;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/**
 * What {@code make bench} runs: the groups one after the other, each within its time.
 */
public final class Bench {

	/**
	 * Enough for the slowest, which compiles Kubernetes.
	 */
	private static final Duration MOST = Duration.ofMinutes(25);

	private static final List<Group> GROUPS = List.of(new Group("start", StartBench::run, "start."),
			new Group("run", FreshRunBench::run, "run."),
			new Group("audit.search", AuditSearchBench::run, "audit.search."),
			new Group("audit", AuditBench::run, "audit.append", "audit.verify"),
			new Group("storage", StorageBench::run, "storage."),
			new Group("bundles.evaluate", EvaluateBench::run, "bundles.evaluate."),
			new Group("bundles.render", RenderBench::run, "bundles.render.", "bundles.tree"),
			new Group("runs.log", RunLogBench::run, "runs.log.watchers"),
			new Group("runs.claim", ClaimBench::run, "runs.claim."),
			new Group("runs.list", RunListBench::run, "runs.list."),
			new Group("requests.approve", ApproveBench::run, "requests.approve."),
			new Group("requests.page", RequestPagesBench::run, "requests.page.", "requests.list.", "requests.people"),
			new Group("access.grants", GrantBench::run, "access.issue.", "access.revoke.", "access.expiry."),
			new Group("access.exec", AccessBench::run, "access.exec."),
			new Group("access.firstPods", FirstPods::bench, "access.firstPods"),
			new Group("access.alert", AlertBench::run, "access.alert"),
			new Group("runs.small", EngineBench::small, "runs.overhead.tiny", "runs.overhead.none", "runs.start."),
			new Group("runs.large", EngineBench::large, "runs.overhead.real", "runs.overhead.cold"),
			new Group("runs.said", EngineBench::said, "runs.log.p95"),
			new Group("sandbox.api", SandboxBench::api, "sandbox.api."),
			new Group("sandbox.apply", SandboxBench::apply, "sandbox.apply."),
			new Group("sandbox.cluster", SandboxBench::cluster, "sandbox.cluster."),
			new Group("sandbox.tools", SandboxBench::tools, "sandbox.tools."));

	private Bench() {
	}

	/**
	 * Measures.
	 * @param args what the names of the wanted figures begin with, or nothing for all
	 */
	public static void main(String[] args) throws IOException {
		// Tomcat of the sandbox would tell of each start.
		LogManager.getLogManager().reset();
		String only = (args.length > 0) ? args[0] : "";
		List<Group> groups = GROUPS.stream().filter((group) -> group.has(only)).toList();
		if (groups.isEmpty()) {
			System.err.println("There is no figure whose name begins with %s. The groups are %s.".formatted(only,
					String.join(", ", GROUPS.stream().map(Group::name).toList())));
			System.exit(1);
		}
		List<Figure> figures = new ArrayList<>();
		for (Group group : groups) {
			System.out.println("Measuring " + group.name() + " …");
			group.measure().stream().filter((figure) -> figure.name().startsWith(only)).forEach(figures::add);
		}
		Files.createDirectories(Path.of("target"));
		Files.write(Path.of("target/bench.json"),
				JsonMapper.shared()
					.writerWithDefaultPrettyPrinter()
					.writeValueAsBytes(figures.stream().map(Bench::json).toList()));
		System.out.print(table(figures));
		// The servers that the groups share end with the process.
		System.exit(figures.stream().allMatch(Figure::ok) ? 0 : 1);
	}

	private static Map<String, @Nullable Object> json(Figure figure) {
		Map<String, @Nullable Object> json = new LinkedHashMap<>();
		json.put("name", figure.name());
		// JSON has no word for what could not be measured.
		json.put("value", Double.isFinite(figure.value()) ? (Object) figure.value() : null);
		json.put("unit", figure.unit());
		json.put("bar", figure.bar());
		json.put("ok", figure.ok());
		json.put("how", figure.how());
		return json;
	}

	private static String table(List<Figure> figures) {
		StringBuilder table = new StringBuilder(
				"%n%-28s %12s %-8s %10s %-4s %s%n".formatted("figure", "value", "unit", "bar", "ok", "how"));
		for (Figure figure : figures) {
			table.append(String.format(Locale.ROOT, "%-28s %,12.2f %-8s %10s %-4s %s%n", figure.name(), figure.value(),
					figure.unit(), (figure.bar() != null) ? String.format(Locale.ROOT, "%,.1f", figure.bar()) : "",
					figure.ok() ? "yes" : "NO", figure.how()));
		}
		return table.toString();
	}

	/**
	 * Figures that are measured together.
	 *
	 * @param name what they are called together
	 * @param run what measures them
	 * @param figures what their names begin with
	 */
	private record Group(String name, Callable<List<Figure>> run, List<String> figures) {

		Group(String name, Callable<List<Figure>> run, String... figures) {
			this(name, run, List.of(figures));
		}

		boolean has(String only) {
			return this.figures.stream().anyMatch((figure) -> figure.startsWith(only) || only.startsWith(figure));
		}

		List<Figure> measure() {
			FutureTask<List<Figure>> task = new FutureTask<>(this.run);
			Thread.ofPlatform().daemon().name("bench-" + this.name).start(task);
			try {
				return task.get(MOST.toSeconds(), TimeUnit.SECONDS);
			}
			catch (TimeoutException ex) {
				return List.of(failed("not done after %d minutes".formatted(MOST.toMinutes())));
			}
			catch (ExecutionException ex) {
				Throwable cause = Objects.requireNonNull(ex.getCause());
				cause.printStackTrace();
				return List.of(failed("failed: " + cause.getMessage()));
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
				throw new IllegalStateException(ex);
			}
		}

		private Figure failed(String why) {
			return new Figure(this.name, Double.NaN, "", null, false, why);
		}

	}

}
