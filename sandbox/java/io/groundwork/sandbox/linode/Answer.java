package io.groundwork.sandbox.linode;

import java.util.Map;

import tools.jackson.databind.JsonNode;

/**
 * What is sent back.
 *
 * @param status the HTTP status
 * @param body the JSON
 * @param headers what is sent besides the usual
 */
record Answer(int status, JsonNode body, Map<String, String> headers) {

	static Answer ok(JsonNode body) {
		return new Answer(200, body, Map.of());
	}

	static Answer done() {
		return ok(Json.object());
	}

}
