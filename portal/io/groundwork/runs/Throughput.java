package io.groundwork.runs;

import java.time.Clock;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.function.Predicate;

import io.groundwork.web.Chart;

import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * How much the queue gets done: hour by hour, the last day long. The hour that has just
 * begun is left out, or every line would end in a fall.
 */
@Component
class Throughput {

	private static final int HOURS = 24;

	/**
	 * Runs get their number when they are queued, so the newest are at the end of the
	 * primary key. What waited longer than three days is left out, and nothing older is
	 * read.
	 */
	private static final String RECENT = """
			select hours.hour, %2$s as value
			from generate_series(cast(:from as timestamptz), cast(:to as timestamptz), interval '1 hour') hours (hour)
			left join (
				select date_trunc('hour', %1$s, 'UTC') as hour, %3$s as number from run
				where %1$s >= :from and number > coalesce((select number from run
					where queued_at < cast(:from as timestamptz) - interval '3 days' order by number desc limit 1), 0)
				group by 1) done on done.hour = hours.hour
			order by hours.hour""";

	private final JdbcClient jdbc;

	private final Clock clock;

	Throughput(JdbcClient jdbc, Clock clock) {
		this.jdbc = jdbc;
		this.clock = clock;
	}

	Chart ended() {
		List<Chart.Point> points = points(
				RECENT.formatted("ended_at", "cast(coalesce(done.number, 0) as float8)", "count(*)"));
		// A line along the bottom says nothing.
		return new Chart("Runs ended in an hour", "", any(points, (value) -> value > 0) ? points : List.of(), null);
	}

	Chart waited() {
		List<Chart.Point> points = points(RECENT.formatted("started_at", "done.number",
				"percentile_cont(0.5) within group (order by extract(epoch from started_at - queued_at))"));
		return new Chart("Median wait", " s", any(points, (value) -> true) ? points : List.of(), null);
	}

	private static boolean any(List<Chart.Point> points, Predicate<Double> like) {
		return points.stream().map(Chart.Point::value).anyMatch((value) -> value != null && like.test(value));
	}

	private List<Chart.Point> points(String sql) {
		Instant hour = this.clock.instant().truncatedTo(ChronoUnit.HOURS);
		return this.jdbc.sql(sql)
			.param("from", hour.minus(HOURS, ChronoUnit.HOURS).atOffset(ZoneOffset.UTC))
			.param("to", hour.minus(1, ChronoUnit.HOURS).atOffset(ZoneOffset.UTC))
			.query((row, number) -> new Chart.Point(row.getObject("hour", OffsetDateTime.class).toInstant(),
					row.getObject("value", Double.class)))
			.list();
	}

}
