package io.groundwork.sandbox.linode;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.StreamSupport;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * JSON as this API writes it, times included: no zone, no fraction.
 */
final class Json {

	static final JsonMapper MAPPER = JsonMapper.shared();

	private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss")
		.withZone(ZoneOffset.UTC);

	private Json() {
	}

	static ObjectNode object() {
		return JsonNodeFactory.instance.objectNode();
	}

	static ArrayNode array() {
		return JsonNodeFactory.instance.arrayNode();
	}

	static ArrayNode array(Collection<String> texts) {
		ArrayNode array = array();
		texts.forEach(array::add);
		return array;
	}

	/**
	 * Tags come back without duplicates, in order.
	 */
	static ArrayNode tags(List<String> tags) {
		Set<String> sorted = new TreeSet<>(tags);
		return array(sorted);
	}

	static List<String> texts(JsonNode array) {
		return StreamSupport.stream(array.spliterator(), false).map((node) -> node.asString("")).toList();
	}

	static List<JsonNode> nodes(JsonNode array) {
		List<JsonNode> nodes = new ArrayList<>();
		array.forEach(nodes::add);
		return nodes;
	}

	static byte[] bytes(JsonNode node) {
		return MAPPER.writeValueAsBytes(node);
	}

	static String time(Instant instant) {
		return TIME.format(instant);
	}

	/**
	 * A data file beside this package's resources.
	 */
	static JsonNode resource(String file) {
		try (InputStream data = Json.class.getResourceAsStream("/sandbox/linode/" + file)) {
			if (data == null) {
				throw new IllegalStateException("There is no " + file + " on the class path");
			}
			return MAPPER.readTree(data);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * A data file that is a list of objects.
	 */
	static List<ObjectNode> rows(String file) {
		return nodes(resource(file)).stream().map((row) -> (ObjectNode) row).toList();
	}

}
