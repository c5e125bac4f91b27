package io.groundwork.runs;

/**
 * The run was asked to stop, and did before its end.
 */
class StoppedException extends RuntimeException {

	private final Run.Because because;

	StoppedException(Run.Because because) {
		super("stopped: " + because.word());
		this.because = because;
	}

	Run.Because because() {
		return this.because;
	}

}
