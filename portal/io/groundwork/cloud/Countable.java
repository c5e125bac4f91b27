package io.groundwork.cloud;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

import io.groundwork.web.InvalidInputException;

/**
 * What an account may have only so many of.
 */
public enum Countable {

	NODES, CLUSTERS, DATABASES, VPCS, FIREWALLS, BUCKETS, DOMAINS;

	/**
	 * As tables, pages and the API write it.
	 */
	public String word() {
		return name().toLowerCase(Locale.ROOT);
	}

	/**
	 * As a sentence writes it.
	 */
	public String plural() {
		return (this == VPCS) ? "VPCs" : word();
	}

	static Countable of(String word) {
		return Arrays.stream(values())
			.filter((one) -> one.word().equals(word))
			.findFirst()
			.orElseThrow(() -> new InvalidInputException("kind", "kind must be one of %s."
				.formatted(Arrays.stream(values()).map(Countable::word).collect(Collectors.joining(", ")))));
	}

}
