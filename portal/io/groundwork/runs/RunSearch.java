package io.groundwork.runs;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

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
		List<Object> parameters = new ArrayList<>(List.of(before));
		String where = filter(query, parameters);
		parameters.add(limit);
		return this.jdbc
			.sql("select " + Run.COLUMNS + Run.FROM + "where r.number < ?" + where + " order by r.number desc limit ?")
			.params(parameters)
			.query(Run::read)
			.list();
	}

	/**
	 * The newest of each environment are at the end of its own part of an index, and the
	 * newest of those are the page.
	 */
	private List<Run> in(List<Long> environments, RunQuery query, long before, int limit) {
		if (environments.isEmpty()) {
			return List.of();
		}
		List<Object> parameters = new ArrayList<>();
		parameters.add(environments.toArray(Long[]::new));
		parameters.add(before);
		String where = filter(query, parameters);
		parameters.add(limit);
		parameters.add(limit);
		return this.jdbc
			.sql("select " + Run.COLUMNS + """
					 from unnest(cast(? as bigint[])) place (id) join environment e on e.id = place.id
					cross join lateral (select r.* from run r where r.environment_id = place.id and r.number < ? """
					+ where + " order by r.number desc limit ?) r order by r.number desc limit ?")
			.params(parameters)
			.query(Run::read)
			.list();
	}

	private static String filter(RunQuery query, List<Object> parameters) {
		StringBuilder where = new StringBuilder();
		String kind = query.kind();
		if (kind != null) {
			where.append(" and r.kind = ?");
			parameters.add(kind);
		}
		String status = query.status();
		if (status != null) {
			where.append(" and r.status = ?");
			parameters.add(status);
		}
		return where.toString();
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
