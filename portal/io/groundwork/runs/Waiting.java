package io.groundwork.runs;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import io.groundwork.environments.EnvironmentKind;
import io.groundwork.identity.Directory;
import io.groundwork.identity.Known;
import io.groundwork.identity.Role;
import org.jspecify.annotations.Nullable;

import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Why a run waits: what holds it, who is in front, and until when, going by history.
 */
@Component
public class Waiting {

	/** Old runs say little about what a run takes today. */
	private static final int HISTORY = 20;

	/** So many are named of those who could act. */
	private static final int NAMED = 6;

	private final JdbcClient jdbc;

	private final Places places;

	private final RunSettings settings;

	private final Directory directory;

	private final Clock clock;

	Waiting(JdbcClient jdbc, Places places, RunSettings settings, Directory directory, Clock clock) {
		this.directory = directory;
		this.jdbc = jdbc;
		this.places = places;
		this.settings = settings;
		this.clock = clock;
	}

	/**
	 * Why that run waits, if it does.
	 */
	public Optional<Reason> of(Run run) {
		if (run.status() != RunStatus.QUEUED) {
			return Optional.empty();
		}
		// None if somebody has taken it just now.
		return Optional.ofNullable(this.places.of(List.of(run.number())).get(run.number())).map((place) -> {
			Rule rule = rule(run, place);
			return new Reason(place.position(), rule.behind(), rule.text(), rule.passes() ? "" : remedy(),
					estimate(run, rule, place));
		});
	}

	private Rule rule(Run run, Places.Place place) {
		Optional<String> paused = this.jdbc
			.sql("select paused_by || ': ' || pause_reason from run_queue where paused_at is not null")
			.query(String.class)
			.optional();
		if (paused.isPresent()) {
			return new Rule("The queue is paused by " + paused.get(), null, false);
		}
		Optional<Rule> active = this.jdbc
			.sql("""
					select r.number, r.environment_id = w.environment_id as same, e.name, r.kind from run w
					join run r on r.share && w.share and r.status in %s join environment e on e.id = r.environment_id
					where w.number = ? and r.number <> w.number order by r.environment_id <> w.environment_id, r.number limit 1"""
				.formatted(Queue.ACTIVE))
			.param(run.number())
			.query((row, number) -> new Rule(row.getBoolean("same")
					? "One run at a time in %s, and run %d is at it".formatted(run.environment(), row.getLong("number"))
					: "%s shares a cluster with %s, where run %d is at work".formatted(run.environment(),
							row.getString("name"), row.getLong("number")),
					row.getLong("number"), true))
			.optional();
		if (active.isPresent()) {
			return active.get();
		}
		Long before = sameEnvironment(run);
		if (before != null) {
			return new Rule("One run at a time in %s, and run %d is before it".formatted(run.environment(), before),
					before, true);
		}
		Integer limit = limit(run.environmentKind());
		if (limit != null && active(run.environmentKind()) >= limit) {
			return new Rule("At most %d runs at once in %s environments".formatted(limit, run.environmentKind()),
					place.before(), true);
		}
		int free = this.jdbc.sql("""
				select coalesce(sum(greatest(w.capacity - (select count(*) from run r where r.worker_id = w.id
					and r.status in %s), 0)), -1) from worker w
				where w.ended_at is null and w.lease_until > now() and w.draining_at is null and w.paused_at is null
				and w.ready""".formatted(Queue.ACTIVE)).query(Integer.class).single();
		if (free < 0) {
			return new Rule(noWorker(), null, false);
		}
		return (free == 0) ? new Rule("Every worker has all the runs that it can take", place.before(), true)
				: new Rule("It starts in a moment", place.before(), true);
	}

	/**
	 * What does not pass by itself is platform engineers' to see to.
	 */
	private String remedy() {
		List<String> people = this.directory.holding(List.of(Role.PLATFORM), NAMED)
			.stream()
			.map(Known::name)
			.distinct()
			.toList();
		return people.isEmpty() ? "A platform engineer can see to it; none was here yet."
				: "A platform engineer can see to it: %s.".formatted(String.join(", ", people));
	}

	private String noWorker() {
		return this.jdbc
			.sql("""
					select case when w.paused_at is not null then 'The worker on ' || split_part(w.host, '/', 1) || ' is paused by ' || w.paused_by
						|| ': ' || w.pause_reason when not w.ready then 'The worker on ' || split_part(w.host, '/', 1) || ' is not ready: '
						|| w.program else 'The worker on ' || split_part(w.host, '/', 1) || ' is ending' end
					from worker w where w.ended_at is null and w.lease_until > now() order by w.id limit 1""")
			.query(String.class)
			.optional()
			.orElse("No worker is running");
	}

	private @Nullable Long sameEnvironment(Run run) {
		return this.jdbc
			.sql("""
					select b.number from run w join run b on b.environment_id = w.environment_id and b.status = 'queued'
					and (b.rank, b.number) < (w.rank, w.number) where w.number = ? order by b.rank desc, b.number desc limit 1""")
			.param(run.number())
			.query(Long.class)
			.optional()
			.orElse(null);
	}

	private @Nullable Integer limit(String kind) {
		return this.settings.limits()
			.entrySet()
			.stream()
			.filter((limit) -> EnvironmentKind.of(limit.getKey()).word().equals(kind))
			.map(Map.Entry::getValue)
			.findFirst()
			.orElse(null);
	}

	private int active(String kind) {
		return this.jdbc.sql("select count(*) from run_lane where active and environment_kind = ?")
			.param(kind)
			.query(Integer.class)
			.single();
	}

	private @Nullable Instant estimate(Run run, Rule rule, Places.Place place) {
		Double typical = rule.passes() ? typical(run.kind().word(), run.environmentKind()) : null;
		if (typical == null) {
			return null;
		}
		Long behind = rule.behind();
		double left = (behind != null) ? left(behind, typical) : 0;
		double turns = typical * (place.position() - 1) / Math.max(1, capacity());
		return this.clock.instant().plus(Duration.ofMillis((long) (Math.max(left, turns) * 1000)));
	}

	/**
	 * How many seconds that one is likely to need.
	 * @param otherwise what is assumed where there is no history
	 */
	private double left(long number, double otherwise) {
		return this.jdbc.sql("""
				select kind, environment_kind, coalesce(extract(epoch from now() - started_at), 0) as elapsed
				from run where number = ?""").param(number).query((row, index) -> {
			Double typical = typical(row.getString("kind"), row.getString("environment_kind"));
			return Math.max(0, ((typical != null) ? typical : otherwise) - row.getDouble("elapsed"));
		}).single();
	}

	private int capacity() {
		return this.jdbc.sql("""
				select coalesce(sum(capacity), 1) from worker where ended_at is null and lease_until > now()
				and paused_at is null and draining_at is null and ready""").query(Integer.class).single();
	}

	private @Nullable Double typical(String kind, String environmentKind) {
		return this.jdbc.sql("""
				select percentile_cont(0.5) within group (order by extract(epoch from ended_at - started_at)) from (
					select started_at, ended_at from run where status = 'done' and kind = ? and environment_kind = ?
					order by ended_at desc limit ?) latest""")
			.params(kind, environmentKind, HISTORY)
			.query(Double.class)
			.optional()
			.orElse(null);
	}

	/**
	 * What holds a run.
	 *
	 * @param passes whether it passes by itself, so that a time can be guessed
	 */
	private record Rule(String text, @Nullable Long behind, boolean passes) {

	}

	/**
	 * Why a run waits.
	 *
	 * @param position its place in the queue, from 1
	 * @param behind the number of the run that it waits for
	 * @param rule what holds it, in a sentence without its full stop
	 * @param remedy who could act, in a sentence; empty if it passes by itself
	 * @param estimate when it is likely to start, going by history
	 */
	public record Reason(int position, @Nullable Long behind, String rule, String remedy, @Nullable Instant estimate) {

		/**
		 * Its place in words.
		 */
		public String place() {
			return (this.position == 1) ? "First in the queue" : "Place %d in the queue".formatted(this.position);
		}

		/**
		 * The estimate moves with each look; to the minute it is a word.
		 */
		public @Nullable Instant start() {
			Instant when = this.estimate;
			return (when != null) ? Instant.ofEpochSecond((when.getEpochSecond() + 59) / 60 * 60) : null;
		}

	}

}
