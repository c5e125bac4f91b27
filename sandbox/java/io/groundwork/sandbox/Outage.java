package io.groundwork.sandbox;

/**
 * What of the provider answers every request with 503 now.
 */
final class Outage {

	/** What the addresses begin with, nothing while all is well. */
	private volatile String of = "";

	void of(String paths) {
		this.of = paths;
	}

	void over() {
		this.of = "";
	}

	boolean covers(String path) {
		String paths = this.of;
		return !paths.isEmpty() && path.startsWith(paths);
	}

}
