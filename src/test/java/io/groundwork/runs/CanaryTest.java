package io.groundwork.runs;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import io.groundwork.Eventually;
import io.groundwork.Guest;
import io.groundwork.environments.Environment;
import io.groundwork.environments.EnvironmentKind;
import io.groundwork.runs.log.LogRuns;
import io.groundwork.state.States;
import org.junit.jupiter.api.Test;
import org.postgresql.PGConnection;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Secrets that a run works with are nowhere but in its own folder, and gone after it:
 * neither those that it was given, nor those that the cloud made, a database's password
 * and a cluster's kubeconfig.
 */
class CanaryTest {

	private static final Duration MOST = Duration.ofSeconds(180);

	/**
	 * Says in the middle of an apply, and of the end, all that it was given.
	 */
	private static final String CLOUD = """
			resource "linode_database_postgresql_v2" "data" {
			  label        = "canary"
			  engine_id    = "postgresql/17"
			  region       = "fr-par"
			  type         = "g6-nanode-1"
			  cluster_size = 1
			  allow_list   = ["127.0.0.1/32"]
			}
			resource "linode_lke_cluster" "cluster" {
			  label       = "canary"
			  region      = "fr-par"
			  k8s_version = data.linode_lke_versions.all.versions[0].id
			  pool {
			    type  = "g6-standard-1"
			    count = 1
			  }
			}
			data "linode_lke_versions" "all" {
			}
			resource "terraform_data" "talkative" {
			  provisioner "local-exec" {
			    command = "env; echo again $LINODE_TOKEN $TF_VAR_canary $TF_HTTP_PASSWORD"
			  }
			  provisioner "local-exec" {
			    when    = destroy
			    command = "env; echo again $LINODE_TOKEN $TF_VAR_canary $TF_HTTP_PASSWORD"
			  }
			}
			output "kubeconfig" {
			  value     = linode_lke_cluster.cluster.kubeconfig
			  sensitive = true
			}
			""";

	/**
	 * Says once more, in many ways, what the cloud made before.
	 */
	private static final String TELLTALE = """
			locals {
			  password = nonsensitive(linode_database_postgresql_v2.data.root_password)
			  config   = nonsensitive(linode_lke_cluster.cluster.kubeconfig)
			}
			resource "terraform_data" "telltale" {
			  provisioner "local-exec" {
			    command = <<-END
			      printf '%s\\n' "$PASSWORD" "$CONFIG" "$FORMS" "$DECODED"
			      exec sh -c 'sleep 2; exit 0'
			    END
			    environment = {
			      PASSWORD = local.password
			      CONFIG   = local.config
			      DECODED  = base64decode(local.config)
			      FORMS = join("\\n", [urlencode(local.password), base64encode("u:${local.password}"),
			        jsonencode({ p = local.password }), jsonencode({ c = base64decode(local.config) }),
			      base64encode(local.config)])
			    }
			  }
			}
			""";

	private static final Pattern BYTES = Pattern.compile("\\\\x([0-9a-f]{2,})");

	private static final Pattern PORTALS = Pattern.compile("SPRING_APPLICATION_JSON=|TF_IN_AUTOMATION=");

	private final House house = House.shared();

	private final Place place = this.house.place();

	private final Map<String, String> canaries = new TreeMap<>(Map.of("token", this.house.cloudToken(), "variable",
			House.VARIABLE, "database password", House.DATABASE_PASSWORD));

	private final Set<String> processes = new TreeSet<>();

	private final List<String> found = new ArrayList<>();

	@Test
	void secretsAreInNoDumpObjectLogPageOrListOfProcesses() throws Exception {
		Environment environment = this.place.environment(EnvironmentKind.DEVELOPMENT);
		List<Run> runs = new ArrayList<>();
		Thread watch = Thread.ofPlatform().daemon().start(this::watchProcesses);
		try {
			carriedOut(runs, false, ask(environment, CLOUD, false));
			collect(environment);
			// Its worker is killed, and what was said then is read by another.
			carriedOut(runs, true, ask(environment, CLOUD + TELLTALE, false));
			carriedOut(runs, false, ask(environment, CLOUD + TELLTALE, true));
		}
		finally {
			watch.interrupt();
			watch.join();
		}
		new LogRuns(this.house.portal()).seal();
		assertThat(log(runs.get(1).number())).contains("LINODE_TOKEN=•••", "TF_HTTP_PASSWORD=•••", "again •••");
		assertThat(log(runs.get(3).number())).contains("(local-exec): •••");
		assertThat(log(runs.get(5).number())).contains("LINODE_TOKEN=•••", "again •••");
		this.processes.forEach((text) -> look("the processes", text));
		runs.forEach((run) -> pages(run.number(), environment.name()));
		dump();
		files();
		objects();
		assertThat(this.found).isEmpty();
		noRunFolderIsLeft(runs);
	}

	/**
	 * What the cloud made.
	 */
	private void collect(Environment environment) throws IOException {
		States states = this.place.bean(States.class);
		JsonNode state;
		try (InputStream content = states.open(environment.id(),
				states.current(environment.id()).orElseThrow().serial())) {
			state = JsonMapper.shared().readTree(content.readAllBytes());
		}
		for (JsonNode resource : state.path("resources")) {
			JsonNode values = resource.path("instances").path(0).path("attributes");
			String password = values.path("root_password").asString("");
			String config = values.path("kubeconfig").asString("");
			if (!password.isEmpty()) {
				this.canaries.put("root password", password);
			}
			if (!config.isEmpty()) {
				this.canaries.put("kubeconfig", config);
				Matcher token = Pattern.compile("(?m)^\\s*(?:token|client-key-data): (\\S+)$")
					.matcher(new String(Base64.getDecoder().decode(config), StandardCharsets.UTF_8));
				assertThat(token.find()).isTrue();
				this.canaries.put("token of the cluster", token.group(1));
			}
		}
		assertThat(this.canaries).hasSize(6);
	}

	private Run ask(Environment environment, String text, boolean end) {
		String configuration = this.place.configuration(CloudFiles.provider() + text);
		return ended(this.place.ask(end ? Order.planDestruction(environment, configuration, "engineer-1", "")
				: Order.plan(environment, configuration, "engineer-1", "")));
	}

	private void carriedOut(List<Run> runs, boolean killed, Run plan) {
		assertThat(plan.status()).as(plan.outcome()).isEqualTo(RunStatus.DONE);
		String digest = this.place.bean(RunPlans.class).find(plan.number()).orElseThrow().digest();
		long number = this.place.carryOut(plan.number(), digest, "platform-1", "agreed");
		if (killed) {
			kill(number);
		}
		Run apply = ended(number);
		assertThat(apply.status()).as(apply.outcome()).isEqualTo(RunStatus.DONE);
		runs.add(plan);
		runs.add(apply);
	}

	/**
	 * Its worker is deaf and dumb while Terraform works and is then killed.
	 */
	private void kill(long apply) {
		Eventually.that(MOST, Duration.ofMillis(2), () -> folder(apply).isPresent());
		PortalChild worker = this.house.workerOf(apply);
		Eventually.that(MOST, Duration.ofMillis(2),
				() -> folder(apply).isEmpty() || folder(apply).get().begun("apply").isPresent());
		worker.signal("STOP");
		Eventually.that(MOST, Duration.ofMillis(10), () -> folder(apply).isEmpty()
				|| folder(apply).get().begun("apply").filter((it) -> Files.exists(it.resolve("exit"))).isPresent());
		this.house.kill(worker);
		ended(apply);
		this.house.awaitAll();
	}

	private Optional<RunFolder> folder(long run) {
		return this.place.jdbc()
			.sql("select folder from run_claim where run = ? and ended_at is null order by fence desc limit 1")
			.param(run)
			.query((row, number) -> new RunFolder(Path.of(row.getString(1))))
			.optional();
	}

	/**
	 * In every form that a careless program may give it.
	 */
	private void look(String where, String text) {
		this.canaries.forEach((name, canary) -> forms(canary).forEach((form, written) -> {
			if (text.contains(written)) {
				this.found.add("%s (%s) in %s".formatted(name, form, where));
			}
		}));
	}

	private static Map<String, String> forms(String canary) {
		byte[] bytes = canary.getBytes(StandardCharsets.UTF_8);
		Map<String, String> forms = new TreeMap<>();
		forms.put("plain", canary);
		String json = JsonMapper.shared().writeValueAsString(canary);
		forms.put("json", json.substring(1, json.length() - 1));
		forms.put("address", URLEncoder.encode(canary, StandardCharsets.UTF_8));
		forms.put("hex", HexFormat.of().formatHex(bytes));
		for (int before = 0; before < 3; before++) {
			byte[] moved = new byte[before + bytes.length];
			System.arraycopy(bytes, 0, moved, before, bytes.length);
			String base64 = Base64.getEncoder().withoutPadding().encodeToString(moved);
			forms.put("base64-" + before, base64.substring(4, base64.length() - 3));
		}
		return forms;
	}

	/**
	 * The command lines of all, and the environments of those that are neither a portal
	 * nor Terraform nor started by it.
	 */
	private void watchProcesses() {
		try {
			while (true) {
				ProcessHandle.allProcesses().forEach((process) -> {
					Path folder = Path.of("/proc", Long.toString(process.pid()));
					try {
						this.processes.add(Files.readString(folder.resolve("cmdline"), StandardCharsets.ISO_8859_1));
						String variables = Files.readString(folder.resolve("environ"), StandardCharsets.ISO_8859_1);
						if (!PORTALS.matcher(variables).find()) {
							this.processes.add(variables);
						}
					}
					catch (IOException ex) {
						// It has ended, or is not ours to look at.
					}
				});
				Thread.sleep(20);
			}
		}
		catch (InterruptedException ex) {
			// That was all.
		}
	}

	private void pages(long run, String environment) {
		Guest guest = this.house.portal().signedIn("platform-1");
		for (String page : List.of("/runs", "/runs/" + run, "/runs/%d/log".formatted(run),
				"/runs/%d/log.txt".formatted(run), "/runs/%d/events".formatted(run), "/operations", "/audit",
				"/environments/%s/state".formatted(environment), "/search?q=canary")) {
			look(page, guest.get(page).body());
		}
		for (String path : List.of("runs/" + run, "runs", "runs/%d/plan".formatted(run), "runs/%d/log".formatted(run),
				"runs/%d/events".formatted(run), "audit?limit=200", "environments/%s/state".formatted(environment),
				"environments/%s/runs".formatted(environment))) {
			look(path, guest.call("GET", "/api/v1/" + path, this.house.portal().issuer().accessToken("platform-1"), "")
				.body());
		}
	}

	/**
	 * What a dump is made of: every table, as the database itself copies it out, with
	 * bytes both in hexadecimal digits and as they are.
	 */
	private void dump() throws Exception {
		try (Connection connection = this.house.postgres().superuser(this.house.portal().database());
				Statement statement = connection.createStatement()) {
			List<String> tables = new ArrayList<>();
			try (ResultSet rows = statement.executeQuery("""
					select quote_ident(schemaname) || '.' || quote_ident(tablename) from pg_tables
					where schemaname not in ('pg_catalog', 'information_schema')""")) {
				while (rows.next()) {
					tables.add(rows.getString(1));
				}
			}
			assertThat(tables).hasSizeGreaterThan(10);
			for (String table : tables) {
				ByteArrayOutputStream copy = new ByteArrayOutputStream();
				connection.unwrap(PGConnection.class).getCopyAPI().copyOut("copy %s to stdout".formatted(table), copy);
				String text = copy.toString(StandardCharsets.UTF_8);
				look(table, text);
				BYTES.matcher(text)
					.results()
					.filter((bytes) -> bytes.group(1).length() % 2 == 0)
					.forEach((bytes) -> look("bytes of " + table,
							new String(HexFormat.of().parseHex(bytes.group(1)), StandardCharsets.ISO_8859_1)));
			}
			statement.execute("checkpoint");
		}
	}

	/**
	 * All files of the house but the cloud's own: logs of processes, what the database
	 * and the object store have on disk, what runs have left.
	 */
	private void files() {
		walk(this.house.folder(), (path) -> Stream.of("linode", "clusters", "databases")
			.noneMatch((its) -> path.toString().startsWith(its)), this::look);
	}

	/**
	 * Each object is sealed, but for the wrapped keys and the anchors, which have no
	 * secret.
	 */
	private void objects() {
		List<String> open = new ArrayList<>();
		walk(this.house.folder().resolve("s3"), (path) -> !path.toString().contains(".sgwtmp"), (path, content) -> {
			if (!content.startsWith("groundwork-sealed-1 ")
					&& !path.matches(".*(^|/)(keys|audit-anchors|[.]vgwlocks)/.*")) {
				open.add(path);
			}
		});
		assertThat(open).isEmpty();
	}

	private static void walk(Path folder, Predicate<Path> wanted, BiConsumer<String, String> reader) {
		int looked = 0;
		try (Stream<Path> files = Files.walk(folder)) {
			for (Path file : files.filter(Files::isRegularFile).toList()) {
				Path path = folder.relativize(file);
				if (wanted.test(path) && Files.exists(file)) {
					reader.accept(path.toString(), Files.readString(file, StandardCharsets.ISO_8859_1));
					looked++;
				}
			}
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		assertThat(looked).isPositive();
	}

	private void noRunFolderIsLeft(List<Run> runs) {
		List<String> folders = this.place.jdbc()
			.sql("select folder from run_claim where run in (?, ?, ?, ?, ?, ?)")
			.params(runs.stream().map(Run::number).toList())
			.query((row, number) -> row.getString(1))
			.list();
		assertThat(folders).hasSizeGreaterThan(6).allSatisfy((folder) -> assertThat(Path.of(folder)).doesNotExist());
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
