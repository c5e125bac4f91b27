package io.groundwork.sandbox.linode;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;

import io.groundwork.sandbox.database.PostgresDatabases;

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
	 * things take to become ready, the program that runs a cluster or a dash if clusters
	 * are to be on paper, whether databases are to be real, and the port of DNS
	 */
	public static void main(String[] arguments) throws InterruptedException {
		Path folder = Path.of(arguments[0]);
		Duration each = Duration.ofMillis(Long.parseLong(argument(arguments, 2, "500")));
		String program = argument(arguments, 3, "-");
		Settings.Backends paper = Settings.Backends.paper();
		Settings.Backends backends = new Settings.Backends(
				"-".equals(program) ? paper.clusters()
						: new ControlPlanes(Path.of(program), folder.resolve("clusters")),
				Boolean.parseBoolean(argument(arguments, 4, "false"))
						? new PostgresDatabases(folder.resolve("databases")) : paper.databases(),
				paper.buckets());
		Settings settings = new Settings(Integer.parseInt(argument(arguments, 1, "0")),
				Integer.parseInt(argument(arguments, 5, "0")), Clock.systemUTC(), Settings.Delays.of(each),
				Settings.Limits.NONE, backends);
		LinodeApi api = LinodeApi.start(folder, settings);
		System.out.println(api.address());
		System.out.println(api.token("standalone"));
		System.out.println("%s:%d".formatted(api.dns().getAddress().getHostAddress(), api.dns().getPort()));
		Runtime.getRuntime().addShutdownHook(new Thread(api::close));
		new CountDownLatch(1).await();
	}

	private static String argument(String[] arguments, int index, String otherwise) {
		return (arguments.length > index) ? arguments[index] : otherwise;
	}

}
