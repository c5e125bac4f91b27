package io.groundwork.bundles.network;

import java.util.Optional;

import io.groundwork.bundles.network.Address.Family;

/**
 * Whether traffic is let through. Both its ends must allow it.
 */
public sealed interface Decision {

	/**
	 * What was asked; an address that is a pod's is that pod.
	 */
	Traffic traffic();

	/**
	 * What becomes of it where it goes out.
	 */
	Reason egress();

	/**
	 * What becomes of it where it comes in.
	 */
	Reason ingress();

	default boolean allowed() {
		return this instanceof Allowed;
	}

	/**
	 * The answer with its reasons.
	 */
	default String sentences() {
		String answer = switch (this) {
			case Allowed allowed ->
				"%s may reach %s on %s%s.".formatted(traffic().from(), traffic().to(), traffic().port(),
						allowed.only().map((family) -> ", over %s only".formatted(family.word())).orElse(""));
			case Denied _ -> "%s may not reach %s on %s.".formatted(traffic().from(), traffic().to(), traffic().port());
		};
		return "%s Egress of %s: %s. Ingress of %s: %s.".formatted(answer, traffic().from(), egress().words(),
				traffic().to(), ingress().words());
	}

	/**
	 * It is let through.
	 *
	 * @param traffic what was asked
	 * @param egress what allows it to go out
	 * @param ingress what allows it to come in
	 * @param only the family of addresses over which this holds, if it does not over the
	 * other one
	 */
	record Allowed(Traffic traffic, Reason egress, Reason ingress, Optional<Family> only) implements Decision {

	}

	/**
	 * It is not let through.
	 *
	 * @param traffic what was asked
	 * @param egress what becomes of it where it goes out
	 * @param ingress what becomes of it where it comes in
	 */
	record Denied(Traffic traffic, Reason egress, Reason ingress) implements Decision {

	}

}
