package io.groundwork.cloud;

import org.jspecify.annotations.Nullable;

/**
 * Linode did not do what it was asked for. The message is a sentence for people without
 * its full stop, and never holds a token.
 */
public abstract sealed class CloudException extends RuntimeException permits CloudAwayException, CloudRefusedException {

	CloudException(String message, @Nullable Throwable cause) {
		super(message, cause);
	}

	public String said() {
		return String.valueOf(getMessage());
	}

}
