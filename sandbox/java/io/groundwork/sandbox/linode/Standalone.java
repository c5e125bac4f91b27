package io.groundwork.sandbox.linode;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;

import io.groundwork.sandbox.database.PostgresDatabases;
import io.groundwork.sandbox.objects.S3Buckets;

/**
 * The API by itself, for working on what talks to it.
 */
final class Standalone {

	private Standalone() {
	}

	/**
	 * Starts it and says where it is, a token that may do everything, and where names are
	 * answered for, a line each.
	 * @param arguments the folder to keep things in, the port, how many milliseconds
	 * things take to become ready, the program that runs a cluster, the one that serves
	 * objects, whether databases are to be real, and the port of DNS; for what is left
	 * out or a dash there is only paper
	 */
	public static void main(String[] arguments) throws InterruptedException {
		Path folder = Path.of(arguments[0]);
		Duration each = Duration.ofMillis(Long.parseLong(argument(arguments, 2, "500")));
		String cluster = argument(arguments, 3, "");
		String objects = argument(arguments, 4, "");
		boolean databases = Boolean.parseBoolean(argument(arguments, 5, "false"));
		Settings.Backends backends = new Settings.Backends(
				cluster.isEmpty() ? new PaperClusters()
						: new ControlPlanes(Path.of(cluster), folder.resolve("clusters")),
				databases ? new PostgresDatabases(folder.resolve("databases")) : new PaperDatabases(),
				objects.isEmpty() ? new PaperBuckets() : new S3Buckets(Path.of(objects), folder.resolve("objects")));
		Settings settings = new Settings(Integer.parseInt(argument(arguments, 1, "0")),
				Integer.parseInt(argument(arguments, 6, "0")), Clock.systemUTC(), Settings.Delays.of(each),
				Settings.Limits.NONE, backends);
		LinodeApi api = LinodeApi.start(folder, settings);
		System.out.println(api.address());
		System.out.println(api.token("standalone"));
		System.out.println("%s:%d".formatted(api.dns().getAddress().getHostAddress(), api.dns().getPort()));
		Runtime.getRuntime().addShutdownHook(new Thread(api::close));
		new CountDownLatch(1).await();
	}

	private static String argument(String[] arguments, int place, String otherwise) {
		boolean given = arguments.length > place && !"-".equals(arguments[place]) && !arguments[place].isEmpty();
		return given ? arguments[place] : otherwise;
	}

}
