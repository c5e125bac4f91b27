package io.groundwork.environments.spec;

/**
 * Whose cluster an environment is on.
 */
public enum Topology implements Word {

	/** That of a system environment, which others are on too. */
	SHARED,

	/** One of its own. */
	DEDICATED

}
