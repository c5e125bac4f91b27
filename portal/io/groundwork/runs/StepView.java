package io.groundwork.runs;

import java.time.Duration;
import java.time.Instant;

import io.groundwork.web.Tone;
import org.jspecify.annotations.Nullable;

/**
 * A step as a run's page shows it.
 *
 * @param tone null for what has not begun
 * @param word how it stands
 * @param took how long it took, once it has ended
 * @param since when it began, while it goes on
 */
public record StepView(String name, @Nullable Tone tone, String word, @Nullable String took, @Nullable Instant since,
		String note) {

	static StepView of(Steps.Step step) {
		Instant start = step.startedAt();
		Instant end = step.endedAt();
		return new StepView(step.name(), tone(step.status()), step.status(),
				(start != null && end != null) ? length(Duration.between(start, end)) : null,
				(end == null) ? start : null, step.note());
	}

	private static @Nullable Tone tone(String status) {
		return switch (status) {
			case "running" -> Tone.BUSY;
			case "done" -> Tone.GOOD;
			case "failed" -> Tone.BAD;
			case "cancelled", "skipped" -> Tone.QUIET;
			default -> null;
		};
	}

	/**
	 * To the second, since runs are compared by it.
	 */
	static String length(Duration length) {
		long seconds = Math.max(0, length.toSeconds());
		if (seconds < 60) {
			return (seconds < 10) ? "%.1f s".formatted(Math.max(0, length.toMillis()) / 1000.0) : seconds + " s";
		}
		return (seconds < 3600) ? "%d min %02d s".formatted(seconds / 60, seconds % 60)
				: "%d h %02d min".formatted(seconds / 3600, seconds % 3600 / 60);
	}

}
