package io.groundwork.runs;

import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.groundwork.plans.rules.Judgement;
import io.groundwork.plans.rules.Judgement.Verdict;
import io.groundwork.web.Tone;
import org.jspecify.annotations.Nullable;

/**
 * What the rules say of a plan, as its page shows it.
 *
 * @param tone how bad that is
 * @param sentence all of it in a sentence
 * @param findings what is wrong, the worst first
 * @param kept the names of the rules that are kept
 */
record RulesView(Tone tone, String sentence, List<Finding> findings, List<String> kept) {

	static RulesView of(Judgement judgement) {
		List<Finding> findings = judgement.checks()
			.stream()
			.filter((check) -> check.verdict() != Verdict.PASS)
			.map(Finding::of)
			.toList();
		List<String> kept = judgement.that(Verdict.PASS).map(Judgement.Check::rule).toList();
		return new RulesView(tone(judgement), sentence(judgement, kept.size()), findings, kept);
	}

	private static Tone tone(Judgement judgement) {
		if (judgement.obstacle().isPresent()) {
			return Tone.BAD;
		}
		return judgement.that(Verdict.WARN).findAny().isPresent() ? Tone.WAIT : Tone.GOOD;
	}

	private static String sentence(Judgement judgement, int kept) {
		@Nullable String missing = judgement.missing().orElse(null);
		if (missing != null) {
			return "Not judged: " + missing;
		}
		long broken = judgement.that(Verdict.FAIL).count();
		long warned = judgement.that(Verdict.WARN).count();
		if (broken == 0 && warned == 0) {
			return "All %d rules are kept".formatted(kept);
		}
		return Stream
			.of(counted(broken, "is broken", "are broken"), counted(warned, "warns", "warn"),
					counted(kept, "is kept", "are kept"))
			.flatMap(Optional::stream)
			.collect(Collectors.joining(", "));
	}

	private static Optional<String> counted(long number, String one, String many) {
		return (number == 0) ? Optional.empty() : Optional.of(number + " " + ((number == 1) ? one : many));
	}

	/**
	 * One thing that a rule says.
	 *
	 * @param tone how bad it is
	 * @param word the verdict
	 */
	record Finding(Tone tone, String word, String rule, String resource, String text) {

		static Finding of(Judgement.Check check) {
			return new Finding((check.verdict() == Verdict.FAIL) ? Tone.BAD : Tone.WAIT, check.verdict().word(),
					check.rule(), check.resource(), check.text());
		}

	}

}
