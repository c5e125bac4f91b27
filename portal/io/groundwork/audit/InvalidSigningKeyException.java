package io.groundwork.audit;

/**
 * The file that {@code groundwork.audit.signing-key} names cannot be used.
 */
class InvalidSigningKeyException extends RuntimeException {

	private final String remedy;

	InvalidSigningKeyException(String reason, String remedy) {
		super("groundwork.audit.signing-key: " + reason);
		this.remedy = remedy;
	}

	String remedy() {
		return this.remedy;
	}

}
