package io.groundwork.approvals;

import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;

import org.springframework.dao.DataIntegrityViolationException;

/**
 * Why the database took something for impossible.
 */
final class Refusal {

	private Refusal() {
	}

	/**
	 * The name of the constraint; empty if it names none.
	 */
	static String constraint(DataIntegrityViolationException ex) {
		if (ex.getMostSpecificCause() instanceof PSQLException cause) {
			ServerErrorMessage message = cause.getServerErrorMessage();
			if (message != null && message.getConstraint() != null) {
				return message.getConstraint();
			}
		}
		return "";
	}

}
