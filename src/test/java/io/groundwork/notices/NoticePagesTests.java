package io.groundwork.notices;

import java.net.http.HttpResponse;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.groundwork.Guest;
import io.groundwork.Portal;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.jdbc.core.simple.JdbcClient;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Notices over HTTP: one's own and nobody else's, what is chosen, what is added.
 */
class NoticePagesTests {

	@SuppressWarnings("NullAway.Init")
	private static SlackStandIn slack;

	@SuppressWarnings("NullAway.Init")
	private static Portal portal;

	@SuppressWarnings("NullAway.Init")
	private static NoticeFixtures fixtures;

	@BeforeAll
	static void start() {
		slack = new SlackStandIn();
		Map<String, Object> settings = new java.util.HashMap<>(slack.settings());
		settings.put("groundwork.roles", "web");
		portal = Portal.start(settings);
		fixtures = new NoticeFixtures(portal);
	}

	@AfterAll
	static void stop() {
		portal.close();
		slack.close();
	}

	@Test
	void onesOwnAreListedCountedAndRead() {
		Guest engineer = portal.signedIn("engineer-1");
		assertThat(engineer.get("/notices").body()).contains("Nothing yet");
		long first = fixtures.notice("engineer-1", "The first of one");
		fixtures.notice("engineer-1", "The second of one");
		fixtures.notice("engineer-1", "<b>bold</b>");
		assertThat(unread(engineer.get("/me").body())).isEqualTo(3);
		String list = engineer.get("/notices").body();
		assertThat(list).contains("The first of one", "The second of one", "&lt;b&gt;bold&lt;/b&gt;",
				"3 notices are unread");
		assertThat(engineer.submit("/notices", "/notices/" + first + "/read", Map.of()).statusCode()).isEqualTo(302);
		assertThat(unread(engineer.get("/me").body())).isEqualTo(2);
		assertThat(engineer.get("/notices?show=unread").body()).contains("The second of one")
			.doesNotContain("The first of one");
		assertThat(engineer.submit("/notices", "/notices/read", Map.of()).statusCode()).isEqualTo(302);
		assertThat(unread(engineer.get("/notices").body())).isZero();
		assertThat(engineer.get("/notices?show=unread").body()).contains("Nothing is unread");
	}

	@Test
	void thoseOfOthersAreNotThere() {
		Guest other = portal.signedIn("engineer-2");
		portal.signedIn("sre-1");
		long theirs = fixtures.notice("sre-1", "Of somebody else");
		assertThat(other.get("/notices").body()).doesNotContain("Of somebody else");
		assertThat(other.submit("/settings/notices", "/notices/" + theirs + "/read", Map.of()).statusCode())
			.isEqualTo(404);
		String token = portal.issuer().accessToken("engineer-2");
		assertThat(portal.guest().call("GET", "/api/v1/notices", token, "").body()).doesNotContain("Of somebody else");
		assertThat(portal.guest()
			.call("POST", "/api/v1/notices/read", token, "{\"ids\":[%d]}".formatted(theirs))
			.statusCode()).isEqualTo(404);
		other.submit("/settings/notices", "/notices/read", Map.of());
		assertThat(portal.bean(JdbcClient.class)
			.sql("select read_at is null from notice where id = ?")
			.param(theirs)
			.query(Boolean.class)
			.single()).isTrue();
	}

	@Test
	void aLongListIsReadPageByPage() {
		Guest reviewer = portal.signedIn("reviewer-2");
		for (int i = 0; i < 65; i++) {
			fixtures.notice("reviewer-2", "Notice %03d of many".formatted(i));
		}
		java.util.Set<String> seen = new java.util.TreeSet<>();
		String path = "/notices";
		for (int page = 1; page <= 3; page++) {
			String body = reviewer.get(path).body();
			Matcher titles = Pattern.compile(">(Notice [0-9]{3} of many)<").matcher(body);
			int on = 0;
			while (titles.find()) {
				on += seen.add(titles.group(1)) ? 1 : 0;
			}
			assertThat(on).isEqualTo((page < 3) ? 30 : 5);
			Matcher next = Pattern.compile("id=\"page-next\"[^>]*href=\"([^\"]+)\"").matcher(body);
			assertThat(next.find()).isEqualTo(page < 3);
			path = (page < 3) ? next.group(1).replace("&amp;", "&") : path;
		}
		assertThat(seen).hasSize(65);
	}

	@Test
	void scriptsReadThemToo() {
		portal.signedIn("reviewer-1");
		long one = fixtures.notice("reviewer-1", "For a script");
		fixtures.notice("reviewer-1", "Another");
		String token = portal.issuer().accessToken("reviewer-1");
		Guest script = portal.guest();
		JsonNode list = json(script.call("GET", "/api/v1/notices?limit=1", token, ""));
		assertThat(list.path("items")).hasSize(1);
		assertThat(list.path("items").get(0).path("unread").asBoolean()).isTrue();
		JsonNode next = json(
				script.call("GET", "/api/v1/notices?limit=1&after=" + list.path("next").asString(), token, ""));
		assertThat(next.path("items").get(0).path("title").asString()).isEqualTo("For a script");
		assertThat(script.call("POST", "/api/v1/notices/read", token, "{\"ids\":[%d]}".formatted(one)).statusCode())
			.isEqualTo(204);
		assertThat(json(script.call("GET", "/api/v1/notices?unread=true", token, "")).path("items")).hasSize(1);
		assertThat(script.call("POST", "/api/v1/notices/read", token, "{}").statusCode()).isEqualTo(204);
		assertThat(json(script.call("GET", "/api/v1/notices?unread=true", token, "")).path("items")).isEmpty();
	}

	@Test
	void whatOneChoosesIsKeptAndWhatIsWrongIsSaid() {
		Guest guest = portal.signedIn("auditor-1");
		assertThat(guest.get("/settings/notices").body()).contains("value=\"mine\" checked", "06:00 UTC");
		HttpResponse<String> wrong = guest.submit("/settings/notices", "/settings/notices",
				Map.of("slack", "decide", "member", "@auditor", "hour", "9"));
		assertThat(wrong.statusCode()).isEqualTo(400);
		assertThat(wrong.body()).contains("id=\"member-wrong\"", "@AUDITOR".toLowerCase(java.util.Locale.ROOT),
				"Copy member ID");
		assertThat(
				guest.submit("/settings/notices", "/settings/notices", Map.of("slack", "decide", "hour", "9")).body())
			.contains("id=\"member-wrong\"");
		assertThat(guest.submit("/settings/notices", "/settings/notices", Map.of("hour", "25")).body())
			.contains("id=\"hour-wrong\"");
		assertThat(guest
			.submit("/settings/notices", "/settings/notices",
					Map.of("here", "summary", "slack", "decide", "member", " u012ab3cdef ", "hour", "9"))
			.statusCode()).isEqualTo(302);
		String page = guest.get("/settings/notices").body();
		assertThat(page).contains("value=\"U012AB3CDEF\"");
		assertThat(page.split("checked=\"checked\"", -1)).hasSize(3);
	}

	@Test
	void platformEngineersAddWebhooksAndSeeTheSecretOnce() {
		Guest platform = portal.signedIn("platform-1");
		String page = "/operations/notices";
		assertThat(platform.get(page).body()).contains("No webhook", "#platform-infra");
		HttpResponse<String> inside = add(platform, "inside", "https://169.254.169.254/latest");
		assertThat(inside.statusCode()).isEqualTo(400);
		assertThat(inside.body()).contains("id=\"address-wrong\"", "169.254.169.254 is inside", "value=\"inside\"",
				"https://169.254.169.254/latest");
		assertThat(add(platform, "", "https://203.0.113.7/").body()).contains("id=\"name-wrong\"");
		assertThat(platform
			.submit(page, page + "/webhooks", Map.of("name", "none", "address", "https://203.0.113.7/", "events", "x"))
			.body()).contains("id=\"events-wrong\"");
		HttpResponse<String> made = add(platform, "ticket-desk", "https://203.0.113.7/hooks");
		assertThat(made.headers().firstValue("Cache-Control").orElse("")).contains("no-store");
		Matcher secret = Pattern.compile("gwhook_[A-Za-z0-9_-]{43}").matcher(made.body());
		assertThat(secret.find()).isTrue();
		assertThat(platform.get(page).body()).contains("ticket-desk").doesNotContain(secret.group());
		assertThat(add(platform, "Ticket-Desk", "https://203.0.113.8/").body()).contains("id=\"name-wrong\"");
		UUID id = portal.bean(JdbcClient.class)
			.sql("select id from webhook where name = 'ticket-desk'")
			.query(UUID.class)
			.single();
		platform.submit(page, page + "/webhooks/" + id + "/pause", Map.of());
		assertThat(platform.get(page).body()).contains("Paused");
		platform.submit(page, page + "/webhooks/" + id + "/resume", Map.of());
		platform.submit(page, page + "/webhooks/" + id + "/remove", Map.of());
		assertThat(platform.get(page).body()).doesNotContain("https://203.0.113.7/hooks");
		assertThat(platform.submit(page, page + "/webhooks/" + id + "/test", Map.of()).statusCode()).isEqualTo(404);
		assertThat(portal.bean(JdbcClient.class)
			.sql("select action from audit_row where action like 'webhook.%' order by id")
			.query(String.class)
			.list()).containsExactly("webhook.added", "webhook.paused", "webhook.resumed", "webhook.removed");
		assertThat(portal.bean(JdbcClient.class)
			.sql("select secret is null from webhook where id = ?")
			.param(id)
			.query(Boolean.class)
			.single()).isTrue();
	}

	private static HttpResponse<String> add(Guest platform, String name, String address) {
		return platform.submit("/operations/notices", "/operations/notices/webhooks",
				Map.of("name", name, "address", address, "events", "request.done"));
	}

	private static int unread(String page) {
		Matcher count = Pattern.compile("<span>Notices</span>\\s*<span class=\"count\"><span>([0-9]+)</span>")
			.matcher(page);
		return count.find() ? Integer.parseInt(count.group(1)) : 0;
	}

	private static JsonNode json(HttpResponse<String> answer) {
		return JsonMapper.shared().readTree(answer.body());
	}

}
