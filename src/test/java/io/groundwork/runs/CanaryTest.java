package io.groundwork.runs;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

import io.groundwork.Eventually;
import io.groundwork.Guest;
import io.groundwork.environments.Environment;
import io.groundwork.environments.EnvironmentKind;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Secrets that a run works with are nowhere but in its own folder, and gone after it.
 */
class CanaryTest {

	private static final Duration MOST = Duration.ofSeconds(120);

	private static final String KUBECONFIG = "canary-kubeconfig-Ohr3ahg6ie";

	/**
	 * Says in the middle of an apply all that it was given.
	 */
	private static final String TALKATIVE = """
			variable "canary" {
			  type      = string
			  ephemeral = true
			}
			resource "terraform_data" "kubeconfig" {
			  input = sensitive("users: [{name: admin, user: {token: %s}}]")
			}
			resource "terraform_data" "talkative" {
			  provisioner "local-exec" {
			    command = "env; echo again $LINODE_TOKEN $TF_VAR_canary $TF_HTTP_PASSWORD"
			  }
			}
			output "kubeconfig" {
			  value     = terraform_data.kubeconfig.output
			  sensitive = true
			}
			""".formatted(KUBECONFIG);

	private final House house = House.shared();

	private final Place place = this.house.place();

	private final Map<String, String> canaries = new TreeMap<>(Map.of("token", this.house.cloudToken(), "variable",
			House.VARIABLE, "database password", House.DATABASE_PASSWORD, "kubeconfig", KUBECONFIG));

	private final List<String> found = new ArrayList<>();

	@Test
	void secretsAreInNoDumpObjectLogPageOrListOfProcesses() throws Exception {
		Environment environment = this.place.environment(EnvironmentKind.DEVELOPMENT);
		// The configuration itself is kept sealed.
		String configuration = this.place.configuration(TALKATIVE);
		Run plan = ended(this.place.ask(Order.plan(environment, configuration, "engineer-1", "")));
		assertThat(plan.status()).as(plan.outcome()).isEqualTo(RunStatus.DONE);
		Run apply = applied(plan.number());
		assertThat(apply.status()).as(apply.outcome()).isEqualTo(RunStatus.DONE);
		// A second time its worker is killed, and what was said then is read by another.
		Run again = ended(this.place.ask(Order.planDestruction(environment, configuration, "engineer-1", "")));
		assertThat(again.status()).as(again.outcome()).isEqualTo(RunStatus.DONE);

		for (Run run : List.of(plan, apply, again)) {
			String log = log(run.number());
			look("the log of run " + run.number(), log);
			pages(run.number());
		}
		assertThat(log(apply.number())).contains("LINODE_TOKEN=•••")
			.contains("TF_HTTP_PASSWORD=•••")
			.contains("again •••");
		dump();
		files(this.house.folder(), "objects and logs");
		assertThat(this.found).isEmpty();
	}

	/**
	 * Its worker is deaf and dumb while Terraform works and is then killed.
	 */
	private Run applied(long plan) {
		String digest = this.place.bean(RunPlans.class).find(plan).orElseThrow().digest();
		long apply = this.place.bean(Runs.class).carryOut(plan, digest, "platform-1", "agreed");
		Eventually.that(MOST, Duration.ofMillis(2), () -> folder(apply).isPresent());
		PortalChild worker = this.house.workerOf(apply);
		Eventually.that(MOST, Duration.ofMillis(2), () -> {
			processes();
			return folder(apply).isEmpty() || folder(apply).get().begun("apply").isPresent();
		});
		worker.signal("STOP");
		Eventually.that(MOST, Duration.ofMillis(10), () -> {
			processes();
			return folder(apply).isEmpty()
					|| folder(apply).get().begun("apply").filter((it) -> Files.exists(it.resolve("exit"))).isPresent();
		});
		this.house.kill(worker);
		Run ended = ended(apply);
		this.house.awaitAll();
		return ended;
	}

	private java.util.Optional<RunFolder> folder(long run) {
		return this.place.jdbc()
			.sql("select folder from run_claim where run = ? and ended_at is null order by fence desc limit 1")
			.param(run)
			.query((row, number) -> new RunFolder(Path.of(row.getString(1))))
			.optional();
	}

	private void look(String where, String text) {
		this.canaries.forEach((name, canary) -> {
			if (text.contains(canary)) {
				this.found.add(name + " in " + where);
			}
		});
	}

	private void processes() {
		ProcessHandle.allProcesses().forEach((process) -> {
			try {
				look("the list of processes",
						Files.readString(Path.of("/proc", Long.toString(process.pid()), "cmdline")));
			}
			catch (IOException ex) {
				// It has ended.
			}
		});
	}

	private void pages(long run) {
		Guest guest = this.house.portal().signedIn("platform-1");
		for (String page : List.of("/runs", "/runs/" + run, "/operations")) {
			look(page, guest.get(page).body());
		}
		for (String path : List.of("/api/v1/runs/" + run, "/api/v1/runs", "/api/v1/runs/%d/plan".formatted(run))) {
			look(path, guest.call("GET", path, this.house.portal().issuer().accessToken("platform-1"), "").body());
		}
	}

	private void dump() throws Exception {
		try (Connection connection = this.house.postgres().superuser(this.house.portal().database());
				Statement statement = connection.createStatement()) {
			List<String> tables = new ArrayList<>();
			try (ResultSet rows = statement.executeQuery(
					"select quote_ident(schemaname) || '.' || quote_ident(tablename) from pg_tables where schemaname = 'public'")) {
				while (rows.next()) {
					tables.add(rows.getString(1));
				}
			}
			assertThat(tables).hasSizeGreaterThan(10);
			for (String table : tables) {
				try (ResultSet rows = statement.executeQuery("select t::text from %s t".formatted(table))) {
					while (rows.next()) {
						look(table, rows.getString(1));
					}
				}
			}
		}
	}

	/**
	 * Objects as the store has them, logs of processes, and what runs have left.
	 */
	private void files(Path folder, String what) {
		int looked = 0;
		try (Stream<Path> files = Files.walk(folder)) {
			for (Path file : files.filter(Files::isRegularFile).toList()) {
				Path path = folder.relativize(file);
				// The database was dumped; the cloud keeps its own tokens.
				if (!path.startsWith("postgres") && !path.toString().startsWith("linode")) {
					look("%s: %s".formatted(what, path), Files.readString(file, StandardCharsets.ISO_8859_1));
					looked++;
				}
			}
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		assertThat(looked).isPositive();
	}

	private Run ended(long number) {
		Eventually.that(MOST, Duration.ofMillis(20), () -> this.place.run(number).status().ended());
		return this.place.run(number);
	}

	private String log(long run) {
		return this.house.portal()
			.guest()
			.call("GET", "/api/v1/runs/%d/log".formatted(run), this.house.portal().issuer().accessToken("platform-1"),
					"")
			.body();
	}

}
