package io.groundwork.plans;

import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.Set;

import io.groundwork.masking.Mask;
import tools.jackson.databind.JsonNode;

import io.groundwork.terraform.PlanDocument.Change;

/**
 * Collects what a plan marks as sensitive.
 */
final class Secrets {

	private final Set<String> values = new LinkedHashSet<>();

	void add(Change change) {
		add(change.before(), change.sensitiveBefore());
		add(change.after(), change.sensitiveAfter());
	}

	void add(String value) {
		if (value.length() >= Mask.SHORTEST) {
			this.values.add(value);
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
