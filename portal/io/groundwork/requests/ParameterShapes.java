package io.groundwork.requests;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

import io.groundwork.environments.EnvironmentKind;
import io.groundwork.environments.RequestShapes;

import org.springframework.stereotype.Component;

/**
 * The parameters of each kind of request: which there are, and what they mean.
 */
@Component
class ParameterShapes implements RequestShapes {

	private static final Map<RequestKind, Map<String, Map<String, Object>>> KNOWN = Map.of(RequestKind.CREATE,
			Map.of("host", text("The environment on whose cluster it is to live; needed only where there are several"),
					"team", text("The team that is to own it; needed only by those who are in several")),
			RequestKind.DESTROY, Map.of("confirm", text("The name of the environment again")), RequestKind.ROLLBACK,
			Map.of("revision", Map.of("type", "integer", "minimum", 1, "description", "The revision to go back to")),
			RequestKind.UPGRADE, Map.of("template", text("The version of our files; the newest if it is left out")),
			RequestKind.FOUNDATION,
			Map.of("environments",
					Map.of("type", "array", "uniqueItems", true, "minItems", 1, "items",
							Map.of("enum", Arrays.stream(EnvironmentKind.values()).map(EnvironmentKind::word).toList()),
							"description", "Which of the four; all of them if it is left out"),
					"region", text("Where; that of the presets if it is left out"), "team",
					text("The team that is to own them; needed only by those who are in several")));

	private static final Map<RequestKind, Set<String>> NEEDED = Map.of(RequestKind.DESTROY, Set.of("confirm"),
			RequestKind.ROLLBACK, Set.of("revision"));

	private static Map<String, Object> text(String description) {
		return Map.of("type", "string", "description", description);
	}

	/**
	 * The names of those that a kind takes.
	 */
	static Set<String> names(RequestKind kind) {
		return KNOWN.getOrDefault(kind, Map.of()).keySet();
	}

	@Override
	public Map<String, Object> parameters() {
		Map<String, Object> schemas = new LinkedHashMap<>();
		Arrays.stream(RequestKind.values()).filter(RequestKind::known).forEach((kind) -> {
			Map<String, Object> schema = new LinkedHashMap<>();
			schema.put("$schema", "https://json-schema.org/draft/2020-12/schema");
			schema.put("type", "object");
			schema.put("properties", new TreeMap<>(KNOWN.getOrDefault(kind, Map.of())));
			schema.put("required", List.copyOf(NEEDED.getOrDefault(kind, Set.of())));
			schema.put("additionalProperties", false);
			schemas.put(kind.word(), schema);
		});
		return schemas;
	}

}
