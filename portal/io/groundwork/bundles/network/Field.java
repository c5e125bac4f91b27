package io.groundwork.bundles.network;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Supplier;

import tools.jackson.databind.JsonNode;

/**
 * A value in a manifest that knows where it stands.
 *
 * @param path where
 * @param value the value
 */
record Field(String path, JsonNode value) {

	/**
	 * Nothing and {@code null} are the same to the API server.
	 */
	boolean isThere() {
		return !this.value.isMissingNode() && !this.value.isNull();
	}

	Field at(String name) {
		if (isThere() && !this.value.isObject()) {
			throw wrong("must be an object, but is " + kind());
		}
		return new Field(this.path.isEmpty() ? name : this.path + "." + name, this.value.path(name));
	}

	/**
	 * What stands in a list; nothing if there is none.
	 */
	List<Field> items() {
		List<Field> items = new ArrayList<>();
		if (isThere()) {
			if (!this.value.isArray()) {
				throw wrong("must be a list, but is " + kind());
			}
			for (int i = 0; i < this.value.size(); i++) {
				items.add(new Field(this.path + "[" + i + "]", this.value.path(i)));
			}
		}
		return items;
	}

	<T> List<T> items(Function<Field, T> read) {
		return items().stream().map(read).toList();
	}

	<T> Optional<T> optional(Function<Field, T> read) {
		return isThere() ? Optional.of(read.apply(this)) : Optional.empty();
	}

	String text() {
		if (!isThere()) {
			throw wrong("is missing");
		}
		if (!this.value.isString()) {
			throw wrong("must be text, but is %s%s".formatted(kind(),
					this.value.isContainer() ? "" : "; put " + this.value.asString() + " into quotes"));
		}
		return this.value.stringValue();
	}

	boolean flag() {
		if (isThere() && !this.value.isBoolean()) {
			throw wrong("must be true or false, but is " + kind());
		}
		return this.value.asBoolean(false);
	}

	boolean isText() {
		return this.value.isString();
	}

	int number() {
		if (!isThere()) {
			throw wrong("is missing");
		}
		if (!this.value.isInt()) {
			throw wrong("must be a whole number that is not too large, but is "
					+ (this.value.isNumber() ? this.value.asString() : kind()));
		}
		return this.value.intValue();
	}

	/**
	 * Labels and the like; none if it is not there.
	 */
	Map<String, String> texts() {
		Map<String, String> texts = new TreeMap<>();
		if (isThere()) {
			if (!this.value.isObject()) {
				throw wrong("must be an object, but is " + kind());
			}
			this.value.properties()
				.forEach((entry) -> texts.put(entry.getKey(),
						new Field(this.path + "[" + entry.getKey() + "]", entry.getValue()).text()));
		}
		return texts;
	}

	/**
	 * One of a few words.
	 */
	<T> T word(Map<String, T> words) {
		T meaning = words.get(text());
		if (meaning == null) {
			throw wrong("is \"%s\", but must be one of %s".formatted(text(), String.join(", ", words.keySet())));
		}
		return meaning;
	}

	/**
	 * An object with none but these fields. What is misspelt would be a rule that is not
	 * there.
	 */
	Field only(String... names) {
		if (!isThere()) {
			throw wrong("is missing");
		}
		if (!this.value.isObject()) {
			throw wrong("must be an object, but is " + kind());
		}
		Set<String> known = Set.of(names);
		for (String name : this.value.propertyNames()) {
			if (!known.contains(name)) {
				throw at(name).wrong("is not known; here can be " + String.join(", ", names));
			}
		}
		return this;
	}

	/**
	 * Makes something of a text.
	 */
	<T> T parsed(Function<String, T> parse) {
		String text = text();
		return make(() -> parse.apply(text));
	}

	/**
	 * Makes something, and says where it stands if that is not possible.
	 */
	<T> T make(Supplier<T> thing) {
		try {
			return thing.get();
		}
		catch (InvalidManifestException ex) {
			throw ex.within(this.path);
		}
	}

	InvalidManifestException wrong(String problem) {
		return InvalidManifestException.of(this.path, problem);
	}

	private String kind() {
		return switch (this.value.getNodeType()) {
			case ARRAY -> "a list";
			case OBJECT, POJO -> "an object";
			case BOOLEAN -> "true or false";
			case NUMBER -> "a number";
			case STRING, BINARY -> "text";
			case MISSING, NULL -> "nothing";
		};
	}

}
