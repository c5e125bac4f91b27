package io.groundwork.terraform;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import io.groundwork.terraform.Message.Head;
import io.groundwork.terraform.Message.Level;

/**
 * Reads what Terraform says with {@code -json}, whatever later versions add to it.
 */
final class MessageReader {

	private static final JsonMapper MAPPER = JsonMapper.builder().build();

	private static final Pattern WORK = Pattern
		.compile("(apply|refresh|provision|ephemeral_op)_(start|progress|complete|errored)");

	private MessageReader() {
	}

	static Message read(String line) {
		if (!line.startsWith("{")) {
			return plain(line);
		}
		try {
			JsonNode json = MAPPER.readTree(line);
			return json.has("@message") || json.has("type") ? read(json) : plain(line);
		}
		catch (JacksonException ex) {
			return plain(line);
		}
	}

	private static Message plain(String line) {
		return new Message.Plain(new Head(Level.INFO, Optional.empty(), line));
	}

	private static Message read(JsonNode json) {
		Head head = new Head(level(json), at(json), json.path("@message").asString(""));
		String type = json.path("type").asString("log");
		Matcher work = WORK.matcher(type);
		if (work.matches()) {
			return work(head, work, json.path("hook"));
		}
		return switch (type) {
			case "version" ->
				new Message.Version(head, json.path("terraform").asString(json.path("tofu").asString("")));
			case "log", "init_output", "output" -> new Message.Log(head);
			case "diagnostic" -> diagnostic(head, json.path("diagnostic"));
			case "planned_change" -> {
				JsonNode change = json.path("change");
				yield new Message.PlannedChange(head, address(change), change.path("action").asString(""),
						text(change, "reason"));
			}
			case "resource_drift" -> new Message.ResourceDrift(head, address(json.path("change")),
					json.path("change").path("action").asString(""));
			case "change_summary" -> summary(head, json.path("changes"));
			case "outputs" -> outputs(head, json.path("outputs"));
			default -> new Message.Unknown(head, type);
		};
	}

	private static Message work(Head head, Matcher type, JsonNode hook) {
		Message.Work work = switch (type.group(1)) {
			case "apply" -> Message.Work.APPLY;
			case "refresh" -> Message.Work.REFRESH;
			case "provision" -> Message.Work.PROVISION;
			default -> Message.Work.EPHEMERAL;
		};
		return new Message.ResourceWork(head, work, Message.Phase.valueOf(type.group(2).toUpperCase(Locale.ROOT)),
				address(hook), hook.path("action").asString(""),
				Duration.ofSeconds(hook.path("elapsed_seconds").asLong(0)));
	}

	private static Message diagnostic(Head head, JsonNode json) {
		String summary = json.path("summary").asString("");
		String detail = json.path("detail").asString("");
		JsonNode start = json.path("range").path("start");
		Optional<Message.Range> range = text(json.path("range"), "filename")
			.map((file) -> new Message.Range(file, start.path("line").asInt(0), start.path("column").asInt(0)));
		StringBuilder text = new StringBuilder(summary);
		if (!detail.isBlank()) {
			text.append('\n').append(detail.strip());
		}
		range.ifPresent((place) -> text.append("\nat ").append(place));
		Head whole = new Head(json.path("severity").asString("").equals("warning") ? Level.WARN : Level.ERROR,
				head.at(), text.toString());
		return new Message.Diagnostic(whole, summary, detail, text(json, "address"), range);
	}

	private static Message summary(Head head, JsonNode json) {
		return new Message.ChangeSummary(head, json.path("operation").asString(""), json.path("add").asInt(0),
				json.path("change").asInt(0), json.path("remove").asInt(0), json.path("import").asInt(0));
	}

	private static Message outputs(Head head, JsonNode json) {
		Map<String, Boolean> sensitive = new TreeMap<>();
		json.properties()
			.forEach((output) -> sensitive.put(output.getKey(), output.getValue().path("sensitive").asBoolean(true)));
		return new Message.Outputs(head, sensitive);
	}

	private static Optional<String> address(JsonNode json) {
		return text(json.path("resource"), "addr");
	}

	private static Optional<String> text(JsonNode json, String field) {
		return Optional.of(json.path(field).asString("")).filter((text) -> !text.isEmpty());
	}

	private static Level level(JsonNode json) {
		return switch (json.path("@level").asString("")) {
			case "trace" -> Level.TRACE;
			case "debug" -> Level.DEBUG;
			case "warn" -> Level.WARN;
			case "error" -> Level.ERROR;
			default -> Level.INFO;
		};
	}

	private static Optional<Instant> at(JsonNode json) {
		try {
			return text(json, "@timestamp").map((text) -> OffsetDateTime.parse(text).toInstant());
		}
		catch (DateTimeException ex) {
			return Optional.empty();
		}
	}

}
