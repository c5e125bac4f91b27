package io.groundwork.audit;

import java.net.http.HttpResponse;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.util.Map;

import io.groundwork.Eventually;
import io.groundwork.Guest;
import io.groundwork.Portal;
import io.groundwork.sandbox.Postgres;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The record through the running portal.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AuditHttpTests {

	private final Portal portal = Portal.shared();

	private final Guest auditor = this.portal.signedIn("auditor-1");

	private final String token = this.portal.issuer().accessToken("auditor-1");

	@BeforeAll
	void fill() {
		AuditWriter writer = this.portal.bean(AuditWriter.class);
		for (int i = 1; i <= 130; i++) {
			writer.write(new Audited("Http-" + (i % 2), "proof.shown", "proof:" + i, Outcome.REFUSED,
					Map.of("text", "<script>alert(1)</script>")));
		}
		Eventually.that(Duration.ofSeconds(60),
				() -> json("/api/v1/audit?action=proof.shown&limit=1").path("items").path(0).has("seq"));
	}

	@Test
	void thePageShowsRowsNewestFirstAndWhereTheChainStands() {
		HttpResponse<String> page = this.auditor.get("/audit?action=proof.");
		assertThat(page.statusCode()).isEqualTo(200);
		assertThat(page.body()).contains("Whole", "Chained up to", "proof:130", "&lt;script&gt;alert(1)")
			.doesNotContain("<script>alert(1)", "proof:80<");
		assertThat(page.body().indexOf("proof:130")).isLessThan(page.body().indexOf("proof:129"));
	}

	@Test
	void thePagesGoOnToTheEnd() {
		String address = "/audit?action=proof.shown&person=http-1";
		HttpResponse<String> first = this.auditor.get(address);
		var next = java.util.regex.Pattern.compile("rel=\"next\" href=\"([^\"]+)\"").matcher(first.body());
		assertThat(next.find()).isTrue();
		HttpResponse<String> second = this.auditor.get(next.group(1).replace("&amp;", "&"));
		assertThat(second.body()).contains("15 rows", "That is the end.", "proof:1<");
	}

	@Test
	void nothingFoundSaysWhatToDo() {
		assertThat(this.auditor.get("/audit?person=nobody-at-all").body()).contains("No row matches",
				"Clear the filters");
	}

	@ParameterizedTest
	@CsvSource({ "from,yesterday", "outcome,perhaps", "after,x", "person,%00" })
	void aWrongFilterIsExplained(String field, String value) {
		HttpResponse<String> page = this.auditor.get("/audit?%s=%s".formatted(field, value));
		assertThat(page.statusCode()).isEqualTo(400);
		assertThat(page.body()).contains("Nothing was searched.").containsIgnoringCase("<li>" + field + " ");
		HttpResponse<String> answer = call("/api/v1/audit?%s=%s".formatted(field, value));
		assertThat(answer.statusCode()).isEqualTo(400);
		assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/problem+json");
		assertThat(read(answer).path("field").asString()).isEqualTo(field);
	}

	@Test
	void aLimitThatIsNoneIsRefused() {
		for (String limit : new String[] { "0", "201", "-1" }) {
			HttpResponse<String> answer = call("/api/v1/audit?limit=" + limit);
			assertThat(answer.statusCode()).isEqualTo(400);
			assertThat(read(answer).path("field").asString()).as(answer.body()).isEqualTo("limit");
		}
	}

	@Test
	void theApiAnswersWithRowsAndACursor() {
		JsonNode page = json("/api/v1/audit?subject=proof:&outcome=refused&limit=100");
		assertThat(page.path("items").size()).isEqualTo(100);
		JsonNode row = page.path("items").path(0);
		assertThat(row.propertyNames()).containsExactlyInAnyOrder("seq", "at", "actor", "action", "subject", "outcome",
				"details", "previous", "hash");
		assertThat(row.path("details").path("text").asString()).isEqualTo("<script>alert(1)</script>");
		assertThat(row.path("at").asString()).matches("[0-9-]{10}T[0-9:]{8}[.][0-9]{6}Z");
		JsonNode rest = json(
				"/api/v1/audit?subject=proof:&outcome=refused&limit=100&after=" + page.path("next").asString());
		assertThat(rest.path("items").size()).isEqualTo(30);
		assertThat(rest.hasNonNull("next")).isFalse();
	}

	@Test
	void theExportOfEverythingVerifies() throws Exception {
		HttpResponse<String> export = call("/api/v1/audit/export");
		assertThat(export.statusCode()).isEqualTo(200);
		assertThat(export.headers().firstValue("Content-Disposition")).hasValue("attachment; filename=\"audit.jsonl\"");
		assertThat(VerifyAuditTests.verify(export.body())).startsWith("0 Whole");
		assertThat(VerifyAuditTests.verify(this.auditor.get("/audit/export").body())).startsWith("0 Whole");
	}

	@Test
	void anExcerptHoldsWhatTheFiltersFind() {
		HttpResponse<String> export = this.auditor.get("/audit/export?action=proof.shown&person=http-0");
		assertThat(export.body().lines()).hasSize(65).allSatisfy((line) -> assertThat(line).contains("\"Http-0\""));
	}

	@ParameterizedTest
	@ValueSource(strings = { "/audit", "/audit/export" })
	void othersMayNotLook(String path) {
		assertThat(this.portal.signedIn("engineer-1").get(path).statusCode()).isEqualTo(403);
	}

	@Test
	void aChainThatIsBrokenIsSaidAtTheTop() throws Exception {
		try (Portal own = Portal.start(Map.of())) {
			Guest someone = own.signedIn("auditor-1");
			Eventually.that(Duration.ofSeconds(60), () -> !someone.get("/audit").body().contains("in a moment"));
			try (Connection superuser = Postgres.shared().superuser(own.database());
					Statement statement = superuser.createStatement()) {
				statement.execute("set session_replication_role = replica");
				statement.execute("update audit_row set actor = 'nobody' where id = 1");
			}
			own.bean(AuditChain.class).checkAndRecord();
			assertThat(someone.get("/audit").body()).contains("Broken", "found it broken", "Row 1 was changed");
		}
	}

	private HttpResponse<String> call(String path) {
		return this.auditor.call("GET", path, this.token, "");
	}

	private JsonNode json(String path) {
		return read(call(path));
	}

	private static JsonNode read(HttpResponse<String> answer) {
		return JsonMapper.builder().build().readTree(answer.body());
	}

}
