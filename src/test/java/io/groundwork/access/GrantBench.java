package io.groundwork.access;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

import io.fabric8.kubernetes.api.model.authentication.TokenRequestBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.groundwork.Eventually;
import io.groundwork.Guest;
import io.groundwork.Portal;
import io.groundwork.TestClock;
import io.groundwork.bench.Figure;
import io.groundwork.bench.Readers;
import io.groundwork.cluster.OpenCluster;
import io.groundwork.environments.Environment;
import io.groundwork.environments.EnvironmentKind;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * How long it takes to get in and to be out again, with a real API server.
 */
public final class GrantBench {

	/** A portal that has run for a while has compiled what it does often. */
	private static final int WARM_UP = 1_500;

	private static final int TIMES = 200;

	private static final int KUBECTL = 10;

	private static final int REVOKED = 30;

	private static final int TOGETHER = 3;

	private static final int EXPIRING = 1_000;

	private static final Duration MOST = Duration.ofMinutes(3);

	private static final String GRANTS = "groundwork-grants";

	private final TestClock clock;

	private final Portal portal;

	private final OpenCluster cluster;

	private final Guest guest;

	private final Environment environment;

	private String token = "";

	private GrantBench(TestClock clock, Portal portal, OpenCluster cluster) {
		this.clock = clock;
		this.portal = portal;
		this.cluster = cluster;
		this.guest = portal.guest();
		this.environment = cluster.environment(EnvironmentKind.DEVELOPMENT, "payments");
		signIn();
	}

	public static List<Figure> run() throws Exception {
		TestClock clock = new TestClock();
		try (Portal portal = Portal.start(Map.of("groundwork.roles", "web"), clock);
				OpenCluster cluster = OpenCluster.to(portal)) {
			GrantBench bench = new GrantBench(clock, portal, cluster);
			List<Figure> figures = new ArrayList<>(bench.issue());
			figures.addAll(bench.revoke());
			figures.add(bench.expiry());
			return figures;
		}
	}

	private void signIn() {
		this.token = this.portal.signedIn("engineer-1").makeToken("bench " + Instant.now(), "read", "write");
	}

	/**
	 * A kubeconfig by the portal and a bare TokenRequest, in turn.
	 */
	private List<Figure> issue() throws Exception {
		long grant = ask(60);
		List<Double> ours = new ArrayList<>();
		List<Double> bare = new ArrayList<>();
		List<Double> kubectl = new ArrayList<>();
		try (KubernetesClient admin = this.cluster.admin()) {
			kubeconfig(grant);
			for (int i = 0; i < WARM_UP + TIMES; i++) {
				double one = millis(() -> kubeconfig(grant));
				double other = millis(() -> admin.serviceAccounts()
					.inNamespace(GRANTS)
					.withName("grant-" + grant)
					.tokenRequest(new TokenRequestBuilder().withNewMetadata()
						.endMetadata()
						.withNewSpec()
						.withExpirationSeconds(3_000L)
						.endSpec()
						.build()));
				if (i >= WARM_UP) {
					ours.add(one);
					bare.add(other);
				}
			}
		}
		Path config = Files.createTempFile("kubeconfig", ".yaml");
		try {
			Files.writeString(config, this.cluster.kubeconfig());
			for (int i = 0; i < KUBECTL; i++) {
				kubectl.add(millis(() -> createToken(config, grant)));
			}
		}
		finally {
			Files.delete(config);
		}
		release(grant);
		double added = Readers.percentile(ours, 50) - Readers.percentile(bare, 50);
		return List.of(new Figure("access.issue.added", added, "ms", 15.0, added <= 15, String.format(Locale.ROOT,
				"%d kubeconfigs by the API, median %.1f ms, less a bare TokenRequest on the same server in turn, median %.1f ms; kubectl create token beside it takes %.0f ms as a process",
				TIMES, Readers.percentile(ours, 50), Readers.percentile(bare, 50), Readers.percentile(kubectl, 50))));
	}

	/**
	 * From the click until the cluster refuses what was handed out.
	 */
	private List<Figure> revoke() throws Exception {
		List<Double> all = new ArrayList<>();
		List<Double> ours = new ArrayList<>();
		for (int done = 0; done < REVOKED; done += TOGETHER) {
			List<Long> grants = new ArrayList<>();
			List<String> files = new ArrayList<>();
			for (int i = 0; i < TOGETHER; i++) {
				long grant = ask(60);
				grants.add(grant);
				files.add(kubeconfig(grant));
			}
			try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
				List<Future<Double>> refused = new ArrayList<>();
				for (int i = 0; i < TOGETHER; i++) {
					long grant = grants.get(i);
					String file = files.get(i);
					refused.add(threads.submit(() -> refusedAfterClick(grant, file)));
				}
				for (Future<Double> one : refused) {
					all.add(one.get());
				}
			}
			for (long grant : grants) {
				ours.add(this.portal.bean(JdbcClient.class).sql("""
						select extract(epoch from removed_at - ending_at) * 1000 from access_receipt
						where grant_number = ?""").param(grant).query(Double.class).single());
			}
		}
		double p95 = Readers.percentile(all, 95) / 1_000;
		double own = Readers.percentile(ours, 95) / 1_000;
		String how = "%d grants whose holder uses them, %d at a time: from the click, by the API, until the cluster refuses the token that was handed out; a cluster remembers a good one for ten seconds"
			.formatted(REVOKED, TOGETHER);
		return List.of(new Figure("access.revoke.p95", p95, "s", 12.0, p95 <= 12, how),
				new Figure("access.revoke.ours", own, "s", 0.5, own <= 0.5,
						"the same, until binding, Secret and account are gone, as the receipts have it"));
	}

	private double refusedAfterClick(long grant, String file) throws InterruptedException {
		try (KubernetesClient holder = Doors.client(file)) {
			if (!taken(holder)) {
				throw new IllegalStateException("The cluster does not take what was just made");
			}
			long start = System.nanoTime();
			release(grant);
			while (taken(holder)) {
				Thread.sleep(50);
			}
			double time = (System.nanoTime() - start) / 1e6;
			over(grant);
			return time;
		}
	}

	private boolean taken(KubernetesClient holder) {
		try {
			holder.pods().inNamespace(this.cluster.namespace(this.environment)).list();
			return true;
		}
		catch (KubernetesClientException ex) {
			// Without its binding it is forbidden; that is not yet refused.
			return ex.getCode() != 401;
		}
	}

	/**
	 * A thousand that end in the same minute.
	 */
	private Figure expiry() throws Exception {
		List<Long> grants = new ArrayList<>();
		try (ExecutorService threads = Executors.newFixedThreadPool(4)) {
			List<Future<Long>> made = new ArrayList<>();
			for (int i = 0; i < EXPIRING; i++) {
				made.add(threads.submit(() -> {
					long grant = ask(30);
					kubeconfig(grant);
					return grant;
				}));
			}
			for (Future<Long> one : made) {
				grants.add(one.get());
			}
		}
		this.clock.pass(Duration.ofMinutes(30).plusSeconds(1));
		long start = System.nanoTime();
		this.portal.bean(GrantPace.class).sweep();
		JdbcClient jdbc = this.portal.bean(JdbcClient.class);
		Eventually.that(MOST, Duration.ofMillis(100),
				() -> jdbc
					.sql("select count(*) from access_grant where status in ('active', 'ending') and number = any(?)")
					.param(grants.toArray(Long[]::new))
					.query(Integer.class)
					.single() == 0);
		double took = (System.nanoTime() - start) / 1e9;
		int proven = jdbc
			.sql("select count(*) from access_receipt where refused_at is not null and grant_number = any(?)")
			.param(grants.toArray(Long[]::new))
			.query(Integer.class)
			.single();
		return new Figure("access.expiry.1000", took, "s", 60.0, took <= 60 && proven == EXPIRING,
				"%d grants with a kubeconfig each whose time is over at once: until the last is proven to be refused; %d proofs"
					.formatted(EXPIRING, proven));
	}

	private long ask(int minutes) {
		HttpResponse<String> answer = this.guest.call("POST", "/api/v1/grants", this.token,
				"{\"environment\":\"%s\",\"role\":\"viewer\",\"minutes\":%d,\"reason\":\"bench\"}"
					.formatted(this.environment.name(), minutes));
		return read(answer, 201).path("number").asLong();
	}

	private String kubeconfig(long grant) {
		HttpResponse<String> answer = this.guest.call("POST", "/api/v1/grants/%d/kubeconfig".formatted(grant),
				this.token, "");
		if (answer.statusCode() != 200) {
			throw new IllegalStateException(answer.body());
		}
		return answer.body();
	}

	private void release(long grant) {
		read(this.guest.call("POST", "/api/v1/grants/%d/release".formatted(grant), this.token, ""), 200);
	}

	private void over(long grant) {
		Eventually.that(MOST, Duration.ofMillis(50),
				() -> read(this.guest.call("GET", "/api/v1/grants/" + grant, this.token, ""), 200).path("status")
					.asString()
					.equals("ended"));
	}

	private static JsonNode read(HttpResponse<String> answer, int status) {
		if (answer.statusCode() != status) {
			throw new IllegalStateException(answer.body());
		}
		return JsonMapper.shared().readTree(answer.body());
	}

	private static int createToken(Path config, long grant) {
		try {
			Process process = new ProcessBuilder(System.getProperty("groundwork.tools.kubectl"), "--kubeconfig",
					config.toString(), "-n", GRANTS, "create", "token", "grant-" + grant)
				.redirectErrorStream(true)
				.start();
			process.getInputStream().readAllBytes();
			return process.waitFor();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private static double millis(Runnable work) {
		long start = System.nanoTime();
		work.run();
		return (System.nanoTime() - start) / 1e6;
	}

}
