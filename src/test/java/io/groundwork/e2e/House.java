package io.groundwork.e2e;

import java.net.URI;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;

import io.groundwork.Portal;
import io.groundwork.sandbox.Postgres;
import org.jspecify.annotations.Nullable;

import org.springframework.jdbc.core.JdbcTemplate;

/**
 * The one portal of these tests. It is not the one of other tests, since people are
 * locked, tables go away and names grow long here.
 */
final class House {

	private static @Nullable Portal portal;

	private static final Sessions sessions = new Sessions(House::address);

	private House() {
	}

	static synchronized Portal portal() {
		Portal running = portal;
		if (running == null) {
			// Without a worker: runs stand as the tests leave them.
			running = Portal.start(Map.of("groundwork.roles", "web"));
			portal = running;
			Week.pass();
			Runtime.getRuntime().addShutdownHook(new Thread(running::close));
		}
		return running;
	}

	static URI address() {
		return portal().address();
	}

	/**
	 * Those who have signed in there.
	 */
	static Sessions sessions() {
		return sessions;
	}

	/**
	 * To be called when a test has ended somebody's sessions.
	 */
	static void forget(String name) {
		sessions.forget(name);
	}

	/**
	 * The portal's own access to its database.
	 */
	static JdbcTemplate jdbc() {
		return portal().bean(JdbcTemplate.class);
	}

	static long person(String name) {
		Long id = jdbc().queryForObject("select id from person where name = ?", Long.class, name);
		if (id == null) {
			throw new IllegalStateException(name + " never signed in");
		}
		return id;
	}

	/**
	 * Does what the portal's role may not do.
	 */
	static void asOwner(String... statements) {
		try (Connection connection = Postgres.shared().superuser(portal().database());
				Statement statement = connection.createStatement()) {
			for (String sql : statements) {
				statement.execute(sql);
			}
		}
		catch (SQLException ex) {
			throw new IllegalStateException(ex);
		}
	}

}
