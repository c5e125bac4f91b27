package io.groundwork.runs;

import java.util.LinkedHashMap;
import java.util.Map;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.groundwork.audit.Audited;
import io.groundwork.audit.Outcome;
import io.groundwork.database.Signals;
import io.groundwork.web.ConflictException;
import io.groundwork.web.InvalidInputException;
import io.groundwork.web.NotThereException;
import io.swagger.v3.oas.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

import org.springframework.context.ApplicationEventPublisher;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/**
 * Lets the queue or a worker rest, and go on.
 */
@Component
class QueueCare {

	private final JdbcClient jdbc;

	private final Workers workers;

	private final Signals signals;

	private final ApplicationEventPublisher events;

	QueueCare(JdbcClient jdbc, Workers workers, Signals signals, ApplicationEventPublisher events) {
		this.jdbc = jdbc;
		this.workers = workers;
		this.signals = signals;
		this.events = events;
	}

	/**
	 * How many wait and are at work, by kind, and whether the queue rests.
	 */
	Standing queue() {
		Map<String, Integer> waiting = new LinkedHashMap<>();
		Map<String, Integer> active = new LinkedHashMap<>();
		this.jdbc.sql("""
				select kind, status = 'queued' as waits, count(*) as count from run
				where status = 'queued' or status in %s group by 1, 2 order by 1""".formatted(Queue.ACTIVE))
			.query((row) -> {
				(row.getBoolean("waits") ? waiting : active).put(row.getString("kind"), row.getInt("count"));
			});
		Pause pause = this.jdbc.sql("select * from run_queue where paused_at is not null")
			.query((row, number) -> Pause.read(row))
			.optional()
			.orElse(null);
		return new Standing(waiting, active, pause);
	}

	@Transactional
	Standing pauseQueue(String by, @Nullable String reason) {
		String why = reason(reason);
		int paused = this.jdbc
			.sql("update run_queue set paused_at = now(), paused_by = ?, pause_reason = ? where paused_at is null")
			.params(by, why)
			.update();
		if (paused == 0) {
			throw new ConflictException("The queue is paused already");
		}
		said(by, "queue.paused", "queue:runs", why);
		return queue();
	}

	@Transactional
	Standing resumeQueue(String by) {
		int resumed = this.jdbc.sql("""
				update run_queue set paused_at = null, paused_by = null, pause_reason = null
				where paused_at is not null""").update();
		if (resumed == 0) {
			throw new ConflictException("The queue is not paused");
		}
		said(by, "queue.resumed", "queue:runs", "");
		this.signals.send("queued", 0);
		return queue();
	}

	@Transactional
	Workers.Shown pauseWorker(long id, String by, @Nullable String reason) {
		String why = reason(reason);
		worker(id);
		if (!this.workers.pause(id, by, why)) {
			throw new ConflictException("Worker %d is paused already, or has ended".formatted(id));
		}
		said(by, "worker.paused", "worker:" + id, why);
		return worker(id);
	}

	@Transactional
	Workers.Shown resumeWorker(long id, String by) {
		worker(id);
		if (!this.workers.resume(id)) {
			throw new ConflictException("Worker %d is not paused".formatted(id));
		}
		said(by, "worker.resumed", "worker:" + id, "");
		this.signals.send("queued", 0);
		return worker(id);
	}

	private Workers.Shown worker(long id) {
		return this.workers.find(id).orElseThrow(() -> new NotThereException("There is no worker " + id));
	}

	private static String reason(@Nullable String reason) {
		if (reason == null || reason.isBlank() || reason.strip().length() > 200) {
			throw new InvalidInputException("reason",
					"reason must say in 1 to 200 characters what for; those who wait will read it.");
		}
		return reason.strip();
	}

	private void said(String by, String action, String subject, String why) {
		this.events.publishEvent(
				new Audited(by, action, subject, Outcome.DONE, why.isEmpty() ? Map.of() : Map.of("reason", why)));
	}

	/**
	 * How the queue stands.
	 *
	 * @param waiting how many runs wait, by kind
	 * @param active how many are at work, by kind
	 * @param pause since when and why it rests, if it does
	 */
	@JsonInclude(JsonInclude.Include.NON_NULL)
	@Schema(name = "Queue")
	record Standing(Map<String, Integer> waiting, Map<String, Integer> active, @Nullable Pause pause) {

	}

}
