package io.groundwork.audit;

import java.util.Map;

/**
 * Published through Spring's {@code ApplicationEventPublisher} by whoever did something;
 * written in the transaction that did it.
 *
 * @param actor who did it
 * @param action what was done, as a dotted verb such as {@code token.created}
 * @param subject what it was done to, such as {@code token:17}
 * @param outcome how it ended
 * @param details what else is worth knowing; never a secret
 */
public record Audited(String actor, String action, String subject, Outcome outcome, Map<String, Object> details) {

}
