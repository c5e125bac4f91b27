package io.groundwork.sandbox;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.concurrent.atomic.AtomicInteger;

import org.jspecify.annotations.Nullable;

/**
 * Ports that nobody listens on, and that nobody is given by chance either.
 */
public final class FreePort {

	/**
	 * Below those that systems give to whoever asks for any port, such as every
	 * connection: such a port could be gone again before somebody listens on it.
	 */
	private static final int LOWEST = 20_000;

	private static final int COUNT = 12_000;

	/**
	 * Processes that look at the same time begin at places that are far from each other.
	 */
	private static final AtomicInteger NEXT = new AtomicInteger((int) (ProcessHandle.current().pid() * 397 % COUNT));

	private FreePort() {
	}

	/**
	 * Another one each time.
	 */
	public static int next() {
		for (int tries = 0; tries < COUNT; tries++) {
			int port = LOWEST + Math.floorMod(NEXT.getAndIncrement(), COUNT);
			if (isFree(port)) {
				return port;
			}
		}
		throw new IllegalStateException("All ports from %d on are taken.".formatted(LOWEST));
	}

	private static boolean isFree(int port) {
		return opens(port, null) && opens(port, InetAddress.getLoopbackAddress());
	}

	/**
	 * Whether somebody could listen there now.
	 * @param address null for all of this machine
	 */
	private static boolean opens(int port, @Nullable InetAddress address) {
		try (ServerSocket socket = new ServerSocket(port, 1, address)) {
			return socket.isBound();
		}
		catch (IOException ex) {
			return false;
		}
	}

}
