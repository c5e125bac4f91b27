package io.groundwork.bundles.network;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Which labels somebody must have; without a requirement all are selected.
 *
 * @param matchLabels labels that must have these values
 * @param matchExpressions what else must hold
 */
public record Selector(Map<String, String> matchLabels, List<Requirement> matchExpressions) {

	/**
	 * The empty one.
	 */
	public static final Selector ALL = new Selector(Map.of(), List.of());

	public Selector {
		// In an order, so that sentences always read the same.
		matchLabels = Collections.unmodifiableMap(new TreeMap<>(matchLabels));
		matchExpressions = List.copyOf(matchExpressions);
		matchLabels.forEach((key, value) -> {
			checked("matchLabels", () -> Labels.checkKey(key));
			checked("matchLabels[" + key + "]", () -> Labels.checkValue(value));
		});
	}

	private static void checked(String field, Runnable check) {
		try {
			check.run();
		}
		catch (InvalidManifestException ex) {
			throw ex.within(field);
		}
	}

	/**
	 * Everybody who has these labels.
	 */
	public static Selector of(Map<String, String> labels) {
		return new Selector(labels, List.of());
	}

	boolean matches(Map<String, String> labels) {
		for (Map.Entry<String, String> label : this.matchLabels.entrySet()) {
			if (!label.getValue().equals(labels.get(label.getKey()))) {
				return false;
			}
		}
		for (Requirement requirement : this.matchExpressions) {
			if (!requirement.matches(labels)) {
				return false;
			}
		}
		return true;
	}

	/**
	 * In words, such as "app=web and tier in (a, b)"; empty if there is no requirement.
	 */
	@Override
	public String toString() {
		List<String> words = new ArrayList<>();
		this.matchLabels.forEach((key, value) -> words.add(key + "=" + value));
		this.matchExpressions.forEach((requirement) -> words.add(requirement.toString()));
		return String.join(" and ", words);
	}

	/**
	 * One thing that must hold of the labels.
	 *
	 * @param key the label
	 * @param operator how its value is compared
	 * @param values with what
	 */
	public record Requirement(String key, Operator operator, List<String> values) {

		public Requirement {
			values = List.copyOf(values);
			checked("key", () -> Labels.checkKey(key));
			for (int i = 0; i < values.size(); i++) {
				String value = values.get(i);
				checked("values[" + i + "]", () -> Labels.checkValue(value));
			}
			if (operator.comparesValues() && values.isEmpty()) {
				throw InvalidManifestException.of("values",
						"is empty, but %s compares with at least one".formatted(operator.word()));
			}
			if (!operator.comparesValues() && !values.isEmpty()) {
				throw InvalidManifestException.of("values",
						"must be left out, as %s compares with none".formatted(operator.word()));
			}
		}

		boolean matches(Map<String, String> labels) {
			String value = labels.get(this.key);
			return switch (this.operator) {
				case IN -> value != null && this.values.contains(value);
				// Whoever does not have the label has none of the values.
				case NOT_IN -> value == null || !this.values.contains(value);
				case EXISTS -> value != null;
				case DOES_NOT_EXIST -> value == null;
			};
		}

		@Override
		public String toString() {
			return switch (this.operator) {
				case IN -> "%s in (%s)".formatted(this.key, String.join(", ", this.values));
				case NOT_IN -> "%s not in (%s)".formatted(this.key, String.join(", ", this.values));
				case EXISTS -> "a label " + this.key;
				case DOES_NOT_EXIST -> "no label " + this.key;
			};
		}

	}

	/**
	 * How a label's value is compared.
	 */
	public enum Operator {

		IN("In"), NOT_IN("NotIn"), EXISTS("Exists"), DOES_NOT_EXIST("DoesNotExist");

		private final String word;

		Operator(String word) {
			this.word = word;
		}

		/**
		 * As it is written in manifests.
		 */
		public String word() {
			return this.word;
		}

		boolean comparesValues() {
			return this == IN || this == NOT_IN;
		}

	}

}
