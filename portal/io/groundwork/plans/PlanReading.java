package io.groundwork.plans;

import java.io.InputStream;
import java.util.Set;

import io.groundwork.masking.Mask;
import io.groundwork.terraform.PlanDocument;

/**
 * What a plan says.
 *
 * @param document the plan as a whole
 * @param changes what would change
 * @param blastRadius what is at stake
 * @param bills what is paid by the month before and after
 * @param secrets what the plan itself marks as sensitive, to be masked in logs; never
 * shown
 */
public record PlanReading(PlanDocument document, Changes changes, BlastRadius blastRadius, Bills bills,
		Set<String> secrets) {

	/**
	 * Reads what {@code show -json} prints, in bounded memory.
	 * @param content the document; not closed
	 */
	public static PlanReading of(InputStream content) {
		return of(content, Mask.none());
	}

	/**
	 * As {@link #of(InputStream)}, hiding more.
	 * @param known secrets that were given to the plan, which it may show where it does
	 * not know them for what they are
	 */
	public static PlanReading of(InputStream content, Mask known) {
		return PlanReader.read(content, known);
	}

	/**
	 * Without the secrets: this may end up in a log.
	 */
	@Override
	public String toString() {
		return "PlanReading[%s]".formatted(this.blastRadius.sentence());
	}

}
