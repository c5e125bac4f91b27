package io.groundwork.sandbox.linode;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

import com.sun.net.httpserver.HttpServer;

/**
 * A Linode API on this machine.
 */
public final class LinodeApi implements AutoCloseable {

	static {
		// Read once, by the first server of this JVM: without it each answer waits for
		// the acknowledgement of its own headers.
		System.setProperty("sun.net.httpserver.nodelay", "true");
	}

	private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

	private final HttpServer server;

	private final NameServer names;

	private final Store store;

	private final Life life;

	private final Tokens tokens;

	private final Settings settings;

	private final Routes routes = new Routes();

	private LinodeApi(Path folder, Settings settings) throws IOException {
		this.settings = settings;
		this.store = new Store(folder.resolve("linode.journal"));
		this.life = new Life(this.store, settings.clock());
		Events events = new Events(settings.clock());
		Faults faults = new Faults(this.store, this.life, settings);
		Catalogue catalogue = new Catalogue(faults, settings.backends().buckets());
		Land land = new Land(events, this.life, catalogue, faults);
		this.tokens = new Tokens(this.store, settings.clock(), events);
		Fleet fleet = new Fleet(this.store, settings, land);
		this.tokens.register(this.routes);
		catalogue.register(this.routes);
		new EventRoutes(this.store).register(this.routes);
		new FirewallRoutes(this.store, settings.clock(), events).register(this.routes);
		new ClusterRoutes(this.store, settings.clock(), land, fleet).register(this.routes);
		new PoolRoutes(this.store, land, fleet).register(this.routes);
		new VpcRoutes(this.store, settings.clock(), land).register(this.routes);
		new DomainRoutes(this.store, settings.clock(), events).register(this.routes);
		DatabaseRoutes databases = new DatabaseRoutes(this.store, settings, land);
		databases.register(this.routes);
		StorageRoutes storage = new StorageRoutes(this.store, settings, land);
		storage.register(this.routes);
		StreamRoutes streams = new StreamRoutes(this.store, settings, this.life);
		streams.register(this.routes);
		Requests requests = new Requests(settings.clock());
		Admin admin = new Admin(this.store, land, this.tokens, requests, fleet, storage, databases);
		Gate gate = new Gate(this.routes, this.tokens, faults, new Pace(settings.clock(), settings.limits()),
				this.store);
		this.server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), settings.port()), 0);
		this.server.setExecutor(this.threads);
		this.server.createContext("/", new Front(gate, admin, faults, requests));
		this.names = NameServer.start(this.store, settings.dnsPort());
		// The backends forget when the machine does; the journal does not.
		storage.begin();
		settings.backends().clusters().deliverTo(streams);
		this.store.all(Kind.CLUSTER).forEach((cluster) -> fleet.tell(cluster.id()));
		this.store.all(Kind.DATABASE).forEach((database) -> databases.tell(database.id()));
		settings.backends().clusters().settled();
		settings.backends().databases().settled();
		faults.tell();
		this.life.start();
		this.server.start();
	}

	/**
	 * Starts an API that keeps what it knows in that folder.
	 */
	public static LinodeApi start(Path folder, Settings settings) {
		try {
			return new LinodeApi(folder, settings);
		}
		catch (IOException ex) {
			end(settings.backends());
			throw new UncheckedIOException("The Linode API did not start", ex);
		}
		catch (RuntimeException ex) {
			end(settings.backends());
			throw ex;
		}
	}

	/**
	 * Where it is, without a version and a slash at the end.
	 */
	public URI address() {
		return URI.create("http://127.0.0.1:" + this.server.getAddress().getPort());
	}

	/**
	 * Where the domains' names are answered for, over UDP and TCP.
	 */
	public InetSocketAddress dns() {
		return this.names.address();
	}

	/**
	 * A token that may do everything; the same one for the same label, after a restart
	 * too.
	 */
	public String token(String label) {
		return token(label, Set.of("*"));
	}

	/**
	 * A token that may do that, such as lke:read_only.
	 */
	public String token(String label, Set<String> scopes) {
		return this.tokens.keep(label, String.join(" ", new TreeSet<>(scopes)));
	}

	Routes routes() {
		return this.routes;
	}

	@Override
	public void close() {
		this.server.stop(0);
		this.names.close();
		this.life.close();
		// Who is still being answered, perhaps slowly on purpose, is not waited for.
		this.threads.shutdown();
		end(this.settings.backends());
		this.store.close();
	}

	private static void end(Settings.Backends backends) {
		Thread databases = Thread.ofPlatform().name("end of databases").start(backends.databases()::close);
		try {
			backends.clusters().close();
			databases.join();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		finally {
			// After the clusters, whose last audit logs go there.
			backends.buckets().close();
		}
	}

}
