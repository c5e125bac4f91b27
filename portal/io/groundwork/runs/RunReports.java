package io.groundwork.runs;

import java.io.IOException;
import java.io.OutputStream;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import io.groundwork.runs.log.LogDownload;
import io.groundwork.web.Moment;
import org.jspecify.annotations.Nullable;

import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Tells of runs to those who tell longer stories, in which runs have their part.
 */
@Component
public class RunReports {

	private static final String SELECT = "select " + Run.COLUMNS + Run.FROM;

	/**
	 * When a run has its place among what happened: at its end, or at its beginning until
	 * then.
	 */
	private static final String HAPPENED = "coalesce(r.ended_at, r.queued_at)";

	private final JdbcClient jdbc;

	private final Steps steps;

	private final RunSearch search;

	private final Waiting waiting;

	private final LogDownload log;

	RunReports(JdbcClient jdbc, Steps steps, RunSearch search, Waiting waiting, LogDownload log) {
		this.jdbc = jdbc;
		this.steps = steps;
		this.search = search;
		this.waiting = waiting;
		this.log = log;
	}

	/**
	 * The steps of a run, and why it failed if it did.
	 */
	public Report of(long run) {
		List<Steps.Step> did = this.steps.of(run);
		return new Report(did.stream().map(StepView::of).toList(), RunFailure.of(get(run), did).orElse(null));
	}

	/**
	 * Why those of some runs failed that did, by their numbers.
	 */
	public Map<Long, RunFailure> failures(Collection<Long> runs) {
		if (runs.isEmpty()) {
			return Map.of();
		}
		List<Run> failed = this.jdbc.sql(SELECT + "where r.number = any(?) and r.status in ('failed', 'recovered')")
			.param(runs.toArray(Long[]::new))
			.query(Run::read)
			.list();
		Map<Long, List<Steps.Step>> did = this.search.steps(failed);
		Map<Long, RunFailure> failures = new LinkedHashMap<>();
		failed.forEach((run) -> RunFailure.of(run, did.getOrDefault(run.number(), List.of()))
			.ifPresent((failure) -> failures.put(run.number(), failure)));
		return failures;
	}

	/**
	 * A run as the API shows it.
	 */
	public Object shown(long number) {
		Run run = get(number);
		return RunsApi.Shown.of(run, this.steps.of(number), this.waiting.of(run));
	}

	/**
	 * Copies what a run said, as JSON lines.
	 * @return how much of it that is, in a sentence
	 */
	public String copyLog(long run, OutputStream out) throws IOException {
		return this.log.copy(run, out);
	}

	/**
	 * The latest runs of an environment before a moment, the newest first, and none that
	 * happened before {@code from}.
	 */
	public List<Past> before(long environment, Moment moment, Instant from, int most) {
		return this.jdbc.sql(
				"select %s, %s as happened_at%swhere r.environment_id = ? and (%2$s, r.number) < (?, ?) and %2$s >= ? order by %2$s desc, r.number desc limit ?"
					.formatted(Run.COLUMNS, HAPPENED, Run.FROM))
			.params(environment, moment.at().atOffset(ZoneOffset.UTC), moment.number(), from.atOffset(ZoneOffset.UTC),
					most)
			.query((row, number) -> new Past(Run.read(row, number),
					row.getObject("happened_at", OffsetDateTime.class).toInstant()))
			.list();
	}

	private Run get(long number) {
		return this.jdbc.sql(SELECT + "where r.number = ?").param(number).query(Run::read).single();
	}

	/**
	 * What a run did.
	 *
	 * @param failure why it failed, if it did
	 */
	public record Report(List<StepView> steps, @Nullable RunFailure failure) {

	}

	/**
	 * A run in its place among what happened.
	 *
	 * @param at when it ended, or when it was asked for as long as it has not
	 */
	public record Past(Run run, Instant at) {

		/**
		 * What it is and how it went, in a few words.
		 */
		public String sentence() {
			String what = switch (this.run.kind()) {
				case PLAN -> this.run.destroys() ? "Plan of its end" : "Plan";
				case APPLY -> "Apply";
				case DESTROY -> "End";
				case VERIFY -> "Verification";
				case DRIFT -> "Drift check";
			};
			return what + ", " + this.run.status().word();
		}

		/**
		 * How it ended, or why it was asked for.
		 */
		public String note() {
			String outcome = this.run.outcome();
			return (outcome != null) ? outcome : this.run.reason();
		}

	}

}
