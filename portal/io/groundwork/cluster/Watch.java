package io.groundwork.cluster;

import java.math.BigDecimal;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletionService;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Collectors;

import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.groundwork.cluster.ClusterHealth.Contact;
import io.groundwork.web.NotThereException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;

/**
 * Listens to one cluster, through whatever becomes of it.
 */
final class Watch implements AutoCloseable {

	private static final Logger log = LoggerFactory.getLogger(Watch.class);

	private static final Duration FIRST_PAUSE = Duration.ofMillis(200);

	private static final Duration LONGEST_PAUSE = Duration.ofSeconds(15);

	/** An API server that is only just starting refuses too, for a second or two. */
	private static final Duration STARTING = Duration.ofSeconds(3);

	private final long cluster;

	private final Supplier<KubernetesClient> connecting;

	private final Duration silence;

	private final Clock clock;

	private final Consumer<ClusterHealth> changed;

	private final Runnable nodesChanged;

	private final Reflector<Node> nodes = new Reflector<>("/api/v1/nodes", Node::read);

	private final Reflector<Named> namespaces = new Reflector<>("/api/v1/namespaces", Named::read);

	private final Reflector<Quota> quotas = new Reflector<>("/api/v1/resourcequotas", Quota::read);

	private final Thread thread;

	private volatile Standing standing;

	private volatile Instant lastWord;

	private volatile String version = "";

	private volatile Set<String> addresses = Set.of();

	/** Since when it refuses; only the thread of this watch knows. */
	private Optional<Instant> refusing = Optional.empty();

	/**
	 * @param connecting makes a connection each time one is needed
	 * @param silence after how long without a word the cluster is away
	 * @param changed told when contact was made or lost
	 * @param nodesChanged told when nodes have come or gone or have other addresses
	 */
	Watch(long cluster, Supplier<KubernetesClient> connecting, Duration silence, Clock clock,
			Consumer<ClusterHealth> changed, Runnable nodesChanged) {
		this.nodesChanged = nodesChanged;
		this.cluster = cluster;
		this.connecting = connecting;
		this.silence = silence;
		this.clock = clock;
		this.changed = changed;
		this.lastWord = clock.instant();
		this.standing = new Standing(Contact.UNHEARD, this.lastWord, Optional.empty());
		this.thread = Thread.ofVirtual().name("watch of cluster " + cluster).start(this::run);
	}

	private void run() {
		Duration pause = FIRST_PAUSE;
		while (true) {
			boolean wasHeard = false;
			try {
				try (KubernetesClient client = this.connecting.get()) {
					listen(new Api(client));
				}
				catch (NotThereException ex) {
					// Another process has forgotten it.
					return;
				}
				catch (RefusedException ex) {
					wasHeard = lost(refused(), String.valueOf(ex.getMessage()));
				}
				catch (RuntimeException ex) {
					// Also when the portal's own database has no token to give just now.
					this.refusing = Optional.empty();
					wasHeard = lost(Contact.AWAY, String.valueOf(ex.getMessage()));
				}
				pause = wasHeard ? FIRST_PAUSE : longer(pause);
				// Not all processes at once.
				Thread.sleep(pause.plusMillis(ThreadLocalRandom.current().nextLong(1 + pause.toMillis() / 2)));
			}
			catch (InterruptedException ex) {
				return;
			}
		}
	}

	private Contact refused() {
		Instant now = this.clock.instant();
		Instant since = (this.standing.contact() == Contact.HEARD) ? now : this.refusing.orElse(now);
		this.refusing = Optional.of(since);
		return now.isBefore(since.plus(STARTING)) ? Contact.AWAY : Contact.REFUSED;
	}

	private static Duration longer(Duration pause) {
		Duration twice = pause.multipliedBy(2);
		return (twice.compareTo(LONGEST_PAUSE) < 0) ? twice : LONGEST_PAUSE;
	}

	/**
	 * Until one of the kinds is lost; then all of them are asked for anew.
	 */
	private void listen(Api api) throws InterruptedException {
		AtomicInteger open = new AtomicInteger(3);
		Runnable listed = () -> {
			if (open.decrementAndGet() == 0) {
				heard(api);
			}
		};
		ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
		try {
			CompletionService<Void> ends = new ExecutorCompletionService<>(threads);
			for (Reflector<?> reflector : List.of(this.nodes, this.namespaces, this.quotas)) {
				ends.submit(() -> {
					Runnable word = (reflector == this.nodes) ? this::wordOfNodes : this::word;
					reflector.follow(api, listed, word, this.silence);
					return null;
				});
			}
			ends.take().get();
		}
		catch (ExecutionException ex) {
			if (ex.getCause() instanceof RuntimeException failure) {
				throw failure;
			}
			throw new IllegalStateException(ex.getCause());
		}
		finally {
			// All have ended before they begin anew.
			threads.shutdownNow();
			threads.close();
		}
	}

	private void word() {
		this.lastWord = this.clock.instant();
	}

	private void wordOfNodes() {
		word();
		Set<String> now = this.nodes.items()
			.stream()
			.flatMap((node) -> node.addresses().stream().map((address) -> node.environment() + " " + address))
			.collect(Collectors.toUnmodifiableSet());
		if (!now.equals(this.addresses)) {
			this.addresses = now;
			this.nodesChanged.run();
		}
	}

	private void heard(Api api) {
		this.version = api.get("/version").body().path("gitVersion").asString("");
		log.info("Cluster {} is heard of", this.cluster);
		become(new Standing(Contact.HEARD, this.clock.instant(), Optional.empty()));
	}

	/**
	 * What goes on being lost is lost since the first time.
	 * @return whether it was heard of until now
	 */
	private boolean lost(Contact contact, String why) {
		Standing before = this.standing;
		boolean heard = before.contact() == Contact.HEARD;
		if (before.contact() == contact) {
			this.standing = new Standing(contact, before.since(), Optional.of(why));
			return false;
		}
		log.warn("Cluster {} is {}: {}", this.cluster, contact.word(), why);
		become(new Standing(contact, heard ? this.lastWord : before.since(), Optional.of(why)));
		return heard;
	}

	private void become(Standing now) {
		this.standing = now;
		this.changed.accept(health());
	}

	boolean ended() {
		return !this.thread.isAlive();
	}

	ClusterHealth health() {
		Standing now = this.standing;
		return new ClusterHealth(this.cluster, now.contact(), now.since(), now.why(), this.version, pools(), spaces());
	}

	private List<ClusterHealth.Pool> pools() {
		Map<String, List<Node>> byPool = new TreeMap<>();
		for (Node node : this.nodes.items()) {
			byPool.computeIfAbsent(node.environment() + " " + node.pool(), (key) -> new ArrayList<>()).add(node);
		}
		return byPool.values().stream().map(Watch::pool).toList();
	}

	private static ClusterHealth.Pool pool(List<Node> nodes) {
		List<Node> ready = nodes.stream().filter(Node::ready).toList();
		return new ClusterHealth.Pool(nodes.getFirst().environment(), nodes.getFirst().pool(), nodes.size(),
				ready.size(), (int) nodes.stream().filter(Node::cordoned).count(),
				ready.stream().map(Node::cpu).reduce(BigDecimal.ZERO, BigDecimal::add),
				ready.stream().map(Node::memory).reduce(BigDecimal.ZERO, BigDecimal::add));
	}

	private List<ClusterHealth.Space> spaces() {
		List<Quota> all = List.copyOf(this.quotas.items());
		return this.namespaces.items()
			.stream()
			.filter((namespace) -> !namespace.environment().isEmpty())
			.sorted(Comparator.comparing(Named::name))
			.map((namespace) -> new ClusterHealth.Space(namespace.environment(), namespace.name(), namespace.ending(),
					all.stream()
						.filter((quota) -> quota.namespace().equals(namespace.name()))
						.flatMap((quota) -> quota.uses().stream())
						.sorted(Comparator.comparing(ClusterHealth.Use::resource)
							.thenComparing(ClusterHealth.Use::quota))
						.toList()))
			.toList();
	}

	@Override
	public void close() {
		this.thread.interrupt();
	}

	private static BigDecimal amount(JsonNode quantity) {
		return quantity.isMissingNode() ? BigDecimal.ZERO
				: Quantity.getAmountInBytes(new Quantity(quantity.asString()));
	}

	/**
	 * Whether it is heard of.
	 */
	private record Standing(Contact contact, Instant since, Optional<String> why) {

	}

	/**
	 * What is kept of a node.
	 */
	private record Node(String environment, String pool, boolean ready, boolean cordoned, BigDecimal cpu,
			BigDecimal memory, List<String> addresses) {

		static Node read(JsonNode node) {
			boolean ready = node.path("status")
				.path("conditions")
				.valueStream()
				.anyMatch((condition) -> condition.path("type").asString("").equals("Ready")
						&& condition.path("status").asString("").equals("True"));
			String pool = Labels.of(node, Labels.POOL);
			JsonNode offered = node.path("status").path("allocatable");
			return new Node(Labels.of(node, Labels.ENVIRONMENT),
					pool.isEmpty() ? Labels.of(node, "lke.linode.com/pool-id") : pool, ready,
					node.path("spec").path("unschedulable").asBoolean(false), amount(offered.path("cpu")),
					amount(offered.path("memory")), addresses(node));
		}

		private static List<String> addresses(JsonNode node) {
			return node.path("status")
				.path("addresses")
				.valueStream()
				.filter((address) -> address.path("type").asString("").equals("ExternalIP"))
				.map((address) -> address.path("address").asString(""))
				.toList();
		}

	}

	/**
	 * What is kept of a namespace.
	 */
	private record Named(String name, String environment, boolean ending) {

		static Named read(JsonNode namespace) {
			return new Named(namespace.path("metadata").path("name").asString(""),
					Labels.of(namespace, Labels.ENVIRONMENT),
					namespace.path("status").path("phase").asString("").equals("Terminating"));
		}

	}

	/**
	 * What is kept of a quota.
	 */
	private record Quota(String namespace, List<ClusterHealth.Use> uses) {

		static Quota read(JsonNode quota) {
			JsonNode metadata = quota.path("metadata");
			List<ClusterHealth.Use> uses = new ArrayList<>();
			JsonNode used = quota.path("status").path("used");
			quota.path("spec")
				.path("hard")
				.forEachEntry((resource, hard) -> uses.add(new ClusterHealth.Use(metadata.path("name").asString(""),
						resource, amount(used.path(resource)), amount(hard))));
			return new Quota(metadata.path("namespace").asString(""), uses);
		}

	}

}
