package io.groundwork.notices;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * What is told outside when it happens, by the name that webhooks choose it by.
 */
public enum NoticeEvent {

	REQUEST_ASKED("Somebody asks"), REQUEST_EDITED("It is written anew"), REQUEST_RETRIED("It begins again"),
	REQUEST_PLANNED("It is planned"), REQUEST_APPROVED("Somebody approves"), REQUEST_DENIED("Somebody denies"),
	REQUEST_AGREED("It is agreed to"), REQUEST_APPLYING("It is being carried out"), REQUEST_DONE("It is done"),
	REQUEST_FAILED("It has failed"), REQUEST_STALE("Its plan is out of date"), REQUEST_WITHDRAWN("It is withdrawn"),
	REQUEST_CANCELLED("It is cancelled"), REQUEST_COMMENTED("Somebody says something"),

	GRANT_ASKED("Somebody asks to get in"), GRANT_APPROVED("Somebody agrees to a grant"),
	GRANT_DENIED("A grant is denied"), GRANT_AGREED("A grant is agreed to"), GRANT_BEGAN("A grant begins"),
	GRANT_EXTENDED("A grant lasts longer"), GRANT_ENDING("A grant comes to its end"),
	GRANT_ENDED("A grant is over, and proven so"), GRANT_HINDERED("A grant cannot be taken away yet"),
	GRANT_FORCED("Somebody breaks the glass"), GRANT_REVIEWED("Somebody has looked at a break-glass"),
	GRANT_UNREVIEWED("Nobody has looked at a break-glass within a day"),
	GRANT_ALERT("Somebody tried to get further than their grant, or left something behind"),
	GRANT_IDENTITY("A cluster refuses the portal's own identity"),
	GRANT_UNOBSERVED("A cluster does not tell any more what is done in it");

	private final String label;

	NoticeEvent(String label) {
		this.label = label;
	}

	/**
	 * Such as request.done.
	 */
	public String word() {
		return name().toLowerCase(Locale.ROOT).replace('_', '.');
	}

	/**
	 * The event of that name, if it is told at all.
	 */
	public static Optional<NoticeEvent> of(String word) {
		return Arrays.stream(values()).filter((event) -> event.word().equals(word)).findFirst();
	}

	static Map<String, String> labels() {
		Map<String, String> labels = new LinkedHashMap<>();
		Arrays.stream(values()).forEach((event) -> labels.put(event.word(), event.label));
		return labels;
	}

}
