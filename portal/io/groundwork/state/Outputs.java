package io.groundwork.state;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.MissingNode;

/**
 * What a configuration gives out, as the state has it. Some of it is secret.
 */
public final class Outputs {

	private final Map<String, JsonNode> values;

	private Outputs(Map<String, JsonNode> values) {
		this.values = Collections.unmodifiableMap(values);
	}

	static Outputs none() {
		return new Outputs(Map.of());
	}

	/**
	 * Reads them out of a state of any size, and the state to its end, since only then is
	 * it known to be whole.
	 */
	static Outputs read(InputStream state) throws IOException {
		Map<String, JsonNode> values = new TreeMap<>();
		JsonParser json = JsonMapper.shared().createParser(state);
		if (json.nextToken() == JsonToken.START_OBJECT) {
			while (json.nextToken() == JsonToken.PROPERTY_NAME) {
				boolean outputs = "outputs".equals(json.currentName());
				json.nextToken();
				if (outputs) {
					JsonNode all = json.readValueAsTree();
					all.forEachEntry((name, output) -> values.put(name, output.path("value")));
				}
				else {
					json.skipChildren();
				}
			}
		}
		state.transferTo(OutputStream.nullOutputStream());
		return new Outputs(values);
	}

	/**
	 * The value of an output; missing if there is none.
	 */
	public JsonNode value(String name) {
		return this.values.getOrDefault(name, MissingNode.getInstance());
	}

	/**
	 * Without the values: this may end up in a log.
	 */
	@Override
	public String toString() {
		return "Outputs" + this.values.keySet();
	}

}
