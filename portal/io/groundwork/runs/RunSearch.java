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
	 * The newest of each lane by their numbers alone, and then the rows of those that are
	 * shown. Only the indexes of lanes are in that order: as long as nobody has vacuumed,
	 * the planner would rather walk through all runs backwards.
	 */
	private static final String RUNS = """
			select %s from (
				select newest.number from %s cross join lateral (
					select number from run where %s and -number > ? order by -number limit ?) newest
				order by newest.number desc limit ?) found
			join run r on r.number = found.number join environment e on e.id = r.environment_id order by r.number desc""";

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
		return lanes("", "", List.of(kinds(query), statuses(query)), before, limit);
	}

	/**
	 * The newest of each environment are at the end of its own part of an index, and the
	 * newest of those are the page.
	 */
	private List<Run> in(List<Long> environments, RunQuery query, long before, int limit) {
		if (environments.isEmpty()) {
			return List.of();
		}
		Long[] places = environments.toArray(Long[]::new);
		if (query.kind() == null && query.status() == null) {
			return this.jdbc
				.sql(RUNS.formatted(Run.COLUMNS, "unnest(cast(? as bigint[])) place (id)", "environment_id = place.id"))
				.params(places, -before, limit, limit)
				.query(Run::read)
				.list();
		}
		return lanes("unnest(cast(? as bigint[])) place (id) cross join ", "environment_id = place.id and ",
				List.of(places, kinds(query), statuses(query)), before, limit);
	}

	/**
	 * Those of rare kinds and statuses are found without a walk through the common ones:
	 * each kind with each status is at the end of its own part of an index.
	 */
	private List<Run> lanes(String places, String inPlace, List<Object[]> lanes, long before, int limit) {
		return this.jdbc
			.sql(RUNS.formatted(Run.COLUMNS, places
					+ "unnest(cast(? as text[])) lane (kind) cross join unnest(cast(? as text[])) ending (status)",
					inPlace + "kind = lane.kind and status = ending.status"))
			.params(Stream.concat(lanes.stream(), Stream.of(-before, limit, limit)).toList())
			.query(Run::read)
			.list();
	}

	private static String[] kinds(RunQuery query) {
		String kind = query.kind();
		return (kind != null) ? new String[] { kind }
				: Arrays.stream(RunKind.values()).map(RunKind::word).toArray(String[]::new);
	}

	private static String[] statuses(RunQuery query) {
		String status = query.status();
		return (status != null) ? new String[] { status }
				: Arrays.stream(RunStatus.values()).map(RunStatus::word).toArray(String[]::new);
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
					(place.active() != null) ? place.active() : place.before(), "", null)));
		return reasons;
	}

}
