package io.groundwork.state;

import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;

import io.groundwork.Guest;
import io.groundwork.Portal;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * People and scripts look at states, and those who look after them step in.
 */
class StatePagesTests {

	private final Portal portal = Portal.shared();

	private final Site site = Site.fresh(this.portal);

	private final Writer writer = this.site.claim();

	private final String page = "/environments/" + this.site.name() + "/state";

	@Test
	void anEnvironmentWithoutStateSaysWhatComes() {
		assertThat(this.portal.signedIn("engineer-1").get(this.page).body()).contains("No state yet",
				"The first apply");
		JsonNode answer = api("engineer-1", "GET", "", "");
		assertThat(answer.get("items")).isEmpty();
		assertThat(answer.get("next").isNull()).isTrue();
		assertThat(answer.get("lock").isNull()).isTrue();
		assertThat(answer.get("diverged")).isEmpty();
	}

	@Test
	void othersTeamsDoNotEvenSeeThatItIsThere() {
		assertThat(this.portal.signedIn("engineer-3").get(this.page).statusCode()).isEqualTo(404);
		assertThat(call("engineer-3", "GET", "", "").statusCode()).isEqualTo(404);
		assertThat(call("engineer-1", "GET", "/1", "").statusCode()).isEqualTo(403);
		assertThat(call("sre-1", "POST", "/unlock", "{\"reason\":\"a test\"}").statusCode()).isEqualTo(403);
	}

	@Test
	void engineersSeeVersionsTheLockAndWhatDivergedAndNoForms() {
		fill();
		String body = this.portal.signedIn("engineer-1").get(this.page).body();
		assertThat(body)
			.contains("Current", "run " + this.writer.run(), "apply</dd>", "did not become the current one",
					"goes back behind the current one", "A platform engineer can")
			.doesNotContain("Break the lock", "Restore this version", "Download");
		assertThat(this.portal.signedIn("platform-1").get(this.page).body()).contains("Break the lock", "Download",
				"Settle state");
	}

	@Test
	void theApiHasPagesAndTheHoldersStory() {
		fill();
		JsonNode first = api("engineer-1", "GET", "?limit=2", "");
		assertThat(first.get("items").findValuesAsString("serial")).containsExactly("3", "2");
		assertThat(first.get("items").get(0).propertyNames()).contains("serial", "lineage", "size", "digest", "run",
				"at");
		assertThat(first.get("lock").get("story").asString()).startsWith("Run " + this.writer.run());
		assertThat(first.get("lock").get("id").asString()).isEqualTo("one");
		assertThat(first.get("diverged").get(0).get("serial").asInt()).isEqualTo(2);
		JsonNode second = api("engineer-1", "GET", "?limit=2&after=" + first.get("next").asString(), "");
		assertThat(second.get("items").findValuesAsString("serial")).containsExactly("1");
		assertThat(second.get("next").isNull()).isTrue();
	}

	@Test
	void readingAStateIsAuditedAndNeverCached() {
		fill();
		HttpResponse<String> version = call("platform-1", "GET", "/2", "");
		assertThat(version.body()).isEqualTo(Writer.state("a", 2, "x2"));
		assertThat(version.headers().firstValue("Content-Type").orElseThrow()).startsWith("application/json");
		assertThat(version.headers().firstValue("Cache-Control")).contains("no-store");
		long id = this.site.states().diverged(this.site.id()).getFirst().id();
		HttpResponse<String> diverged = call("platform-1", "GET", "/diverged/" + id, "");
		assertThat(diverged.body()).isEqualTo(Writer.state("a", 2, "y"));
		assertThat(diverged.headers().firstValue("Cache-Control")).contains("no-store");
		assertThat(actions()).containsSubsequence("state.diverged", "state.read", "state.read");
		assertThat(call("platform-1", "GET", "/4711", "").statusCode()).isEqualTo(404);
		assertThat(call("platform-1", "GET", "/diverged/0", "").statusCode()).isEqualTo(404);
	}

	@Test
	void scriptsUnlockRestoreAndSettle() {
		fill();
		HttpResponse<String> without = call("platform-1", "POST", "/unlock", "{\"reason\":\" \"}");
		assertThat(without.statusCode()).isEqualTo(400);
		assertThat(without.body()).contains("\"field\":\"reason\"");
		assertThat(call("platform-1", "POST", "/restore", "{\"serial\":1,\"reason\":\"a test\"}").statusCode())
			.isEqualTo(409);
		assertThat(call("platform-1", "POST", "/unlock", "{\"reason\":\"it is stale\"}").statusCode()).isEqualTo(204);
		JsonNode restored = api("platform-1", "POST", "/restore", "{\"serial\":1,\"reason\":\"a mistake\"}");
		assertThat(restored.get("serial").asInt()).isEqualTo(4);
		assertThat(restored.get("by").asString()).isEqualTo("platform-1");
		assertThat(restored.has("run")).isFalse();
		long id = this.site.states().diverged(this.site.id()).getFirst().id();
		assertThat(call("platform-1", "POST", "/diverged/" + id + "/settle", "{\"reason\":\"nothing missing\"}")
			.statusCode()).isEqualTo(204);
		assertThat(actions()).endsWith("state.diverged", "state.unlocked", "state.restored", "state.settled");
	}

	@Test
	void peopleUnlockRestoreAndSettleByForms() {
		fill();
		Guest platform = this.portal.signedIn("platform-1");
		HttpResponse<String> without = platform.submit(this.page, this.page + "/unlock", Map.of("reason", " "));
		assertThat(without.statusCode()).isEqualTo(400);
		assertThat(without.body()).contains("Say in 1 to 500 characters why");
		assertThat(platform.follow(platform.submit(this.page, this.page + "/unlock", Map.of("reason", "stale"))).body())
			.contains("The state is unlocked", "Free");
		assertThat(platform
			.follow(platform.submit(this.page, this.page + "/restore", Map.of("serial", "1", "reason", "a mistake")))
			.body()).contains("Version 1 is current again, as version 4", "from version 1");
		long id = this.site.states().diverged(this.site.id()).getFirst().id();
		assertThat(platform
			.follow(platform.submit(this.page, this.page + "/diverged/" + id + "/settle", Map.of("reason", "imported")))
			.body()).contains("Diverged state " + id + " is settled", "imported (platform-1)")
			.doesNotContain("did not become the current one");
	}

	private void fill() {
		this.writer.lock("one");
		for (int serial = 1; serial <= 3; serial++) {
			assertThat(this.writer.post(Writer.state("a", serial, "x" + serial), "one").statusCode()).isEqualTo(200);
		}
		assertThat(this.writer.post(Writer.state("a", 2, "y"), "one").statusCode()).isEqualTo(409);
	}

	private List<String> actions() {
		return this.site.jdbc()
			.sql("select action from audit_row where subject = ? and action like 'state.%' order by id")
			.param("environment:" + this.site.name())
			.query((row, number) -> row.getString(1))
			.list();
	}

	private JsonNode api(String person, String method, String more, String body) {
		HttpResponse<String> answer = call(person, method, more, body);
		assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
		return JsonMapper.shared().readTree(answer.body());
	}

	private HttpResponse<String> call(String person, String method, String more, String body) {
		return this.portal.guest()
			.call(method, "/api/v1" + this.page + more, this.portal.issuer().accessToken(person), body);
	}

}
