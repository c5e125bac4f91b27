package io.groundwork.identity;

/**
 * The provider no longer stands by a token it once gave.
 */
class TakenBackException extends RuntimeException {

	TakenBackException(Throwable cause) {
		super("The sign-in provider no longer accepts this token", cause);
	}

}
