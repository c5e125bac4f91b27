package io.groundwork.runs;

import java.time.Duration;

import io.groundwork.Eventually;
import io.groundwork.Portal;
import io.groundwork.environments.Environment;

/**
 * Plans of files that need no cloud, made by a portal's own worker.
 */
public final class PlainPlans {

	private static final Duration MOST = Duration.ofSeconds(60);

	private final Place place;

	public PlainPlans(Portal portal) {
		this.place = new Place(portal);
	}

	/**
	 * A plan that came to its end.
	 */
	public Run of(Environment environment, String main) {
		return ended(this.place.ask(Order.plan(environment, this.place.configuration(main), "platform-1", "a test")));
	}

	public String digest(Run plan) {
		return this.place.bean(RunPlans.class).find(plan.number()).orElseThrow().digest();
	}

	/**
	 * The object that a plan is kept in.
	 */
	public String file(long plan) {
		return String.valueOf(this.place.bean(RunPlans.class).find(plan).orElseThrow().file());
	}

	public Run ended(long run) {
		Eventually.that(MOST, Duration.ofMillis(20), () -> this.place.run(run).status().ended());
		return this.place.run(run);
	}

}
