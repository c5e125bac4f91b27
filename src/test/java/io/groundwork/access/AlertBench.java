package io.groundwork.access;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.groundwork.Eventually;
import io.groundwork.Portal;
import io.groundwork.Temporary;
import io.groundwork.bench.Figure;
import io.groundwork.cluster.OpenCluster;
import io.groundwork.environments.Environment;
import io.groundwork.environments.EnvironmentKind;
import io.groundwork.sandbox.S3Server;
import io.groundwork.sandbox.linode.AuditedCluster;
import io.groundwork.storage.Stores;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * How soon somebody is woken when a cluster has refused what goes beyond a grant: with a
 * real API server whose log is delivered into a real S3 server, and nobody who hurries
 * the portal.
 */
public final class AlertBench {

	private static final double MOST = 300;

	private static final Duration PATIENCE = Duration.ofMinutes(5);

	private static final Duration BETWEEN = Duration.ofMillis(100);

	private static final List<String> TRIES = List.of("GET /api/v1/nodes/any/proxy/pods",
			"GET /api/v1/namespaces/kube-system/secrets",
			"POST /api/v1/namespaces/kube-system/pods/any/exec?command=sh");

	private AlertBench() {
	}

	public static List<Figure> run() {
		S3Server.Access bucket = S3Server.shared().access();
		Path folder = Temporary.folder("groundwork-bench");
		try (AuditedCluster audited = AuditedCluster.start(folder, Stores.s3(bucket)::put);
				Portal portal = Portal.start(Map.of("groundwork.cluster-log.endpoint", bucket.endpoint().toString(),
						"groundwork.cluster-log.bucket", bucket.bucket(), "groundwork.cluster-log.access-key",
						bucket.accessKey(), "groundwork.cluster-log.secret-key", bucket.secretKey()));
				OpenCluster cluster = OpenCluster.to(portal,
						new OpenCluster.Running(audited.id(), audited::kubeconfig, audited::down, "enterprise"))) {
			portal.signedIn("platform-1");
			return List.of(alert(portal, cluster.environment(EnvironmentKind.DEVELOPMENT, "payments")));
		}
	}

	private static Figure alert(Portal portal, Environment environment) {
		String token = portal.signedIn("engineer-1").makeToken("bench", "read", "write");
		List<Double> seconds = new ArrayList<>();
		for (String request : TRIES) {
			long grant = JsonMapper.shared()
				.readTree(portal.guest()
					.call("POST", "/api/v1/grants", token,
							"{\"environment\":\"%s\",\"role\":\"viewer\",\"minutes\":60,\"reason\":\"bench\"}"
								.formatted(environment.name()))
					.body())
				.path("number")
				.asLong();
			String path = "/api/v1/grants/%d/".formatted(grant);
			try (KubernetesClient viewer = Doors
				.client(portal.guest().call("POST", path + "kubeconfig", token, "").body())) {
				long begun = System.nanoTime();
				if (EscapeTest.status(viewer, request, null) != 403) {
					throw new IllegalStateException("%s was not refused".formatted(request));
				}
				Eventually.that(PATIENCE, BETWEEN, () -> told(portal, grant));
				seconds.add((System.nanoTime() - begun) / 1e9);
			}
			portal.guest().call("POST", path + "release", token, "");
		}
		double slowest = Collections.max(seconds);
		return new Figure("access.alert", slowest, "s", MOST, slowest <= MOST, String.format(Locale.ROOT,
				"the slowest of %d: from the refusal until the notice is there for a platform engineer; each by itself %s. The stand-in delivers at once, Linode when it does",
				seconds.size(), seconds.stream().map((one) -> String.format(Locale.ROOT, "%.1f s", one)).toList()));
	}

	private static boolean told(Portal portal, long grant) {
		return portal.bean(JdbcClient.class)
			.sql("""
					select exists (select from notice join person on person.id = person_id
						where name = 'platform-1' and starts_with(occasion, ?))""")
			.param("grant-alert:%d/".formatted(grant))
			.query(Boolean.class)
			.single();
	}

}
