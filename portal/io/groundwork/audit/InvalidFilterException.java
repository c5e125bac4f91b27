package io.groundwork.audit;

import java.net.URI;

import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.web.ErrorResponseException;

/**
 * A filter holds something that cannot be searched for; the answer names the field and
 * the remedy.
 */
class InvalidFilterException extends ErrorResponseException {

	private final String field;

	private final String what;

	InvalidFilterException(String field, String what) {
		super(HttpStatus.BAD_REQUEST, problem(field, what), null);
		this.field = field;
		this.what = what;
	}

	String field() {
		return this.field;
	}

	/**
	 * What is wrong, without the name of the field.
	 */
	String what() {
		return this.what;
	}

	private static ProblemDetail problem(String field, String what) {
		ProblemDetail problem = ProblemDetail.forStatusAndDetail(HttpStatus.BAD_REQUEST,
				"“%s” %s.".formatted(field, what));
		problem.setType(URI.create("urn:groundwork:problem:invalid-filter"));
		problem.setTitle("Invalid filter");
		problem.setProperty("field", field);
		return problem;
	}

}
