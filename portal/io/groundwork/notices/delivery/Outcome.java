package io.groundwork.notices.delivery;

import java.time.Instant;

/**
 * What came of trying to deliver something.
 */
sealed interface Outcome {

	/**
	 * It has arrived.
	 */
	record Sent() implements Outcome {

	}

	/**
	 * It has not, and is tried again.
	 *
	 * @param why a sentence without its full stop
	 */
	record Failed(String why) implements Outcome {

	}

	/**
	 * Whoever should take it wants to be left alone.
	 *
	 * @param until how long
	 */
	record Resting(Instant until) implements Outcome {

	}

	/**
	 * Nobody wants it any more.
	 *
	 * @param why a sentence without its full stop
	 */
	record Dropped(String why) implements Outcome {

	}

}
