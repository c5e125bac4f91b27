package io.groundwork.state;

import org.jspecify.annotations.Nullable;

/**
 * What became of a state that was sent.
 */
sealed interface Written {

	/**
	 * It is the current version now.
	 */
	record Accepted(StateVersion version) implements Written {

	}

	/**
	 * It is what the current version is already.
	 */
	record Same(StateVersion version) implements Written {

	}

	/**
	 * It is kept as diverged.
	 *
	 * @param state what is kept, with the reason
	 * @param holder who holds the lock, if that is the reason
	 */
	record Refused(DivergedState state, @Nullable StateLock holder) implements Written {

	}

	/**
	 * It is not kept, since its claim has sent too many that diverged.
	 *
	 * @param reason why it did not become the current one, and is not kept
	 */
	record Dropped(String reason) implements Written {

	}

}
