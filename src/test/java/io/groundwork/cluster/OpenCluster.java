package io.groundwork.cluster;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Supplier;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.groundwork.Eventually;
import io.groundwork.Portal;
import io.groundwork.environments.Environment;
import io.groundwork.environments.EnvironmentKind;
import io.groundwork.environments.Environments;
import io.groundwork.environments.Specs;
import io.groundwork.runs.RunRows;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * A real API server that a portal was let into, with the roles and namespaces that the
 * portal itself renders, and environments that live there.
 */
public final class OpenCluster implements AutoCloseable {

	public static final long ID = 531_930;

	private static final Path GOLDEN = Path.of("src/test/resources/bundles/golden/1/system.txt");

	private static final Map<Portal, OpenCluster> open = new HashMap<>();

	private static @Nullable RealCluster shared;

	private final Portal portal;

	private final Running cluster;

	private final Environment owner;

	private OpenCluster(Portal portal, Running cluster, Environment owner) {
		this.portal = portal;
		this.cluster = cluster;
		this.owner = owner;
	}

	/**
	 * Lets a portal into the cluster that all share; once.
	 */
	public static synchronized OpenCluster to(Portal portal) {
		return open.computeIfAbsent(portal, (one) -> admit(one, cluster()));
	}

	/**
	 * Lets a portal into another one.
	 */
	public static synchronized OpenCluster to(Portal portal, Running cluster) {
		return open.computeIfAbsent(portal, (one) -> admit(one, cluster));
	}

	private static OpenCluster admit(Portal portal, Running cluster) {
		Environment owner = portal.bean(Environments.class)
			.add("system-" + word(), EnvironmentKind.SYSTEM, "platform", null, "a test");
		OpenCluster let = new OpenCluster(portal, cluster, owner);
		let.admit();
		let.apply("network/roles.yaml", "ias-system", "ias-system");
		let.made(owner);
		return let;
	}

	/**
	 * Lets the portal in again.
	 */
	public void admit() {
		this.portal.bean(Clusters.class)
			.admit(this.cluster.id(), this.owner.id(), this.cluster.kubeconfig().get(), "a test");
	}

	private static synchronized Running cluster() {
		RealCluster running = shared;
		if (running == null) {
			running = RealCluster.fresh(ID);
			shared = running;
			Runtime.getRuntime().addShutdownHook(new Thread(running::close));
		}
		return new Running(running.id(), running::kubeconfig, running::down, "standard");
	}

	private static String word() {
		return UUID.randomUUID().toString().substring(0, 8);
	}

	/**
	 * One more environment that lives there, made by a revision, with its namespace.
	 */
	public Environment environment(EnvironmentKind kind, String team) {
		return environment(kind.word().substring(0, 4) + "-" + word(), kind, team);
	}

	/**
	 * The same by its name.
	 */
	public Environment environment(String name, EnvironmentKind kind, String team) {
		Environment environment = this.portal.bean(Environments.class).add(name, kind, team, this.owner, "a test");
		made(environment);
		String namespace = namespace(environment);
		apply("network/namespace.yaml", "ias-system", namespace);
		apply("network/access.yaml", "ias-system", namespace);
		return environment;
	}

	/**
	 * Takes its namespace away with everything in it.
	 */
	public void vacate(Environment environment) {
		String namespace = namespace(environment);
		try (KubernetesClient admin = admin()) {
			admin.rbac().roleBindings().inNamespace(namespace).delete();
			admin.namespaces().withName(namespace).delete();
			// Nothing ends namespaces here.
			admin.raw("/api/v1/namespaces/%s/finalize".formatted(namespace), "PUT", Map.of("apiVersion", "v1", "kind",
					"Namespace", "metadata", Map.of("name", namespace), "spec", Map.of("finalizers", List.of())));
		}
	}

	public String namespace(Environment environment) {
		return this.portal.bean(Specs.class).of(environment).namespace().name();
	}

	private void made(Environment environment) {
		long run = new RunRows(this.portal).add(environment, "apply", "done");
		JdbcClient jdbc = this.portal.bean(JdbcClient.class);
		jdbc.sql(
				"""
						with wanted as (insert into environment_spec (environment_id, number, schema, content, wanted_by, wanted_at)
							values (:environment, 1, 1, cast(:spec as jsonb), 'a test', now()) returning environment_id, number)
						insert into environment_revision (environment_id, number, spec_number, run, template, bundle, lineage,
							serial, made_at) select environment_id, 1, number, :run, '1-abc', repeat('a', 64), 'l', 1, now()
						from wanted""")
			.param("environment", environment.id())
			.param("spec",
					io.groundwork.requests.RequestFixtures.spec(environment.kind())
						.replace("ias-" + shortly(environment.kind()), "ias-" + environment.name())
						.replace("\"highAvailability\"",
								"\"version\":\"%s\",\"highAvailability\"".formatted(this.cluster.version()))
						.replaceAll("\"tier\"\\s*:\\s*\"standard\"", "\"tier\":\"%s\"".formatted(this.cluster.tier())))
			.param("run", run)
			.update();
	}

	private static String shortly(EnvironmentKind kind) {
		return (kind == EnvironmentKind.DEVELOPMENT) ? "dev" : kind.word();
	}

	/**
	 * Applies what the portal renders for system, as if it were another's.
	 */
	private void apply(String file, String name, String becomes) {
		try (KubernetesClient admin = admin()) {
			Api api = new Api(admin);
			Kinds kinds = Kinds.of(api);
			for (JsonNode document : Yaml.read(file, golden(file).replace(name, becomes))) {
				ObjectNode object = (ObjectNode) document;
				Ref ref = new Ref(object.path("apiVersion").asString(), object.path("kind").asString(),
						object.path("metadata").path("namespace").asString(""),
						object.path("metadata").path("name").asString());
				Eventually.that(RealCluster.SOON,
						() -> api.apply(kinds.find(ref).orElseThrow().path(ref), object, false, true).ok());
			}
		}
	}

	private static String golden(String file) {
		try {
			String all = Files.readString(GOLDEN);
			String begin = "=== " + file + "\n";
			int from = all.indexOf(begin) + begin.length();
			int to = all.indexOf("\n=== ", from);
			return all.substring(from, (to < 0) ? all.length() : to + 1);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * Has it be looked, so much later, which clusters tell nothing any more.
	 */
	public void listen(Duration later) {
		this.portal.bean(ClusterLog.class).listen(Instant.now().plus(later));
	}

	/**
	 * The cluster as its administrator sees it.
	 */
	public KubernetesClient admin() {
		return Connections.to(Kubeconfig.read(this.cluster.kubeconfig().get()));
	}

	/**
	 * The administrator's file.
	 */
	public String kubeconfig() {
		return this.cluster.kubeconfig().get();
	}

	/**
	 * Has it not answer, or answer again: then it is there when this returns.
	 */
	public void away(boolean away) {
		this.cluster.down().accept(away);
		if (!away) {
			Eventually.that(RealCluster.SOON, this::answers);
		}
	}

	private boolean answers() {
		try (KubernetesClient admin = admin()) {
			return new Api(admin).get("/version").ok();
		}
		catch (ClusterAwayException ex) {
			return false;
		}
	}

	/**
	 * What the portal shows there to let people in by break-glass.
	 */
	public String breakGlassToken() {
		return this.portal.bean(BreakGlassTokens.class).current(this.cluster.id()).orElseThrow().token().value();
	}

	/**
	 * What somebody makes with that who has got hold of it: another one that is bound to
	 * a Secret of their own, or to none.
	 * @throws RefusedException if the cluster does not make it
	 */
	public String anotherBreakGlassToken(String token, boolean bound) {
		Kubeconfig admin = Kubeconfig.read(this.cluster.kubeconfig().get());
		try (KubernetesClient client = Connections.to(admin.address(), admin.authority(), () -> token)) {
			Api api = new Api(client);
			if (bound) {
				return Identities.mintBound(api, Issuer.BREAK_GLASS, "issuer-mine-" + word(), Duration.ofDays(30))
					.value();
			}
			ObjectNode request = (ObjectNode) Yaml.read("a test",
					"{apiVersion: authentication.k8s.io/v1, kind: TokenRequest, spec: {expirationSeconds: 2592000}}")
				.getFirst();
			return api
				.post("/api/v1/namespaces/groundwork-break-glass/serviceaccounts/groundwork-break-glass/token", request)
				.orRefused(new Ref("authentication.k8s.io/v1", "TokenRequest", "groundwork-break-glass", "me"))
				.path("status")
				.path("token")
				.asString();
		}
	}

	/**
	 * Whether the cluster knows whoever shows that.
	 */
	public boolean knows(String token) {
		Kubeconfig admin = Kubeconfig.read(this.cluster.kubeconfig().get());
		try (KubernetesClient client = Connections.to(admin.address(), admin.authority(), () -> token)) {
			Identities.whoAmI(new Api(client));
			return true;
		}
		catch (RefusedException ex) {
			return false;
		}
	}

	/**
	 * The names of all that is there for people.
	 */
	public List<String> accounts() {
		try (KubernetesClient admin = admin()) {
			return admin.serviceAccounts()
				.inNamespace(Identities.GRANTS_NAMESPACE)
				.list()
				.getItems()
				.stream()
				.map((account) -> account.getMetadata().getName())
				.filter((name) -> name.startsWith("grant-"))
				.toList();
		}
	}

	/**
	 * Has the portal forget it, so that another portal can be let in.
	 */
	@Override
	public void close() {
		synchronized (OpenCluster.class) {
			open.remove(this.portal);
		}
		this.portal.bean(Clusters.class).forget(this.cluster.id(), "a test");
	}

	/**
	 * A cluster that runs.
	 *
	 * @param id its number
	 * @param kubeconfig the administrator's
	 * @param down has it not answer, or answer again
	 * @param tier standard or enterprise
	 */
	public record Running(long id, Supplier<String> kubeconfig, Consumer<Boolean> down, String tier) {

		String version() {
			return this.tier.equals("enterprise") ? "v1.33.6+lke7" : "1.35";
		}

	}

	/**
	 * A kubeconfig in which another can be read.
	 */
	public static Map<String, String> read(String kubeconfig) {
		Kubeconfig read = Kubeconfig.read(kubeconfig);
		return Map.of("address", read.address(), "token", read.token());
	}

}
