package io.groundwork.cloud;

import java.util.List;
import java.util.stream.Collectors;

/**
 * Linode said no: asking the same again gets the same answer.
 */
public final class CloudRefusedException extends CloudException {

	private final int status;

	private final List<Reason> reasons;

	CloudRefusedException(int status, List<Reason> reasons) {
		super("Linode refused with %d: %s".formatted(status, words(reasons)), null);
		this.status = status;
		this.reasons = List.copyOf(reasons);
	}

	public int status() {
		return this.status;
	}

	public List<Reason> reasons() {
		return this.reasons;
	}

	private static String words(List<Reason> reasons) {
		return reasons.isEmpty() ? "it gave no reason"
				: reasons.stream()
					.map((reason) -> reason.field().isEmpty() ? reason.words() : reason.field() + ": " + reason.words())
					.collect(Collectors.joining("; "));
	}

	/**
	 * One thing that Linode did not like.
	 *
	 * @param field where, in Linode's words; empty for nowhere in particular
	 * @param words why
	 */
	public record Reason(String field, String words) {

	}

}
