package io.groundwork.state;

/**
 * A state is larger than the setting allows; nothing of it is kept.
 */
class TooLargeStateException extends RuntimeException {

	TooLargeStateException(long most) {
		super("A state may have at most %d bytes; groundwork.state.largest says so".formatted(most));
	}

}
