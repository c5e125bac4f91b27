package io.groundwork.deploy;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import io.groundwork.Portal;
import org.junit.jupiter.api.Test;
import org.yaml.snakeyaml.Yaml;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What Prometheus is to wake somebody for is what the portal measures, and what is
 * written down for whoever is woken.
 */
class AlertsTest {

	private static final Pattern METRIC = Pattern.compile("groundwork_[a-z_]+");

	private final List<Map<String, Object>> rules;

	AlertsTest() throws IOException {
		Map<String, Object> file = new Yaml().load(Files.readString(Path.of("deploy/prometheus/rules.yml")));
		this.rules = maps(file, "groups").stream().flatMap((group) -> maps(group, "rules").stream()).toList();
	}

	@SuppressWarnings("unchecked")
	private static List<Map<String, Object>> maps(Map<String, Object> from, String name) {
		return (List<Map<String, Object>>) from.getOrDefault(name, List.of());
	}

	@Test
	void prometheusLoadsThemFromWhereTheyAreMounted() throws IOException {
		Map<String, Object> prometheus = new Yaml().load(Files.readString(Path.of("deploy/prometheus/prometheus.yml")));
		assertThat(prometheus).containsEntry("rule_files", List.of("rules.yml"));
		assertThat(Compose.list(Compose.read().service("prometheus"), "volumes"))
			.contains("./deploy/prometheus/rules.yml:/etc/prometheus/rules.yml:ro");
	}

	@Test
	void eachHasARunbookAndALineInTheDocument() throws IOException {
		String operations = Files.readString(Path.of("docs/operations.md"));
		assertThat(this.rules).isNotEmpty().allSatisfy((rule) -> {
			assertThat(rule).containsKeys("alert", "expr", "labels");
			assertThat(operations).contains("`" + rule.get("alert") + "`");
			Map<String, Object> annotations = Compose.map(rule, "annotations");
			assertThat(annotations).containsKey("summary");
			assertThat(Path.of("docs/runbooks", String.valueOf(annotations.get("runbook")))).exists();
			assertThat(Compose.map(rule, "labels").get("severity")).isIn("page", "ticket");
		});
	}

	@Test
	void whatTheyLookAtIsMeasured() throws IOException {
		URI address = URI.create("http://127.0.0.1:%d/actuator/prometheus".formatted(Portal.shared().managementPort()));
		String measured = new String(address.toURL().openStream().readAllBytes(), StandardCharsets.UTF_8);
		Set<String> looked = this.rules.stream()
			.flatMap((rule) -> METRIC.matcher(String.valueOf(rule.get("expr"))).results().map(MatchResult::group))
			.collect(Collectors.toSet());
		assertThat(looked).hasSizeGreaterThan(7)
			.allSatisfy((name) -> assertThat(measured).containsPattern("(?m)^" + name + "[ {]"));
		assertThat(measured).containsPattern("(?m)^groundwork_workers\\{[^}]*status=\"late\"")
			.containsPattern("(?m)^groundwork_runs\\{[^}]*status=\"recovering\"")
			.doesNotContainPattern("(?m)^groundwork_[a-z_]+.* NaN$");
	}

}
