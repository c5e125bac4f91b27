package io.groundwork.documents;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.DumperOptions;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.Tag;
import org.yaml.snakeyaml.representer.Representer;
import org.yaml.snakeyaml.resolver.Resolver;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Reads the documents in a file of YAML or JSON.
 */
public final class Documents {

	private static final JsonMapper JSON = JsonMapper.builder()
		.enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
		.enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
		.build();

	private static final Pattern JSON_OBJECT = Pattern.compile("\\s*\\{\\s*\"");

	private static final Pattern SEPARATOR = Pattern.compile("(?m)^---");

	private static final int MOST_CODE_POINTS = 64 * 1024 * 1024;

	private Documents() {
	}

	/**
	 * The documents of a file; empty ones are left out.
	 * @throws UnreadableException if it cannot be read
	 */
	public static List<JsonNode> read(String content) {
		if (content.stripLeading().startsWith("{")) {
			try {
				// JSON may have tabs, which YAML does not take.
				return List.of(JSON.readTree(content));
			}
			catch (JacksonException ex) {
				if (JSON_OBJECT.matcher(content).lookingAt() && !SEPARATOR.matcher(content).find()) {
					throw new UnreadableException(ex.getOriginalMessage().replaceFirst("\\.$", ""),
							Math.max(1, ex.getLocation().getLineNr()), ex);
				}
			}
		}
		return yaml(content);
	}

	private static List<JsonNode> yaml(String content) {
		List<JsonNode> documents = new ArrayList<>();
		Values values = new Values();
		try {
			for (Object document : loader().loadAll(content)) {
				// Between two separators there may be nothing but a comment.
				if (document != null) {
					documents.add(values.node(document, 0));
				}
			}
		}
		catch (MarkedYAMLException ex) {
			throw new UnreadableException(String.valueOf(ex.getProblem()),
					(ex.getProblemMark() != null) ? ex.getProblemMark().getLine() + 1 : 1, ex);
		}
		catch (YAMLException ex) {
			throw new UnreadableException(String.valueOf(ex.getMessage()), 0, ex);
		}
		return documents;
	}

	private static Yaml loader() {
		LoaderOptions options = new LoaderOptions();
		options.setAllowDuplicateKeys(false);
		options.setCodePointLimit(MOST_CODE_POINTS);
		DumperOptions unused = new DumperOptions();
		return new Yaml(new SafeConstructor(options), new Representer(unused), unused, options, new Words());
	}

	/**
	 * Makes JSON of what was read. An anchor may stand for itself, or for more and more.
	 */
	private static final class Values {

		private static final int DEEPEST = 100;

		private static final int MOST = 10_000_000;

		private int count;

		JsonNode node(@Nullable Object value, int depth) {
			if (depth > DEEPEST || ++this.count > MOST) {
				throw new YAMLException("it is nested too deep, or its anchors stand for too much");
			}
			return switch (value) {
				case null -> JSON.getNodeFactory().nullNode();
				case Map<?, ?> map -> {
					ObjectNode object = JSON.createObjectNode();
					map.forEach((key, inside) -> object.set(String.valueOf(key), node(inside, depth + 1)));
					yield object;
				}
				case List<?> list -> {
					ArrayNode array = JSON.createArrayNode();
					list.forEach((inside) -> array.add(node(inside, depth + 1)));
					yield array;
				}
				default -> JSON.valueToTree(value);
			};
		}

	}

	/**
	 * What looks like a day is text to the API server's clients.
	 */
	private static final class Words extends Resolver {

		@Override
		public void addImplicitResolver(Tag tag, Pattern pattern, String first, int limit) {
			if (tag != Tag.TIMESTAMP) {
				super.addImplicitResolver(tag, pattern, first, limit);
			}
		}

	}

}
