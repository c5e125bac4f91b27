package io.groundwork.runs;

import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import io.groundwork.Guest;
import io.groundwork.Portal;
import io.groundwork.environments.Environment;
import io.groundwork.plans.BlastRadius;
import io.groundwork.plans.Changes;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import org.springframework.jdbc.core.simple.JdbcClient;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Pages of runs and Operations, read as those who may and those who may not.
 */
class RunPagesTests {

	@SuppressWarnings("NullAway.Init")
	private static Portal portal;

	private final RunRows rows = new RunRows(portal);

	@BeforeAll
	static void start() {
		portal = Portal.shared();
	}

	@Test
	void everybodySeesTheRunsOfTheirTeamsAndThoseWhoLookAfterAllSeeAll() {
		Environment environment = this.rows.environment("payments");
		long run = this.rows.add(environment, "plan", "done");
		for (String name : List.of("engineer-1", "reviewer-1", "platform-1", "sre-1", "auditor-1")) {
			assertThat(portal.signedIn(name).get("/runs?environment=" + environment.name()).body()).as(name)
				.contains("/runs/" + run);
			assertThat(portal.signedIn(name).get("/runs/" + run).statusCode()).as(name).isEqualTo(200);
		}
		Guest other = portal.signedIn("engineer-3");
		assertThat(other.get("/runs").body()).doesNotContain(environment.name());
		assertThat(other.get("/runs/" + run).statusCode()).isEqualTo(404);
		assertThat(other.get("/runs/" + run + "/standing").statusCode()).isEqualTo(404);
	}

	@Test
	void onlyThoseWhoWorkThereAreOfferedToStop() {
		long run = this.rows.add(this.rows.environment("payments"), "plan", "running");
		for (String name : List.of("engineer-1", "platform-1", "sre-1")) {
			assertThat(portal.signedIn(name).get("/runs/" + run).body()).as(name).contains("Stop this run…");
		}
		for (String name : List.of("reviewer-1", "auditor-1")) {
			Guest guest = portal.signedIn(name);
			assertThat(guest.get("/runs/" + run).body()).as(name).doesNotContain("Stop this run…");
			assertThat(guest.submit("/me", "/runs/" + run + "/stop", Map.of()).statusCode()).as(name).isEqualTo(403);
		}
		Guest engineer = portal.signedIn("engineer-1");
		assertThat(engineer.submit("/runs/" + run, "/runs/" + run + "/stop", Map.of()).statusCode()).isEqualTo(302);
		HttpResponse<String> again = engineer.submit("/runs/" + run, "/runs/" + run + "/stop", Map.of());
		assertThat(again.statusCode()).isEqualTo(409);
		assertThat(again.body()).contains("is stopping already", "Nothing was done");
		assertThat(engineer.submit("/runs/" + run, "/runs/" + run + "/force", Map.of()).statusCode()).isEqualTo(409);
	}

	@Test
	void whatIsAskedForIsWhatWasShownAndOnlyOnce() {
		Environment environment = this.rows.environment("payments");
		long plan = this.rows.plan(environment, one(), NOTHING_AT_STAKE);
		Guest platform = portal.signedIn("platform-1");
		String page = "/runs/" + plan;
		assertThat(platform.get(page).body()).contains("Ask to carry it out…", RunRows.digest());
		assertThat(portal.signedIn("engineer-1").get(page).body()).contains("People have to agree to it")
			.doesNotContain("Ask to carry it out…");
		Map<String, String> ask = Map.of("run", String.valueOf(plan), "reason", "as agreed");
		HttpResponse<String> wrong = platform
			.follow(platform.submit(page, "/requests/plans", with(ask, "digest", "0".repeat(64))));
		assertThat(wrong.body()).contains("look at the plan again");
		HttpResponse<String> asked = platform.submit(page, "/requests/plans", with(ask, "digest", RunRows.digest()));
		assertThat(asked.statusCode()).isEqualTo(302);
		assertThat(asked.headers().firstValue("Location").orElseThrow()).startsWith("/requests/");
		HttpResponse<String> twice = platform
			.follow(platform.submit(page, "/requests/plans", with(ask, "digest", RunRows.digest())));
		assertThat(twice.body()).contains("is that of request");
	}

	private static Map<String, String> with(Map<String, String> some, String name, String value) {
		Map<String, String> all = new java.util.LinkedHashMap<>(some);
		all.put(name, value);
		return all;
	}

	@Test
	void checksAreStartedWhereSomethingWasApplied() {
		Environment environment = this.rows.environment("payments");
		Guest engineer = portal.signedIn("engineer-1");
		String list = "/runs?environment=" + environment.name();
		Map<String, String> check = Map.of("environment", environment.name(), "kind", "drift");
		HttpResponse<String> early = engineer.follow(engineer.submit(list, "/runs/check", check));
		assertThat(early.body()).contains("has never been applied");
		this.rows.add(environment, "apply", "done");
		HttpResponse<String> asked = engineer.submit(list, "/runs/check", check);
		assertThat(asked.headers().firstValue("Location").orElseThrow()).matches("/runs/[0-9]+");
		assertThat(engineer.submit(list, "/runs/check", Map.of("environment", environment.name(), "kind", "apply"))
			.statusCode()).isEqualTo(400);
	}

	@Test
	void filesAreSentWithinLimitsAndWhatWasTypedIsKept() {
		Guest platform = portal.signedIn("platform-1");
		String csrf = platform.csrf("/runs/new");
		HttpResponse<String> large = send(platform, csrf, "x".repeat(Archive.MOST + 1));
		assertThat(large.statusCode()).isEqualTo(400);
		assertThat(large.body()).contains("at most 4 MB", "value=\"typed-name\"", "value=\"because\"");
		assertThat(send(platform, csrf, "x".repeat(6 << 20)).statusCode()).isEqualTo(413);
		assertThat(send(platform, "wrong", "x").statusCode()).as("its guard is looked at").isEqualTo(403);
		assertThat(send(portal.signedIn("engineer-1"), csrf, "x").statusCode()).isEqualTo(403);
	}

	private static HttpResponse<String> send(Guest guest, String csrf, String file) {
		String form = "";
		for (Map.Entry<String, String> field : Map
			.of("_csrf", csrf, "name", "typed-name", "team", "payments", "kind", "development", "what", "plan",
					"configuration", "files", "reason", "because", "environment", "", "host", "")
			.entrySet()) {
			form += "--x\r\nContent-Disposition: form-data; name=\"%s\"\r\n\r\n%s\r\n".formatted(field.getKey(),
					field.getValue());
		}
		form += "--x\r\nContent-Disposition: form-data; name=\"files\"; filename=\"a.zip\"\r\n"
				+ "Content-Type: application/zip\r\n\r\n" + file + "\r\n--x--\r\n";
		return guest.send(guest.request("/runs/new")
			.header("Content-Type", "multipart/form-data; boundary=x")
			.POST(BodyPublishers.ofString(form)));
	}

	@Test
	void aRunWhoseWorkerIsSilentSaysSinceWhen() {
		long run = this.rows.add(this.rows.environment("payments"), "apply", "running");
		this.rows.steps(run, "prepare done", "init done", "apply running");
		assertThat(standing(run)).contains("At work on step apply").doesNotContain("Nothing was heard");
		// The portal's own worker would pick it up, and leaves it while it rests.
		Workers workers = portal.bean(Workers.class);
		long here = ProcessHandle.current().pid();
		List<Long> own = workers.alive()
			.stream()
			.filter((worker) -> worker.pid() == here)
			.map(Workers.Shown::id)
			.toList();
		own.forEach((worker) -> workers.pause(worker, "platform-1", "somebody is silent"));
		try {
			portal.bean(JdbcClient.class)
				.sql("""
						update worker w set lease_until = now() - interval '1 minute', beat_at = now() - interval '2 minutes'
						from run r where r.number = ? and r.worker_id = w.id""")
				.param(run)
				.update();
			assertThat(standing(run)).contains("Nothing was heard of its worker; the last was",
					"Another worker picks it up");
		}
		finally {
			own.forEach(workers::resume);
		}
	}

	@Test
	void whatARunMayHaveLeftIsNamedAtItsEnd() {
		Environment environment = this.rows.environment("payments");
		long lost = this.rows.add(environment, "apply", "cancelled");
		this.rows.steps(lost, "prepare done", "init done", "apply running");
		this.rows.unfinished(lost, "linode_lke_cluster.main", "linode_volume.data");
		this.rows.finish(lost);
		assertThat(standing(lost)).contains("linode_lke_cluster.main, linode_volume.data", "Look for it in the cloud",
				"import or delete");
		long stopped = this.rows.add(environment, "apply", "recovered");
		this.rows.steps(stopped, "prepare done", "init done", "apply cancelled");
		assertThat(standing(stopped)).contains("What was made until then stays").doesNotContain("Look for it");
		long stale = this.rows.add(environment, "apply", "failed");
		this.rows.steps(stale, "prepare failed", "init skipped", "apply skipped", "record skipped");
		assertThat(standing(stale)).contains("Nothing was made or changed").doesNotContain("What was made until then");
	}

	private static String standing(long run) {
		return portal.signedIn("platform-1").get("/runs/" + run).body();
	}

	@Test
	void onlyPlatformEngineersLetTheQueueRest() {
		assertThat(portal.signedIn("sre-1").get("/operations").body()).doesNotContain("Pause the queue…");
		Guest platform = portal.signedIn("platform-1");
		assertThat(platform.get("/operations").body()).contains("Pause the queue…");
		HttpResponse<String> unsaid = platform.submit("/operations", "/operations/queue/pause", Map.of("reason", " "));
		assertThat(unsaid.statusCode()).isEqualTo(400);
		assertThat(unsaid.body()).contains("those who wait will read it");
		assertThat(platform.submit("/operations", "/operations/workers/0/pause", Map.of("reason", "x")).statusCode())
			.isEqualTo(404);
	}

	@Test
	void filtersNameWhatIsWrongAndKeepWhatWasTyped() {
		Guest platform = portal.signedIn("platform-1");
		HttpResponse<String> page = platform.get("/runs?kind=nonsense&environment=typed-name");
		assertThat(page.statusCode()).isEqualTo(400);
		assertThat(page.body()).contains("Kind must be one of", "value=\"typed-name\"");
		assertThat(platform.get("/runs?after=!").statusCode()).isEqualTo(400);
	}

	private static final BlastRadius NOTHING_AT_STAKE = new BlastRadius("No data is touched.",
			BlastRadius.Severity.NONE, List.of());

	private static Changes one() {
		return new Changes(1, 0, 0, 0, 0, 0, 0,
				List.of(new Changes.Change("terraform_data.one", "terraform_data", "one", "", Changes.Group.OTHER,
						Changes.Action.CREATE, List.of("create"), Optional.empty(), Optional.empty(), Optional.empty(),
						List.of())),
				List.of(), List.of());
	}

}
