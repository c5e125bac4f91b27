package io.groundwork.cloud;

import org.jspecify.annotations.Nullable;

/**
 * There was no answer, or none that says anything: it may come later.
 */
public final class CloudAwayException extends CloudException {

	CloudAwayException(String message, @Nullable Throwable cause) {
		super(message, cause);
	}

}
