package io.groundwork.access;

import java.io.IOException;

import io.groundwork.access.offline.NewKit;
import io.groundwork.access.offline.OfflineBreakGlass;

/**
 * What the jar does about break-glass without being the portal.
 */
public final class BreakGlassCommands {

	private BreakGlassCommands() {
	}

	/**
	 * Makes a kit and its shares in a folder.
	 */
	public static void newKit(String[] arguments) throws IOException {
		NewKit.main(arguments);
	}

	/**
	 * Breaks the glass while the portal is away, and ends the process.
	 */
	public static void breakGlass(String[] arguments) throws IOException {
		OfflineBreakGlass.main(arguments);
	}

}
