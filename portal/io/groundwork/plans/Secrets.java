package io.groundwork.plans;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

import io.groundwork.masking.Mask;
import tools.jackson.databind.JsonNode;

import io.groundwork.terraform.PlanDocument.Change;

/**
 * Collects what a plan marks as sensitive.
 */
final class Secrets {

	/** What has the looks of it, with line breaks or without. */
	private static final Pattern BASE64 = Pattern.compile("[A-Za-z0-9+/\\s]+={0,2}\\s*");

	/** In YAML or JSON, where a kubeconfig or an account has them. */
	private static final Pattern CREDENTIAL = Pattern
		.compile("(?m)(?:^|[\\s{,\"'])(?:[\\w-]*token|[\\w-]*password|client-key-data|client_secret|secret_key)"
				+ "[\"']?\\s*[:=]\\s*[\"']?([^\\s\"',}]+)");

	private final Set<String> values = new LinkedHashSet<>();

	void add(Change change) {
		add(change.before(), change.sensitiveBefore());
		add(change.after(), change.sensitiveAfter());
	}

	/**
	 * With the credentials within it: a kubeconfig is handed out as base64, and whoever
	 * decodes it has nothing left of what is sensitive but those.
	 */
	void add(String value) {
		if (value.length() < Mask.SHORTEST || !this.values.add(value)) {
			return;
		}
		credentials(value);
		if (BASE64.matcher(value).matches()) {
			decoded(value.strip()).ifPresent(this::credentials);
		}
	}

	private void credentials(String text) {
		CREDENTIAL.matcher(text)
			.results()
			.map((found) -> found.group(1))
			.filter((credential) -> credential.length() >= Mask.SHORTEST)
			.forEach(this.values::add);
	}

	private static Optional<String> decoded(String base64) {
		try {
			return Optional.of(new String(Base64.getMimeDecoder().decode(base64), StandardCharsets.UTF_8));
		}
		catch (IllegalArgumentException ex) {
			return Optional.empty();
		}
	}

	Set<String> values() {
		return Collections.unmodifiableSet(this.values);
	}

	private void add(JsonNode value, JsonNode mark) {
		if (Values.all(mark)) {
			all(value);
		}
		else if (!value.isContainer() && Values.any(mark, 0)) {
			all(value);
		}
		else if (value.isObject()) {
			value.properties().forEach((field) -> add(field.getValue(), mark.path(field.getKey())));
		}
		else if (value.isArray()) {
			for (int i = 0; i < value.size(); i++) {
				add(value.path(i), mark.path(i));
			}
		}
	}

	private void all(JsonNode value) {
		if (value.isString()) {
			add(value.asString());
		}
		value.forEach(this::all);
	}

}
