package io.groundwork.sandbox.linode;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;

import io.groundwork.sandbox.objects.S3Buckets;

/**
 * The API by itself, for working on what talks to it.
 */
final class Standalone {

	private Standalone() {
	}

	/**
	 * Starts it and says where it is and a token that may do everything, a line each.
	 * @param arguments the folder to keep things in, the port, how many milliseconds
	 * things take to become ready, the program that runs a cluster and the one that
	 * serves objects; for those that are left out or empty there is only paper
	 */
	public static void main(String[] arguments) throws InterruptedException {
		Path folder = Path.of(arguments[0]);
		int port = Integer.parseInt(argument(arguments, 1, "0"));
		Duration each = Duration.ofMillis(Long.parseLong(argument(arguments, 2, "500")));
		String cluster = argument(arguments, 3, "");
		String objects = argument(arguments, 4, "");
		Settings settings = new Settings(port, Clock.systemUTC(), Settings.Delays.of(each), Settings.Limits.NONE,
				new Settings.Backends(
						cluster.isEmpty() ? new PaperClusters()
								: new ControlPlanes(Path.of(cluster), folder.resolve("clusters")),
						new PaperDatabases(), objects.isEmpty() ? new PaperBuckets()
								: new S3Buckets(Path.of(objects), folder.resolve("objects"))));
		LinodeApi api = LinodeApi.start(folder, settings);
		System.out.println(api.address());
		System.out.println(api.token("standalone"));
		new CountDownLatch(1).await();
	}

	private static String argument(String[] arguments, int place, String otherwise) {
		return (arguments.length > place && !arguments[place].isEmpty()) ? arguments[place] : otherwise;
	}

}
