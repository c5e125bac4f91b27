package io.groundwork.environments.prices;

/**
 * Something that is paid by the month.
 *
 * @param kind what sort of thing
 * @param name which one of an environment's, for people
 * @param plan Linode's name for its size; empty as long as it is not known
 * @param region where it is; empty if that is not known
 * @param least how many of it there are at least
 * @param most how many there are at most
 */
public record Item(Kind kind, String name, String plan, String region, int least, int most) {

	Item in(String where) {
		return this.region.isEmpty() ? new Item(this.kind, this.name, this.plan, where, this.least, this.most) : this;
	}

	/**
	 * Such as "3 to 10 nodes of g6-standard-4".
	 */
	String words() {
		String of = this.plan.isEmpty() ? "a size that is known only after apply" : this.plan;
		return switch (this.kind) {
			case NODES -> "%s of %s".formatted(nodes(), of);
			case DATABASE -> "PostgreSQL on %s of %s".formatted(nodes(), of);
			case CONTROL_PLANE, OBJECTS, BALANCER, VOLUME -> this.plan;
		};
	}

	private String nodes() {
		if (this.least != this.most) {
			return "%d to %d nodes".formatted(this.least, this.most);
		}
		return (this.least == 1) ? "one node" : this.least + " nodes";
	}

	/**
	 * What sort of thing it is.
	 */
	public enum Kind {

		NODES(""), CONTROL_PLANE(""), DATABASE(""),

		OBJECTS("buckets, by what is kept in them"),

		BALANCER("NodeBalancers, as services ask for them"),

		VOLUME("volumes, by their size");

		private final String unlisted;

		Kind(String unlisted) {
			this.unlisted = unlisted;
		}

		/**
		 * Whether Linode has a price for it; otherwise it is billed by its use.
		 */
		boolean listed() {
			return this.unlisted.isEmpty();
		}

		String unlisted() {
			return this.unlisted;
		}

	}

}
