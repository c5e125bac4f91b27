package io.groundwork.audit;

import java.util.Map;
import java.util.regex.Pattern;

/**
 * Something that was done, tried or refused: published through the
 * {@code ApplicationEventPublisher} by whoever did it, and written in the transaction it
 * is published in. What a rollback undoes takes its row along, so a refusal that rolls
 * back is published after it.
 *
 * @param actor who did it, as people know them: {@code engineer-1}
 * @param action what was done, a dotted verb: {@code token.created}
 * @param subject what it was done to, a kind and a number or name: {@code token:17}
 * @param outcome how it ended
 * @param details what else matters, never a secret; values that are not JSON's are
 * written as text
 */
public record Audited(String actor, String action, String subject, Outcome outcome, Map<String, Object> details) {

	private static final Pattern ACTION = Pattern.compile("[a-z][a-z0-9-]*([.][a-z0-9-]+)+");

	public Audited {
		if (actor.isBlank() || subject.isBlank()) {
			throw new IllegalArgumentException("What is audited has an actor and a subject: " + action);
		}
		if (action.length() > 100 || !ACTION.matcher(action).matches()) {
			throw new IllegalArgumentException("An audited action is a dotted verb such as token.created: " + action);
		}
	}

}
