package io.groundwork.environments;

/**
 * Who has to agree; the module above knows the rules.
 */
@FunctionalInterface
public interface Agreeing {

	/**
	 * Who has to agree to an environment of that kind, in words.
	 */
	String to(EnvironmentKind kind);

}
