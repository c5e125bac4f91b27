package io.groundwork.web;

/**
 * Something that was typed or sent cannot be taken; says which field and what would do.
 */
public class InvalidInputException extends RuntimeException {

	private final String field;

	public InvalidInputException(String field, String remedy) {
		super(remedy);
		this.field = field;
	}

	public String field() {
		return this.field;
	}

	public String remedy() {
		return String.valueOf(getMessage());
	}

}
