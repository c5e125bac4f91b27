package io.groundwork.requests;

import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.groundwork.Eventually;
import io.groundwork.Guest;
import io.groundwork.Portal;
import io.groundwork.cloud.CloudFixtures;
import io.groundwork.environments.Environment;
import io.groundwork.environments.EnvironmentKind;
import io.groundwork.environments.Environments;
import io.groundwork.runs.RunRows;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Requests over HTTP: what is refused and what it says, what is kept, what people see.
 */
class RequestPagesTests {

	private static final Map<String, String> FORM = Map.ofEntries(Map.entry("reason", "a place to try things"),
			Map.entry("kind", "development"), Map.entry("topology", "dedicated"),
			Map.entry("kubernetes.version", "1.34"), Map.entry("region", "fr-par"),
			Map.entry("pools[0].name", "baseline"), Map.entry("pools[0].plan", "g6-standard-4"),
			Map.entry("pools[0].min", "3"), Map.entry("pools[0].max", "9"), Map.entry("dataStore.nodes", "1"),
			Map.entry("secrets", "database-url database 90\nservice-token random"), Map.entry("team", "payments"),
			Map.entry("what", "create"));

	private final Portal portal = Portal.shared();

	private final RunRows runs = new RunRows(this.portal);

	private final RequestFixtures fixtures = new RequestFixtures(this.portal);

	@Test
	void whatIsAskedForInTheFormIsARequest() {
		Guest engineer = this.portal.signedIn("engineer-1");
		String name = name();
		HttpResponse<String> answer = engineer.submit("/requests/new", "/requests/new", form("environment", name));
		assertThat(answer.statusCode()).as(errors(answer)).isEqualTo(302);
		String page = answer.headers().firstValue("Location").orElseThrow();
		assertThat(page).matches("/requests/[0-9]+");
		assertThat(engineer.get(page).body()).contains("Create " + name, "a place to try things", "engineer-1");
		// Nobody else's business.
		assertThat(this.portal.signedIn("engineer-3").get(page).statusCode()).isEqualTo(404);
		assertThat(this.portal.signedIn("reviewer-1").get(page).statusCode()).isEqualTo(200);
	}

	@Test
	void aChangeBeginsWithWhatTheEnvironmentIs() {
		Guest engineer = this.portal.signedIn("engineer-1");
		String name = this.runs.environment("payments").name();
		String form = engineer.get("/requests/new?change=" + name).body();
		assertThat(form).contains("Change " + name, "ias-" + name, "Ask for this change");
		Map<String, String> fields = form("environment", name);
		fields.put("what", "change");
		HttpResponse<String> answer = engineer.submit("/requests/new", "/requests/new", fields);
		assertThat(answer.statusCode()).as(errors(answer)).isEqualTo(302);
		String page = answer.headers().firstValue("Location").orElseThrow();
		engineer.submit(page, page + "/withdraw", Map.of());
		assertThat(engineer.get(page + "/edit").body()).contains("value=\"9\"", "a place to try things");
		fields.put("pools[0].max", "8");
		HttpResponse<String> edited = engineer.submit(page + "/edit", page + "/edit", fields);
		assertThat(edited.statusCode()).as(errors(edited)).isEqualTo(302);
		assertThat(engineer.get(page).body()).contains("Written anew by engineer-1", "Withdrawn by engineer-1");
	}

	@Test
	void whatIsWrongIsSaidAtItsFieldAndWhatWasTypedStays() {
		Guest engineer = this.portal.signedIn("engineer-1");
		Map<String, String> form = form("environment", "No Name");
		form.put("pools[0].min", "many");
		form.put("network.firewall", "https TCP 443 everywhere");
		form.put("reason", "");
		HttpResponse<String> answer = engineer.submit("/requests/new", "/requests/new", form);
		assertThat(answer.statusCode()).isEqualTo(400);
		assertThat(answer.body()).contains("id=\"pools[0].min-wrong\"", "value=\"many\"", "https TCP 443 everywhere",
				"id=\"network.firewall-wrong\"", "Line 1: ", "value=\"No Name\"");
		// It is kept as a draft too, until somebody forgets it.
		assertThat(engineer.get("/requests/new").body()).contains("You had begun to ask for No Name");
		assertThat(engineer.get("/requests/new?draft=1").body()).contains("value=\"many\"");
		engineer.submit("/requests/new", "/requests/new/forget", Map.of());
		assertThat(engineer.get("/requests/new").body()).doesNotContain("You had begun");
	}

	@Test
	void anAddressFillsTheFormInAndAsksForNothing() {
		Guest engineer = this.portal.signedIn("engineer-1");
		String name = name();
		HttpResponse<String> form = engineer
			.get("/requests/new?kind=staging&environment=%s&reason=for+the+fair&pools%%5B0%%5D.max=7".formatted(name));
		assertThat(form.body()).contains("An address filled this in", "value=\"" + name + "\"", "for the fair",
				"value=\"7\"");
		assertThat(engineer.get("/requests?environment=" + name).body()).contains("No requests");
	}

	@Test
	void anotherPresetKeepsNameTeamAndReason() {
		Guest engineer = this.portal.signedIn("engineer-1");
		String body = engineer
			.get("/requests/new?preset=production&environment=shop&reason=because&pools%5B0%5D.max=3&kind=development")
			.body();
		assertThat(body).contains("value=\"shop\"", "because", "g6-standard-8", "aria-pressed=\"true\">Production")
			.doesNotContain("An address filled this in");
	}

	@Test
	void whatIsNotOnesOwnToAskForIsRefused() {
		Environment others = this.runs.environment("search");
		String token = this.portal.issuer().accessToken("engineer-1");
		Guest guest = this.portal.guest();
		HttpResponse<String> change = guest.call("POST", "/api/v1/requests", token, """
				{"kind":"change","environment":"%s","reason":"r","spec":{"kind":"development"}}"""
			.formatted(others.name()));
		assertThat(change.statusCode()).isEqualTo(404);
		HttpResponse<String> taken = guest.call("POST", "/api/v1/requests", token, """
				{"kind":"create","environment":"%s","reason":"r","spec":{"kind":"development"}}"""
			.formatted(others.name()));
		assertThat(taken.statusCode()).isEqualTo(409);
		assertThat(taken.body()).contains("is taken");
		HttpResponse<String> team = guest.call("POST", "/api/v1/requests", token,
				"""
						{"kind":"create","environment":"%s","reason":"r","spec":{"kind":"development"},"parameters":{"team":"search"}}"""
					.formatted(name()));
		assertThat(team.statusCode()).isEqualTo(400);
		assertThat(json(team).path("field").asString()).isEqualTo("parameters.team");
	}

	@Test
	void badRequestsNameTheirField() {
		String token = this.portal.issuer().accessToken("engineer-1");
		Map<String, String> bodies = new LinkedHashMap<>();
		bodies.put("{}", "kind");
		bodies.put("{\"kind\":\"create\"}", "reason");
		bodies.put("{\"kind\":\"create\",\"reason\":\"r\"}", "environment");
		bodies.put("{\"kind\":\"rotate\",\"reason\":\"r\",\"environment\":\"shop\"}", "kind");
		bodies.put("{\"kind\":\"create\",\"reason\":\"r\",\"environment\":\"%s\",\"spec\":{\"kind\":\"nothing\"}}"
			.formatted(name()), "spec.kind");
		bodies.put("{\"kind\":\"create\",\"reason\":\"r\",\"environment\":\"%s\"}".formatted(name()), "spec");
		bodies.put(
				"{\"kind\":\"create\",\"reason\":\"r\",\"environment\":\"shop\",\"applyAt\":\"2020-01-01T00:00:00Z\"}",
				"applyAt");
		bodies.put("{\"kind\":\"create\",\"reason\":\"r\",\"environment\":\"shop\",\"parameters\":{\"x\":1}}",
				"parameters.x");
		String own = this.runs.environment("payments").name();
		bodies.put("{\"kind\":\"destroy\",\"reason\":\"r\",\"environment\":\"%s\"}".formatted(own),
				"parameters.confirm");
		bodies.put("{\"kind\":\"rollback\",\"reason\":\"r\",\"environment\":\"%s\",\"parameters\":{\"revision\":\"x\"}}"
			.formatted(own), "parameters.revision");
		bodies.forEach((body, field) -> {
			HttpResponse<String> answer = this.portal.guest().call("POST", "/api/v1/requests", token, body);
			assertThat(answer.statusCode()).as(body).isEqualTo(400);
			assertThat(json(answer).path("field").asString()).as(body).isEqualTo(field);
		});
	}

	@Test
	void preflightSaysWhatStandsAgainstItAndStoresNothing() {
		String token = this.portal.issuer().accessToken("engineer-1");
		String name = name();
		HttpResponse<String> answer = this.portal.guest()
			.call("POST", "/api/v1/preflight", token,
					"""
							{"kind":"create","environment":"%s","reason":"r","spec":{"kind":"development"},"parameters":{"host":"nowhere"}}"""
						.formatted(name));
		assertThat(answer.statusCode()).isEqualTo(200);
		JsonNode looked = json(answer);
		assertThat(looked.path("possible").asBoolean()).isFalse();
		assertThat(looked.path("checks").toString()).contains("no environment nowhere that owns a cluster",
				"Name one in parameters.host");
		HttpResponse<String> list = this.portal.guest().call("GET", "/api/v1/requests?environment=" + name, token, "");
		assertThat(json(list).path("items")).isEmpty();
	}

	@Test
	void whatCannotBeHadFailsWithItsRemedyAndChangesNothing() {
		String token = this.portal.issuer().accessToken("engineer-1");
		String name = name();
		HttpResponse<String> answer = this.portal.guest()
			.call("POST", "/api/v1/requests", token,
					"""
							{"kind":"create","environment":"%s","reason":"r","spec":{"kind":"development"},"parameters":{"host":"nowhere"}}"""
						.formatted(name));
		assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
		String there = answer.headers().firstValue("Location").orElseThrow();
		Eventually.that(Duration.ofSeconds(20),
				() -> json(this.portal.guest().call("GET", there, token, "")).path("status")
					.asString()
					.equals("failed"));
		JsonNode request = json(this.portal.guest().call("GET", there, token, ""));
		assertThat(request.path("note").asString()).contains("Name one in parameters.host");
		String page = this.portal.signedIn("engineer-1").get(there.replace("/api/v1", "")).body();
		assertThat(page).contains("Nothing was changed.", "Begin again", "Write it anew");
	}

	@Test
	void theInboxHasWhatOneMayDecideOn() {
		long request = this.fixtures.waiting("payments");
		Guest reviewer = this.portal.signedIn("reviewer-1");
		assertThat(reviewer.get("/inbox").body()).contains("request-" + request);
		assertThat(this.portal.signedIn("engineer-1").get("/inbox").body()).contains("request-" + request);
		assertThat(this.portal.signedIn("engineer-3").get("/inbox").body()).doesNotContain("request-" + request);
		HttpResponse<String> old = reviewer.submit("/inbox", "/requests/%d/approve".formatted(request),
				Map.of("digest", "0".repeat(64)));
		assertThat(old.statusCode()).isEqualTo(409);
		assertThat(old.body()).contains("look at it again", "Nothing was done");
		HttpResponse<String> silent = reviewer.submit("/inbox", "/requests/%d/deny".formatted(request),
				Map.of("digest", RunRows.digest()));
		assertThat(silent.statusCode()).isEqualTo(400);
		HttpResponse<String> voted = reviewer.submit("/inbox", "/requests/%d/approve".formatted(request),
				Map.of("digest", RunRows.digest()));
		assertThat(voted.statusCode()).isEqualTo(302);
		String page = reviewer.get("/requests/" + request).body();
		assertThat(page).contains("Approved by reviewer-1", "Agreed to", "A worker was asked to carry it out");
		assertThat(reviewer.get("/inbox").body()).doesNotContain("request-" + request);
		HttpResponse<String> late = this.portal.signedIn("reviewer-2")
			.submit("/inbox", "/requests/%d/approve".formatted(request), Map.of("digest", RunRows.digest()));
		assertThat(late.statusCode()).isEqualTo(409);
	}

	@Test
	void severalOfDevelopmentAreAgreedToAtOnce() {
		long first = this.fixtures.waiting("payments");
		long second = this.fixtures.waiting("payments");
		Guest reviewer = this.portal.signedIn("reviewer-1");
		assertThat(reviewer.get("/inbox").body()).contains("Approve the chosen");
		HttpResponse<String> both = reviewer.submit("/inbox", "/inbox/approve",
				Map.of("chosen", choice(first) + "," + choice(second), "reason", "both are fine"));
		assertThat(both.statusCode()).isEqualTo(302);
		for (long one : List.of(first, second)) {
			assertThat(reviewer.get("/requests/" + one).body()).contains("Approved by reviewer-1", "both are fine");
		}
	}

	@Test
	void ofSeveralEachIsAnsweredForByItself() {
		long fine = this.fixtures.waiting("payments");
		long denied = this.fixtures.waiting("payments");
		long staging = this.fixtures.waiting("payments", "staging", this.fixtures.stranger());
		long old = this.fixtures.waiting("payments");
		Guest reviewer = this.portal.signedIn("reviewer-1");
		long own = this.fixtures.waiting("payments", "development", this.fixtures.person("reviewer-1"));
		this.portal.signedIn("reviewer-2")
			.submit("/inbox", "/requests/%d/deny".formatted(denied),
					Map.of("digest", RunRows.digest(), "reason", "too large"));
		HttpResponse<String> answer = reviewer.submit("/inbox", "/inbox/approve",
				Map.of("chosen", String.join(",", choice(fine), choice(denied), choice(staging), choice(own),
						old + ":" + "0".repeat(64), "999999999:" + RunRows.digest())));
		assertThat(answer.statusCode()).isEqualTo(409);
		assertThat(answer.body()).contains("Not all of them could be approved", "with that it is agreed to",
				"it is denied", "only requests of development are agreed to together", "what they asked for themselves",
				"look at it again before you vote", "There is no request 999999999");
		assertThat(reviewer.get("/requests/" + fine).body()).contains("Approved by reviewer-1");
		for (long one : List.of(denied, staging, own, old)) {
			assertThat(reviewer.get("/requests/" + one).body()).as(String.valueOf(one))
				.doesNotContain("Approved by reviewer-1");
		}
		for (String chosen : List.of("", "nonsense", choice(fine) + ",")) {
			assertThat(reviewer.submit("/inbox", "/inbox/approve", Map.of("chosen", chosen)).statusCode()).as(chosen)
				.isIn(400, 409);
		}
	}

	@Test
	void whoeverVotesInSomebodysPlaceSeesWhatTheySeeAndIsShownSo() {
		Guest outsider = this.portal.signedIn("engineer-3");
		this.portal.signedIn("reviewer-2");
		long request = this.fixtures.waiting("payments", "staging", this.fixtures.stranger());
		assertThat(outsider.get("/requests/" + request).statusCode()).isEqualTo(404);
		Guest reviewer = this.portal.signedIn("reviewer-2");
		HttpResponse<String> made = reviewer.submit("/delegations", "/delegations",
				Map.of("to", "engineer-3", "until", tomorrow(), "reason", "On holiday"));
		assertThat(made.statusCode()).as(errors(made)).isEqualTo(302);
		try {
			assertThat(reviewer.get("/delegations").body()).contains("engineer-3 votes", "On holiday", "In force");
			assertThat(outsider.get("/inbox").body()).contains("request-" + request,
					"Approve this plan in place of reviewer-2");
			assertThat(outsider.get("/requests/" + request).body())
				.contains("Approve this plan in place of reviewer-2");
			HttpResponse<String> voted = outsider.submit("/inbox", "/requests/%d/approve".formatted(request),
					Map.of("digest", RunRows.digest(), "place", "reviewer-2", "reason", "fine"));
			assertThat(voted.statusCode()).isEqualTo(302);
			assertThat(reviewer.get("/requests/" + request).body()).contains("engineer-3, in place of reviewer-2",
					"In place of reviewer-2. fine");
		}
		finally {
			String page = reviewer.get("/delegations").body();
			Matcher own = Pattern.compile("/delegations/([0-9]+)/revoke").matcher(page);
			while (own.find()) {
				reviewer.submit("/delegations", own.group(), Map.of());
			}
		}
		assertThat(outsider.get("/requests/" + request).statusCode()).isEqualTo(404);
		assertThat(reviewer.get("/delegations").body()).contains("Revoked");
		HttpResponse<String> wrong = reviewer.submit("/delegations", "/delegations",
				Map.of("to", "nobody-at-all", "until", tomorrow()));
		assertThat(wrong.statusCode()).isEqualTo(400);
		assertThat(wrong.body()).contains("value=\"nobody-at-all\"", "id=\"to-wrong\"");
	}

	private static String choice(long request) {
		return request + ":" + RunRows.digest();
	}

	private static String tomorrow() {
		return LocalDateTime.now(ZoneOffset.UTC).plusDays(1).truncatedTo(ChronoUnit.MINUTES).toString();
	}

	@Test
	void aNoIsSeenByWhoeverAskedAndEndsIt() {
		this.portal.signedIn("engineer-1");
		long request = this.fixtures.waiting("payments", "production", this.fixtures.person("engineer-1"));
		this.portal.signedIn("platform-1")
			.submit("/inbox", "/requests/%d/deny".formatted(request),
					Map.of("digest", RunRows.digest(), "reason", "not before the fair"));
		String page = this.portal.signedIn("engineer-1").get("/requests/" + request).body();
		assertThat(page).contains("not before the fair", "Denied by platform-1", "Write it anew");
	}

	@Test
	void theStoryCountsVotesWithNames() {
		this.portal.signedIn("engineer-1");
		long request = this.fixtures.waiting("payments", "production", this.fixtures.person("engineer-1"));
		this.portal.signedIn("reviewer-1")
			.submit("/inbox", "/requests/%d/approve".formatted(request), Map.of("digest", RunRows.digest()));
		assertThat(this.portal.signedIn("engineer-1").get("/requests/" + request).body())
			.contains("Approved by reviewer-1, 1 of 2", "Approved 1 of 2, by reviewer-1; one more approval");
		this.portal.signedIn("platform-1")
			.submit("/inbox", "/requests/%d/approve".formatted(request), Map.of("digest", RunRows.digest()));
		assertThat(this.portal.signedIn("engineer-1").get("/requests/" + request).body())
			.contains("Approved by platform-1, 2 of 2", "2 of 2: reviewer-1 and platform-1");
	}

	@Test
	void theStoryTellsTheStepsAndWhenItIsReadyAndExpires() {
		this.portal.signedIn("engineer-1");
		long asker = this.fixtures.person("engineer-1");
		String done = this.portal.signedIn("engineer-1")
			.get("/requests/" + this.fixtures.done("payments", asker))
			.body();
		assertThat(done).contains("<span>prepare</span>", "nothing to install", "Ready: revision 1", "Expires<");
		String applying = this.portal.signedIn("engineer-1")
			.get("/requests/" + this.fixtures.applying("payments", asker))
			.body();
		assertThat(applying).contains("Being carried out", "<span>apply</span>", "Expires after 48 hours");
	}

	@Test
	void theFailedStepIsOpenWithItsErrorAndItsRemedyFirst() {
		this.portal.signedIn("engineer-1");
		long request = this.fixtures.failed("payments", this.fixtures.person("engineer-1"),
				"There is no room for g6-standard-8 in fr-par");
		String page = this.portal.signedIn("engineer-1").get("/requests/" + request).body();
		String failure = page.substring(page.indexOf("<details class=\"failure\" open"));
		assertThat(failure).contains("Step apply failed after", "There is no room for g6-standard-8 in fr-par",
				"Plan again: the new plan has what remains to be done");
		assertThat(failure.indexOf("There is no room")).isLessThan(failure.indexOf("Plan again:"));
		assertThat(failure.indexOf("Plan again:")).isLessThan(failure.indexOf("<span>prepare</span>"));
	}

	@Test
	void ofTwoForOneEnvironmentTheSecondWaits() {
		long first = this.fixtures.waiting("payments");
		Environment environment = environment(first);
		String token = this.portal.issuer().accessToken("engineer-1");
		HttpResponse<String> answer = this.portal.guest().call("POST", "/api/v1/requests", token, """
				{"kind":"change","environment":"%s","reason":"r","spec":{"kind":"development","topology":"dedicated",
				"kubernetes":{"version":"1.34"}}}""".formatted(environment.name()));
		assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
		String there = answer.headers().firstValue("Location").orElseThrow();
		Eventually.that(Duration.ofSeconds(20),
				() -> json(this.portal.guest().call("GET", there, token, "")).path("waitingFor")
					.toString()
					.contains("Request %d is before it".formatted(first)));
	}

	@Test
	void aRequestThatIsQueuedSaysWhereItsRunIsAndWhatIsInFront() {
		long request = this.fixtures.queued("payments", this.fixtures.stranger());
		long run = this.fixtures.applyOf(request);
		Environment environment = environment(request);
		long front = this.runs.add(environment, "drift", "running");
		Guest engineer = this.portal.signedIn("engineer-1");
		String page = engineer.get("/requests/" + request).body();
		assertThat(page).contains("href=\"/runs/%d\">Run %d</a>".formatted(run, run), "in the queue.",
				"href=\"/runs/%d\">Run %d</a> is in front.".formatted(front, front),
				"One run at a time in %s, and run %d is at it.".formatted(environment.name(), front));
		assertThat(engineer.get("/runs/" + run).body())
			.contains("href=\"/runs/%d\">Run %d</a> is in front.".formatted(front, front));
	}

	@Test
	void whereOnlyAPersonCanLetItGoOnTheyAreNamed() {
		this.portal.signedIn("platform-1");
		long request = this.fixtures.queued("payments", this.fixtures.stranger());
		RunRows.pausedQueue(this.portal, () -> {
			String page = this.portal.signedIn("engineer-1").get("/requests/" + request).body();
			assertThat(page).contains("The queue is paused by platform-1: database upgrade.",
					"A platform engineer can see to it:");
			assertThat(page).containsPattern("see to it: [^.]*platform-1");
			assertThat(this.portal.signedIn("engineer-1").get("/runs/" + this.fixtures.applyOf(request)).body())
				.contains("A platform engineer can see to it:");
		});
	}

	@Test
	void whoeverWaitsBehindAnotherRequestFindsIt() {
		long first = this.fixtures.waiting("payments");
		Guest engineer = this.portal.signedIn("engineer-1");
		HttpResponse<String> answer = this.portal.guest()
			.call("POST", "/api/v1/requests", this.portal.issuer().accessToken("engineer-1"),
					"{\"kind\":\"change\",\"environment\":\"%s\",\"reason\":\"r\",\"spec\":{\"kind\":\"development\",\"topology\":\"dedicated\",\"kubernetes\":{\"version\":\"1.34\"}}}"
						.formatted(environment(first).name()));
		String page = answer.headers().firstValue("Location").orElseThrow().replace("/api/v1", "");
		assertThat(engineer.get(page).body())
			.contains("href=\"/requests/%d\">Look at request %d".formatted(first, first));
	}

	@Test
	void aLookSaysWhatItWouldCost() {
		CloudFixtures.known(this.portal);
		String token = this.portal.issuer().accessToken("engineer-1");
		JsonNode price = json(this.portal.guest().call("POST", "/api/v1/preflight", token, """
				{"kind":"create","environment":"%s","reason":"r","spec":{"kind":"development","topology":"dedicated",
				"kubernetes":{"version":"1.34"}}}""".formatted(name()))).path("price");
		// A control plane, three to ten nodes and a data store.
		assertThat(price.at("/after/least").asDouble()).isGreaterThan(60 + 3 * 48);
		assertThat(price.at("/before/most").asDouble()).isZero();
		assertThat(price.path("difference")).isEqualTo(price.path("after"));
		assertThat(price.path("unknown").size()).isEqualTo(2);
		assertThat(price.path("lines").size()).isEqualTo(3);
	}

	@Test
	void everythingThatASpecHasCanBeSaidInTheForm() {
		Map<String, String> form = form("environment", name());
		form.put("kubernetes.highAvailability", "false");
		form.put("namespace.podSecurity", "baseline");
		form.put("dataStore.allowList", "203.0.113.0/24, 198.51.100.7/32");
		form.put("pools[0].labels", "disk=fast team=payments");
		form.put("pools[1].name", "gpu");
		form.put("pools[1].plan", "g2-gpu-rtx4000a1-s");
		form.put("pools[1].min", "1");
		form.put("pools[1].max", "3");
		form.put("pools[1].taints", "gpu=true:NoSchedule");
		form.put("network.firewall", "https TCP 443 0.0.0.0/0 ::/0");
		form.put("network.egress", "203.0.113.0/24 443 the bank");
		form.put("lifetimeHours", "72");
		Guest engineer = this.portal.signedIn("engineer-1");
		HttpResponse<String> answer = engineer.submit("/requests/new", "/requests/new", form);
		assertThat(answer.statusCode()).as(errors(answer)).isEqualTo(302);
		String page = answer.headers().firstValue("Location").orElseThrow();
		JsonNode spec = json(
				this.portal.guest().call("GET", "/api/v1" + page, this.portal.issuer().accessToken("engineer-1"), ""))
			.path("spec");
		assertThat(spec.at("/kubernetes/highAvailability").asBoolean(true)).isFalse();
		assertThat(spec.at("/namespace/podSecurity").asString()).isEqualTo("baseline");
		assertThat(spec.at("/dataStore/allowList").size()).isEqualTo(2);
		assertThat(spec.at("/pools/0/labels/disk").asString()).isEqualTo("fast");
		assertThat(spec.at("/pools/1/taints/0/effect").asString()).isEqualTo("NoSchedule");
		assertThat(spec.at("/lifetimeHours").asInt()).isEqualTo(72);
		// All of it comes back to whoever writes it anew.
		assertThat(engineer.get(page + "/edit").body()).contains("disk=fast team=payments", "gpu=true:NoSchedule",
				"203.0.113.0/24 198.51.100.7/32", "203.0.113.0/24 443 the bank");
	}

	@Test
	void aPoolOfAnEnvironmentWithManyIsNotLost() {
		Map<String, String> form = form("environment", name());
		for (int i = 1; i < 7; i++) {
			form.put("pools[%d].name".formatted(i), "more-" + i);
			form.put("pools[%d].plan".formatted(i), "g6-standard-4");
			form.put("pools[%d].min".formatted(i), "1");
			form.put("pools[%d].max".formatted(i), "1");
		}
		Guest engineer = this.portal.signedIn("engineer-1");
		HttpResponse<String> answer = engineer.submit("/requests/new", "/requests/new", form);
		assertThat(answer.statusCode()).as(errors(answer)).isEqualTo(302);
		String page = answer.headers().firstValue("Location").orElseThrow();
		assertThat(engineer.get(page + "/edit").body()).contains("more-6");
	}

	@Test
	void aButtonAddsAPoolAndKeepsWhatWasTyped() {
		Guest engineer = this.portal.signedIn("engineer-1");
		Map<String, String> form = form("environment", name());
		form.put("more", "gpu");
		form.put("reason", "typed before");
		String body = engineer.submit("/requests/new", "/requests/new/look", form).body();
		assertThat(body).contains("value=\"gpu\"", "value=\"g2-gpu-rtx4000a1-s\"", "typed before", "2 pools");
		engineer.submit("/requests/new", "/requests/new/forget", Map.of());
	}

	@Test
	void whomItSharesWithIsSaidAndNobodyElsesEnvironmentsAreNamed() {
		Environments environments = this.portal.bean(Environments.class);
		Environment host = environments.add("own-" + name(), EnvironmentKind.PRODUCTION, "platform", null, "test");
		Environment own = environments.add(name(), EnvironmentKind.DEVELOPMENT, "payments", host, "test");
		Environment others = environments.add(name(), EnvironmentKind.STAGING, "search", host, "test");
		Map<String, String> form = form("environment", name());
		form.put("topology", "shared");
		form.put("host", host.name());
		String body = this.portal.signedIn("engineer-1").submit("/requests/new", "/requests/new/look", form).body();
		assertThat(body)
			.contains("On the cluster of %s, beside %s and one more".formatted(host.name(), own.name()),
					"<option value=\"%s\" selected".formatted(host.name()))
			.doesNotContain(others.name());
		assertThat(this.portal.signedIn("platform-1").submit("/requests/new", "/requests/new/look", form).body())
			.contains(others.name());
		for (String name : List.of("engineer-1", "platform-1")) {
			this.portal.signedIn(name).submit("/requests/new", "/requests/new/forget", Map.of());
		}
	}

	private Environment environment(long request) {
		String name = this.portal.bean(org.springframework.jdbc.core.simple.JdbcClient.class)
			.sql("select environment from request where number = ?")
			.param(request)
			.query(String.class)
			.single();
		return this.portal.bean(io.groundwork.environments.Environments.class).named(name).orElseThrow();
	}

	private static Map<String, String> form(String field, String value) {
		Map<String, String> form = new LinkedHashMap<>(FORM);
		form.put(field, value);
		return form;
	}

	private static String name() {
		return EnvironmentKind.DEVELOPMENT.word().substring(0, 3) + "-" + UUID.randomUUID().toString().substring(0, 8);
	}

	private static JsonNode json(HttpResponse<String> answer) {
		return JsonMapper.shared().readTree(answer.body());
	}

	private static String errors(HttpResponse<String> answer) {
		StringBuilder all = new StringBuilder();
		Matcher wrong = Pattern.compile("id=\"([^\"]+-wrong)\">([^<]*)<").matcher(answer.body());
		while (wrong.find()) {
			all.append(wrong.group(1)).append(": ").append(wrong.group(2)).append('\n');
		}
		return all.toString();
	}

}
