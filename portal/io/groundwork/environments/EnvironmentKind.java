package io.groundwork.environments;

import java.util.Locale;

/**
 * What an environment is for.
 */
public enum EnvironmentKind {

	DEVELOPMENT, STAGING, PRODUCTION, SYSTEM;

	public String word() {
		return name().toLowerCase(Locale.ROOT);
	}

	public static EnvironmentKind of(String word) {
		return valueOf(word.toUpperCase(Locale.ROOT));
	}

}
