package io.groundwork.runs;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

import io.groundwork.Proof;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Runs survive everything.
 */
class ChaosTest {

	/** Each costs seconds of everybody's time; {@code make chaos} has sixty and more. */
	private static final int SAMPLE = 2;

	@Test
	@Tag("proof")
	void nothingIsLostWhateverDiesWheneverItDoes() {
		int size = Proof.size("runs.chaos", SAMPLE, Integer.getInteger("groundwork.chaos.kills", 60));
		long seed = Proof.random("runs.chaos").nextLong();
		Map<String, Object> figures = new LinkedHashMap<>(
				new Chaos(House.shared(), new Random(seed), size > SAMPLE).unleash(size));
		figures.put("seed", seed);
		Chaos.write(figures, Path.of("target/chaos.json"));
		assertThat(figures).hasEntrySatisfying("kills",
				(kills) -> assertThat((int) kills).as("kills that met their phase").isGreaterThanOrEqualTo(size));
		for (String loss : List.of("lostStates", "orphans", "stuckRuns", "brokenLogs")) {
			assertThat(figures).as("%s", figures.get("findings")).containsEntry(loss, 0);
		}
		assertThat((List<?>) figures.get("findings")).isEmpty();
		assertThat(figures).containsEntry("auditWhole", true);
		assertThat(figures).hasEntrySatisfying("medianRecoverySeconds",
				(seconds) -> assertThat((double) seconds).isLessThanOrEqualTo(45));
		if (size >= 60) {
			assertThat((Map<?, ?>) figures.get("met"))
				.allSatisfy((phase, times) -> assertThat((int) times).as("%s", phase).isGreaterThanOrEqualTo(3));
		}
	}

}
