package io.groundwork.runs;

/**
 * The run cannot do what it was to do; says why and what to do, in a sentence for people.
 */
class RunFailedException extends RuntimeException {

	RunFailedException(String why) {
		super(why);
	}

}
