package io.groundwork.sandbox.database;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

import io.groundwork.sandbox.FreePort;
import io.groundwork.sandbox.Authority;
import io.groundwork.sandbox.linode.Databases;
import org.postgresql.PGConnection;
import org.postgresql.ds.PGSimpleDataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.util.FileSystemUtils;

/**
 * One PostgreSQL server and the folder with all that it has: data, port, certificates and
 * the password of the superuser, whom only this class knows. Not for several threads.
 */
final class Server {

	private static final Logger log = LoggerFactory.getLogger(Server.class);

	private static final String HOST = "127.0.0.1";

	private static final String SUPERUSER = "postgres";

	private static final String DATABASE = "defaultdb";

	private static final String CONTROL = "pg_ctl";

	private static final Duration PATIENCE = Duration.ofSeconds(10);

	/**
	 * What has just died may still hold its port for a moment.
	 */
	private static final Duration HANDOVER = Duration.ofSeconds(1);

	private final Programs programs;

	private final Path folder;

	private Optional<List<String>> admitted = Optional.empty();

	/**
	 * Known only if it was started here.
	 */
	private Optional<ProcessHandle> started = Optional.empty();

	Server(Programs programs, Path folder) {
		this.programs = programs;
		this.folder = folder.toAbsolutePath().normalize();
	}

	/**
	 * Whether it was ever ready; until then the folder is worth nothing.
	 */
	boolean isMade() {
		return Files.exists(file("made"));
	}

	/**
	 * Makes it from nothing and starts it: with a database of the administrator's, who is
	 * no superuser but may create databases and roles.
	 */
	void make(String administrator) {
		stop();
		try {
			FileSystemUtils.deleteRecursively(this.folder);
			Files.createDirectories(this.folder.getParent());
			Files.createDirectory(this.folder,
					PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
			byte[] password = new byte[24];
			new SecureRandom().nextBytes(password);
			write("password", HexFormat.of().formatHex(password));
			write("port", Integer.toString(FreePort.next()));
			// Its own collation, which is the same on every machine. What is made here
			// must
			// outlive this process and not a power cut; what the server writes is
			// durable.
			this.programs.run(file("control.log"), "initdb", "--pgdata", data().toString(), "--username", SUPERUSER,
					"--pwfile", file("password").toString(), "--auth", "scram-sha-256", "--encoding", "UTF8",
					"--locale", "C", "--locale-provider", "builtin", "--builtin-locale", "C.UTF-8", "--no-instructions",
					"--no-sync");
			start(List.of());
			run("create role \"%s\" login createdb createrole".formatted(administrator));
			run("create database %s owner \"%s\"".formatted(DATABASE, administrator));
			Files.createFile(file("made"));
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * Moves to another port if somebody has taken its own while it did not run.
	 */
	private void keepPort() throws IOException {
		long end = System.nanoTime() + HANDOVER.toNanos();
		while (!isFree(Integer.parseInt(read("port")))) {
			if (System.nanoTime() > end) {
				int port = FreePort.next();
				log.warn("Somebody else has port {}: the database in {} moves to {}", read("port"),
						this.folder.getFileName(), port);
				write("port", Integer.toString(port));
			}
			LockSupport.parkNanos(20_000_000);
		}
	}

	private static boolean isFree(int port) throws IOException {
		try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getByName(HOST))) {
			return socket.isBound();
		}
		catch (BindException ex) {
			return false;
		}
	}

	private Path file(String name) {
		return this.folder.resolve(name);
	}

	private Path data() {
		return file("data");
	}

	private Authority authority() {
		return Authority.in(file("authority"));
	}

	private void write(String name, String text) throws IOException {
		Path file = file(name);
		Files.deleteIfExists(file);
		Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
		Files.writeString(file, text);
	}

	private String read(String name) {
		try {
			return Files.readString(file(name));
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * Starts it, open to these ranges of addresses, and waits until it is ready.
	 */
	void start(List<String> allowed) {
		if (process().isPresent()) {
			throw new IllegalStateException("it runs already");
		}
		try {
			// A number that is another process's by now would keep it from starting.
			Files.deleteIfExists(pidFile());
			keepPort();
			// A new one each time, so that none is ever too old; who trusts the authority
			// trusts it.
			Authority.Issued issued = authority().issue(HOST, "localhost");
			write("server.pem", issued.certificate());
			write("server.key", issued.key());
			Files.writeString(data().resolve("postgresql.conf"), settings());
			Files.writeString(data().resolve("pg_hba.conf"), admission(allowed));
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		try {
			this.programs.run(file("control.log"), CONTROL, "start", "--wait", "--timeout", "60", "--pgdata",
					data().toString(), "--log", file("server.log").toString());
		}
		catch (IllegalStateException ex) {
			throw new IllegalStateException("it did not start: " + read("server.log").lines()
				.filter((line) -> line.contains("FATAL"))
				.reduce((before, last) -> last)
				.orElse(""), ex);
		}
		this.admitted = Optional.of(allowed);
		this.started = process();
	}

	/**
	 * Small, as there are many on one machine. What fails is logged without the
	 * statement, which may hold a password.
	 */
	private String settings() {
		return """
				listen_addresses = '%s'
				port = %s
				unix_socket_directories = ''
				ssl = on
				ssl_cert_file = '../server.pem'
				ssl_key_file = '../server.key'
				shared_buffers = 16MB
				max_wal_size = 256MB
				min_wal_size = 32MB
				io_method = sync
				log_min_error_statement = panic
				""".formatted(HOST, read("port"));
	}

	/**
	 * Nobody without TLS and a password, nobody from elsewhere, and the superuser from
	 * here only.
	 */
	private static String admission(List<String> allowed) {
		StringBuilder rules = new StringBuilder(
				"hostssl all %1$s %2$s/32 scram-sha-256%nhost all %1$s all reject%n".formatted(SUPERUSER, HOST));
		allowed.forEach((range) -> rules.append("hostssl all all %s scram-sha-256%n".formatted(range)));
		return rules.toString();
	}

	/**
	 * Opens the running server to these ranges only; who is in stays in. When this
	 * returns, the next to come is judged by them.
	 */
	void admit(List<String> allowed) {
		if (this.admitted.equals(Optional.of(allowed))) {
			return;
		}
		try {
			Files.writeString(data().resolve("pg_hba.conf"), admission(allowed));
			Instant before = loaded("select pg_conf_load_time() from pg_reload_conf()");
			long end = System.nanoTime() + PATIENCE.toNanos();
			while (!loaded("select pg_conf_load_time()").isAfter(before)) {
				if (System.nanoTime() > end) {
					throw new IllegalStateException("the server does not read its rules again");
				}
				LockSupport.parkNanos(5_000_000);
			}
			this.admitted = Optional.of(allowed);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * When the server that this very connection meets read its rules.
	 */
	private Instant loaded(String query) {
		try (Connection connection = connect();
				Statement statement = connection.createStatement();
				ResultSet rows = statement.executeQuery(query)) {
			rows.next();
			return rows.getTimestamp(1).toInstant();
		}
		catch (SQLException ex) {
			throw new IllegalStateException(ex);
		}
	}

	/**
	 * Only what becomes of the password is sent, and so it cannot be logged.
	 */
	void password(String user, String password) {
		try (Connection connection = connect()) {
			connection.unwrap(PGConnection.class).alterUserPassword(user, password.toCharArray(), "scram-sha-256");
		}
		catch (SQLException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private void run(String command) {
		try (Connection connection = connect(); Statement statement = connection.createStatement()) {
			statement.execute(command);
		}
		catch (SQLException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private Connection connect() throws SQLException {
		PGSimpleDataSource source = new PGSimpleDataSource();
		source.setServerNames(new String[] { HOST });
		source.setPortNumbers(new int[] { Integer.parseInt(read("port")) });
		source.setDatabaseName(SUPERUSER);
		source.setUser(SUPERUSER);
		source.setPassword(read("password"));
		source.setSslMode("verify-full");
		source.setSslRootCert(authority().file().toString());
		source.setConnectTimeout((int) PATIENCE.toSeconds());
		source.setSocketTimeout((int) PATIENCE.toSeconds());
		return source.getConnection();
	}

	Databases.Access access() {
		return new Databases.Access(HOST, Integer.parseInt(read("port")), authority().certificate());
	}

	/**
	 * The server's first process, if it runs. Whoever has its number now and was not
	 * started for this folder is somebody else. When it began says nothing: somebody may
	 * have set the clock since.
	 */
	Optional<ProcessHandle> process() {
		Optional<ProcessHandle> own = this.started.filter(ProcessHandle::isAlive);
		return own.isPresent() ? own : noted().filter(this::isServer);
	}

	private Optional<ProcessHandle> noted() {
		try {
			List<String> lines = Files.exists(pidFile()) ? Files.readAllLines(pidFile()) : List.of();
			return lines.stream()
				.limit(1)
				.map(String::strip)
				.filter((line) -> line.matches("\\d{1,18}"))
				.findFirst()
				.flatMap((line) -> ProcessHandle.of(Long.parseLong(line)));
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private boolean isServer(ProcessHandle process) {
		return process.info().arguments().filter((all) -> List.of(all).contains(data().toString())).isPresent();
	}

	private Path pidFile() {
		return data().resolve("postmaster.pid");
	}

	/**
	 * Ends it, whoever started it, and returns when its process is gone.
	 */
	void stop() {
		process().ifPresent((process) -> {
			try {
				this.programs.run(file("control.log"), CONTROL, "stop", "--wait", "--timeout",
						Long.toString(PATIENCE.toSeconds()), "--mode", "fast", "--pgdata", data().toString());
			}
			catch (IllegalStateException ex) {
				process.destroyForcibly();
			}
			try {
				process.onExit().orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS).join();
			}
			catch (RuntimeException ex) {
				throw new IllegalStateException("process %d does not end".formatted(process.pid()), ex);
			}
		});
	}

	/**
	 * Removes all that a stopped one has.
	 */
	void forget() {
		try {
			FileSystemUtils.deleteRecursively(this.folder);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
