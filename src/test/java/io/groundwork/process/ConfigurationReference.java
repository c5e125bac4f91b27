package io.groundwork.process;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Writes docs/configuration.md from what the settings say of themselves.
 */
final class ConfigurationReference {

	static final Path FILE = Path.of("docs/configuration.md");

	private ConfigurationReference() {
	}

	static String write() throws IOException {
		try (InputStream file = ConfigurationReference.class
			.getResourceAsStream("/META-INF/spring-configuration-metadata.json")) {
			if (file == null) {
				throw new IllegalStateException("The portal is not compiled: its configuration metadata is missing");
			}
			return write(JsonMapper.shared().readTree(file));
		}
	}

	private static String write(JsonNode metadata) {
		Map<String, JsonNode> settings = new TreeMap<>();
		metadata.get("properties").forEach((property) -> settings.put(property.get("name").asString(), property));
		StringBuilder text = new StringBuilder(
				"""
						# Settings

						Generated from the portal's sources by `make docs`; a test fails when it is out of date.

						Each can stand in a file (`application.yaml` beside the jar), on the command line
						(`--groundwork.web.port=8080`), or in an environment variable: upper case, dots become underscores,
						dashes go (`GROUNDWORK_IDENTITY_CLIENTID`). Lists are separated by commas. A value that is wrong stops
						the start with a sentence that names the key. Secrets are best put in files: point `SPRING_CONFIG_IMPORT`
						at `configtree:/run/secrets/` and name each file after its key.
						""");
		String group = "";
		for (Map.Entry<String, JsonNode> setting : settings.entrySet()) {
			String now = group(setting.getKey());
			if (!now.equals(group)) {
				text.append("\n## ").append(now).append("\n\n| key | what it is | default |\n|---|---|---|\n");
				group = now;
			}
			text.append("| `%s` | %s | %s |%n".formatted(setting.getKey(), description(setting.getValue()),
					standard(setting.getValue())));
		}
		return text.toString();
	}

	private static String group(String key) {
		String[] steps = key.split("\\.");
		return (steps.length > 2) ? steps[0] + "." + steps[1] : steps[0];
	}

	private static String description(JsonNode setting) {
		String told = setting.path("description").asString("").replaceAll("\\s+", " ").replace("|", "\\|");
		String sentence = told.isEmpty() ? "" : told.substring(0, 1).toUpperCase(Locale.ROOT) + told.substring(1);
		String choices = choices(setting.path("type").asString(""));
		return sentence + (choices.isEmpty() ? "" : " (" + choices + ")");
	}

	private static String choices(String type) {
		try {
			Class<?> known = Class.forName(type);
			return known.isEnum() ? Arrays.stream(known.getEnumConstants())
				.map((one) -> "`" + one.toString().toLowerCase(Locale.ROOT) + "`")
				.collect(Collectors.joining(" or ")) : "";
		}
		catch (ClassNotFoundException ex) {
			return "";
		}
	}

	private static String standard(JsonNode setting) {
		JsonNode value = setting.path("defaultValue");
		if (value.isMissingNode()) {
			return setting.path("type").asString("").startsWith("java.util.Map") ? "none" : "";
		}
		if (value.isArray()) {
			return "`" + value.valueStream().map(JsonNode::asString).collect(Collectors.joining(",")) + "`";
		}
		return "`" + value.asString().replaceAll("^\\[|\\]$", "").replace(", ", ",") + "`";
	}

}
