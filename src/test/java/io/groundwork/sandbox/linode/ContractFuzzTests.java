package io.groundwork.sandbox.linode;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import io.groundwork.Proof;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Schemathesis reads the API's own description and sends what it allows and what it does
 * not: no answer is a 5xx, and every answer is one that is described.
 */
@Tag("proof")
class ContractFuzzTests {

	/**
	 * So many random cases for each route at most, then a fresh API: what has piled up
	 * makes it slow and its refusals dull.
	 */
	private static final int EACH = 25;

	private static final String CHECKS = "not_a_server_error,status_code_conformance,content_type_conformance,"
			+ "response_headers_conformance,response_schema_conformance,negative_data_rejection,"
			+ "unsupported_method,ignored_auth";

	/**
	 * What is not ready yet answers 503, as it does with Linode.
	 */
	private static final String CONFIGURATION = """
			headers = { Authorization = "Bearer ${FUZZ_TOKEN}" }
			output.sanitization.keys-to-sanitize = ["Authorization"]

			[[operations]]
			include-path-regex = "/(kubeconfig|api-endpoints)$"
			checks.not_a_server_error.expected-statuses = ["2xx", "3xx", "4xx", 503]
			""";

	private static final Duration PATIENCE = Duration.ofMinutes(5);

	private final Map<String, Integer> good = new TreeMap<>();

	private int requests;

	@Test
	void nothingThatIsDescribedOrNotMakesItFail(@TempDir Path folder) throws Exception {
		int size = Proof.size("sandbox.contract", 5, 12 * EACH);
		Random random = Proof.random("sandbox.contract");
		Contract.OPERATIONS.forEach((operation) -> this.good.put(operation.toString(), 0));
		for (int done = 0; done < size; done += EACH) {
			Path here = Files.createDirectory(folder.resolve("from-" + done));
			Settings settings = Settings.quick().taking(Settings.Delays.of(Duration.ZERO));
			try (LinodeApi api = LinodeApi.start(here.resolve("api"), settings)) {
				int seed = random.nextInt(1_000_000);
				// What is the same whatever the seed is tried once.
				fuzz(api, here, seed, Math.min(EACH, size - done),
						(done == 0) ? "examples,coverage,fuzzing" : "fuzzing");
			}
		}
		Map.Entry<String, Integer> least = Collections.min(this.good.entrySet(), Map.Entry.comparingByValue());
		System.out.printf("sandbox.contract: %d requests, %d answered 200, each route at least %d times (%s)%n",
				this.requests, this.good.values().stream().mapToInt(Integer::intValue).sum(), least.getValue(),
				least.getKey());
		assertThat(this.good).as("how often each route answered 200").doesNotContainValue(0);
	}

	private void fuzz(LinodeApi api, Path folder, int seed, int each, String phases) throws Exception {
		Path document = folder.resolve("openapi.json");
		Files.write(document, Json.bytes(new FuzzGround(new Caller(api)).document()));
		Path configuration = Files.writeString(folder.resolve("schemathesis.toml"), CONFIGURATION);
		Path report = folder.resolve("report.ndjson");
		Path output = folder.resolve("output.txt");
		ProcessBuilder builder = new ProcessBuilder(System.getProperty("groundwork.tools.schemathesis", "schemathesis"),
				"--config-file", configuration.toString(), "run", document.toString(), "--url",
				api.address().resolve("/v4beta").toString(), "--seed", Integer.toString(seed), "--max-examples",
				Integer.toString(each), "--phases", phases, "--checks", CHECKS, "--report", "ndjson",
				"--report-ndjson-path", report.toString(), "--generation-database", "none", "--warnings", "off",
				"--no-color")
			.directory(folder.toFile())
			.redirectErrorStream(true)
			.redirectOutput(output.toFile());
		builder.environment().put("FUZZ_TOKEN", api.token("fuzz"));
		Process process = builder.start();
		try {
			assertThat(process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).as("the fuzzer ended").isTrue();
		}
		finally {
			process.destroyForcibly().waitFor();
		}
		String said = Files.readString(output);
		assertThat(process.exitValue()).as("seed %d: %s", seed, failures(said)).isZero();
		check(report, seed);
	}

	/**
	 * What the fuzzer says of failures, each with how to repeat it.
	 */
	private static String failures(String output) {
		String part = output.substring(Math.max(0, output.indexOf("= FAILURES =")));
		return part.substring(0, Math.min(part.length(), 12_000));
	}

	/**
	 * Counts by the fuzzer's own report what each route answered, so that a walk that
	 * only meets refusals is noticed.
	 */
	private void check(Path report, int seed) throws IOException {
		List<String> failed = new ArrayList<>();
		try (Stream<String> lines = Files.lines(report)) {
			lines.map((line) -> Json.MAPPER.readTree(line).path("ScenarioFinished").path("recorder"))
				.forEach((recorder) -> recorder.path("interactions").properties().forEach((one) -> {
					JsonNode sent = recorder.path("cases").path(one.getKey()).path("value");
					String route = sent.path("method").asString("") + " " + sent.path("path").asString("").substring(1);
					int status = one.getValue().path("response").path("status_code").asInt(0);
					this.requests++;
					if (status == 200) {
						this.good.computeIfPresent(route, (key, count) -> count + 1);
					}
					boolean early = status == 503 && route.matches("GET .*/(kubeconfig|api-endpoints)");
					if (status == 0 || status >= 500 && !early) {
						failed.add(route + " answered " + status + " to " + one.getValue().path("request"));
					}
				}));
		}
		assertThat(failed).as("seed %d", seed).isEmpty();
	}

}
