package io.groundwork.process;

import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.ConfigurationPropertiesBindException;
import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.boot.context.properties.bind.UnboundConfigurationPropertiesException;
import org.springframework.boot.context.properties.bind.validation.BindValidationException;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.core.ResolvableType;
import org.springframework.core.annotation.Order;
import org.springframework.validation.FieldError;
import org.springframework.validation.ObjectError;

/**
 * Says in one sentence which setting is wrong and what would do.
 */
@Order(0)
class WrongSettingAnalyzer extends AbstractFailureAnalyzer<ConfigurationPropertiesBindException> {

	private static final String ACTION = "Correct it and start again. docs/configuration.md explains every setting.";

	@Override
	protected @Nullable FailureAnalysis analyze(Throwable root, ConfigurationPropertiesBindException cause) {
		String said = said(root);
		return (said != null) ? new FailureAnalysis(said, ACTION, cause) : null;
	}

	private @Nullable String said(Throwable root) {
		UnboundConfigurationPropertiesException unknown = findCause(root,
				UnboundConfigurationPropertiesException.class);
		if (unknown != null) {
			return unknown.getUnboundProperties()
				.stream()
				.map((property) -> "The setting %s is not known; is it misspelt?".formatted(property.getName()))
				.collect(Collectors.joining("\n"));
		}
		BindValidationException invalid = findCause(root, BindValidationException.class);
		if (invalid != null) {
			return invalid.getValidationErrors()
				.getAllErrors()
				.stream()
				.map((error) -> sentence(invalid.getValidationErrors().getName(), error))
				.sorted()
				.collect(Collectors.joining("\n"));
		}
		BindException unbindable = findCause(root, BindException.class);
		if (unbindable != null) {
			return "The setting %s is %s, which cannot be read as %s.".formatted(unbindable.getName(),
					value(unbindable), kind(unbindable));
		}
		return null;
	}

	private static String sentence(ConfigurationPropertyName prefix, ObjectError error) {
		if (!(error instanceof FieldError field)) {
			return "The settings under %s are wrong: %s.".formatted(prefix, error.getDefaultMessage());
		}
		String key = prefix + "." + dashed(field.getField());
		Object value = field.getRejectedValue();
		String message = String.valueOf(field.getDefaultMessage());
		if (value == null || value.toString().isEmpty()) {
			return "The setting %s is missing: it %s.".formatted(key, verb(message));
		}
		return "The setting %s %s%s.".formatted(key, verb(message), secret(key) ? "" : ", but is " + value);
	}

	private static String verb(String message) {
		return message.startsWith("must") ? message : "is wrong: " + message;
	}

	private static String dashed(String field) {
		return field.replaceAll("([a-z])([A-Z])", "$1-$2").toLowerCase(java.util.Locale.ROOT);
	}

	private static Object value(BindException ex) {
		String key = ex.getName().toString();
		return (ex.getProperty() != null && !secret(key)) ? String.valueOf(ex.getProperty().getValue()) : "a value";
	}

	/**
	 * What is wrong with a secret is said without saying the secret.
	 */
	private static boolean secret(String key) {
		return key.contains("password") || key.contains("secret") || key.endsWith(".token");
	}

	private static String kind(BindException ex) {
		ResolvableType target = ex.getTarget().getType();
		Class<?> type = (target.asCollection() != ResolvableType.NONE)
				? target.asCollection().getGeneric().resolve(Object.class) : target.resolve(Object.class);
		if (type.isEnum()) {
			return "one of " + java.util.Arrays.stream(type.getEnumConstants())
				.map((one) -> one.toString().toLowerCase(java.util.Locale.ROOT))
				.collect(Collectors.joining(", "));
		}
		return switch (type.getSimpleName()) {
			case "int", "Integer", "long", "Long" -> "a whole number";
			case "double" -> "a number";
			case "Duration" -> "a length of time such as 30s, 5m or 8h";
			case "URI" -> "an address";
			case "boolean", "Boolean" -> "true or false";
			case "DataSize" -> "a size such as 1MB";
			case "Path" -> "a path";
			default -> "what it must be";
		};
	}

}
