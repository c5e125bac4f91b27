package io.groundwork;

import java.util.Random;

/**
 * A long proof runs as a fixed-seed sample with every test run, and at full size with
 * {@code make verify}.
 */
public final class Proof {

	private static final boolean FULL = "full".equals(System.getProperty("proofs"));

	private Proof() {
	}

	public static int size(String name, int sample, int full) {
		int size = FULL ? full : sample;
		System.setProperty("proof.size." + name, String.valueOf(size));
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

}
