package io.groundwork.runs;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.groundwork.environments.Environment;
import io.groundwork.environments.Environments;
import io.groundwork.identity.SignedIn;
import io.groundwork.web.Cursor;
import io.groundwork.web.Page;
import org.jspecify.annotations.Nullable;

import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Finds runs, the newest first, in a time that does not depend on how many there are.
 */
@Component
class RunSearch {

	/**
	 * The newest of several lanes by their numbers alone, and then the rows of those that
	 * are shown. Few of each lane are enough as a rule; of those lanes of which all are
	 * on the page, more are read. Only the indexes of lanes are in that order: as long as
	 * nobody has vacuumed, the planner would rather walk through all runs backwards.
	 */
	private static final String NEWEST = """
			with lane as materialized (select * from unnest(%s) with ordinality lane (%s, nth)),
			few as materialized (
				select lane.nth, newest.number from lane cross join lateral (
					select number from run where %s and -number > ? order by -number limit ?) newest
				order by newest.number desc limit ?),
			crowded as materialized (select nth from few group by nth having count(*) = ?)
			select %s from (
				select number from few where nth not in (select nth from crowded)
				union all
				select newest.number from lane join crowded on crowded.nth = lane.nth cross join lateral (
					select number from run where %s and -number > ? order by -number limit ?) newest
				order by number desc limit ?) found
			join run r on r.number = found.number join environment e on e.id = r.environment_id order by r.number desc""";

	/** How many of a lane are looked at first. */
	private static final int FEW = 4;

	private final JdbcClient jdbc;

	private final Environments environments;

	private final Places places;

	RunSearch(JdbcClient jdbc, Environments environments, Places places) {
		this.jdbc = jdbc;
		this.environments = environments;
		this.places = places;
	}

	/**
	 * One page of the runs that somebody may see.
	 */
	Page<Run> page(SignedIn who, RunQuery query, @Nullable String after, int most) {
		long before = Cursor.number(after, Long.MAX_VALUE);
		String environment = query.environment();
		List<Run> found;
		if (environment != null) {
			Environment one = this.environments.seenBy(who, environment);
			found = in(List.of(one.id()), query, before, most + 1);
		}
		else if (Environments.seesAll(who)) {
			found = everywhere(query, before, most + 1);
		}
		else {
			found = in(this.environments.seenBy(who).stream().map(Environment::id).toList(), query, before, most + 1);
		}
		return Page.of(found, most, (run) -> run, (run) -> Cursor.of(run.number()));
	}

	private List<Run> everywhere(RunQuery query, long before, int limit) {
		if (query.kind() == null && query.status() == null) {
			return this.jdbc
				.sql("select " + Run.COLUMNS + Run.FROM + "where r.number < ? order by r.number desc limit ?")
				.params(before, limit)
				.query(Run::read)
				.list();
		}
		return newest(Lanes.of(kinds(query), statuses(query)), before, limit);
	}

	/**
	 * The newest of each environment are at the end of its own part of an index, and the
	 * newest of those are the page.
	 */
	private List<Run> in(List<Long> environments, RunQuery query, long before, int limit) {
		if (environments.isEmpty()) {
			return List.of();
		}
		if (query.kind() == null && query.status() == null) {
			return newest(Lanes.of(environments), before, limit);
		}
		return newest(Lanes.of(environments, kinds(query), statuses(query)), before, limit);
	}

	/**
	 * Those of rare kinds and statuses are found without a walk through the common ones:
	 * each kind with each status is at the end of its own part of an index.
	 */
	private List<Run> newest(Lanes lanes, long before, int limit) {
		int few = Math.min(limit, Math.max(FEW, limit / lanes.count()));
		// What is whole already is not read again.
		int crowd = (few < limit) ? few : limit + 1;
		String condition = lanes.condition();
		return this.jdbc.sql(NEWEST.formatted(lanes.parameters(), lanes.columns(), condition, Run.COLUMNS, condition))
			.params(Stream.concat(lanes.values().stream(), Stream.of(-before, few, limit, crowd, -before, limit, limit))
				.toList())
			.query(Run::read)
			.list();
	}

	private static List<String> kinds(RunQuery query) {
		String kind = query.kind();
		return (kind != null) ? List.of(kind) : Arrays.stream(RunKind.values()).map(RunKind::word).toList();
	}

	private static List<String> statuses(RunQuery query) {
		String status = query.status();
		return (status != null) ? List.of(status) : Arrays.stream(RunStatus.values()).map(RunStatus::word).toList();
	}

	/**
	 * The steps of several runs at once.
	 */
	Map<Long, List<Steps.Step>> steps(List<Run> runs) {
		if (runs.isEmpty()) {
			return Map.of();
		}
		return this.jdbc.sql("select * from run_step where run = any(?) order by run, position")
			.param(runs.stream().map(Run::number).toArray(Long[]::new))
			.query((row, number) -> Map.entry(row.getLong("run"), Steps.Step.read(row, number)))
			.list()
			.stream()
			.collect(Collectors.groupingBy(Map.Entry::getKey,
					Collectors.mapping(Map.Entry::getValue, Collectors.toList())));
	}

	/**
	 * The places in the queue of those that wait, without the reasons, which are worked
	 * out for one run at a time.
	 */
	Map<Long, Waiting.Reason> places(List<Run> runs) {
		Map<Long, Waiting.Reason> reasons = new HashMap<>();
		List<Long> waiting = runs.stream().filter((run) -> run.status() == RunStatus.QUEUED).map(Run::number).toList();
		this.places.of(waiting)
			.forEach((number, place) -> reasons.put(number, new Waiting.Reason(place.position(),
					(place.active() != null) ? place.active() : place.before(), "", "", null)));
		return reasons;
	}

	/**
	 * Parts of an index, each with its newest runs at its end.
	 *
	 * @param parameters places for the values, one for each column
	 * @param columns what the values are called
	 * @param condition what is true of the runs of a lane
	 * @param values an array for each column, all of one length
	 */
	private record Lanes(String parameters, String columns, String condition, List<Object[]> values) {

		static Lanes of(List<Long> environments) {
			return new Lanes("cast(? as bigint[])", "environment", "environment_id = lane.environment",
					List.<Object[]>of(environments.toArray(Long[]::new)));
		}

		static Lanes of(List<String> kinds, List<String> statuses) {
			List<String[]> lanes = product(kinds, statuses);
			return new Lanes("cast(? as text[]), cast(? as text[])", "kind, status",
					"kind = lane.kind and status = lane.status", List.of(column(lanes, 0), column(lanes, 1)));
		}

		static Lanes of(List<Long> environments, List<String> kinds, List<String> statuses) {
			List<String[]> inEach = product(kinds, statuses);
			List<String[]> lanes = environments.stream().flatMap((environment) -> inEach.stream()).toList();
			return new Lanes("cast(? as bigint[]), cast(? as text[]), cast(? as text[])", "environment, kind, status",
					"environment_id = lane.environment and kind = lane.kind and status = lane.status",
					List.of(environments.stream()
						.flatMap((environment) -> inEach.stream().map((lane) -> environment))
						.toArray(Long[]::new), column(lanes, 0), column(lanes, 1)));
		}

		private static List<String[]> product(List<String> kinds, List<String> statuses) {
			return kinds.stream()
				.flatMap((kind) -> statuses.stream().map((status) -> new String[] { kind, status }))
				.toList();
		}

		private static String[] column(List<String[]> lanes, int column) {
			return lanes.stream().map((lane) -> lane[column]).toArray(String[]::new);
		}

		int count() {
			return this.values.getFirst().length;
		}

	}

}
