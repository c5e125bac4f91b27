package io.groundwork.requests;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;

import io.groundwork.Eventually;
import io.groundwork.Portal;
import io.groundwork.approvals.Approvals;
import io.groundwork.approvals.Question;
import io.groundwork.approvals.Subject;
import io.groundwork.runs.RunRows;
import io.groundwork.runs.log.LogLevel;
import io.groundwork.runs.log.LogRuns;
import io.groundwork.runs.log.LogWriter;
import io.groundwork.storage.ObjectStore;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.jdbc.core.simple.JdbcClient;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What somebody gets who wants all that proves a request.
 */
class EvidenceTests {

	private static final String CANARY = "canary-6f1d0c55b7";

	private static final Pattern COMMANDS = Pattern.compile("```sh\\R(.*?)```", Pattern.DOTALL);

	private final Portal portal = Portal.shared();

	private final JdbcClient jdbc = this.portal.bean(JdbcClient.class);

	private final RequestFixtures fixtures = new RequestFixtures(this.portal);

	private final LogRuns logs = new LogRuns(this.portal);

	@TempDir
	private Path folder;

	@BeforeEach
	void everybodyIsKnown() {
		for (String name : List.of("engineer-1", "reviewer-1", "platform-1")) {
			this.portal.guest().call("GET", "/api/v1/me", token(name), "");
		}
	}

	@Test
	void itHasAllOfItAndVerifiesWithoutThePortal() throws Exception {
		long request = this.fixtures.waiting("payments", "production", this.fixtures.person("engineer-1"));
		long plan = log(request, true);
		assertThat(vote("reviewer-1", request, "approve").statusCode()).isEqualTo(200);
		assertThat(vote("engineer-1", request, "approve").statusCode()).as("one's own").isEqualTo(403);
		Approvals approvals = this.portal.bean(Approvals.class);
		// It was planned again, and somebody agreed to that.
		approvals.ask(new Subject(Subject.Kind.REQUEST, request, RunRows.digest()), this.fixtures.person("engineer-1"),
				new Question("production", "change", Set.of(), "payments"));
		assertThat(vote("platform-1", request, "approve").statusCode()).isEqualTo(200);
		sealed(request);

		Map<String, byte[]> files = unpacked(download("engineer-1", request));
		assertThat(files).containsOnlyKeys("request.json", "plan.json", "approvals.json", "rules.json",
				"runs/%d/run.json".formatted(plan), "runs/%d/plan.json".formatted(plan),
				"runs/%d/log.jsonl".formatted(plan), "audit.jsonl", "README.md", "SHA256SUMS");
		JsonNode self = json(files, "request.json");
		assertThat(self.path("number").asLong()).isEqualTo(request);
		assertThat(self.path("team").asString()).isEqualTo("payments");
		assertThat(self.path("story")).extracting((event) -> event.path("what").asString())
			.containsExactly("asked", "approved", "approved");
		assertThat(json(files, "plan.json").path("digest").asString()).isEqualTo(RunRows.digest());
		JsonNode rounds = json(files, "approvals.json");
		assertThat(rounds).extracting((round) -> round.path("result").asString("open"))
			.containsExactly("stale", "open");
		assertThat(rounds.path(0).path("votes").path(0).path("by").asString()).isEqualTo("reviewer-1");
		assertThat(rounds.path(1).path("votes").path(0).path("digest").asString()).isEqualTo(RunRows.digest());
		assertThat(rounds.path(0).path("needs").toString()).contains("Production needs two people.");
		assertThat(json(files, "rules.json").path(0).path("version").asInt()).isEqualTo(1);
		assertThat(text(files, "runs/%d/log.jsonl".formatted(plan))).contains("made with •••")
			.endsWith("{\"end\":true}\n");
		assertThat(text(files, "audit.jsonl").lines()).hasSizeGreaterThanOrEqualTo(5)
			.allMatch((line) -> line.contains("\"subject\":\"request:%d\"".formatted(request)))
			.anyMatch((line) -> line.contains("approval.given") && line.contains("platform-1"))
			.anyMatch((line) -> line.contains("approval.voted") && line.contains("refused"));
		assertThat(text(files, "README.md")).contains("Complete, 3 lines.", "rows.").doesNotContain("no place");
		files.forEach(
				(name, bytes) -> assertThat(new String(bytes, StandardCharsets.UTF_8)).as(name).doesNotContain(CANARY));

		put(files);
		commands(text(files, "README.md")).forEach((command) -> assertThat(run(command)).as(command).isZero());
		assertEachChangeIsFound(files);
	}

	/**
	 * One letter is another in each file in turn, first as it is, and then with sums made
	 * anew.
	 */
	private void assertEachChangeIsFound(Map<String, byte[]> files) throws Exception {
		List<String> commands = commands(text(files, "README.md"));
		for (String name : files.keySet()) {
			byte[] bytes = files.get(name).clone();
			bytes[bytes.length / 2] ^= 1;
			Files.write(this.folder.resolve(name), bytes);
			assertThat(run(commands.getFirst())).as(name).isNotZero();
			put(files);
		}
		String audit = text(files, "audit.jsonl");
		Files.writeString(this.folder.resolve("audit.jsonl"), audit.replace("platform-1", "platform-2"));
		assertThat(run(commands.getLast())).isNotZero();
		Files.writeString(this.folder.resolve("audit.jsonl"), audit);
		String rules = text(files, "rules.json");
		Files.writeString(this.folder.resolve("rules.json"), rules.replace("needs two", "needs one"));
		assertThat(run(commands.get(3))).isNotZero();
		String votes = text(files, "approvals.json");
		Files.writeString(this.folder.resolve("approvals.json"),
				votes.replaceFirst("(?s)(\"votes\".*?\"digest\" : \")7f3a", "$10000"));
		assertThat(run(commands.get(1))).isNotZero();
	}

	@Test
	void theSameRequestGivesTheSameBytesAndEachDownloadIsInTheRecord() throws Exception {
		long request = this.fixtures.done("payments", this.fixtures.person("engineer-1"));
		byte[] first = download("auditor-1", request);
		assertThat(download("auditor-1", request)).isEqualTo(first);
		assertThat(unpacked(first).keySet()).filteredOn((name) -> name.endsWith("run.json")).hasSize(2);
		assertThat(this.jdbc.sql(
				"select count(*) from audit_row where subject = ? and action = 'evidence.downloaded' and actor = 'auditor-1'")
			.param("evidence:" + request)
			.query(Integer.class)
			.single()).isEqualTo(2);
		HttpResponse<String> page = this.portal.signedIn("engineer-1").get("/requests/" + request);
		assertThat(page.body()).contains("/requests/%d/evidence".formatted(request));
		assertThat(this.portal.signedIn("engineer-1")
			.get("/requests/%d/evidence".formatted(request))
			.headers()
			.firstValue("Content-Disposition"))
			.hasValue("attachment; filename=\"request-%d-evidence.zip\"".formatted(request));
	}

	@Test
	void whatIsMissingOfALogIsSaidInIt() throws Exception {
		long request = this.fixtures.waiting("payments");
		long plan = log(request, false);
		this.logs.logs().finishIncomplete(plan, 1, 2, "its worker went away");
		Map<String, byte[]> files = unpacked(download("reviewer-1", request));
		assertThat(text(files, "runs/%d/log.jsonl".formatted(plan)))
			.endsWith("{\"end\":false,\"after\":2,\"missing\":\"its worker went away\"}\n");
		assertThat(text(files, "README.md")).contains("Incomplete after line 2 because its worker went away.");
	}

	@Test
	void aLogThatTheStoreHasLostIsIncompleteAndTheRestIsThere() throws Exception {
		long request = this.fixtures.waiting("payments");
		long plan = log(request, true);
		this.logs.seal();
		this.portal.bean(ObjectStore.class).delete("runs/%d/log.jsonl.gz".formatted(plan));
		Map<String, byte[]> files = unpacked(download("reviewer-1", request));
		assertThat(text(files, "runs/%d/log.jsonl".formatted(plan))).startsWith("{\"end\":false,\"after\":0");
		assertThat(text(files, "README.md")).contains("the object store does not give the rest of it");
		put(files);
		assertThat(run(commands(text(files, "README.md")).getFirst())).isZero();
	}

	@Test
	void aLongLogIsPassedOnAsItIsRead() throws Exception {
		ByteArrayOutputStream sent = new ByteArrayOutputStream();
		byte[] chunk = new byte[64 * 1024];
		Random random = new Random(7);
		try (EvidenceArchive archive = new EvidenceArchive(sent)) {
			archive.file("log", (out) -> {
				for (int i = 1; i <= 40; i++) {
					random.nextBytes(chunk);
					out.write(chunk);
					assertThat((long) i * chunk.length - sent.size()).as("held back").isLessThan(2L * chunk.length);
				}
			});
		}
	}

	@Test
	void aLogOfManyLinesIsWhole() throws Exception {
		long request = this.fixtures.waiting("payments");
		long plan = plan(request);
		this.jdbc.sql("""
				insert into run_log_chunk (run, first_seq, last_seq, fence, lines, written_at)
				select :run, n * 1000 + 1, (n + 1) * 1000, 1, (select string_agg(json_build_object('seq', seq, 'at',
					'2026-01-01T00:00:00Z', 'step', 'plan', 'level', 'info', 'text', repeat('x', 80))::text, E'\\n'
					order by seq) || E'\\n' from generate_series(n * 1000 + 1, (n + 1) * 1000) seq), now()
				from generate_series(0, 49) n""").param("run", plan).update();
		this.logs.logs().finish(plan, 1);
		Map<String, byte[]> files = unpacked(download("reviewer-1", request));
		assertThat(text(files, "runs/%d/log.jsonl".formatted(plan)).lines()).hasSize(50_001);
		assertThat(text(files, "README.md")).contains("Complete, 50000 lines.");
	}

	/**
	 * What the run that plans a request said.
	 */
	private long log(long request, boolean whole) {
		long plan = plan(request);
		try (LogWriter writer = this.logs.writer(plan, 1, CANARY)) {
			writer.line("plan", LogLevel.INFO, "begun");
			writer.line("plan", LogLevel.INFO, "made with " + CANARY);
			if (whole) {
				writer.line("plan", LogLevel.INFO, "found out");
			}
		}
		if (whole) {
			this.logs.logs().finish(plan, 1);
		}
		return plan;
	}

	private long plan(long request) {
		return this.jdbc.sql("select plan_run from request where number = ?").param(request).query(Long.class).single();
	}

	private HttpResponse<String> vote(String who, long request, String vote) {
		return this.portal.guest()
			.call("POST", "/api/v1/requests/%d/approvals".formatted(request), token(who),
					"{\"vote\":\"%s\",\"planDigest\":\"%s\",\"reason\":\"looked at it\"}".formatted(vote,
							RunRows.digest()));
	}

	/**
	 * Waits until all rows about a request have their place in the chain.
	 */
	private void sealed(long request) {
		Eventually.that(Duration.ofSeconds(60),
				() -> this.jdbc.sql("""
						select not exists (select from audit_row r left join audit_link l on l.row_id = r.id
							where r.subject = ? and l.seq is null)""")
					.param("request:" + request)
					.query(Boolean.class)
					.single());
	}

	private byte[] download(String who, long request) throws Exception {
		sealed(request);
		try (HttpClient http = HttpClient.newHttpClient()) {
			HttpResponse<byte[]> answer = http.send(HttpRequest
				.newBuilder(this.portal.address().resolve("/api/v1/requests/%d/evidence".formatted(request)))
				.header("Authorization", "Bearer " + token(who))
				.build(), HttpResponse.BodyHandlers.ofByteArray());
			assertThat(answer.statusCode()).isEqualTo(200);
			assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/zip");
			return answer.body();
		}
	}

	private static Map<String, byte[]> unpacked(byte[] archive) throws IOException {
		Map<String, byte[]> files = new LinkedHashMap<>();
		try (ZipInputStream zip = new ZipInputStream(new ByteArrayInputStream(archive))) {
			for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
				files.put(entry.getName(), zip.readAllBytes());
			}
		}
		return files;
	}

	private void put(Map<String, byte[]> files) throws IOException {
		for (Map.Entry<String, byte[]> file : files.entrySet()) {
			Path path = this.folder.resolve(file.getKey());
			Files.createDirectories(path.getParent());
			Files.write(path, file.getValue());
		}
	}

	private static List<String> commands(String readme) {
		List<String> commands = new ArrayList<>();
		Matcher command = COMMANDS.matcher(readme);
		while (command.find()) {
			commands.add(command.group(1));
		}
		assertThat(commands).hasSize(5);
		return commands;
	}

	private int run(String command) {
		try {
			return new ProcessBuilder("sh", "-c", command).directory(this.folder.toFile())
				.redirectErrorStream(true)
				.redirectOutput(ProcessBuilder.Redirect.DISCARD)
				.start()
				.waitFor();
		}
		catch (IOException | InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private static JsonNode json(Map<String, byte[]> files, String name) {
		return JsonMapper.shared().readTree(text(files, name));
	}

	private static String text(Map<String, byte[]> files, String name) {
		return new String(files.get(name), StandardCharsets.UTF_8);
	}

	private String token(String who) {
		return this.portal.issuer().accessToken(who);
	}

}
