package io.groundwork.state;

/**
 * What became of a state that its writer could not send.
 */
public sealed interface Salvaged {

	/**
	 * It is the current version now.
	 *
	 * @param version that version
	 */
	record Taken(StateVersion version) implements Salvaged {

	}

	/**
	 * It is among the versions already: it had arrived, its answer had not.
	 *
	 * @param version that version
	 */
	record Known(StateVersion version) implements Salvaged {

	}

	/**
	 * It is kept, and somebody should look at it.
	 *
	 * @param state what is kept, with the reason
	 */
	record Diverged(DivergedState state) implements Salvaged {

	}

}
