package io.groundwork.audit;

/**
 * How something ended.
 */
public enum Outcome {

	DONE, REFUSED, FAILED

}
