package io.groundwork.sandbox.linode;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What an X-Filter header asks for.
 *
 * @param test which rows
 * @param order in which order
 */
record Filter(Predicate<JsonNode> test, Comparator<JsonNode> order) {

	private static final String HEADER = "X-Filter";

	private static final Comparator<JsonNode> AS_THEY_ARE = (left, right) -> 0;

	static Filter of(String header, Set<String> filterable) {
		if (header.isBlank()) {
			return new Filter((row) -> true, AS_THEY_ARE);
		}
		JsonNode filter;
		try {
			filter = Json.MAPPER.readTree(header);
		}
		catch (JacksonException ex) {
			throw Refusal.field(HEADER, "Invalid JSON");
		}
		if (!filter.isObject()) {
			throw Refusal.field(HEADER, "Must be of type Object");
		}
		return new Filter(all(filter, filterable), order(filter, filterable));
	}

	List<ObjectNode> apply(List<ObjectNode> rows) {
		List<ObjectNode> wanted = new ArrayList<>(rows.stream().filter(this.test).toList());
		if (this.order != AS_THEY_ARE) {
			wanted.sort(this.order);
		}
		return wanted;
	}

	private static Comparator<JsonNode> order(JsonNode filter, Set<String> filterable) {
		if (!filter.has("+order_by")) {
			return AS_THEY_ARE;
		}
		String field = known(filter.path("+order_by").asString(""), filterable);
		Comparator<JsonNode> order = (left, right) -> compare(at(left, field), at(right, field));
		String direction = filter.path("+order").asString("asc");
		return switch (direction) {
			case "asc" -> order;
			case "desc" -> order.reversed();
			default -> throw Refusal.field(HEADER, "Must be one of asc, desc");
		};
	}

	private static Predicate<JsonNode> all(JsonNode filter, Set<String> filterable) {
		Predicate<JsonNode> test = (row) -> true;
		for (Map.Entry<String, JsonNode> part : filter.properties()) {
			test = test.and(part(part.getKey(), part.getValue(), filterable));
		}
		return test;
	}

	private static Predicate<JsonNode> part(String name, JsonNode value, Set<String> filterable) {
		return switch (name) {
			case "+order_by", "+order" -> (row) -> true;
			case "+and" -> each(value, filterable).stream().reduce(Predicate::and).orElse((row) -> true);
			case "+or" -> each(value, filterable).stream().reduce(Predicate::or).orElse((row) -> true);
			default -> field(known(name, filterable), value);
		};
	}

	private static List<Predicate<JsonNode>> each(JsonNode list, Set<String> filterable) {
		if (!list.isArray()) {
			throw Refusal.field(HEADER, "Must be of type Array");
		}
		return Json.nodes(list).stream().map((part) -> all(part, filterable)).toList();
	}

	private static String known(String field, Set<String> filterable) {
		if (!filterable.contains(field)) {
			throw Refusal.field(HEADER, "Cannot filter on " + field);
		}
		return field;
	}

	private static Predicate<JsonNode> field(String field, JsonNode wanted) {
		if (!wanted.isObject()) {
			return (row) -> matches(at(row, field), wanted);
		}
		Predicate<JsonNode> test = (row) -> true;
		for (Map.Entry<String, JsonNode> operation : wanted.properties()) {
			JsonNode value = operation.getValue();
			test = test.and(switch (operation.getKey()) {
				case "+gt" -> (row) -> isComparable(at(row, field)) && compare(at(row, field), value) > 0;
				case "+gte" -> (row) -> isComparable(at(row, field)) && compare(at(row, field), value) >= 0;
				case "+lt" -> (row) -> isComparable(at(row, field)) && compare(at(row, field), value) < 0;
				case "+lte" -> (row) -> isComparable(at(row, field)) && compare(at(row, field), value) <= 0;
				case "+neq" -> (row) -> !matches(at(row, field), value);
				case "+contains" -> (row) -> contains(at(row, field), value.asString(""));
				default -> throw Refusal.field(HEADER, "Unknown operator " + operation.getKey());
			});
		}
		return test;
	}

	private static JsonNode at(JsonNode row, String field) {
		JsonNode found = row;
		for (String part : field.split("\\.")) {
			found = found.path(part);
		}
		return found;
	}

	private static boolean isComparable(JsonNode value) {
		return !value.isNull() && !value.isMissingNode();
	}

	/**
	 * A list matches by any of its items, text whatever its case.
	 */
	private static boolean matches(JsonNode value, JsonNode wanted) {
		if (value.isArray()) {
			return Json.nodes(value).stream().anyMatch((item) -> matches(item, wanted));
		}
		return value.asString("").equalsIgnoreCase(wanted.asString("")) && value.isNull() == wanted.isNull();
	}

	private static boolean contains(JsonNode value, String part) {
		if (value.isArray()) {
			return Json.nodes(value).stream().anyMatch((item) -> contains(item, part));
		}
		return value.asString("").toLowerCase(Locale.ROOT).contains(part.toLowerCase(Locale.ROOT));
	}

	private static int compare(JsonNode left, JsonNode right) {
		if (left.isNumber() && right.isNumber()) {
			return Double.compare(left.asDouble(), right.asDouble());
		}
		return left.asString("").compareToIgnoreCase(right.asString(""));
	}

}
