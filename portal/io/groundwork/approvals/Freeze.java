package io.groundwork.approvals;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

import io.groundwork.web.Tone;
import org.jspecify.annotations.Nullable;

/**
 * A time in which nothing that was agreed to is carried out. Without kinds and names it
 * is about all environments.
 *
 * @param number which one
 * @param name what people call it
 * @param from since when
 * @param until until when, as it was declared
 * @param kinds the kinds of environments that it is about
 * @param environments those that it is about by name, whatever their kind
 * @param reason why
 * @param declaredBy who wanted it
 * @param declaredAt when they said so
 * @param endedAt when somebody ended it before its time; null if nobody did
 */
public record Freeze(long number, String name, Instant from, Instant until, Set<String> kinds, Set<String> environments,
		String reason, String declaredBy, Instant declaredAt, @Nullable Instant endedAt) {

	/**
	 * When it is over, or was.
	 */
	public Instant over() {
		Instant ended = this.endedAt;
		return (ended != null && ended.isBefore(this.until)) ? ended : this.until;
	}

	/**
	 * Whether it is about that environment.
	 */
	boolean covers(String environment, String kind) {
		return (this.kinds.isEmpty() && this.environments.isEmpty()) || this.kinds.contains(kind)
				|| this.environments.contains(environment);
	}

	Phase phase(Instant now) {
		if (!now.isBefore(over())) {
			return Phase.OVER;
		}
		return now.isBefore(this.from) ? Phase.AHEAD : Phase.IN_FORCE;
	}

	/**
	 * Where, in words.
	 */
	public String where() {
		if (this.kinds.isEmpty() && this.environments.isEmpty()) {
			return "all environments";
		}
		List<String> words = new ArrayList<>(this.kinds.stream().sorted().map((kind) -> "all " + kind).toList());
		words.addAll(this.environments.stream().sorted().toList());
		return String.join(", ", words);
	}

	/**
	 * What it does to a request that is agreed to, in a sentence.
	 */
	public String sentence() {
		return "The freeze “%s” holds it until %s: %s.".formatted(this.name, over().truncatedTo(ChronoUnit.SECONDS),
				this.reason.replaceAll("\\.$", ""));
	}

	/**
	 * Where a freeze is in its time.
	 */
	public enum Phase {

		AHEAD("ahead", Tone.WAIT), IN_FORCE("in force", Tone.BUSY), OVER("over", Tone.QUIET);

		private final String words;

		private final Tone tone;

		Phase(String words, Tone tone) {
			this.words = words;
			this.tone = tone;
		}

		public String words() {
			return this.words;
		}

		public String word() {
			return this.words.replace(' ', '-');
		}

		public Tone tone() {
			return this.tone;
		}

	}

}
