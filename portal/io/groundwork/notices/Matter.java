package io.groundwork.notices;

import java.util.List;
import java.util.Map;

import io.groundwork.web.Tone;

/**
 * What something happened to, as it is now.
 *
 * @param kind what it is: request
 * @param number which one
 * @param title what it is in a few words
 * @param tone how it stands, as the eye sees it
 * @param status how it stands, in words
 * @param lines what else whoever reads of it should know, a sentence each
 * @param button what the button that leads there says
 * @param link where it leads, within the portal
 * @param facts what programs are told of it beside number, title and link
 */
public record Matter(String kind, long number, String title, Tone tone, String status, List<String> lines,
		String button, String link, Map<String, Object> facts) {

	public Matter {
		lines = List.copyOf(lines);
	}

	/**
	 * How notices name it.
	 */
	public String subject() {
		return subject(this.kind, this.number);
	}

	static String subject(String kind, long number) {
		return kind + ":" + number;
	}

}
