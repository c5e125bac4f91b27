package io.groundwork.requests;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

import io.groundwork.approvals.Approvals;
import io.groundwork.approvals.Need;
import io.groundwork.approvals.Question;
import io.groundwork.environments.Agreeing;
import io.groundwork.environments.EnvironmentKind;

import org.springframework.stereotype.Component;

/**
 * Who has to agree to an environment, as the rules in force say.
 */
@Component
class WhoAgrees implements Agreeing {

	/** What may be at stake beside, in the order in which it is said. */
	private static final Map<String, String> STAKES = stakes();

	private final Approvals approvals;

	WhoAgrees(Approvals approvals) {
		this.approvals = approvals;
	}

	private static Map<String, String> stakes() {
		Map<String, String> stakes = new LinkedHashMap<>();
		stakes.put(Question.NETWORK, "who may reach whom changes");
		stakes.put(Question.LOSS, "data would be lost");
		stakes.put(Question.DOWNTIME, "something would stand still");
		return stakes;
	}

	@Override
	public String to(EnvironmentKind kind) {
		List<Need> usual = needs(kind, Set.of());
		List<String> parts = new ArrayList<>();
		parts.add(usual.isEmpty() ? "nobody" : words(usual) + ", never whoever asked");
		STAKES.forEach((stake, words) -> {
			List<Need> more = new ArrayList<>(needs(kind, Set.of(stake)));
			more.removeAll(usual);
			// Whoever agrees anyway is enough for some.
			more.removeIf((need) -> usual.stream().anyMatch((other) -> !other.adds() && need.covered(other)));
			if (!more.isEmpty()) {
				parts.add("where %s %s".formatted(words, words(more)));
			}
		});
		return String.join("; ", parts);
	}

	private List<Need> needs(EnvironmentKind kind, Set<String> stakes) {
		return this.approvals.needs(new Question(kind.word(), RequestKind.CHANGE.word(), stakes, ""));
	}

	/**
	 * Such as "2 reviewers or platform engineers, among them a platform engineer".
	 */
	private static String words(List<Need> needs) {
		List<Need> ordered = needs.stream()
			.sorted(Comparator.comparing(Need::adds).thenComparing(Comparator.comparingInt(Need::count).reversed()))
			.toList();
		StringBuilder words = new StringBuilder();
		Need first = ordered.getFirst();
		for (Need need : ordered) {
			if (need != first) {
				words.append(need.among(first) ? ", among them " : ", and ");
			}
			words.append(need.who()).append(need.adds() ? " more" : "");
		}
		return words.toString();
	}

}
