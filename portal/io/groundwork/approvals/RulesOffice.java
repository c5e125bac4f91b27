package io.groundwork.approvals;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

import io.groundwork.audit.Audited;
import io.groundwork.audit.Outcome;
import io.groundwork.identity.SignedIn;
import io.groundwork.web.InvalidInputException;
import io.groundwork.web.Typed;

import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/**
 * Changes the rules, which takes agreement by the rules that there are.
 */
@Component
class RulesOffice {

	/** As the rules call a change of themselves. */
	static final String RULES = "rules";

	private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9-]{1,39}");

	private static final int MOST = 50;

	private static final int MOST_PEOPLE = 5;

	private final RuleBook rules;

	private final Approvals approvals;

	private final ApplicationEventPublisher events;

	RulesOffice(RuleBook rules, Approvals approvals, ApplicationEventPublisher events) {
		this.rules = rules;
		this.approvals = approvals;
		this.events = events;
	}

	/**
	 * Asks for other rules.
	 */
	@Transactional
	public RuleSet propose(SignedIn who, List<Policy> policies, String reason) {
		String why = Typed.some("reason", reason, 2_000, "reason must say why; whoever agrees reads it.");
		check(policies);
		RuleSet proposed = this.rules.propose(policies, who.person(), why);
		this.events.publishEvent(new Audited(who.name(), "rules.proposed", RULES + ":" + proposed.version(),
				Outcome.DONE, Map.of("digest", proposed.digest(), "reason", why)));
		this.approvals.ask(new Subject(Subject.Kind.RULES, proposed.version(), proposed.digest()), who.person(),
				new Question("", RULES, Set.of(), ""));
		return proposed;
	}

	private static void check(List<Policy> policies) {
		if (policies.isEmpty() || policies.size() > MOST) {
			throw new InvalidInputException("policies", "policies must be 1 to %d rules.".formatted(MOST));
		}
		Set<String> names = new HashSet<>();
		for (Policy policy : policies) {
			if (!NAME.matcher(policy.name()).matches() || !names.add(policy.name())) {
				throw new InvalidInputException("policies",
						"policies must have names of small letters, digits and dashes, each one once: %s."
							.formatted(policy.name()));
			}
			known(policy, "environments", policy.environments(), Question.ENVIRONMENTS);
			known(policy, "requests", policy.requests(), Question.REQUESTS);
			known(policy, "stakes", policy.stakes(), Question.STAKES);
			if (policy.count() < 1 || policy.count() > MOST_PEOPLE) {
				throw new InvalidInputException("policies",
						"%s must need 1 to %d people.".formatted(policy.name(), MOST_PEOPLE));
			}
			Typed.some("policies", policy.why(), 200, "%s must say why, for whoever waits.".formatted(policy.name()));
		}
		Question change = new Question("", RULES, Set.of(), "");
		if (policies.stream().noneMatch((policy) -> policy.appliesTo(change) && !policy.adds())) {
			throw new InvalidInputException("policies",
					"One of the policies must be about requests of the kind rules, or anybody could change them alone.");
		}
	}

	/**
	 * A word that nothing is called would make a rule that never asks for anybody.
	 */
	private static void known(Policy policy, String what, Set<String> some, Set<String> all) {
		some.stream().filter((word) -> !all.contains(word)).findFirst().ifPresent((word) -> {
			throw new InvalidInputException("policies", "%s of %s must be of %s, not %s.".formatted(what, policy.name(),
					String.join(", ", new TreeSet<>(all)), word));
		});
	}

	@EventListener
	void decided(Decided decided) {
		if (decided.subject().kind() == Subject.Kind.RULES && decided.agreed()) {
			this.rules.enforce(decided.subject().number());
			this.events.publishEvent(new Audited("groundwork", "rules.in-force", decided.subject().handle(),
					Outcome.DONE, Map.of("digest", decided.subject().digest())));
		}
	}

}
