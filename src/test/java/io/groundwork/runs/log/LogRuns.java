package io.groundwork.runs.log;

import java.util.concurrent.atomic.AtomicInteger;

import io.groundwork.Portal;
import io.groundwork.masking.Mask;

import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Runs that are claimed by nobody but tests.
 */
public final class LogRuns {

	private static final AtomicInteger NUMBER = new AtomicInteger();

	private final Portal portal;

	private final JdbcClient jdbc;

	public LogRuns(Portal portal) {
		this.portal = portal;
		this.jdbc = portal.bean(JdbcClient.class);
	}

	/**
	 * A run with claim 1, of an environment of that team.
	 */
	public long add(String team) {
		int number = NUMBER.incrementAndGet();
		this.jdbc.sql("""
				insert into configuration (digest, files, size, stored_at, stored_by)
				values (repeat('0', 64), 1, 1, now(), 'a test') on conflict do nothing""").update();
		return this.jdbc
			.sql("""
					with env as (insert into environment (name, kind, team, created_at)
						values (?, 'development', ?, now()) returning id)
					insert into run (environment_id, environment_kind, share, kind, asked_by, by_person, configuration, rank,
						queued_at, fence)
					select id, 'development', int8range(id * 2, id * 2 + 1), 'plan', 'engineer-1', true, repeat('0', 64), 1,
						now(), 1 from env returning number""")
			.params("log-" + Long.toString(System.nanoTime(), 36) + "-" + number, team)
			.query(Long.class)
			.single();
	}

	public void claim(long run, long fence) {
		this.jdbc.sql("update run set fence = ? where number = ?").params(fence, run).update();
	}

	public LogWriter writer(long run, long fence, String... secrets) {
		return logs().writer(run, fence, Mask.of(java.util.List.of(secrets)));
	}

	/**
	 * A run whose log has so many lines and has ended.
	 */
	public long ended(String team, int lines) {
		long run = add(team);
		try (LogWriter writer = writer(run, 1)) {
			for (int i = 1; i <= lines; i++) {
				writer.line("plan", LogLevel.INFO, "line " + i);
			}
		}
		logs().finish(run, 1);
		return run;
	}

	public RunLogs logs() {
		return this.portal.bean(RunLogs.class);
	}

	public void seal() {
		this.portal.bean(SealedLogs.class).sealAll(java.time.Instant.now().plusSeconds(1));
	}

}
