package io.groundwork.bundles;

/**
 * The GitOps repository cannot be reached; nothing was promoted, and trying again may
 * help.
 */
public class GitopsAwayException extends RuntimeException {

	GitopsAwayException(String message, Throwable cause) {
		super(message, cause);
	}

}
