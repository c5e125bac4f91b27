package io.groundwork.bundles;

/**
 * Amounts in the form that the API server gives back, so that nothing seems to differ.
 */
final class Quantities {

	private Quantities() {
	}

	static String cpu(int millicores) {
		return (millicores % 1000 == 0) ? String.valueOf(millicores / 1000) : millicores + "m";
	}

	static String memory(int mebibytes) {
		return (mebibytes % 1024 == 0) ? mebibytes / 1024 + "Gi" : mebibytes + "Mi";
	}

}
