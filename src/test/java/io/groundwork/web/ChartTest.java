package io.groundwork.web;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class ChartTest {

	private static final Instant START = Instant.parse("2026-11-05T09:00:00Z");

	@Test
	void theLineSpansTheDrawingAndTheLabelsAreRound() {
		Chart chart = chart(null, 0.0, 50.0, 100.0);
		assertThat(chart.path()).isEqualTo("M0 120L300 60L600 0");
		assertThat(chart.ticks()).containsExactly("100 ms", "75 ms", "50 ms", "25 ms", "0 ms");
		assertThat(chart.grid()).startsWith("M0 0H600M0 30H600").endsWith("M0 120H600");
	}

	@Test
	void smallAndLargeNumbersKeepTheirMeaning() {
		assertThat(chart(null, 0.001, 0.002).ticks().getFirst()).isEqualTo("0.002 ms");
		assertThat(chart(null, 99.98).latest()).isEqualTo("99.98 ms");
		assertThat(chart(null, 1_234_567.891).latest()).isEqualTo("1234567.89 ms");
	}

	@Test
	void aGapIsNotDrawnOver() {
		assertThat(chart(null, 0.0, 100.0, null, 100.0, 0.0).path()).isEqualTo("M0 120L150 0M450 0L600 120");
	}

	@Test
	void theLimitIsPartOfTheScale() {
		Chart chart = chart(300.0, 80.0, 90.0);
		assertThat(chart.ticks().getFirst()).isEqualTo("400 ms");
		assertThat(chart.limitPath()).isEqualTo("M0 30H600");
		assertThat(chart.summary()).isEqualTo("Ingress p95: latest 90 ms, lowest 80 ms, highest 90 ms, limit 300 ms.");
	}

	@Test
	void aFlatLineStillHasAScale() {
		assertThat(chart(null, 7.0, 7.0, 7.0).path()).doesNotContain("NaN", "Infinity");
		assertThat(chart(null, 0.0, 0.0).path()).doesNotContain("NaN", "Infinity");
	}

	@Test
	void everyPointStaysInsideForAnyRange() {
		for (double factor : new double[] { 1e-3, 0.07, 1, 3.3, 1e6 }) {
			Chart chart = chart(null, -3 * factor, 0.1 * factor, 17 * factor);
			List<Double> heights = new ArrayList<>();
			for (String step : chart.path().split("[ML]")) {
				if (!step.isEmpty()) {
					heights.add(Double.valueOf(step.split(" ")[1]));
				}
			}
			assertThat(heights).hasSize(3).allSatisfy((height) -> assertThat(height).isBetween(0.0, 120.0));
		}
	}

	@Test
	void nothingMeasuredIsSaid() {
		Chart chart = chart(null, (Double) null);
		assertThat(chart.drawable()).isFalse();
		assertThat(chart.latest()).isEqualTo("nothing measured");
		assertThat(chart.summary()).isEqualTo("Ingress p95: nothing measured.");
	}

	private static Chart chart(@Nullable Double limit, @Nullable Double... values) {
		List<Chart.Point> points = new ArrayList<>();
		for (Double value : values) {
			points.add(new Chart.Point(START.plus(Duration.ofMinutes(points.size())), value));
		}
		return new Chart("Ingress p95", " ms", points, limit);
	}

}
