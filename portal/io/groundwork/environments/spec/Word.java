package io.groundwork.environments.spec;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * A choice that is written as a word.
 */
public interface Word {

	String name();

	default String word() {
		return name().toLowerCase(Locale.ROOT);
	}

	static <W extends Word> List<String> all(W[] words) {
		return Arrays.stream(words).map(Word::word).toList();
	}

}
