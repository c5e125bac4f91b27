package io.groundwork.audit;

import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.IntFunction;

import javax.sql.DataSource;

import org.jspecify.annotations.Nullable;

import org.springframework.jdbc.core.ConnectionCallback;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Gives every committed row its place in the chain, in an order of its own.
 *
 * <p>
 * Rows commit in another order than that of their numbers, so "all above the last one"
 * would lose those that commit late. The sealer remembers instead the snapshot it last
 * looked with, and looks at the rows of all transactions that were not over in it.
 */
class Sealer {

	/** Held while a pass lasts, so that there is one sealer among all processes. */
	private static final long LOCK = 0x67_77_61_75_64_69_74L;

	private static final int BATCH = 2_000;

	/**
	 * A sealer that freezes with the lock in its hands loses it after these milliseconds.
	 */
	private static final String PATIENCE = "5000";

	private static final String UNLINKED = " and not exists (select from audit_link l where l.row_id = r.id) order by r.id";

	private static final String ALL = "select r.id, " + AuditRow.COLUMNS + " from audit_row r where true" + UNLINKED;

	/** The transactions that began since, and those that were not over then. */
	static final String SINCE = """
			select r.id, %s from audit_row r
			where (r.tx >= cast(? as xid8) and r.tx < cast(? as xid8) or r.tx = any (cast(? as xid8[])))
			""".formatted(AuditRow.COLUMNS) + UNLINKED;

	private final JdbcTemplate jdbc;

	private final TransactionTemplate transaction;

	private final Segments segments;

	private final Clock clock;

	private @Nullable Snapshot seen;

	private volatile @Nullable Instant lastPass;

	Sealer(DataSource dataSource, Segments segments, Clock clock) {
		this.jdbc = new JdbcTemplate(dataSource);
		this.jdbc.setFetchSize(BATCH);
		this.transaction = new TransactionTemplate(new JdbcTransactionManager(dataSource));
		this.segments = segments;
		this.clock = clock;
	}

	/**
	 * Chains what is committed and has no place yet.
	 */
	synchronized Pass pass() {
		Snapshot[] snapshot = new Snapshot[1];
		Pass pass;
		try {
			pass = this.transaction.execute((status) -> locked(snapshot));
		}
		catch (RuntimeException ex) {
			// Whatever it was, the next pass trusts nothing that is remembered.
			this.seen = null;
			throw ex;
		}
		if (pass.held()) {
			this.seen = snapshot[0];
			this.lastPass = this.clock.instant();
		}
		return pass;
	}

	/**
	 * When this process last saw everything chained.
	 */
	@Nullable Instant lastPass() {
		return this.lastPass;
	}

	private Pass locked(@Nullable Snapshot[] snapshot) {
		Boolean held = this.jdbc.queryForObject("""
				select pg_try_advisory_xact_lock(?)
				from (select set_config('idle_in_transaction_session_timeout', ?, true)) as patience
				""", Boolean.class, LOCK, PATIENCE);
		if (!Boolean.TRUE.equals(held)) {
			return Pass.NOT_HELD;
		}
		// Taken before the rows are read: those that commit between are looked at twice.
		Snapshot now = Snapshot
			.parse(this.jdbc.queryForObject("select cast(pg_current_snapshot() as text)", String.class));
		snapshot[0] = now;
		Head head = Head.read(this.jdbc);
		Batch batch = new Batch(head);
		Snapshot before = this.seen;
		if (before == null) {
			this.jdbc.query(ALL, batch::add);
		}
		else {
			this.jdbc.query(SINCE, batch::add, before.next(), now.next(), before.unfinished());
		}
		batch.write();
		boolean closed = this.segments.close(new Head(batch.seq, batch.hash));
		return new Pass(true, batch.seq - head.seq(), closed);
	}

	/**
	 * What one pass did.
	 *
	 * @param held whether this process held the chain; if not, another does
	 * @param sealed how many rows were given their place
	 * @param closed whether a segment was closed, so that there is something to anchor
	 */
	record Pass(boolean held, long sealed, boolean closed) {

		static final Pass NOT_HELD = new Pass(false, 0, false);

	}

	/**
	 * Which transactions were over at one moment.
	 *
	 * @param next the first number that no transaction had yet
	 * @param unfinished those below it that were not over, as an array
	 */
	record Snapshot(String next, String unfinished) {

		static Snapshot parse(@Nullable String text) {
			String[] parts = String.valueOf(text).split(":", -1);
			return new Snapshot(parts[1], "{" + parts[2] + "}");
		}

	}

	/**
	 * Rows on their way into the chain.
	 */
	private final class Batch {

		private final Line line = new Line();

		private final List<Link> links = new ArrayList<>();

		private long seq;

		private byte[] hash;

		private Batch(Head head) {
			this.seq = head.seq();
			this.hash = head.hash();
		}

		void add(ResultSet columns) throws SQLException {
			byte[] next = this.line.hash(this.seq + 1, AuditRow.read(columns), this.hash);
			this.seq++;
			this.links.add(new Link(this.seq, columns.getLong("id"), this.hash, next));
			this.hash = next;
			if (this.links.size() >= BATCH) {
				write();
			}
		}

		void write() {
			if (!this.links.isEmpty()) {
				Sealer.this.jdbc.execute((ConnectionCallback<@Nullable Void>) this::insert);
				this.links.clear();
			}
		}

		private @Nullable Void insert(Connection connection) throws SQLException {
			try (PreparedStatement insert = connection.prepareStatement("""
					insert into audit_link (seq, row_id, previous, hash)
					select * from unnest(?, ?, ?, ?)
					""")) {
				insert.setArray(1, array(connection, "bigint", Link::seq, Long[]::new));
				insert.setArray(2, array(connection, "bigint", Link::row, Long[]::new));
				insert.setArray(3, array(connection, "bytea", Link::previous, byte[][]::new));
				insert.setArray(4, array(connection, "bytea", Link::hash, byte[][]::new));
				insert.executeUpdate();
			}
			return null;
		}

		private <T> Array array(Connection connection, String type, Function<Link, T> column, IntFunction<T[]> room)
				throws SQLException {
			return connection.createArrayOf(type, this.links.stream().map(column).toArray(room));
		}

	}

	/**
	 * A row's place in the chain, before it is written.
	 */
	private record Link(long seq, long row, byte[] previous, byte[] hash) {

	}

}
