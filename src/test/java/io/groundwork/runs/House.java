package io.groundwork.runs;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.groundwork.Eventually;
import io.groundwork.Portal;
import io.groundwork.Ports;
import io.groundwork.audit.SigningKey;
import io.groundwork.sandbox.Postgres;
import io.groundwork.sandbox.S3Server;
import io.groundwork.sandbox.database.PostgresDatabases;
import io.groundwork.sandbox.linode.ControlPlanes;
import io.groundwork.sandbox.linode.LinodeApi;
import io.groundwork.sandbox.linode.Settings;
import io.groundwork.storage.KeyFile;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Everything that a run needs, each in a process that can be taken away: a database, an
 * object store, a cloud, a web process and two workers. A portal in this process asks for
 * runs and looks at what came of them.
 */
final class House implements AutoCloseable {

	/** Planted, to be found nowhere. */
	static final String VARIABLE = "canary-variable-Ahth5aeQu9";

	/** The database asks for none, so that it may be any. */
	static final String DATABASE_PASSWORD = "canary-database-Eiph4ooxai";

	private static final HttpClient HTTP = HttpClient.newHttpClient();

	private static @Nullable House shared;

	private final Path folder;

	private final int databasePort = Ports.free();

	private Postgres postgres;

	private final S3Server objects;

	private final Door objectsDoor;

	private final LinodeApi cloud;

	private final String cloudToken;

	private final Portal portal;

	private final Place place;

	private final StateDoor states;

	private final int webPort = Ports.free();

	private final Map<String, Object> settings = new LinkedHashMap<>();

	private PortalChild web;

	private final List<PortalChild> workers = new ArrayList<>();

	House(Path folder) {
		this.folder = folder.toAbsolutePath();
		try {
			Files.createDirectories(this.folder);
			KeyFile.create(this.folder.resolve("storage.json"));
			SigningKey.create(this.folder.resolve("signing.pem"));
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		this.postgres = Postgres.start(database(), this.databasePort);
		Postgres.Database database = this.postgres.database("chaos");
		this.objects = S3Server.start(this.folder.resolve("s3"), 0);
		this.objectsDoor = new Door(this.objects.access().endpoint());
		this.cloud = LinodeApi.start(this.folder,
				Settings.quick()
					.on(Settings.Backends.paperBut(
							new ControlPlanes(Path.of(System.getProperty("groundwork.tools.cluster")),
									this.folder.resolve("clusters")),
							new PostgresDatabases(this.folder.resolve("databases")))));
		this.cloudToken = this.cloud.token("terraform");
		Map<String, Object> common = new LinkedHashMap<>(this.objects.access().settings());
		common.put("groundwork.storage.keys", this.folder.resolve("storage.json").toString());
		common.put("groundwork.audit.signing-key", this.folder.resolve("signing.pem").toString());
		Map<String, Object> own = new LinkedHashMap<>(common);
		own.put("groundwork.roles", "web");
		this.portal = Portal.start(database, own);
		this.place = new Place(this.portal);
		this.states = new StateDoor(URI.create("http://localhost:" + this.webPort), this.portal.address());
		this.settings.putAll(database.settings());
		this.settings.put("groundwork.database.password", DATABASE_PASSWORD);
		this.settings.put("groundwork.database.owner.password", DATABASE_PASSWORD);
		this.settings.putAll(this.portal.issuer().settings());
		this.settings.putAll(common);
		this.settings.put("groundwork.storage.s3.endpoint", this.objectsDoor.here().toString());
		this.settings.put("groundwork.web.address", "http://localhost:" + this.webPort);
		this.settings.put("groundwork.web.requests-per-minute", 1_000_000);
		this.settings.put("groundwork.web.anonymous-requests-per-minute", 1_000_000);
		this.settings.put("groundwork.runs.folder", runs().toString());
		if (!"full".equals(System.getProperty("proofs"))) {
			// So that samples do not wait for leases; at full size all is as it is set.
			this.settings.put("groundwork.runs.beat", "500ms");
			this.settings.put("groundwork.runs.lease", "8s");
		}
		this.settings.put("groundwork.runs.state-address", this.states.here().toString());
		this.settings.put("groundwork.terraform.program", System.getProperty("groundwork.tools.terraform"));
		this.settings.put("groundwork.terraform.mirror", System.getProperty("groundwork.tools.provider"));
		this.settings.put("groundwork.runs.environment",
				Map.of("LINODE_URL", this.cloud.address().toString(), "LINODE_API_VERSION", "v4beta"));
		this.settings.put("groundwork.runs.secrets", Map.of("LINODE_TOKEN", this.cloudToken));
		this.settings.put("groundwork.runs.variables", Map.of("canary", VARIABLE));
		this.web = startWeb();
		this.workers.add(startWorker());
		this.workers.add(startWorker());
		awaitAll();
	}

	/**
	 * One for all tests of this JVM; it ends with it.
	 */
	static synchronized House shared() {
		House running = shared;
		if (running == null) {
			try {
				running = new House(Files.createTempDirectory(Files.createDirectories(Path.of("target")), "house-"));
			}
			catch (IOException ex) {
				throw new UncheckedIOException(ex);
			}
			shared = running;
			Runtime.getRuntime().addShutdownHook(new Thread(running::close));
		}
		return running;
	}

	private Path database() {
		return this.folder.resolve("postgres");
	}

	Path runs() {
		return this.folder.resolve("runs");
	}

	Path folder() {
		return this.folder;
	}

	Place place() {
		return this.place;
	}

	Portal portal() {
		return this.portal;
	}

	StateDoor states() {
		return this.states;
	}

	String cloudToken() {
		return this.cloudToken;
	}

	private PortalChild startWeb() {
		Map<String, Object> all = new LinkedHashMap<>(this.settings);
		all.put("groundwork.roles", "web");
		all.put("groundwork.web.port", this.webPort);
		return PortalChild.start(all, this.folder.resolve("web.log"));
	}

	private PortalChild startWorker() {
		return startWorker(Map.of());
	}

	/**
	 * Begins to start one more worker, with settings of its own; whoever does so ends it.
	 */
	PortalChild startWorker(Map<String, Object> more) {
		Map<String, Object> all = new LinkedHashMap<>(this.settings);
		all.putAll(more);
		all.put("groundwork.roles", "worker");
		all.put("groundwork.web.port", Ports.free());
		return PortalChild.start(all, this.folder.resolve("worker-%d.log".formatted(System.nanoTime())));
	}

	/**
	 * One more portal that does everything by itself, with a heap of so many megabytes.
	 */
	PortalChild startSmall(int port, int heap) {
		Map<String, Object> all = new LinkedHashMap<>(this.settings);
		all.put("groundwork.roles", "web,worker");
		all.put("groundwork.web.port", port);
		all.put("groundwork.runs.state-address", "http://localhost:" + port);
		return PortalChild.start(all, this.folder.resolve("small.log"), heap);
	}

	/**
	 * Waits until everything is there.
	 */
	void awaitAll() {
		awaitEnough();
		this.workers.forEach(PortalChild::awaitReady);
		Eventually.that(Duration.ofSeconds(60), Duration.ofMillis(50), () -> readyWorkers() >= 2);
	}

	/**
	 * Starts what is not there, and waits for the web process and a worker.
	 */
	void awaitEnough() {
		if (!this.web.alive()) {
			this.web = startWeb();
		}
		this.workers.removeIf((worker) -> !worker.alive());
		while (this.workers.size() < 2) {
			this.workers.add(startWorker());
		}
		this.web.awaitReady();
		Eventually.that(Duration.ofSeconds(180), Duration.ofMillis(50), () -> readyWorkers() >= 1);
	}

	private long readyWorkers() {
		List<Long> alive = this.workers.stream().map(PortalChild::pid).toList();
		return this.place.bean(Workers.class)
			.alive()
			.stream()
			.filter((worker) -> worker.ready() && alive.contains(worker.pid()))
			.count();
	}

	/**
	 * The worker that has that run in hand, or any if nobody has.
	 */
	PortalChild workerOf(long run) {
		Long id = this.place.run(run).worker();
		long pid = (id != null)
				? this.place.jdbc().sql("select pid from worker where id = ?").param(id).query(Long.class).single() : 0;
		return this.workers.stream()
			.filter((worker) -> worker.pid() == pid)
			.findFirst()
			.orElse(this.workers.getFirst());
	}

	/**
	 * Kills a worker, and begins to start another.
	 */
	void kill(PortalChild worker) {
		worker.kill();
		this.workers.remove(worker);
		this.workers.add(startWorker());
	}

	void killAllWorkers() {
		this.workers.forEach(PortalChild::kill);
		this.workers.clear();
		this.workers.add(startWorker());
	}

	void killWeb() {
		takeWeb();
		giveWeb();
	}

	void takeWeb() {
		this.web.kill();
	}

	void giveWeb() {
		this.web = startWeb();
	}

	/**
	 * The web processes that there are.
	 */
	List<URI> webs() {
		return List.of(URI.create("http://localhost:" + this.webPort), this.portal.address());
	}

	/**
	 * Ends every connection to the database in the middle of what it is at.
	 */
	void cutConnections() {
		this.place.jdbc()
			.sql("""
					select pg_terminate_backend(pid) from pg_stat_activity
					where datname = current_database() and usename = current_user and pid <> pg_backend_pid()""")
			.query(Boolean.class)
			.list();
	}

	/**
	 * Ends the database as a crash would, and starts it again after a while.
	 */
	void withoutDatabase(Duration away) {
		takeDatabase();
		rest(away);
		giveDatabase();
	}

	void takeDatabase() {
		try {
			long pid = Long.parseLong(Files.readAllLines(database().resolve("postmaster.pid")).getFirst().strip());
			new ProcessBuilder("kill", "-QUIT", Long.toString(pid)).start().waitFor();
			Eventually.that(Duration.ofSeconds(30), () -> ProcessHandle.of(pid).isEmpty());
			this.postgres.close();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	void giveDatabase() {
		this.postgres = Postgres.start(database(), this.databasePort);
	}

	void withoutObjects(Duration away) {
		takeObjects();
		rest(away);
		giveObjects();
	}

	void takeObjects() {
		this.objectsDoor.shut();
	}

	void giveObjects() {
		this.objectsDoor.open();
	}

	private static void rest(Duration time) {
		try {
			Thread.sleep(time);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IllegalStateException(ex);
		}
	}

	/**
	 * Makes something go wrong in the cloud.
	 */
	void fault(String body) {
		ask("POST", "/admin/faults", body.replace('\'', '"'));
	}

	void mend() {
		ask("DELETE", "/admin/faults", "");
	}

	/**
	 * Everything that is in the cloud.
	 */
	JsonNode resources() {
		return JsonMapper.shared().readTree(ask("GET", "/admin/resources", ""));
	}

	private String ask(String method, String path, String body) {
		try {
			HttpResponse<String> answer = HTTP.send(HttpRequest.newBuilder(this.cloud.address().resolve(path))
				.header("Content-Type", "application/json")
				.method(method, HttpRequest.BodyPublishers.ofString(body))
				.build(), HttpResponse.BodyHandlers.ofString());
			if (answer.statusCode() / 100 != 2) {
				throw new IllegalStateException(path + " answered " + answer.statusCode() + ": " + answer.body());
			}
			return answer.body();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IllegalStateException(ex);
		}
	}

	Postgres postgres() {
		return this.postgres;
	}

	S3Server objects() {
		return this.objects;
	}

	List<Long> pids() {
		List<Long> all = new ArrayList<>(List.of(this.web.pid()));
		this.workers.forEach((worker) -> all.add(worker.pid()));
		return all;
	}

	@Override
	public void close() {
		this.workers.forEach(PortalChild::close);
		this.web.close();
		this.portal.close();
		this.states.close();
		this.cloud.close();
		this.objectsDoor.close();
		this.objects.close();
		this.postgres.close();
	}

}
