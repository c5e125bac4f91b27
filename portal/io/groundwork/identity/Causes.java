package io.groundwork.identity;

import java.io.IOException;

import org.springframework.web.client.ResourceAccessException;

/**
 * Tells an outage from a refusal.
 */
final class Causes {

	private Causes() {
	}

	static boolean unreachable(Throwable failure) {
		for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
			if (cause instanceof ResourceAccessException || cause instanceof IOException
					|| cause instanceof ProviderAwayException) {
				return true;
			}
		}
		return false;
	}

}
