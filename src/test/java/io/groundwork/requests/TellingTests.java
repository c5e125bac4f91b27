package io.groundwork.requests;

import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import io.groundwork.Eventually;
import io.groundwork.Guest;
import io.groundwork.Portal;
import io.groundwork.notices.Receiver;
import io.groundwork.notices.SlackStandIn;
import io.groundwork.runs.RunRows;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What happens to requests is told to whom it concerns, and to nobody else.
 */
class TellingTests {

	private static final Duration MOST = Duration.ofSeconds(60);

	@SuppressWarnings("NullAway.Init")
	private static SlackStandIn slack;

	@SuppressWarnings("NullAway.Init")
	private static Receiver receiver;

	@SuppressWarnings("NullAway.Init")
	private static Portal portal;

	@SuppressWarnings("NullAway.Init")
	private static RequestFixtures fixtures;

	@BeforeAll
	static void start() {
		slack = new SlackStandIn();
		receiver = new Receiver();
		Map<String, Object> settings = new HashMap<>(slack.settings());
		settings.put("groundwork.roles", "web");
		settings.put("groundwork.notices.loopback", "true");
		portal = Portal.start(settings);
		fixtures = new RequestFixtures(portal);
		for (String name : List.of("engineer-1", "engineer-2", "engineer-3", "reviewer-1", "reviewer-2", "platform-1",
				"auditor-1", "sre-1")) {
			portal.signedIn(name);
		}
		Guest platform = portal.signedIn("platform-1");
		HttpResponse<String> made = platform.submit("/operations/notices", "/operations/notices/webhooks",
				Map.of("name", "desk", "address", receiver.address(), "events", "request.denied"));
		assertThat(made.statusCode()).isEqualTo(200);
	}

	@AfterAll
	static void stop() {
		portal.close();
		receiver.close();
		slack.close();
	}

	@Test
	void whatWaitsIsToldToThoseWhoMayDecideAndSettledWhenItIsDecided() {
		long request = waiting("staging");
		assertThat(told(request, "decide")).containsExactlyInAnyOrder("reviewer-1", "reviewer-2", "platform-1");
		assertThat(told(request, "mine")).containsExactly("engineer-1");
		assertThat(unread(request, "decide")).hasSize(3);
		vote(request, "reviewer-1", "deny");
		assertThat(unread(request, "decide")).isEmpty();
		assertThat(titles(request, "engineer-1")).containsExactly(
				"Request %d: planned, and waits for approval".formatted(request),
				"Request %d: denied by reviewer-1".formatted(request));
		Eventually.that(MOST,
				() -> receiver.taken()
					.stream()
					.anyMatch((came) -> came.json().path("request").path("number").asLong() == request
							&& came.json().path("request").path("status").asString().equals("rejected")
							&& came.json().path("by").asString().equals("reviewer-1")));
		assertThat(receiver.taken()).extracting((came) -> came.header("Groundwork-Event"))
			.containsOnly("request.denied");
		Eventually.that(MOST, () -> message(request).contains("*Rejected*"));
		assertThat(message(request)).contains("Denied by reviewer-1", "Asked by engineer-1");
	}

	@Test
	void peersOfTheTeamAreToldForDevelopmentAndNobodyOfOthers() {
		long request = waiting("development");
		assertThat(told(request, "decide")).containsExactlyInAnyOrder("engineer-2", "reviewer-1", "reviewer-2",
				"platform-1");
	}

	@Test
	void whoeverHasVotedIsWaitedForNoMore() {
		long request = waiting("production");
		vote(request, "reviewer-1", "approve");
		assertThat(unread(request, "decide")).containsExactlyInAnyOrder("reviewer-2", "platform-1");
	}

	@Test
	void aVoteThatIsRefusedIsToldToNobody() {
		long request = waiting("staging");
		int before = all();
		assertThat(call("engineer-1", request, "approve").statusCode()).isEqualTo(403);
		assertThat(all()).isEqualTo(before);
	}

	@Test
	void whatOneDidOneselfIsNotToldAgain() {
		long request = waiting("staging");
		Guest engineer = portal.signedIn("engineer-1");
		engineer.submit("/requests/" + request, "/requests/" + request + "/comment", Map.of("text", "my own words"));
		assertThat(titles(request, "engineer-1")).hasSize(1);
		Guest reviewer = portal.signedIn("reviewer-2");
		reviewer.submit("/requests/" + request, "/requests/" + request + "/comment", Map.of("text", "<b>why</b> now?"));
		assertThat(titles(request, "engineer-1")).hasSize(2)
			.contains("Request %d: reviewer-2 says something".formatted(request));
		assertThat(engineer.get("/notices").body()).contains("&lt;b&gt;why&lt;/b&gt; now?");
		assertThat(unread(request, "mine")).hasSize(1);
		// Whoever looks has read it.
		engineer.get("/requests/" + request);
		assertThat(unread(request, "mine")).isEmpty();
	}

	@Test
	void theLinkLeadsToTheButton() {
		long request = waiting("staging");
		String link = portal.bean(JdbcClient.class)
			.sql("select link from notice where subject = ? and concern = 'decide' limit 1")
			.param("request:" + request)
			.query(String.class)
			.single();
		assertThat(link).isEqualTo("/requests/%d#approve".formatted(request));
		assertThat(portal.signedIn("reviewer-1").get(link.replaceAll("#.*", "")).body()).contains("id=\"approve\"",
				"Approve this plan");
	}

	/**
	 * One that has just been planned, asked for by engineer-1.
	 */
	private static long waiting(String kind) {
		long request = fixtures.waiting("payments", kind, fixtures.person("engineer-1"));
		new TransactionTemplate(portal.bean(PlatformTransactionManager.class))
			.executeWithoutResult((status) -> portal.bean(RequestEvents.class)
				.add(portal.bean(RequestRows.class).hold(request).orElseThrow(), RequestEvents.PORTAL, "planned",
						"1 to change"));
		return request;
	}

	private static void vote(long request, String who, String vote) {
		HttpResponse<String> answer = call(who, request, vote);
		assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
	}

	private static HttpResponse<String> call(String who, long request, String vote) {
		return portal.guest()
			.call("POST", "/api/v1/requests/%d/approvals".formatted(request), portal.issuer().accessToken(who),
					"{\"vote\":\"%s\",\"planDigest\":\"%s\",\"reason\":\"a test\"}".formatted(vote, RunRows.digest()));
	}

	private static List<String> told(long request, String concern) {
		return names("n.concern = ?", request, concern);
	}

	private static List<String> unread(long request, String concern) {
		return names("n.concern = ? and n.read_at is null", request, concern);
	}

	private static List<String> names(String condition, long request, String concern) {
		return portal.bean(JdbcClient.class)
			.sql("select p.name from notice n join person p on p.id = n.person_id where " + condition
					+ " and n.subject = ?")
			.params(concern, "request:" + request)
			.query((row, number) -> row.getString("name"))
			.list();
	}

	private static List<String> titles(long request, String name) {
		return portal.bean(JdbcClient.class)
			.sql("""
					select n.title from notice n join person p on p.id = n.person_id
					where n.subject = ? and p.name = ? order by n.id""")
			.params("request:" + request, name)
			.query((row, number) -> row.getString("title"))
			.list();
	}

	private static int all() {
		return portal.bean(JdbcClient.class)
			.sql("select (select count(*) from notice) + (select count(*) from notice_delivery)")
			.query(Integer.class)
			.single();
	}

	private static String message(long request) {
		return slack.in("CPLATFORM-INFRA")
			.stream()
			.filter((one) -> one.contains("/requests/" + request))
			.findFirst()
			.orElse("");
	}

}
