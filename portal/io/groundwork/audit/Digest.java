package io.groundwork.audit;

/**
 * SHA-256 is the only hash of the record.
 */
final class Digest {

	static final int LENGTH = 32;

	private Digest() {
	}

}
