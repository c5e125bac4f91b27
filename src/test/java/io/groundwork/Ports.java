package io.groundwork;

import io.groundwork.sandbox.FreePort;

/**
 * Ports that nobody listened on a moment ago.
 */
public final class Ports {

	private Ports() {
	}

	public static int free() {
		return FreePort.next();
	}

}
