package io.groundwork.terraform;

import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import io.groundwork.terraform.PlanDocument.Change;
import io.groundwork.terraform.PlanDocument.ResourceChange;

/**
 * Reads {@code show -json} of a saved plan with no more of it in memory than one change.
 */
public final class PlanDocumentReader {

	private static final JsonMapper MAPPER = JsonMapper.builder().build();

	private String formatVersion = "";

	private String terraformVersion = "";

	private boolean applyable = true;

	private boolean complete = true;

	private boolean errored;

	private final List<PlanDocument.Check> checks = new ArrayList<>();

	private PlanDocumentReader() {
	}

	/**
	 * Reads a document.
	 * @param content the document; not closed
	 * @param visitor who takes the changes
	 */
	public static PlanDocument read(InputStream content, PlanDocument.Visitor visitor) {
		return new PlanDocumentReader().document(content, visitor);
	}

	private PlanDocument document(InputStream content, PlanDocument.Visitor visitor) {
		try (JsonParser parser = MAPPER.createParser(content)) {
			if (parser.nextToken() != JsonToken.START_OBJECT) {
				throw new IllegalArgumentException("This is no plan as JSON.");
			}
			while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
				String field = parser.currentName();
				parser.nextToken();
				field(parser, field, visitor);
			}
		}
		if (this.formatVersion.isEmpty()) {
			throw new IllegalArgumentException("This is no plan as JSON: it does not say which version it has.");
		}
		return new PlanDocument(this.formatVersion, this.terraformVersion, this.applyable, this.complete, this.errored,
				List.copyOf(this.checks));
	}

	private void field(JsonParser parser, String field, PlanDocument.Visitor visitor) {
		switch (field) {
			case "format_version" -> this.formatVersion = parser.getString();
			case "terraform_version" -> this.terraformVersion = parser.getString();
			case "applyable" -> this.applyable = parser.getBooleanValue();
			case "complete" -> this.complete = parser.getBooleanValue();
			case "errored" -> this.errored = parser.getBooleanValue();
			case "resource_changes" -> items(parser, (json) -> visitor.resource(resource(json)));
			case "resource_drift" -> items(parser, (json) -> visitor.drift(resource(json)));
			case "output_changes" -> outputs(parser, visitor);
			case "checks" -> items(parser, (json) -> this.checks.add(check(json)));
			// The state and the configuration: nothing in them is a change.
			default -> parser.skipChildren();
		}
	}

	private static void items(JsonParser parser, Consumer<JsonNode> item) {
		if (parser.currentToken() != JsonToken.START_ARRAY) {
			parser.skipChildren();
			return;
		}
		while (parser.nextToken() != JsonToken.END_ARRAY) {
			item.accept(parser.readValueAsTree());
		}
	}

	private static void outputs(JsonParser parser, PlanDocument.Visitor visitor) {
		if (parser.currentToken() != JsonToken.START_OBJECT) {
			parser.skipChildren();
			return;
		}
		while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
			String name = parser.currentName();
			parser.nextToken();
			visitor.output(name, change(parser.readValueAsTree()));
		}
	}

	private static ResourceChange resource(JsonNode json) {
		return new ResourceChange(json.path("address").asString(""), text(json, "previous_address"),
				json.path("module_address").asString(""), json.path("mode").asString("managed"),
				json.path("type").asString(""), json.path("name").asString(""), text(json, "deposed"),
				text(json, "action_reason"), change(json.path("change")));
	}

	private static Change change(JsonNode json) {
		List<String> actions = new ArrayList<>();
		json.path("actions").forEach((action) -> actions.add(action.asString()));
		List<List<String>> paths = new ArrayList<>();
		json.path("replace_paths").forEach((path) -> {
			List<String> steps = new ArrayList<>();
			path.forEach((step) -> steps.add(step.asString()));
			paths.add(steps);
		});
		return new Change(actions, json.path("before"), json.path("after"), json.path("after_unknown"),
				json.path("before_sensitive"), json.path("after_sensitive"), paths, json.path("importing").isObject()
						? Optional.of(json.path("importing").path("id").asString("")) : Optional.empty());
	}

	private static PlanDocument.Check check(JsonNode json) {
		List<String> problems = new ArrayList<>();
		json.path("instances")
			.forEach((instance) -> instance.path("problems")
				.forEach((problem) -> problems.add(problem.path("message").asString(""))));
		return new PlanDocument.Check(json.path("address").path("to_display").asString(""),
				json.path("status").asString(""), problems);
	}

	private static Optional<String> text(JsonNode json, String field) {
		return Optional.of(json.path(field).asString("")).filter((text) -> !text.isEmpty());
	}

}
