package io.groundwork.runs;

import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * The places of runs in the queue. It counts what waits in each lane, and looks at single
 * runs only where somebody wants to know of them.
 */
@Component
class Places {

	private final JdbcClient jdbc;

	Places(JdbcClient jdbc) {
		this.jdbc = jdbc;
	}

	/**
	 * The places of those among them that wait.
	 */
	Map<Long, Place> of(Collection<Long> runs) {
		List<Known> known = runs.isEmpty() ? List.of() : known(runs);
		if (known.isEmpty()) {
			return Map.of();
		}
		Turns turns = turns();
		Map<Turns.Turn, Long> before = numbers(
				known.stream().flatMap((run) -> turns.before(run.turn()).stream()).distinct().toList());
		Map<Long, Place> places = new HashMap<>();
		for (Known run : known) {
			turns.place(run.turn())
				.ifPresent((position) -> places.put(run.number(),
						new Place(position, turns.before(run.turn()).map(before::get).orElse(null), run.active())));
		}
		return places;
	}

	private List<Known> known(Collection<Long> runs) {
		// Few are at work at a time, however many wait.
		return this.jdbc.sql("""
				with active as materialized (select number, environment_id, share from run where status in %s)
				select w.number, w.environment_id, w.rank, (select count(*) from run b
						where b.environment_id = w.environment_id and b.status = 'queued' and b.rank = w.rank
						and b.number <= w.number) as nth,
					(select a.number from active a where a.share && w.share
						order by a.environment_id <> w.environment_id, a.number limit 1) as active
				from run w where w.number = any(?) and w.status = 'queued'""".formatted(Queue.ACTIVE))
			.param(runs.toArray(Long[]::new))
			.query((row, number) -> new Known(row.getLong("number"),
					new Turns.Turn(row.getLong("environment_id"), row.getInt("rank"), row.getInt("nth")),
					row.getObject("active", Long.class)))
			.list();
	}

	private Turns turns() {
		return Turns.of(this.jdbc.sql("""
				select w.environment_id, w.rank, w.count, l.last_claim from (
					select environment_id, rank, count(*) as count from run where status = 'queued' group by 1, 2) w
				join run_lane l on l.environment_id = w.environment_id""")
			.query((row, number) -> new Turns.Waiting(row.getLong("environment_id"), row.getInt("rank"),
					row.getInt("count"), row.getLong("last_claim")))
			.list());
	}

	private Map<Turns.Turn, Long> numbers(List<Turns.Turn> turns) {
		Map<Turns.Turn, Long> numbers = new HashMap<>();
		this.jdbc.sql("""
				select t.place, (select number from run where environment_id = t.environment and status = 'queued'
					and rank = t.rank order by number offset t.nth - 1 limit 1) as number
				from unnest(cast(? as bigint[]), cast(? as int[]), cast(? as int[]))
					with ordinality t (environment, rank, nth, place)""")
			.param(turns.stream().map(Turns.Turn::environment).toArray(Long[]::new))
			.param(turns.stream().map(Turns.Turn::rank).toArray(Integer[]::new))
			.param(turns.stream().map(Turns.Turn::nth).toArray(Integer[]::new))
			.query((row) -> {
				Long number = row.getObject("number", Long.class);
				if (number != null) {
					numbers.put(turns.get(row.getInt("place") - 1), number);
				}
			});
		return numbers;
	}

	/**
	 * One run's place.
	 *
	 * @param position from 1
	 * @param before who has a turn before it
	 * @param active who is at work where it wants to be
	 */
	record Place(int position, @Nullable Long before, @Nullable Long active) {

	}

	private record Known(long number, Turns.Turn turn, @Nullable Long active) {

	}

}
