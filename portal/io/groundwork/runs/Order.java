package io.groundwork.runs;

import io.groundwork.environments.Environment;
import org.jspecify.annotations.Nullable;

/**
 * What is wanted of a run.
 *
 * @param environment where
 * @param kind what
 * @param by who wants it
 * @param byPerson whether a person waits for it, or the portal wants it by itself
 * @param reason why, in the words of whoever wants it
 * @param configuration the files, by their digest
 * @param destroys whether it is about the end of the environment
 * @param plan the plan to carry out, for those that carry one out
 * @param wish the number of the wish that the files were rendered from; null where
 * somebody sent them
 */
public record Order(Environment environment, RunKind kind, String by, boolean byPerson, String reason,
		String configuration, boolean destroys, @Nullable Agreed plan, @Nullable Integer wish) {

	public Order {
		if (kind.changes() != (plan != null)) {
			throw new IllegalArgumentException("A run changes something if and only if it carries out a plan");
		}
	}

	public Order(Environment environment, RunKind kind, String by, boolean byPerson, String reason,
			String configuration, boolean destroys, @Nullable Agreed plan) {
		this(environment, kind, by, byPerson, reason, configuration, destroys, plan, null);
	}

	/**
	 * The same with files that were rendered from that wish.
	 */
	public Order of(@Nullable Integer wish) {
		return new Order(this.environment, this.kind, this.by, this.byPerson, this.reason, this.configuration,
				this.destroys, this.plan, wish);
	}

	/**
	 * Finds out what these files would change.
	 */
	public static Order plan(Environment environment, String configuration, String by, String reason) {
		return new Order(environment, RunKind.PLAN, by, true, reason, configuration, false, null);
	}

	/**
	 * Finds out what the end of the environment would take away.
	 */
	public static Order planDestruction(Environment environment, String configuration, String by, String reason) {
		return new Order(environment, RunKind.PLAN, by, true, reason, configuration, true, null);
	}

	/**
	 * A check that the portal makes by itself.
	 */
	public static Order check(Environment environment, RunKind kind, String configuration) {
		return new Order(environment, kind, "groundwork", false, "", configuration, false, null);
	}

	/**
	 * A check that somebody asked for.
	 */
	public static Order check(Environment environment, RunKind kind, String configuration, String by, String reason) {
		return new Order(environment, kind, by, true, reason, configuration, false, null);
	}

	int rank() {
		return this.kind.rank(this.environment.kind(), this.byPerson);
	}

	/**
	 * A plan that was agreed to: exactly this one, by its digest.
	 *
	 * @param number the number of the run that made it
	 * @param digest what it comes to
	 */
	public record Agreed(long number, String digest) {

	}

}
