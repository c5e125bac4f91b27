package io.groundwork.sandbox.linode;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.NullNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A request's body, read with everything noted that is wrong with it.
 */
final class Wish {

	private final JsonNode body;

	private final String prefix;

	private final List<Refusal.Reason> reasons;

	Wish(ObjectNode body) {
		this(body, "", new ArrayList<>());
	}

	private Wish(JsonNode body, String prefix, List<Refusal.Reason> reasons) {
		this.body = body;
		this.prefix = prefix;
		this.reasons = reasons;
	}

	/**
	 * Whether something is said of it; null says nothing.
	 */
	boolean has(String field) {
		return this.body.hasNonNull(field);
	}

	/**
	 * Whether it is named at all, be it with null.
	 */
	boolean names(String field) {
		return this.body.has(field);
	}

	String required(String field) {
		if (!has(field)) {
			refuse(field, field + " is required");
			return "";
		}
		return text(field, "");
	}

	String text(String field, String otherwise) {
		JsonNode value = this.body.path(field);
		if (has(field) && !value.isString()) {
			refuse(field, "Must be of type String");
			return otherwise;
		}
		return has(field) ? value.asString() : otherwise;
	}

	int number(String field, int otherwise) {
		JsonNode value = this.body.path(field);
		if (has(field) && !(value.isIntegralNumber() && value.canConvertToInt())) {
			refuse(field, "Must be of type Integer");
			return otherwise;
		}
		return has(field) ? value.asInt() : otherwise;
	}

	int number(String field, int otherwise, int min, int max) {
		int number = number(field, otherwise);
		check(number >= min && number <= max, field, "Must be %d-%d".formatted(min, max));
		return number;
	}

	boolean flag(String field, boolean otherwise) {
		JsonNode value = this.body.path(field);
		if (has(field) && !value.isBoolean()) {
			refuse(field, "Must be of type Boolean");
			return otherwise;
		}
		return has(field) ? value.asBoolean() : otherwise;
	}

	List<String> texts(String field) {
		JsonNode value = this.body.path(field);
		if (has(field) && !(value.isArray() && Json.nodes(value).stream().allMatch(JsonNode::isString))) {
			refuse(field, "Must be of type Array");
			return List.of();
		}
		return has(field) ? Json.texts(value) : List.of();
	}

	/**
	 * Tags, each of 3 to 50 characters.
	 */
	List<String> tags() {
		List<String> tags = texts("tags");
		for (String tag : tags) {
			check(tag.length() >= 3 && tag.length() <= 50, "tags", "Length must be 3-50 characters");
		}
		return tags;
	}

	/**
	 * A label that must be there, of that length and of those characters.
	 */
	String label(int min, int max, Pattern pattern, String reason) {
		String label = required("label");
		if (has("label")) {
			check(label.length() >= min && label.length() <= max, "label",
					"Length must be %d-%d characters".formatted(min, max));
			check(pattern.matcher(label).matches() || label.isEmpty(), "label", reason);
		}
		return label;
	}

	String oneOf(String field, String text, Collection<String> choices) {
		check(choices.contains(text), field, "Must be one of " + String.join(", ", choices));
		return text;
	}

	/**
	 * What is in the object of that name; nothing if there is none.
	 */
	Wish inside(String field) {
		JsonNode value = this.body.path(field);
		if (has(field) && !value.isObject()) {
			refuse(field, "Must be of type Object");
		}
		return new Wish(value.isObject() ? value : Json.object(), path(field) + ".", this.reasons);
	}

	List<Wish> each(String field) {
		JsonNode value = this.body.path(field);
		List<Wish> wishes = new ArrayList<>();
		if (has(field) && !value.isArray()) {
			refuse(field, "Must be of type Array");
			return wishes;
		}
		int place = 0;
		for (JsonNode one : value) {
			String name = "%s[%d]".formatted(field, place++);
			if (one.isObject()) {
				wishes.add(new Wish(one, path(name) + ".", this.reasons));
			}
			else {
				refuse(name, "Must be of type Object");
			}
		}
		return wishes;
	}

	/**
	 * Numbers of things that are named.
	 */
	List<Long> ids(String field) {
		JsonNode value = this.body.path(field);
		if (has(field) && !(value.isArray()
				&& Json.nodes(value).stream().allMatch((id) -> id.isIntegralNumber() && id.canConvertToLong()))) {
			refuse(field, "Must be of type Array");
			return List.of();
		}
		return Json.nodes(value).stream().map(JsonNode::asLong).toList();
	}

	/**
	 * An object to keep as it is, whatever is in it; null is none.
	 */
	JsonNode open(String field) {
		JsonNode value = this.body.path(field);
		if (has(field) && !value.isObject()) {
			refuse(field, "Must be of type Object");
		}
		return has(field) ? value : NullNode.getInstance();
	}

	Map<String, String> map(String field) {
		Map<String, String> map = new TreeMap<>();
		JsonNode value = this.body.path(field);
		if (has(field) && !value.isObject()) {
			refuse(field, "Must be of type Object");
			return map;
		}
		value.properties().forEach((entry) -> {
			if (entry.getValue().isString()) {
				map.put(entry.getKey(), entry.getValue().asString());
			}
			else {
				refuse(field, "Must be of type String");
			}
		});
		return map;
	}

	JsonNode raw(String field) {
		return this.body.path(field);
	}

	void check(boolean right, String field, String reason) {
		if (!right) {
			refuse(field, reason);
		}
	}

	/**
	 * Notes what is wrong with a field; the first thing is enough.
	 */
	void refuse(String field, String reason) {
		if (this.reasons.stream().noneMatch((other) -> other.field().equals(path(field)))) {
			this.reasons.add(new Refusal.Reason(reason, path(field)));
		}
	}

	private String path(String field) {
		return this.prefix + field;
	}

	/**
	 * Goes on only if nothing was wrong.
	 */
	void done() {
		if (!this.reasons.isEmpty()) {
			throw new Refusal(400, this.reasons, Map.of());
		}
	}

}
