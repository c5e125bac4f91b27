package io.groundwork.environments.spec;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.BiFunction;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * The fields of one object in a spec that is read. What cannot be taken is noted and
 * replaced, so that reading goes on to what else is wrong.
 */
class Fields {

	private static final ObjectNode EMPTY = JsonNodeFactory.instance.objectNode();

	private final ObjectNode object;

	private final String path;

	private final Problems problems;

	/**
	 * Whether there is an object at all; what is missing from none is not worth saying.
	 */
	private final boolean readable;

	private Fields(ObjectNode object, String path, Problems problems, boolean readable) {
		this.object = object;
		this.path = path;
		this.problems = problems;
		this.readable = readable;
	}

	static Fields of(@Nullable JsonNode node, String path, Problems problems, String... known) {
		if (node == null) {
			return new Fields(EMPTY, path, problems, true);
		}
		if (!(node instanceof ObjectNode object)) {
			problems.add(path, "is " + kind(node), "give an object with the fields " + String.join(", ", known));
			return new Fields(EMPTY, path, problems, false);
		}
		Fields fields = new Fields(object, path, problems, true);
		List<String> names = Arrays.asList(known);
		object.propertyNames()
			.stream()
			.filter((name) -> !names.contains(name))
			.forEach((name) -> problems.add(fields.at(Problems.shown(name).replace("\"", "")), "is not a field",
					"leave it out; the fields here are " + String.join(", ", known)));
		return fields;
	}

	/**
	 * Whether there is something to read. Null is as good as nothing only where it has a
	 * meaning.
	 */
	boolean has(String name) {
		return this.object.has(name);
	}

	boolean isNull(String name) {
		return this.object.path(name).isNull();
	}

	Fields object(String name, String... known) {
		return of(this.object.get(name), at(name), this.problems, known);
	}

	/**
	 * A text.
	 * @param otherwise what it is if it is left out, null if it must not be
	 */
	String text(String name, @Nullable String otherwise, String example) {
		JsonNode node = this.object.get(name);
		if (node == null && otherwise != null) {
			return otherwise;
		}
		if (node != null && node.isString()) {
			return node.stringValue();
		}
		refuse(name, node, "give a text such as " + example);
		return (otherwise != null) ? otherwise : "";
	}

	/**
	 * A text that may be left out, or be null.
	 */
	@Nullable String textIfAny(String name, String example) {
		return (!has(name) || isNull(name)) ? null : text(name, null, example);
	}

	int number(String name, @Nullable Integer otherwise, int example) {
		JsonNode node = this.object.get(name);
		if (node == null && otherwise != null) {
			return otherwise;
		}
		if (node != null && node.isIntegralNumber() && node.canConvertToInt()) {
			return node.intValue();
		}
		refuse(name, node, "give a whole number such as " + example);
		return (otherwise != null) ? otherwise : example;
	}

	boolean flag(String name, boolean otherwise) {
		JsonNode node = this.object.get(name);
		if (node == null) {
			return otherwise;
		}
		if (node.isBoolean()) {
			return node.booleanValue();
		}
		refuse(name, node, "give true or false");
		return otherwise;
	}

	/**
	 * One of a few words.
	 * @param otherwise what it is if it is left out, null if it must not be
	 */
	<W extends Enum<W> & Word> W word(String name, W[] words, @Nullable W otherwise) {
		JsonNode node = this.object.get(name);
		if (node == null && otherwise != null) {
			return otherwise;
		}
		String remedy = "choose one of " + String.join(", ", Word.all(words));
		if (node != null && node.isString()) {
			for (W word : words) {
				if (word.word().equals(node.stringValue())) {
					return word;
				}
			}
			this.problems.wrong(at(name), node.stringValue(), remedy);
		}
		else {
			refuse(name, node, remedy);
		}
		return (otherwise != null) ? otherwise : words[0];
	}

	<T> List<T> list(String name, int most, @Nullable List<T> otherwise, BiFunction<JsonNode, String, T> element) {
		JsonNode node = this.object.get(name);
		if (node == null && otherwise != null) {
			return otherwise;
		}
		List<T> list = new ArrayList<>();
		if (node == null || !node.isArray()) {
			refuse(name, node, "give a list");
		}
		else if (node.size() > most) {
			this.problems.add(at(name), "has " + node.size() + " elements", "give at most " + most);
		}
		else {
			for (int index = 0; index < node.size(); index++) {
				list.add(element.apply(node.get(index), at(name) + "[" + index + "]"));
			}
			return list;
		}
		return (otherwise != null) ? otherwise : list;
	}

	List<String> texts(String name, int most, @Nullable List<String> otherwise, String example) {
		return list(name, most, otherwise, (node, place) -> {
			if (node.isString()) {
				return node.stringValue();
			}
			this.problems.add(place, "is " + kind(node), "give a text such as " + example);
			return "";
		});
	}

	/**
	 * The names and values of an object that may have any.
	 */
	List<Field> entries(String name) {
		JsonNode node = this.object.get(name);
		if (node == null) {
			return List.of();
		}
		if (!node.isObject()) {
			refuse(name, node, "give an object");
			return List.of();
		}
		List<Field> entries = new ArrayList<>();
		node.properties().forEach((entry) -> {
			if (entry.getValue().isString()) {
				entries.add(new Field(entry.getKey(), entry.getValue().stringValue()));
			}
			else {
				this.problems.add(at(name), "has " + kind(entry.getValue()) + " for " + Problems.shown(entry.getKey()),
						"give a text");
			}
		});
		return entries;
	}

	String at(String name) {
		return this.path.isEmpty() ? name : this.path + "." + name;
	}

	private void refuse(String name, @Nullable JsonNode node, String remedy) {
		if (this.readable) {
			this.problems.add(at(name), (node != null) ? "is " + kind(node) : "is missing", remedy);
		}
	}

	private static String kind(JsonNode node) {
		return switch (node.getNodeType()) {
			case ARRAY -> "a list";
			case OBJECT, POJO -> "an object";
			case STRING, BINARY -> "a text";
			case NUMBER -> node.isIntegralNumber() && node.canConvertToInt() ? "a number" : "no whole number in reach";
			case BOOLEAN -> "true or false";
			case NULL, MISSING -> "null";
		};
	}

	/**
	 * A name and its value.
	 */
	record Field(String name, String value) {

	}

}
