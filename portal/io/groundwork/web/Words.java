package io.groundwork.web;

import java.time.Instant;
import java.util.Arrays;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.stream.Collectors;

import tools.jackson.core.JacksonException;
import tools.jackson.databind.DatabindException;
import tools.jackson.databind.exc.InvalidFormatException;
import tools.jackson.databind.exc.UnrecognizedPropertyException;

import org.springframework.http.converter.HttpMessageNotReadableException;

/**
 * Says in words what a value should have been.
 */
final class Words {

	private Words() {
	}

	static String kind(Class<?> type) {
		if (type.isEnum()) {
			return "one of " + Arrays.stream(type.getEnumConstants())
				.map((value) -> value.toString().toLowerCase(Locale.ROOT))
				.collect(Collectors.joining(", "));
		}
		if (type == Instant.class) {
			return "a time such as 2026-01-31T09:30:00Z";
		}
		if (type == boolean.class || type == Boolean.class) {
			return "true or false";
		}
		if (Number.class.isAssignableFrom(type) || type.isPrimitive()) {
			return "a whole number";
		}
		if (Iterable.class.isAssignableFrom(type) || type.isArray()) {
			return "a list";
		}
		return (type == String.class) ? "a text" : "an object";
	}

	/**
	 * What is wrong with a JSON body, naming the field if there is one.
	 */
	static String unreadable(HttpMessageNotReadableException ex, Consumer<String> field) {
		Throwable cause = ex.getCause();
		if (cause instanceof DatabindException bind && !bind.getPath().isEmpty()) {
			String path = bind.getPath()
				.stream()
				.map((step) -> (step.getPropertyName() != null) ? step.getPropertyName() : "[" + step.getIndex() + "]")
				.collect(Collectors.joining("."))
				.replace(".[", "[");
			field.accept(path);
			if (cause instanceof UnrecognizedPropertyException unknown) {
				return "%s is not a field here; the fields are %s.".formatted(path, unknown.getKnownPropertyIds());
			}
			if (cause instanceof InvalidFormatException format) {
				return "%s must be %s.".formatted(path, kind(format.getTargetType()));
			}
			if (cause instanceof tools.jackson.databind.exc.MismatchedInputException mismatch
					&& mismatch.getTargetType() != null) {
				return "%s must be %s.".formatted(path, kind(mismatch.getTargetType()));
			}
			return path + " cannot be read.";
		}
		if (cause instanceof DatabindException bind && bind.getLocation() != null) {
			return "The body holds something of another kind than is expected at line %d, column %d."
				.formatted(bind.getLocation().getLineNr(), bind.getLocation().getColumnNr());
		}
		if (cause instanceof JacksonException json && json.getLocation() != null) {
			return "The body is not valid JSON at line %d, column %d.".formatted(json.getLocation().getLineNr(),
					json.getLocation().getColumnNr());
		}
		return "The body is missing or is not valid JSON.";
	}

}
