package io.groundwork.state;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Locale;

/**
 * Who keeps a state to itself, and since when.
 *
 * @param id Terraform's number of the lock
 * @param operation what Terraform does meanwhile
 * @param info what it says about that
 * @param who the account and machine that it runs as
 * @param version its version
 * @param created when it asked for the lock, as it wrote it
 * @param path what it locked, as it calls it
 * @param run the run that holds the lock
 * @param fence the claim that holds the lock
 * @param lockedAt since when
 */
public record StateLock(String id, String operation, String info, String who, String version, String created,
		String path, long run, long fence, Instant lockedAt) {

	/**
	 * Who holds it, in a sentence.
	 */
	public String story() {
		return "Run %d has held the lock since %s%s".formatted(this.run, this.lockedAt.truncatedTo(ChronoUnit.SECONDS),
				doing().isEmpty() ? "" : ", for its " + doing());
	}

	/**
	 * What the holder does, in a word; empty if it did not say.
	 */
	public String doing() {
		return this.operation.replaceFirst("^OperationType", "").toLowerCase(Locale.ROOT);
	}

}
