package io.groundwork.plans;

import java.io.InputStream;

/**
 * Reads a plan, one change after the other.
 */
final class PlanReader {

	private PlanReader() {
	}

	static PlanReading read(InputStream content) {
		throw new UnsupportedOperationException("Not yet");
	}

}
