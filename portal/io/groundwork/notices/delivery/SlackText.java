package io.groundwork.notices.delivery;

import java.util.ArrayList;
import java.util.List;

import io.groundwork.web.Tone;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A message as Slack shows it: what it is about and how that stands, and a button that
 * leads there.
 */
final class SlackText {

	/** Slack refuses a section that is longer than 3,000 signs. */
	private static final int LONGEST_LINE = 300;

	private static final int MOST_LINES = 8;

	private SlackText() {
	}

	static String of(Message message, JsonMapper json) {
		List<String> lines = new ArrayList<>();
		lines.add("*<%s|%s>*".formatted(escaped(message.link()), line(message.title())));
		lines.add("%s *%s*".formatted(sign(message.tone()), line(message.status())));
		message.lines().stream().limit(MOST_LINES).map(SlackText::line).forEach(lines::add);
		ObjectNode body = json.createObjectNode();
		// What a notification and a screen reader say.
		body.put("text", "%s: %s".formatted(line(message.title()), line(message.status())));
		body.put("unfurl_links", false);
		body.put("unfurl_media", false);
		ArrayNode blocks = body.putArray("blocks");
		ObjectNode section = blocks.addObject().put("type", "section");
		section.putObject("text").put("type", "mrkdwn").put("text", String.join("\n", lines));
		ObjectNode button = blocks.addObject()
			.put("type", "actions")
			.putArray("elements")
			.addObject()
			.put("type", "button")
			.put("action_id", "open")
			.put("url", message.link());
		button.putObject("text").put("type", "plain_text").put("text", message.button());
		if (message.tone() == Tone.WAIT) {
			button.put("style", "primary");
		}
		return body.toString();
	}

	/**
	 * Texts that people typed mean nothing to Slack: no links, no mentions, no second
	 * line.
	 */
	private static String line(String text) {
		String line = text.replaceAll("\\s+", " ").strip();
		if (line.codePointCount(0, line.length()) > LONGEST_LINE) {
			line = line.substring(0, line.offsetByCodePoints(0, LONGEST_LINE)) + "…";
		}
		return escaped(line);
	}

	static String escaped(String text) {
		return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
	}

	private static String sign(Tone tone) {
		return switch (tone) {
			case GOOD -> ":white_check_mark:";
			case WAIT -> ":hourglass_flowing_sand:";
			case BUSY -> ":arrows_counterclockwise:";
			case BAD -> ":x:";
			case QUIET -> ":heavy_minus_sign:";
		};
	}

}
