package io.groundwork.runs.log;

/**
 * Somebody else has the run now, so nothing more may be written for it.
 */
public class ClaimOverException extends RuntimeException {

	public ClaimOverException(long run, long fence) {
		super("Claim %d of run %d is over; nothing is written for it any more".formatted(fence, run));
	}

}
