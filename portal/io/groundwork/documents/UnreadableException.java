package io.groundwork.documents;

/**
 * A file is neither YAML nor JSON.
 */
public class UnreadableException extends RuntimeException {

	private final String problem;

	private final int line;

	UnreadableException(String problem, int line, Throwable cause) {
		super(problem, cause);
		this.problem = problem;
		this.line = line;
	}

	/**
	 * What is wrong, without a full stop.
	 */
	public String problem() {
		return this.problem;
	}

	/**
	 * Where, from 1 on; 0 if it is no place but the whole.
	 */
	public int line() {
		return this.line;
	}

}
