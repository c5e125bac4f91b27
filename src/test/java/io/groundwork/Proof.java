package io.groundwork;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

import org.opentest4j.TestAbortedException;

/**
 * A long proof runs as a fixed-seed sample with every test run, and at full size with
 * {@code make verify}.
 */
public final class Proof {

	static final boolean FULL = "full".equals(System.getProperty("proofs"));

	/**
	 * What the names of the proofs that are asked for begin with.
	 */
	static final String ONLY = System.getProperty("proofs.only", "");

	private static final List<Use> uses = new ArrayList<>();

	private Proof() {
	}

	/**
	 * How many cases to try. The test that asks is one that {@code make verify} counts
	 * under this name.
	 */
	public static int size(String name, int sample, int full) {
		if (!name.startsWith(ONLY)) {
			throw new TestAbortedException("Only proofs whose names begin with %s are asked for.".formatted(ONLY));
		}
		int size = FULL ? full : sample;
		synchronized (uses) {
			uses.add(new Use(name, size));
		}
		return size;
	}

	/**
	 * The same numbers at every sample run, others at every full run; the seed is printed
	 * so that a failure can be repeated with {@code -Dproof.seed=…}.
	 */
	public static Random random(String name) {
		long seed = Long.getLong("proof.seed", FULL ? System.nanoTime() : name.hashCode());
		System.out.printf("proof %s: seed %d%n", name, seed);
		return new Random(seed);
	}

	/**
	 * What was asked for since the last call.
	 */
	static List<Use> takeUses() {
		synchronized (uses) {
			List<Use> taken = List.copyOf(uses);
			uses.clear();
			return taken;
		}
	}

	/**
	 * A size that was asked for.
	 *
	 * @param name the proof
	 * @param size how many cases
	 */
	record Use(String name, int size) {

	}

}
