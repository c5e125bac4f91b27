package io.groundwork.runs;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import io.groundwork.web.Tone;
import org.jspecify.annotations.Nullable;

/**
 * The queue as pages show it.
 *
 * @param word whether it works
 * @param sentence what waits and what is at work
 * @param pause since when and why it rests, if it does
 * @param kinds the numbers by kind, of those kinds that there are
 */
record QueueView(Tone tone, String word, String sentence, @Nullable Pause pause, List<Kind> kinds) {

	static QueueView of(QueueCare.Standing standing) {
		int waiting = sum(standing.waiting());
		int active = sum(standing.active());
		List<Kind> kinds = new ArrayList<>();
		for (RunKind kind : RunKind.values()) {
			Kind numbers = new Kind(kind.word(), standing.waiting().getOrDefault(kind.word(), 0),
					standing.active().getOrDefault(kind.word(), 0));
			if (numbers.waiting() + numbers.active() > 0) {
				kinds.add(numbers);
			}
		}
		Pause pause = standing.pause();
		return new QueueView((pause != null) ? Tone.WAIT : (active > 0) ? Tone.BUSY : Tone.GOOD,
				(pause != null) ? "paused" : (active > 0) ? "at work" : "open", sentence(waiting, active), pause,
				kinds);
	}

	private static int sum(Map<String, Integer> numbers) {
		return numbers.values().stream().mapToInt(Integer::intValue).sum();
	}

	private static String sentence(int waiting, int active) {
		String waits = switch (waiting) {
			case 0 -> "No run waits";
			case 1 -> "1 run waits";
			default -> "%,d runs wait".formatted(waiting);
		};
		return switch (active) {
			case 0 -> waits + ((waiting == 0) ? " and none is at work." : ", none is at work.");
			case 1 -> waits + ", 1 is at work.";
			default -> waits + ", %,d are at work.".formatted(active);
		};
	}

	/**
	 * How many runs of a kind wait and are at work.
	 */
	record Kind(String word, int waiting, int active) {

	}

}
