package io.groundwork.bundles.network;

import java.util.List;

/**
 * Who may talk to whom.
 *
 * @param to the columns
 * @param rows a row for each who begins
 */
public record Matrix(List<Endpoint> to, List<Row> rows) {

	public Matrix {
		to = List.copyOf(to);
		rows = List.copyOf(rows);
	}

	/**
	 * Whom one may reach.
	 *
	 * @param from who begins
	 * @param cells a cell for each column
	 */
	public record Row(Endpoint from, List<Cell> cells) {

		public Row {
			cells = List.copyOf(cells);
		}

	}

	/**
	 * On which ports one may reach another.
	 *
	 * @param decisions one for each port that was asked about
	 */
	public record Cell(List<Decision> decisions) {

		public Cell {
			decisions = List.copyOf(decisions);
		}

		/**
		 * The ports that are open.
		 */
		public List<Port> open() {
			return this.decisions.stream()
				.filter(Decision::allowed)
				.map((decision) -> decision.traffic().port())
				.toList();
		}

		/**
		 * How much of what was asked about is let through.
		 */
		public Extent extent() {
			int open = open().size();
			if (this.decisions.isEmpty()) {
				return Extent.NOTHING_ASKED;
			}
			if (open == 0) {
				return Extent.NONE;
			}
			return (open == this.decisions.size()) ? Extent.ALL : Extent.SOME;
		}

	}

	/**
	 * How much is let through.
	 */
	public enum Extent {

		ALL, SOME, NONE,

		/**
		 * There was no port to ask about.
		 */
		NOTHING_ASKED

	}

}
