package io.groundwork.runs;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

import io.groundwork.web.InvalidInputException;
import io.swagger.v3.oas.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

import org.springframework.web.util.UriComponentsBuilder;

/**
 * Which runs somebody looks for.
 *
 * @param environment only those of this environment
 * @param kind only those of this kind
 * @param status only those that stand so
 */
record RunQuery(@Nullable String environment, @Schema(allowableValues = {
		"plan", "apply", "destroy", "drift", "verify" }) @Nullable String kind,
		@Schema(allowableValues = { "queued", "running", "stopping", "recovering", "done", "failed", "cancelled",
				"recovered" }) @Nullable String status){

	RunQuery {
		environment = blankToNull(environment);
		kind = blankToNull(kind);
		status = blankToNull(status);
	}

	private static @Nullable String blankToNull(@Nullable String text) {
		return (text == null || text.isBlank()) ? null : text.strip();
	}

	/**
	 * Refuses what is the name of nothing.
	 */
	RunQuery checked() {
		check("kind", this.kind, Arrays.stream(RunKind.values()).map(RunKind::word).toList());
		check("status", this.status, Arrays.stream(RunStatus.values()).map(RunStatus::word).toList());
		return this;
	}

	private static void check(String field, @Nullable String value, List<String> words) {
		if (value != null && !words.contains(value)) {
			throw new InvalidInputException(field,
					"%s must be one of %s.".formatted(field, words.stream().collect(Collectors.joining(", "))));
		}
	}

	public boolean any() {
		return this.environment != null || this.kind != null || this.status != null;
	}

	Map<String, String> parts() {
		Map<String, String> parts = new LinkedHashMap<>();
		put(parts, "environment", this.environment);
		put(parts, "kind", this.kind);
		put(parts, "status", this.status);
		return parts;
	}

	private static void put(Map<String, String> parts, String name, @Nullable String value) {
		if (value != null) {
			parts.put(name, value);
		}
	}

	String address(String path) {
		UriComponentsBuilder address = UriComponentsBuilder.fromPath(path);
		parts().forEach(address::queryParam);
		return address.encode().toUriString();
	}

}
