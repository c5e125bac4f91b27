package io.groundwork.plans;

import java.util.Iterator;
import java.util.Map;
import java.util.Optional;

import tools.jackson.databind.JsonNode;

import io.groundwork.terraform.PlanDocument.Change;

/**
 * Values as people may see them.
 */
final class Values {

	static final String SENSITIVE = "sensitive";

	static final String UNKNOWN = "known after apply";

	/**
	 * What a value begins with is kept for people; the rest says how long it is.
	 */
	static final int LONGEST = 200;

	private static final int DEEPEST = 100;

	private Values() {
	}

	/**
	 * A whole value in one line; nothing if there is none.
	 * @param marks what is sensitive in it; all of it, if it is true
	 */
	static Optional<String> whole(JsonNode value, JsonNode... marks) {
		if (nothing(value)) {
			return Optional.empty();
		}
		StringBuilder text = new StringBuilder();
		for (JsonNode mark : marks) {
			// Marks with another shape than the value cannot be followed.
			if (mark.isBoolean() ? mark.asBoolean() : (!value.isContainer() && any(mark, 0))) {
				return Optional.of(SENSITIVE);
			}
		}
		write(text, value, marks, 0);
		return Optional.of(shortened(text.toString()));
	}

	/**
	 * An output's value after, as far as it is known.
	 */
	static Optional<String> known(Change change) {
		if (any(change.unknown(), 0)) {
			return Optional.of(all(change.sensitiveAfter()) || all(change.sensitiveBefore()) ? SENSITIVE : UNKNOWN);
		}
		return whole(change.after(), change.sensitiveAfter(), change.sensitiveBefore());
	}

	private static void write(StringBuilder text, JsonNode value, JsonNode[] marks, int depth) {
		// Enough to see that it goes on. What is cut here is longer than what is shown.
		if (text.length() > LONGEST * 20 || depth > DEEPEST) {
			return;
		}
		for (JsonNode mark : marks) {
			if (all(mark) || (!value.isContainer() && any(mark, depth))) {
				text.append(SENSITIVE);
				return;
			}
		}
		if (value.isObject()) {
			text.append("{");
			Iterator<Map.Entry<String, JsonNode>> fields = value.properties().iterator();
			while (fields.hasNext()) {
				Map.Entry<String, JsonNode> field = fields.next();
				text.append(field.getKey()).append(": ");
				write(text, field.getValue(), inside(marks, field.getKey()), depth + 1);
				text.append(fields.hasNext() ? ", " : "");
			}
			text.append("}");
		}
		else if (value.isArray()) {
			text.append("[");
			for (int i = 0; i < value.size(); i++) {
				text.append((i > 0) ? ", " : "");
				write(text, value.path(i), inside(marks, i), depth + 1);
			}
			text.append("]");
		}
		else {
			text.append(value.isNull() ? "null" : value.asString());
		}
	}

	private static JsonNode[] inside(JsonNode[] marks, String field) {
		JsonNode[] inside = new JsonNode[marks.length];
		for (int i = 0; i < marks.length; i++) {
			inside[i] = marks[i].path(field);
		}
		return inside;
	}

	private static JsonNode[] inside(JsonNode[] marks, int index) {
		JsonNode[] inside = new JsonNode[marks.length];
		for (int i = 0; i < marks.length; i++) {
			inside[i] = marks[i].path(index);
		}
		return inside;
	}

	static boolean nothing(JsonNode value) {
		return value.isNull() || value.isMissingNode();
	}

	static boolean all(JsonNode mark) {
		return mark.isBoolean() && mark.asBoolean();
	}

	/**
	 * Whether anything in it is marked.
	 */
	static boolean any(JsonNode mark, int depth) {
		if (!mark.isContainer()) {
			return all(mark);
		}
		if (depth > DEEPEST) {
			return true;
		}
		for (JsonNode inside : mark) {
			if (any(inside, depth + 1)) {
				return true;
			}
		}
		return false;
	}

	private static String shortened(String text) {
		if (text.length() <= LONGEST) {
			return text;
		}
		int end = Character.isHighSurrogate(text.charAt(LONGEST - 1)) ? LONGEST - 1 : LONGEST;
		return text.substring(0, end) + CUT;
	}

	/**
	 * What a shortened value ends with.
	 */
	static final String CUT = " …";

}
