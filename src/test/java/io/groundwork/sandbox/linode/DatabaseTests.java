package io.groundwork.sandbox.linode;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;

import io.groundwork.Eventually;
import io.groundwork.sandbox.database.PostgresDatabases;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Databases that are real, as those see them who connect.
 */
class DatabaseTests {

	private static final Duration PATIENCE = Duration.ofSeconds(60);

	private static final String INSTANCES = "databases/postgresql/instances";

	private static final String HERE = "127.0.0.1";

	private static final String ELSEWHERE = "127.0.0.2";

	@TempDir
	private static Path shared;

	private static LinodeApi api;

	private static Caller caller;

	/**
	 * One that no test changes, and one that tests change and leave open to this machine.
	 */
	private static String quiet;

	private static String busy;

	@BeforeAll
	static void start() {
		api = LinodeApi.start(shared, settings(shared));
		caller = new Caller(api);
		quiet = create(caller, "quiet");
		busy = create(caller, "busy");
		await(caller, quiet, "active");
		await(caller, busy, "active");
	}

	@AfterAll
	static void stop() {
		api.close();
		assertThat(running(shared, number(quiet))).isEmpty();
		assertThat(running(shared, number(busy))).isEmpty();
	}

	@Test
	void theAdministratorGetsInByTheReportedAuthority() throws SQLException {
		try (Connection connection = Way.to(caller, quiet).connect();
				Statement statement = connection.createStatement()) {
			try (ResultSet row = statement
				.executeQuery("select current_user, rolsuper, rolcreatedb, rolcreaterole, version() from pg_roles "
						+ "where rolname = current_user")) {
				row.next();
				assertThat(row.getString(1)).isEqualTo("akmadmin");
				assertThat(row.getBoolean(2)).isFalse();
				assertThat(row.getBoolean(3) && row.getBoolean(4)).isTrue();
				assertThat(row.getString(5)).startsWith("PostgreSQL 18");
			}
			statement.execute("create table notes (text text)");
			statement.execute("create role reader login");
			statement.execute("create database more");
			assertThatExceptionOfType(SQLException.class)
				.isThrownBy(() -> statement.execute("copy notes from program 'id'"))
				.withMessageContaining("permission denied");
		}
	}

	@Test
	void whatTheApiReportsIsWhereItIs() {
		JsonNode database = caller.get(quiet).json();
		assertThat(database.path("hosts").path("primary").asString()).isEqualTo(HERE);
		assertThat(database.path("members").path(HERE).asString()).isEqualTo("primary");
		assertThat(database.path("version").asString()).isEqualTo("17");
		assertThat(database.path("port").asInt()).isPositive();
	}

	@Test
	void anotherAuthorityDoesNotVouchForIt() {
		Way way = Way.to(caller, quiet);
		refused(way.trusting(Way.to(caller, busy).ca()), Map.of(), "certification path");
	}

	@Test
	void nobodyGetsInWithoutEncryption() {
		refused(Way.to(caller, quiet), Map.of("sslmode", "disable"), "no encryption");
	}

	@Test
	void nobodyGetsInWithAWrongPassword() {
		refused(Way.to(caller, quiet), Map.of("password", "wrong"), "password authentication failed");
	}

	@Test
	void nobodyGetsInFromAnAddressThatIsNotAllowed() {
		refused(Way.to(caller, quiet), Map.of("localSocketAddress", ELSEWHERE),
				"no pg_hba.conf entry for host \"%s\"".formatted(ELSEWHERE));
	}

	@Test
	void nobodyElseCanReadWhatItKeeps() throws IOException {
		Path folder = folder(shared, number(quiet));
		assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder))).isEqualTo("rwx------");
		assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve("password"))))
			.isEqualTo("rw-------");
		String password = caller.get(quiet + "/credentials").json().path("password").asString();
		for (String log : new String[] { "server.log", "control.log" }) {
			assertThat(Files.readString(folder.resolve(log))).doesNotContain(password)
				.doesNotContain(Files.readString(folder.resolve("password")));
		}
	}

	@Test
	void psqlGetsInToo() throws Exception {
		Way way = Way.to(caller, quiet);
		ProcessBuilder builder = new ProcessBuilder(System.getProperty("groundwork.tools.psql"), "--no-psqlrc",
				"--tuples-only", "--no-align", "--command", "select ssl from pg_stat_ssl where pid = pg_backend_pid()",
				// Before its version 15, psql cannot check a certificate for an address.
				"host=localhost hostaddr=%s port=%d user=akmadmin dbname=defaultdb sslmode=verify-full sslrootcert=%s"
					.formatted(way.host(), way.port(), way.ca()));
		builder.environment().put("PGPASSWORD", way.password());
		Process process = builder.redirectErrorStream(true).start();
		assertThat(new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip()).isEqualTo("t");
		assertThat(process.waitFor()).isZero();
	}

	@Test
	void aChangedAllowListCountsForWhoComesNext() throws SQLException {
		Way way = Way.to(caller, busy);
		try (Connection before = way.connect()) {
			allow("'%s'".formatted(ELSEWHERE));
			refused(way, Map.of(), "no pg_hba.conf entry");
			way.connect(Map.of("localSocketAddress", ELSEWHERE)).close();
			allow("");
			refused(way, Map.of(), "no pg_hba.conf entry");
			refused(way, Map.of("localSocketAddress", ELSEWHERE), "no pg_hba.conf entry");
			assertThat(before.isValid(5)).isTrue();
		}
		finally {
			caller.put("/admin/resources/database/" + number(busy),
					"{'allow_list':['nonsense','%s/32']}".formatted(HERE));
		}
		Eventually.that(PATIENCE, () -> isOpen(way));
	}

	private static void allow(String list) {
		assertThat(caller.put(busy, "{'allow_list':[%s]}".formatted(list)).status()).isEqualTo(200);
		await(caller, busy, "active");
	}

	@Test
	void aResetPasswordIsTheOnlyOne() throws SQLException {
		Way before = Way.to(caller, busy);
		caller.post(busy + "/credentials/reset", "");
		await(caller, busy, "active");
		refused(before, Map.of(), "password authentication failed");
		Way.to(caller, busy).connect().close();
	}

	@Test
	void aSuspendedOneKeepsItsDataAndItsPlace() throws SQLException {
		Way way = Way.to(caller, busy);
		run(way, "create table kept as select 42 as answer");
		caller.post(busy + "/suspend", "");
		await(caller, busy, "suspended");
		assertThat(running(shared, number(busy))).isEmpty();
		assertThat(isListening(way.port())).isFalse();
		caller.post(busy + "/resume", "");
		await(caller, busy, "active");
		assertThat(Way.to(caller, busy)).isEqualTo(way);
		assertThat(ask(way, "select answer from kept")).isEqualTo("42");
	}

	@Test
	void oneWhosePortIsTakenMeanwhileComesBackAtAnother() throws Exception {
		Way way = Way.to(caller, busy);
		run(way, "create table moved as select 42 as answer");
		caller.post(busy + "/suspend", "");
		await(caller, busy, "suspended");
		try (ServerSocket taken = new ServerSocket(way.port(), 1, InetAddress.getByName(HERE))) {
			caller.post(busy + "/resume", "");
			await(caller, busy, "active");
			Way after = Way.to(caller, busy);
			assertThat(after.port()).isNotEqualTo(taken.getLocalPort());
			assertThat(ask(after, "select answer from moved")).isEqualTo("42");
		}
	}

	@Test
	void oneWhoseServerDiesComesBack() {
		Way way = Way.to(caller, busy);
		ProcessHandle server = running(shared, number(busy)).orElseThrow();
		server.destroyForcibly();
		server.onExit().join();
		Eventually.that(PATIENCE, () -> isOpen(way));
		assertThat(running(shared, number(busy)).orElseThrow().pid()).isNotEqualTo(server.pid());
	}

	@Test
	void aDeletedOneLeavesNothing() {
		String path = create(caller, "gone");
		await(caller, path, "active");
		Way way = Way.to(caller, path);
		ProcessHandle server = running(shared, number(path)).orElseThrow();
		caller.delete(path);
		Eventually.that(PATIENCE, () -> !Files.exists(folder(shared, number(path))));
		assertThat(server.isAlive()).isFalse();
		assertThat(isListening(way.port())).isFalse();
	}

	@Test
	void oneThatIsDeletedBehindTheBackOrBeforeItIsReadyLeavesNothing() {
		String path = create(caller, "early");
		caller.delete("/admin/resources/database/" + number(path));
		assertThat(caller.get(path).status()).isEqualTo(404);
		Eventually.that(PATIENCE, () -> !Files.exists(folder(shared, number(path))));
	}

	@Test
	void whatAKilledRunLeftIsEndedAndWhatIsWantedGoesOn(@TempDir Path folder) throws Exception {
		Process jvm = new ProcessBuilder(ProcessHandle.current().info().command().orElseThrow(), "-Xmx128m", "-cp",
				System.getProperty("java.class.path"), Standalone.class.getName(), folder.toString(), "0", "20", "-",
				"-", "true")
			.redirectError(ProcessBuilder.Redirect.INHERIT)
			.start();
		String wanted;
		String unwanted;
		Way way;
		ProcessHandle ofWanted;
		ProcessHandle ofUnwanted;
		try (BufferedReader reader = jvm.inputReader(StandardCharsets.UTF_8)) {
			Caller killed = new Caller(URI.create(reader.readLine()), reader.readLine());
			wanted = create(killed, "wanted");
			unwanted = create(killed, "unwanted");
			await(killed, wanted, "active");
			await(killed, unwanted, "active");
			way = Way.to(killed, wanted);
			run(way, "create table kept as select 42 as answer");
			ofWanted = running(folder, number(wanted)).orElseThrow();
			ofUnwanted = running(folder, number(unwanted)).orElseThrow();
		}
		finally {
			jvm.destroyForcibly().waitFor();
		}
		assertThat(ofWanted.isAlive() && ofUnwanted.isAlive()).isTrue();
		setClock(folder(folder, number(wanted)));
		setClock(folder(folder, number(unwanted)));
		try (LinodeApi paper = LinodeApi.start(folder, Settings.quick())) {
			new Caller(paper).delete(unwanted);
		}
		try (LinodeApi again = LinodeApi.start(folder, settings(folder))) {
			assertThat(ofUnwanted.isAlive()).isFalse();
			assertThat(folder(folder, number(unwanted))).doesNotExist();
			Caller after = new Caller(again);
			Eventually.that(PATIENCE, () -> after.get(wanted + "/ssl").status() == 200);
			assertThat(ofWanted.isAlive()).isFalse();
			assertThat(Way.to(after, wanted)).isEqualTo(way);
			assertThat(ask(way, "select answer from kept")).isEqualTo("42");
		}
		assertThat(running(folder, number(wanted))).isEmpty();
		assertThat(isListening(way.port())).isFalse();
	}

	/**
	 * What a server noted of its beginning, as it is after somebody has set the clock.
	 */
	private static void setClock(Path folder) throws IOException {
		Path file = folder.resolve("data/postmaster.pid");
		List<String> lines = new ArrayList<>(Files.readAllLines(file));
		lines.set(2, Long.toString(Long.parseLong(lines.get(2).strip()) - 3600));
		Files.write(file, lines);
	}

	private static Settings settings(Path folder) {
		return Settings.quick()
			.on(new Settings.Backends(new PaperClusters(), new PostgresDatabases(folder.resolve("databases")),
					new PaperBuckets()));
	}

	private static String create(Caller caller, String label) {
		Caller.Reply made = caller.post(INSTANCES, """
				{'label':'%s','region':'fr-par','type':'g6-standard-1','engine':'postgresql/17','allow_list':['%s']}
				""".formatted(label, HERE));
		assertThat(made.status()).as(made.body()).isEqualTo(200);
		return INSTANCES + "/" + made.id();
	}

	private static void await(Caller caller, String path, String status) {
		Eventually.that(PATIENCE, () -> status.equals(caller.get(path).json().path("status").asString("")));
	}

	private static long number(String path) {
		return Long.parseLong(path.substring(path.lastIndexOf('/') + 1));
	}

	private static Path folder(Path folder, long database) {
		return folder.resolve("databases").resolve("db" + database);
	}

	private static Optional<ProcessHandle> running(Path folder, long database) {
		Path file = folder(folder, database).resolve("data/postmaster.pid");
		try {
			return Files.exists(file) ? ProcessHandle.of(Long.parseLong(Files.readAllLines(file).getFirst().strip()))
					: Optional.empty();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private static boolean isListening(int port) {
		try (Socket socket = new Socket()) {
			socket.connect(new InetSocketAddress(HERE, port));
			return true;
		}
		catch (ConnectException ex) {
			return false;
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private static boolean isOpen(Way way) {
		try {
			way.connect().close();
			return true;
		}
		catch (SQLException ex) {
			return false;
		}
	}

	private static void refused(Way way, Map<String, String> differences, String reason) {
		assertThatExceptionOfType(SQLException.class).isThrownBy(() -> way.connect(differences).close())
			.withStackTraceContaining(reason);
	}

	private static void run(Way way, String command) throws SQLException {
		try (Connection connection = way.connect(); Statement statement = connection.createStatement()) {
			statement.execute(command);
		}
	}

	private static String ask(Way way, String query) throws SQLException {
		try (Connection connection = way.connect();
				Statement statement = connection.createStatement();
				ResultSet rows = statement.executeQuery(query)) {
			rows.next();
			return rows.getString(1);
		}
	}

	/**
	 * What the API tells of how to get in.
	 *
	 * @param host where
	 * @param port on which port
	 * @param user as whom
	 * @param password with which password
	 * @param ca the file with the authority
	 */
	record Way(String host, int port, String user, String password, Path ca) {

		static Way to(Caller caller, String path) {
			// One whose server has just come back is open a moment before the API says
			// so.
			Eventually.that(PATIENCE, () -> caller.get(path + "/ssl").status() == 200);
			JsonNode database = caller.get(path).json();
			JsonNode credentials = caller.get(path + "/credentials").json();
			String ca = caller.get(path + "/ssl").json().path("ca_certificate").asString();
			try {
				Path file = shared.resolve("ca-%d-%08x.pem".formatted(number(path), ca.hashCode()));
				Files.write(file, Base64.getDecoder().decode(ca));
				return new Way(database.path("hosts").path("primary").asString(), database.path("port").asInt(),
						credentials.path("username").asString(), credentials.path("password").asString(), file);
			}
			catch (IOException ex) {
				throw new UncheckedIOException(ex);
			}
		}

		Way trusting(Path authority) {
			return new Way(this.host, this.port, this.user, this.password, authority);
		}

		Connection connect() throws SQLException {
			return connect(Map.of());
		}

		Connection connect(Map<String, String> differences) throws SQLException {
			Properties properties = new Properties();
			properties.put("user", this.user);
			properties.put("password", this.password);
			properties.put("sslmode", "verify-full");
			properties.put("sslrootcert", this.ca.toString());
			properties.put("localSocketAddress", HERE);
			properties.putAll(differences);
			return DriverManager.getConnection("jdbc:postgresql://%s:%d/defaultdb".formatted(this.host, this.port),
					properties);
		}

	}

}
