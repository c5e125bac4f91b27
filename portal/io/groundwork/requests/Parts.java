package io.groundwork.requests;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

import io.groundwork.approvals.Standing;
import io.groundwork.environments.spec.Spec;
import org.jspecify.annotations.Nullable;

import org.springframework.stereotype.Component;

/**
 * What has become of each part of a whole, and of the time that all of it may take.
 */
@Component
class Parts {

	/** What the platform promises for the four together. */
	private static final Duration BUDGET = Duration.ofMinutes(45);

	private final RequestRows rows;

	private final RequestEvents events;

	private final RequestViews views;

	private final Foundation foundation;

	private final Clock clock;

	Parts(RequestRows rows, RequestEvents events, RequestViews views, Foundation foundation, Clock clock) {
		this.rows = rows;
		this.events = events;
		this.views = views;
		this.foundation = foundation;
		this.clock = clock;
	}

	/**
	 * The parts, in the order in which they are made.
	 */
	List<Part> of(Request whole) {
		Map<String, Request> requests = this.rows.parts(whole.number())
			.stream()
			.collect(Collectors.toMap(Request::environment, (part) -> part));
		List<RequestSearch.Row> rows = requests.values().stream().map(RequestSearch.Row::of).toList();
		Map<Long, Standing> standings = this.views.standings(rows);
		List<Part> parts = new ArrayList<>();
		this.foundation.specs(whole).forEach((name, spec) -> {
			RequestSearch.Row row = Optional.ofNullable(requests.get(name)).map(RequestSearch.Row::of).orElse(null);
			parts.add(new Part(name, facts(spec), row,
					(row != null) ? this.views.said(row, standings.get(row.number())) : ""));
		});
		return List.copyOf(parts);
	}

	/**
	 * What an environment is to be, in a few words.
	 */
	static String facts(Spec spec) {
		Spec.DataStore store = spec.dataStore();
		return "%s; %s%s".formatted(spec.ownsCluster() ? "owns the cluster" : "lives on that cluster",
				spec.pools()
					.stream()
					.map((pool) -> "%d to %d %s".formatted(pool.min(), pool.max(), pool.plan()))
					.collect(Collectors.joining(", ")),
				(store != null) ? "; PostgreSQL %s, %d".formatted(store.version(), store.nodes())
						+ ((store.nodes() == 1) ? " node" : " nodes") : "");
	}

	/**
	 * How long it has taken since people agreed; null before.
	 */
	@Nullable Stopwatch stopwatch(Request whole) {
		Instant end = whole.endedAt();
		return Foundation.begun(this.events.of(whole.number()))
			.map((begun) -> new Stopwatch(Duration.between(begun, (end != null) ? end : this.clock.instant()), BUDGET))
			.orElse(null);
	}

	/**
	 * One part.
	 *
	 * @param environment what it makes
	 * @param facts what that is, in a few words
	 * @param row how its request stands; null as long as there is none
	 * @param said who or what it waits for, or how it ended
	 */
	record Part(String environment, String facts, RequestSearch.@Nullable Row row, String said) {

	}

	/**
	 * Time that has gone by, of the time that there is.
	 */
	record Stopwatch(Duration elapsed, Duration budget) {

		public String sentence() {
			return "%d min %d s of %d min".formatted(this.elapsed.toMinutes(), this.elapsed.toSecondsPart(),
					this.budget.toMinutes());
		}

		public boolean over() {
			return this.elapsed.compareTo(this.budget) > 0;
		}

		public long seconds() {
			return Math.min(this.elapsed.toSeconds(), this.budget.toSeconds());
		}

		public long most() {
			return this.budget.toSeconds();
		}

	}

}
