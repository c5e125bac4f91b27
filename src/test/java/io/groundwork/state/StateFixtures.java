package io.groundwork.state;

import io.groundwork.Portal;

/**
 * An environment with three versions of its state, for tests of other packages.
 */
public final class StateFixtures {

	private final Site site;

	private final Writer writer;

	private int strays;

	private StateFixtures(Site site) {
		this.site = site;
		this.writer = site.claim();
		for (int serial = 1; serial <= 3; serial++) {
			if (this.writer.post(Writer.state("a-line", serial, "resource-" + serial)).statusCode() != 200) {
				throw new IllegalStateException("a version was not taken");
			}
		}
	}

	public static StateFixtures fresh(Portal portal, String team) {
		return new StateFixtures(Site.fresh(portal, team));
	}

	/**
	 * An environment that has no state yet.
	 */
	public static String empty(Portal portal, String team) {
		return Site.fresh(portal, team).name();
	}

	/**
	 * An environment with a database there, beside its own cluster.
	 */
	public static String withDatabase(Portal portal, String team, String address) {
		Site site = Site.fresh(portal, team);
		String state = Writer.state("a-line", 1, "database")
			.replace("\"outputs\": {}",
					"\"outputs\": {\"database\": {\"value\": {\"host\": \"%s\", \"port\": 5432}}}".formatted(address));
		if (site.claim().post(state).statusCode() != 200) {
			throw new IllegalStateException("a version was not taken");
		}
		return site.name();
	}

	public String name() {
		return this.site.name();
	}

	/**
	 * Has the state locked, by somebody with a long name.
	 */
	public StateFixtures locked() {
		this.writer.lock("6c1a2f4e-0f0e-4d53-9d3c-" + "3f4b7a1c2d5e".repeat(20));
		return this;
	}

	/**
	 * Lets a state of a long lineage diverge, and has it settled.
	 */
	public void settled() {
		this.writer.post(Writer.state("line".repeat(50), 9, "something"));
		long id = this.site.states().diverged(this.site.id()).getFirst().id();
		this.site.states().settle(this.site.id(), id, "platform-1", "because".repeat(60));
	}

	/**
	 * Lets a state diverge.
	 * @return its number
	 */
	public long diverged() {
		this.writer.post(Writer.state("a-line", 2, "something-else-" + ++this.strays));
		return this.site.states().diverged(this.site.id()).getFirst().id();
	}

}
