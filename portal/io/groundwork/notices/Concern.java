package io.groundwork.notices;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Why somebody is told something.
 */
public enum Concern {

	/** What they asked for has moved on. */
	MINE("What you asked for has moved on"),

	/** Something waits for them to decide. */
	DECIDE("Something waits for you to decide"),

	/** All that waits for them, once a day. */
	SUMMARY("The daily summary of what waits for you");

	private final String label;

	Concern(String label) {
		this.label = label;
	}

	/**
	 * As the API and the database write it.
	 */
	public String word() {
		return name().toLowerCase(Locale.ROOT);
	}

	static Concern of(String word) {
		return found(word).orElseThrow();
	}

	/**
	 * Those of the words that are known.
	 */
	static Set<Concern> all(Iterable<String> words) {
		Set<Concern> all = EnumSet.noneOf(Concern.class);
		words.forEach((word) -> found(word).ifPresent(all::add));
		return all;
	}

	static Map<String, String> labels() {
		Map<String, String> labels = new LinkedHashMap<>();
		Arrays.stream(values()).forEach((concern) -> labels.put(concern.word(), concern.label));
		return labels;
	}

	private static Optional<Concern> found(String word) {
		return Arrays.stream(values()).filter((concern) -> concern.word().equals(word)).findFirst();
	}

}
