package io.groundwork.approvals;

import java.util.Objects;
import java.util.Set;

/**
 * A rule that says how many of whom have to agree, and why. An empty set means all.
 *
 * @param name its name
 * @param environments the kinds of environments that it is about
 * @param requests the kinds of requests that it is about, where all means all but grants
 * @param stakes what has to be at stake, any of which is enough
 * @param count how many
 * @param voters of whom
 * @param adds whether these come on top of what other rules ask for, or are among them
 * @param why for whoever waits, in a sentence
 */
public record Policy(String name, Set<String> environments, Set<String> requests, Set<String> stakes, int count,
		Voters voters, boolean adds, String why) {

	/** What is left out of a proposal means all, or refuses it. */
	public Policy {
		name = Objects.requireNonNullElse(name, "");
		environments = Set.copyOf(Objects.requireNonNullElse(environments, Set.of()));
		requests = Set.copyOf(Objects.requireNonNullElse(requests, Set.of()));
		stakes = Set.copyOf(Objects.requireNonNullElse(stakes, Set.of()));
		voters = Objects.requireNonNullElse(voters, Voters.PLATFORM);
		why = Objects.requireNonNullElse(why, "");
	}

	boolean appliesTo(Question question) {
		return within(this.environments, question.environment()) && isAbout(question.request())
				&& (this.stakes.isEmpty() || question.stakes().stream().anyMatch(this.stakes::contains));
	}

	/**
	 * Whether it is about requests of a kind; about grants only if it says so, since all
	 * requests change something and grants do not.
	 */
	boolean isAbout(String request) {
		return Question.GRANT.equals(request) ? this.requests.contains(request) : within(this.requests, request);
	}

	private static boolean within(Set<String> some, String one) {
		return some.isEmpty() || some.contains(one);
	}

	public Need need() {
		return new Need(this.name, this.voters, this.count, this.adds, this.why);
	}

}
