package io.groundwork.plans.rules;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonValue;

/**
 * What the rules say of a plan.
 *
 * @param checks each rule that was kept, and each finding of one that was not
 * @param missing why the plan was not judged; missing if it was
 */
@JsonInclude(JsonInclude.Include.NON_ABSENT)
public record Judgement(List<Check> checks, Optional<String> missing) {

	public Judgement {
		checks = List.copyOf(checks);
	}

	static Judgement none(String why) {
		return new Judgement(List.of(), Optional.of(why));
	}

	public Stream<Check> that(Verdict verdict) {
		return this.checks.stream().filter((check) -> check.verdict() == verdict);
	}

	/**
	 * Why a plan must not be carried out, in a sentence, if so.
	 */
	public Optional<String> obstacle() {
		if (this.missing.isPresent()) {
			return Optional.of("It was not judged by the rules: " + this.missing.get());
		}
		List<String> refusals = that(Verdict.FAIL).map(Check::rule).distinct().toList();
		return refusals.isEmpty() ? Optional.empty() : Optional.of("It breaks %s: %s."
			.formatted((refusals.size() == 1) ? "a rule" : "rules", String.join(", ", refusals)));
	}

	/**
	 * What one rule says.
	 *
	 * @param verdict whether it is kept
	 * @param rule its name
	 * @param resource the address that it is about; empty if it is kept
	 * @param text what is wrong and what to do; empty if it is kept
	 */
	public record Check(Verdict verdict, String rule, String resource, String text) {

	}

	/**
	 * Whether a rule is kept.
	 */
	public enum Verdict {

		/** It is not, and the plan must not be carried out. */
		FAIL,

		/** Somebody should look at it. */
		WARN,

		/** It is. */
		PASS;

		@JsonValue
		public String word() {
			return name().toLowerCase(Locale.ROOT);
		}

	}

}
