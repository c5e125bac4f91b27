package io.groundwork.cluster;

import java.util.List;
import java.util.Map;

import io.groundwork.web.InvalidInputException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * What is read before any cluster is asked.
 */
class ReadingTests {

	private static final String KUBECONFIG = """
			apiVersion: v1
			clusters: [{name: lke1, cluster: {server: 'https://lke1.example:443/', certificate-authority-data: LS0tLS1CRUdJTiBDRVJUSUZJQ0FURS0tLS0t}}]
			users: [{name: admin, user: {token: canary}}]
			contexts: [{name: ctx, context: {cluster: lke1, user: admin}}]
			current-context: ctx
			""";

	@Test
	void listsAreTakenApartAndLabelsPutOn() {
		Manifests all = Manifests.read("payments",
				Map.of("a.yaml",
						"""
								# nothing
								---
								apiVersion: v1
								kind: List
								items:
								  - {apiVersion: v1, kind: ConfigMap, metadata: {name: day, namespace: x, uid: u}, data: {day: 2026-01-02}, status: {}}
								""",
						"b.json", "{\"apiVersion\":\"v1\",\"kind\":\"Namespace\",\"metadata\":{\"name\":\"x\"}}"));
		assertThat(all.refs()).extracting(Ref::toString).containsExactly("Namespace x", "ConfigMap x/day");
		JsonNode map = all.all().getFirst().json();
		assertThat(map.path("data").path("day").asString()).isEqualTo("2026-01-02");
		assertThat(Labels.claim(map, "payments")).isTrue();
		assertThat(map.has("status") || map.path("metadata").has("uid")).isFalse();
	}

	@ParameterizedTest
	@ValueSource(strings = { "{kind: ConfigMap, metadata: {name: a}}", "{apiVersion: v1, metadata: {name: a}}",
			"{apiVersion: v1, kind: ConfigMap, metadata: {generateName: a-}}", "[1, 2]", "a: {b: c", "a: 1\na: 2",
			"{apiVersion: v1, kind: ConfigMap, metadata: {name: a, labels: {groundwork.io/environment: other}}}",
			"{apiVersion: v1, kind: ConfigMap, metadata: {name: a}}\n---\n{apiVersion: v1, kind: ConfigMap, metadata: {name: a}}" })
	void whatIsWrongIsSaidWithItsFile(String content) {
		assertThatExceptionOfType(InvalidInputException.class)
			.isThrownBy(() -> Manifests.read("payments", Map.of("wrong.yaml", content)))
			.satisfies((wrong) -> {
				assertThat(wrong.field()).isEqualTo("wrong.yaml");
				assertThat(wrong.remedy()).endsWith(".");
			});
	}

	@Test
	void itemsWithNamesAreFoundByThemAndDefaultsAreNoChange() {
		JsonNode before = json(
				"{spec: {containers: [{name: a, image: 'one:1'}, {name: b, image: 'two:1'}], keep: [1, 2]}}");
		JsonNode after = json(
				"{spec: {containers: [{name: b, image: 'two:2', pullPolicy: Always}, {name: a, image: 'one:1'}], keep: [1, 3]}, metadata: {generation: 2}}");
		JsonNode declared = json(
				"{spec: {containers: [{name: b, image: 'two:2'}, {name: a, image: 'one:1'}], keep: [1, 3]}}");
		assertThat(Difference.between(before, after, declared)).extracting(Difference::path)
			.containsExactly("spec.containers[b].image", "spec.keep");
	}

	@Test
	void labelsWithDotsArePathsThatCanBeRead() {
		List<Difference> all = Difference
			.of(json("{metadata: {name: a, labels: {groundwork.io/environment: b}}, data: {}}"));
		assertThat(all).extracting(Difference::path)
			.containsExactly("data", "metadata.labels[groundwork.io/environment]");
	}

	@Test
	void aKubeconfigIsTakenAtItsWordAndNotShown() {
		Kubeconfig read = Kubeconfig.read(KUBECONFIG);
		assertThat(read.address()).isEqualTo("https://lke1.example:443");
		assertThat(read.token()).isEqualTo("canary");
		assertThat(read).asString().doesNotContain("canary");
	}

	@ParameterizedTest
	@ValueSource(strings = { "token: canary|exec: {command: /bin/sh, apiVersion: v1}",
			"token: canary|tokenFile: /etc/passwd", "https:|http:", "certificate-authority-data|certificate-authority",
			"current-context: ctx|current-context: no", "LS0tLS1CRUdJTiBDRVJUSUZJQ0FURS0tLS0t|%%%" })
	void aKubeconfigThatWouldReadOrRunSomethingIsRefused(String change) {
		String[] parts = change.split("\\|");
		assertThatExceptionOfType(InvalidInputException.class)
			.isThrownBy(() -> Kubeconfig.read(KUBECONFIG.replace(parts[0], parts[1])))
			.satisfies((wrong) -> assertThat(wrong.field()).isEqualTo("kubeconfig"));
	}

	private static JsonNode json(String yaml) {
		return Yaml.read("test", yaml).getFirst();
	}

}
