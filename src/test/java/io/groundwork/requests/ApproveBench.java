package io.groundwork.requests;

import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

import io.groundwork.Eventually;
import io.groundwork.Guest;
import io.groundwork.Portal;
import io.groundwork.bench.Figure;
import io.groundwork.bench.Readers;
import io.groundwork.environments.Environment;
import io.groundwork.environments.EnvironmentKind;
import io.groundwork.environments.Environments;
import io.groundwork.runs.PlainPlans;
import io.groundwork.runs.Run;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * How long it takes from the last click of whoever agrees until Terraform applies.
 */
public final class ApproveBench {

	private static final int WARM_UP = 15;

	private static final int TIMES = 40;

	private static final Duration MOST = Duration.ofSeconds(60);

	private ApproveBench() {
	}

	public static List<Figure> run() {
		try (Portal portal = Portal
			.start(Map.of("groundwork.terraform.program", System.getProperty("groundwork.tools.terraform"),
					"groundwork.terraform.mirror", System.getProperty("groundwork.tools.provider")))) {
			PlainPlans plans = new PlainPlans(portal);
			Guest platform = portal.signedIn("platform-1");
			List<Double> times = new ArrayList<>();
			for (int i = 0; i < WARM_UP + TIMES; i++) {
				double time = once(portal, plans, platform);
				if (i >= WARM_UP) {
					times.add(time);
				}
			}
			double median = Readers.percentile(times, 50);
			double p95 = Readers.percentile(times, 95);
			String how = "%d requests for a plan of one resource: from the vote that was the last one, by the API, until the step apply began, with a worker that has nothing else to do"
				.formatted(TIMES);
			return List.of(new Figure("requests.approve.median", median, "ms", 100.0, median <= 100, how),
					new Figure("requests.approve.p95", p95, "ms", 250.0, p95 <= 250, how));
		}
	}

	private static double once(Portal portal, PlainPlans plans, Guest platform) {
		Environment environment = portal.bean(Environments.class)
			.add("stag-" + UUID.randomUUID().toString().substring(0, 8), EnvironmentKind.STAGING, "payments", null,
					"bench");
		Run plan = plans.of(environment, "resource \"terraform_data\" \"one\" { input = \"one\" }\n");
		String digest = plans.digest(plan);
		HttpResponse<String> asked = platform.submit("/runs/" + plan.number(), "/requests/plans",
				Map.of("run", String.valueOf(plan.number()), "digest", digest, "reason", "bench"));
		String request = "/api/v1" + asked.headers().firstValue("Location").orElseThrow();
		String token = portal.issuer().accessToken("reviewer-1");
		Eventually.that(MOST, Duration.ofMillis(20),
				() -> JsonMapper.shared()
					.readTree(portal.guest().call("GET", request, token, "").body())
					.path("status")
					.asString()
					.equals("awaiting-approval"));
		Instant click = Instant.now();
		HttpResponse<String> voted = portal.guest()
			.call("POST", request + "/approvals", token,
					"{\"vote\":\"approve\",\"planDigest\":\"%s\"}".formatted(digest));
		if (voted.statusCode() != 200) {
			throw new IllegalStateException(voted.body());
		}
		long run = JsonMapper.shared().readTree(voted.body()).path("runs").get(1).asLong();
		Eventually.that(MOST, Duration.ofMillis(20), () -> begun(portal, run).isPresent());
		double time = Duration.between(click, begun(portal, run).orElseThrow()).toNanos() / 1e6;
		plans.ended(run);
		return time;
	}

	private static Optional<Instant> begun(Portal portal, long run) {
		return portal.bean(JdbcClient.class)
			.sql("select started_at from run_step where run = ? and name = 'apply' and started_at is not null")
			.param(run)
			.query((row, number) -> row.getObject(1, OffsetDateTime.class).toInstant())
			.optional();
	}

}
