package io.groundwork.sandbox.linode;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;

/**
 * The API by itself, for working on what talks to it.
 */
final class Standalone {

	private Standalone() {
	}

	/**
	 * Starts it and says where it is and a token that may do everything, a line each.
	 * @param arguments the folder to keep things in, the port, how many milliseconds
	 * things take to become ready, and the program that runs a cluster, if clusters are
	 * to be real
	 */
	public static void main(String[] arguments) throws InterruptedException {
		int port = (arguments.length > 1) ? Integer.parseInt(arguments[1]) : 0;
		Duration each = Duration.ofMillis((arguments.length > 2) ? Long.parseLong(arguments[2]) : 500);
		Settings settings = new Settings(port, Clock.systemUTC(), Settings.Delays.of(each), Settings.Limits.NONE,
				(arguments.length > 3)
						? Settings.Backends.paperBut(
								new ControlPlanes(Path.of(arguments[3]), Path.of(arguments[0]).resolve("clusters")))
						: Settings.Backends.paper());
		LinodeApi api = LinodeApi.start(Path.of(arguments[0]), settings);
		System.out.println(api.address());
		System.out.println(api.token("standalone"));
		new CountDownLatch(1).await();
	}

}
