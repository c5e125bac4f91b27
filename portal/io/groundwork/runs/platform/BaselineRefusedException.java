package io.groundwork.runs.platform;

import java.util.stream.Collectors;

import io.groundwork.cluster.Applied;

/**
 * The cluster would not take all of it.
 */
public class BaselineRefusedException extends RuntimeException {

	BaselineRefusedException(Applied applied) {
		super("The cluster refused %d objects: %s".formatted(applied.refused().size(),
				applied.refused()
					.values()
					.stream()
					.limit(5)
					.map((refusal) -> refusal.sentence() + " " + refusal.remedy())
					.collect(Collectors.joining(" "))));
	}

}
