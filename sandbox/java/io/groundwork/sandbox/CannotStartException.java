package io.groundwork.sandbox;

import org.jspecify.annotations.Nullable;

/**
 * Why the sandbox does not start, in a sentence for whoever typed the command, and what
 * they can do.
 */
final class CannotStartException extends RuntimeException {

	private static final long serialVersionUID = 1L;

	CannotStartException(String message) {
		this(message, null);
	}

	CannotStartException(String message, @Nullable Throwable cause) {
		super(message, cause);
	}

}
