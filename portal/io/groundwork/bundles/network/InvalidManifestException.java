package io.groundwork.bundles.network;

/**
 * A manifest says what the API server would not take, or what cannot be understood; the
 * message names the object and the field.
 */
public class InvalidManifestException extends IllegalArgumentException {

	private final String subject;

	private final String field;

	private final String problem;

	private InvalidManifestException(String subject, String field, String problem) {
		super(subject + ((subject.isEmpty() || field.isEmpty()) ? "" : ", ") + field
				+ ((subject.isEmpty() && field.isEmpty()) ? "" : ": ") + problem + ".");
		this.subject = subject;
		this.field = field;
		this.problem = problem;
	}

	static InvalidManifestException of(String problem) {
		return new InvalidManifestException("", "", problem);
	}

	static InvalidManifestException of(String field, String problem) {
		return new InvalidManifestException("", field, problem);
	}

	/**
	 * The same, seen from the field that has the wrong one in it.
	 */
	InvalidManifestException within(String path) {
		String whole = path + ((path.isEmpty() || this.field.isEmpty() || this.field.startsWith("[")) ? "" : ".")
				+ this.field;
		return new InvalidManifestException(this.subject, whole, this.problem);
	}

	/**
	 * The same, with the object that has the field.
	 */
	InvalidManifestException about(String subject) {
		return new InvalidManifestException(subject, this.field, this.problem);
	}

	/**
	 * The field, such as {@code spec.ingress[0].ports[1].endPort}; empty if it is not one
	 * field that is wrong.
	 */
	public String field() {
		return this.field;
	}

	/**
	 * What is wrong with it and what would be right.
	 */
	public String problem() {
		return this.problem;
	}

}
