package io.groundwork.cluster;

import java.util.List;

import io.groundwork.documents.Documents;
import io.groundwork.documents.UnreadableException;
import io.groundwork.web.InvalidInputException;
import tools.jackson.databind.JsonNode;

/**
 * Reads files that somebody has given, and says which one is wrong.
 */
final class Yaml {

	private Yaml() {
	}

	/**
	 * The documents of a file; empty ones are left out.
	 * @param file what a complaint calls it
	 */
	static List<JsonNode> read(String file, String content) {
		try {
			return Documents.read(content);
		}
		catch (UnreadableException ex) {
			throw new InvalidInputException(file,
					(ex.line() > 0) ? "Line %d cannot be read: %s.".formatted(ex.line(), ex.problem())
							: "It cannot be read: " + ex.problem());
		}
	}

}
