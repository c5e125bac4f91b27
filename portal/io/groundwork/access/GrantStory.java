package io.groundwork.access;

import java.time.Instant;
import java.util.List;
import java.util.Map;

import io.groundwork.web.Tone;

/**
 * What happened to a grant, as people read it.
 */
final class GrantStory {

	private static final Map<String, String> SENTENCES = Map.of("agreed", "Agreed to", "began", "It begins", "extended",
			"It lasts longer", "not-extended", "It does not last longer", "ended", "It is over, and proven so",
			"hindered", "It cannot be taken away yet, and is tried again", "unreviewed",
			"Nobody has looked at it within a day", "rotated", "What lets people in by break-glass was made anew",
			Alerts.ALARMED, "Something is wrong with it");

	private static final Map<String, String> BY_SOMEBODY = Map.of("asked", "Asked by %s", "approved", "%s agrees",
			"denied", "%s says no", "more-asked", "%s would like more time", "kubeconfig", "%s takes a kubeconfig",
			"forced", "%s breaks the glass", "brought-in",
			"%s brings in the receipt of what was done without the portal", "reviewed", "%s has looked at it");

	private GrantStory() {
	}

	static List<Line> of(List<GrantEvents.Happened> events) {
		return events.stream()
			.map((event) -> new Line(tone(event.what()), sentence(event), event.text(), event.at()))
			.toList();
	}

	/**
	 * In a sentence without its full stop.
	 */
	static String sentence(GrantEvents.Happened event) {
		String bySomebody = BY_SOMEBODY.get(event.what());
		if (bySomebody != null) {
			return bySomebody.formatted(event.by());
		}
		String sentence = SENTENCES.get(event.what());
		if (sentence != null) {
			return sentence;
		}
		String cause = Cause.of(event.what()).sentence();
		return event.by().equals(GrantEvents.PORTAL) ? cause : "%s, by %s".formatted(cause, event.by());
	}

	private static Tone tone(String what) {
		return switch (what) {
			case "denied", "not-extended", "hindered", "forced", "brought-in", "unreviewed", Alerts.ALARMED -> Tone.BAD;
			case "asked", "more-asked" -> Tone.QUIET;
			case "revoked", "role", "locked", "environment", "lapsed" -> Tone.WAIT;
			default -> Tone.GOOD;
		};
	}

	/**
	 * A line of it.
	 */
	record Line(Tone tone, String text, String note, Instant at) {

	}

}
