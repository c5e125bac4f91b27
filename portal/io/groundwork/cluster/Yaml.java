package io.groundwork.cluster;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

import org.yaml.snakeyaml.DumperOptions;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.Tag;
import org.yaml.snakeyaml.representer.Representer;
import org.yaml.snakeyaml.resolver.Resolver;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import io.groundwork.web.InvalidInputException;

/**
 * Reads files of YAML or JSON.
 */
final class Yaml {

	private static final int MOST_CODE_POINTS = 16 * 1024 * 1024;

	private Yaml() {
	}

	/**
	 * The documents of a file; empty ones are left out.
	 * @param file what a complaint calls it
	 */
	static List<JsonNode> read(String file, String content) {
		List<JsonNode> documents = new ArrayList<>();
		try {
			for (Object document : loader().loadAll(content)) {
				if (document != null) {
					documents.add(JsonMapper.shared().valueToTree(document));
				}
			}
		}
		catch (MarkedYAMLException ex) {
			int line = (ex.getProblemMark() != null) ? ex.getProblemMark().getLine() + 1 : 1;
			throw new InvalidInputException(file, "Line %d cannot be read: %s.".formatted(line, ex.getProblem()));
		}
		catch (YAMLException ex) {
			throw new InvalidInputException(file, "It cannot be read: " + ex.getMessage());
		}
		return documents;
	}

	private static org.yaml.snakeyaml.Yaml loader() {
		LoaderOptions options = new LoaderOptions();
		options.setAllowDuplicateKeys(false);
		options.setAllowRecursiveKeys(false);
		options.setCodePointLimit(MOST_CODE_POINTS);
		DumperOptions unused = new DumperOptions();
		return new org.yaml.snakeyaml.Yaml(new SafeConstructor(options), new Representer(unused), unused, options,
				new Words());
	}

	/**
	 * What looks like a day is text to Kubernetes.
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
