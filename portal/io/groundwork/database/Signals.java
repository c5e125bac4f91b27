package io.groundwork.database;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongConsumer;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.postgresql.PGNotification;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.boot.jdbc.autoconfigure.JdbcConnectionDetails;
import org.springframework.context.SmartLifecycle;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Tells all processes of the portal that there is something to look at: a topic and a
 * number, over one connection of each process.
 */
@Component
public class Signals implements SmartLifecycle {

	private static final Logger log = LoggerFactory.getLogger(Signals.class);

	/**
	 * For statements that send by themselves: the text is a topic, a colon and a number.
	 */
	public static final String CHANNEL = "groundwork";

	private static final Pattern TOPIC = Pattern.compile("[a-z][a-z-]*");

	/** So often a line that nobody speaks on is tried. */
	private static final int QUIET = 10_000;

	private static final long FIRST_PAUSE = 50;

	private static final long LONGEST_PAUSE = 2_000;

	private final JdbcClient jdbc;

	private final JdbcConnectionDetails details;

	private final List<Listening> listeners = new CopyOnWriteArrayList<>();

	private final ReentrantLock lock = new ReentrantLock();

	private final Condition stopped = this.lock.newCondition();

	private @Nullable Connection line;

	private volatile boolean running;

	Signals(JdbcClient jdbc, JdbcConnectionDetails details) {
		this.jdbc = jdbc;
		this.details = details;
	}

	/**
	 * Sends a number to whoever listens to the topic, here and in other processes, when
	 * the caller's transaction is committed.
	 */
	public void send(String topic, long id) {
		send(List.of(topic), id);
	}

	/**
	 * The same to those who listen to any of several topics, in one statement.
	 */
	public void send(List<String> topics, long id) {
		this.jdbc.sql("select pg_notify(:channel, topic || ':' || :id) from unnest(cast(:topics as text[])) topic")
			.param("channel", CHANNEL)
			.param("id", id)
			.param("topics", topics.toArray(String[]::new))
			.query((row) -> {
			});
	}

	/**
	 * Listens until it is closed. Both are called by the one thread that hears for all,
	 * so they must do no more than wake somebody.
	 * @param heard takes each number that was sent to the topic
	 * @param lookAgain called when the line was away and is back, as anything may have
	 * been sent meanwhile; also when it is there for the first time
	 */
	public Listening listen(String topic, LongConsumer heard, Runnable lookAgain) {
		if (!TOPIC.matcher(topic).matches()) {
			throw new IllegalArgumentException("A topic is a word, not " + topic);
		}
		Listening listening = new Listening(this, topic, heard, lookAgain);
		this.listeners.add(listening);
		return listening;
	}

	@Override
	public void start() {
		this.lock.lock();
		try {
			if (!this.running) {
				this.running = true;
				Thread.ofPlatform().daemon().name("signals").start(this::run);
			}
		}
		finally {
			this.lock.unlock();
		}
	}

	@Override
	public void stop() {
		this.lock.lock();
		try {
			this.running = false;
			this.stopped.signalAll();
			hangUp();
		}
		finally {
			this.lock.unlock();
		}
	}

	@Override
	public boolean isRunning() {
		return this.running;
	}

	/**
	 * Stops after those who listen.
	 */
	@Override
	public int getPhase() {
		return 0;
	}

	private void run() {
		long pause = FIRST_PAUSE;
		boolean away = false;
		while (this.running) {
			try (Connection connection = connect()) {
				if (away) {
					log.info("The database's signals are heard again");
				}
				away = false;
				pause = FIRST_PAUSE;
				each(Listening::lookAgain);
				hear(connection);
			}
			catch (SQLException ex) {
				if (this.running && !away) {
					log.warn("The database's signals are not heard now; work waits until it is looked for: {}",
							ex.getMessage());
				}
				away = true;
				rest(pause);
				pause = Math.min(LONGEST_PAUSE, 2 * pause);
			}
		}
	}

	private Connection connect() throws SQLException {
		Properties properties = new Properties();
		properties.setProperty("user", String.valueOf(this.details.getUsername()));
		properties.setProperty("password", String.valueOf(this.details.getPassword()));
		properties.setProperty("ApplicationName", "groundwork signals");
		properties.setProperty("connectTimeout", "5");
		properties.setProperty("socketTimeout", "20");
		properties.setProperty("tcpKeepAlive", "true");
		Connection connection = DriverManager.getConnection(this.details.getJdbcUrl(), properties);
		this.lock.lock();
		try {
			if (!this.running) {
				connection.close();
				throw new SQLException("The portal stops");
			}
			this.line = connection;
		}
		finally {
			this.lock.unlock();
		}
		try (Statement statement = connection.createStatement()) {
			statement.execute("listen " + CHANNEL);
		}
		catch (SQLException ex) {
			connection.close();
			throw ex;
		}
		return connection;
	}

	private void hear(Connection connection) throws SQLException {
		PGConnection postgres = connection.unwrap(PGConnection.class);
		while (this.running) {
			PGNotification[] heard = postgres.getNotifications(QUIET);
			if (heard == null || heard.length == 0) {
				try (Statement statement = connection.createStatement()) {
					statement.execute("select 1");
				}
				continue;
			}
			for (PGNotification notification : heard) {
				dispatch(notification.getParameter());
			}
		}
	}

	private void dispatch(String payload) {
		int colon = payload.indexOf(':');
		try {
			String topic = payload.substring(0, Math.max(0, colon));
			long id = Long.parseLong(payload, colon + 1, payload.length(), 10);
			each((listening) -> listening.tell(topic, id));
		}
		catch (NumberFormatException ex) {
			log.warn("A signal that no version of the portal sends was heard: {}", payload);
		}
	}

	private void each(java.util.function.Consumer<Listening> what) {
		for (Listening listening : this.listeners) {
			try {
				what.accept(listening);
			}
			catch (RuntimeException ex) {
				log.error("A signal was not taken", ex);
			}
		}
	}

	private void rest(long pause) {
		this.lock.lock();
		try {
			if (this.running && this.stopped.await(pause, TimeUnit.MILLISECONDS)) {
				log.debug("Stopped while the database was away");
			}
		}
		catch (InterruptedException ex) {
			this.running = false;
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Without waiting for the thread that reads from it.
	 */
	private void hangUp() {
		Connection connection = this.line;
		if (connection != null) {
			try {
				connection.abort(Runnable::run);
			}
			catch (SQLException ex) {
				log.debug("The line for signals was gone already", ex);
			}
		}
	}

	/**
	 * Somebody who listens.
	 */
	public static final class Listening implements AutoCloseable {

		private final Signals signals;

		private final String topic;

		private final LongConsumer heard;

		private final Runnable lookAgain;

		private Listening(Signals signals, String topic, LongConsumer heard, Runnable lookAgain) {
			this.signals = signals;
			this.topic = topic;
			this.heard = heard;
			this.lookAgain = lookAgain;
		}

		private void tell(String said, long id) {
			if (said.equals(this.topic)) {
				this.heard.accept(id);
			}
		}

		private void lookAgain() {
			this.lookAgain.run();
		}

		@Override
		public void close() {
			this.signals.listeners.remove(this);
		}

	}

}
