package io.groundwork.audit;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

import io.groundwork.web.Tone;

/**
 * What others have taken down of a subject that the record itself does not hold, shown
 * beside it. Modules above this one know of some.
 */
public interface Beyond {

	/**
	 * What is known of a subject.
	 * @param subject such as {@code grant:7}
	 */
	Optional<Told> of(String subject);

	/**
	 * What is known.
	 *
	 * @param heading what it is
	 * @param remark how far it goes, or why there is nothing
	 * @param link where all of it is
	 * @param lines the latest of it
	 */
	record Told(String heading, String remark, String link, List<Line> lines) {

		public Told {
			lines = List.copyOf(lines);
		}

	}

	/**
	 * One thing of it.
	 *
	 * @param at when
	 * @param what what was done
	 * @param where where
	 * @param answer how that went, in a word
	 * @param tone the same for the eye
	 */
	record Line(Instant at, String what, String where, String answer, Tone tone) {

	}

}
