package io.groundwork.bundles.network;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.groundwork.documents.Documents;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What the specification of network policies says, as a table.
 */
class SpecificationTests {

	private static final Path FOLDER = Path.of("src/test/resources/network");

	private static final Pattern ANSWER = Pattern.compile("(\\S+) > (\\S+) (TCP|UDP|SCTP) (\\d+) \\| (.+)");

	private static final Manifests WORLD = Manifests.read(text("world.yaml"));

	@ParameterizedTest
	@MethodSource("cases")
	void isDecidedAsTheSpecificationSays(Case tried) {
		Network network = WORLD.and(tried.policies()).network();
		List<String> answers = tried.answers().stream().map((answer) -> {
			Matcher asked = ANSWER.matcher(answer);
			assertThat(asked.matches()).as(answer).isTrue();
			Decision decision = network.decide(Endpoint.of(asked.group(1)), Endpoint.of(asked.group(2)),
					new Port(Protocol.valueOf(asked.group(3)), Integer.parseInt(asked.group(4))));
			return answer.substring(0, asked.start(5)) + told(decision);
		}).toList();
		assertThat(answers).isEqualTo(tried.answers());
	}

	@Test
	void theTableIsLongEnoughAndHasDenialsBetweenEnvironments() {
		List<Case> cases = cases().toList();
		assertThat(cases).hasSizeGreaterThanOrEqualTo(60).extracting(Case::title).doesNotHaveDuplicates();
		Set<String> environments = new HashSet<>();
		for (String answer : cases.stream().flatMap((tried) -> tried.answers().stream()).toList()) {
			Matcher between = Pattern.compile("(ias-\\w+)/.* > (ias-\\w+)/.* \\| denied \\|.*").matcher(answer);
			if (between.matches() && !between.group(1).equals(between.group(2))) {
				environments.add(between.group(1) + " > " + between.group(2));
			}
		}
		assertThat(environments).contains("ias-dev > ias-production", "ias-production > ias-dev",
				"ias-staging > ias-production", "ias-dev > ias-staging", "ias-system > ias-production");
	}

	private static String told(Decision decision) {
		String answer = switch (decision) {
			case Decision.Allowed allowed ->
				"allowed" + allowed.only().map((family) -> " over " + family.word() + " only").orElse("");
			case Decision.Denied _ -> "denied";
		};
		return answer + " | " + told(decision.egress()) + " | " + told(decision.ingress());
	}

	private static String told(Reason reason) {
		return switch (reason) {
			case Reason.NotSelected _ -> "not selected";
			case Reason.AllowedBy rule ->
				"%s %s[%d]".formatted(rule.policy().id(), rule.direction().word(), rule.number());
			case Reason.NoneAllows none ->
				"none of " + none.policies().stream().map(NetworkPolicy::id).collect(Collectors.joining(", "));
			case Reason.Exempt exempt -> exempt.why().name().toLowerCase(Locale.ROOT).replace('_', ' ');
			case Reason.NoCommonFamily _ -> "no common family";
		};
	}

	static Stream<Case> cases() {
		List<Case> cases = new ArrayList<>();
		for (JsonNode entry : Documents.read(text("cases.yaml")).getFirst()) {
			List<String> answers = new ArrayList<>();
			entry.path("answers").forEach((answer) -> answers.add(answer.stringValue()));
			cases.add(new Case(entry.path("case").stringValue(), policies(entry.path("policies")), answers));
		}
		return cases.stream();
	}

	private static Manifests policies(JsonNode specs) {
		Manifests policies = new Manifests(List.of(), List.of(), List.of(), List.of());
		for (Map.Entry<String, JsonNode> spec : specs.properties()) {
			String[] name = spec.getKey().split("/");
			policies = policies.and(Manifests.read(JsonMapper.shared()
				.writeValueAsString(Map.of("apiVersion", "networking.k8s.io/v1", "kind", "NetworkPolicy", "metadata",
						Map.of("namespace", name[0], "name", name[1]), "spec", spec.getValue()))));
		}
		return policies;
	}

	private static String text(String file) {
		try {
			return Files.readString(FOLDER.resolve(file));
		}
		catch (IOException ex) {
			throw new IllegalStateException(ex);
		}
	}

	/**
	 * One line of the table.
	 *
	 * @param title what it shows
	 * @param policies the policies there are
	 * @param answers questions with their answers
	 */
	record Case(String title, Manifests policies, List<String> answers) {

		@Override
		public String toString() {
			return this.title;
		}

	}

}
