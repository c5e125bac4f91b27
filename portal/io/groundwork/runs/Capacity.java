package io.groundwork.runs;

import java.util.List;

/**
 * How much the workers can take.
 *
 * @param inUse how many runs they have in hand
 * @param total how many they have places for, all of them that live
 * @param free how many they would take now; places of those that rest or end are not free
 */
record Capacity(int inUse, int total, int free) {

	static Capacity of(List<Workers.Shown> workers) {
		List<Workers.Shown> living = workers.stream().filter((worker) -> !worker.late()).toList();
		return new Capacity(living.stream().mapToInt(Workers.Shown::active).sum(),
				living.stream().mapToInt(Workers.Shown::capacity).sum(),
				living.stream()
					.filter((worker) -> worker.status().equals("working"))
					.mapToInt((worker) -> Math.max(0, worker.capacity() - worker.active()))
					.sum());
	}

	/**
	 * For the head of the list of workers.
	 */
	String sentence() {
		return "%,d of %,d %s in use, %,d free".formatted(this.inUse, this.total,
				(this.total == 1) ? "place" : "places", this.free);
	}

}
