package io.groundwork.web;

import java.util.LinkedHashMap;
import java.util.Map;

import org.springframework.context.support.DefaultMessageSourceResolvable;
import org.springframework.validation.BindingResult;
import org.springframework.validation.FieldError;

/**
 * What is wrong with a form, one sentence for each field, as the fragments of
 * {@code parts/field} take it.
 */
public final class FieldErrors {

	private FieldErrors() {
	}

	/**
	 * The first message of each field, in the order found.
	 */
	public static Map<String, String> of(BindingResult result) {
		Map<String, String> errors = new LinkedHashMap<>();
		for (FieldError error : result.getFieldErrors()) {
			// A value of the wrong type has a message for developers, not for people.
			String message = error.isBindingFailure() ? "This cannot be read; correct it." : message(error);
			errors.putIfAbsent(error.getField(), message);
		}
		return errors;
	}

	private static String message(DefaultMessageSourceResolvable error) {
		String message = error.getDefaultMessage();
		return (message != null) ? message : "This is not accepted; correct it.";
	}

}
