package io.groundwork.environments.spec;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import io.groundwork.environments.EnvironmentKind;
import io.groundwork.environments.spec.Spec.DataStore;
import io.groundwork.environments.spec.Spec.Kubernetes;
import io.groundwork.environments.spec.Spec.Observability;
import io.groundwork.environments.spec.Spec.Pool;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.yaml.snakeyaml.Yaml;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What is said here and what Terraform, its policy and the charts say is the same.
 */
class AgreedTests {

	@Test
	void boundsAreThoseOfThePolicy() {
		String policy = read("terraform/policy/bounds.rego");
		assertThat(Bounds.NODE_PLANS).containsExactlyElementsOf(words(policy, "node_plans := \\{(.*?)\\}"));
		assertThat(Bounds.GPU_PLANS).containsExactlyElementsOf(words(policy, "gpu_plans := \\{(.*?)\\}"));
		assertThat(Bounds.DATABASE_PLANS).containsExactlyElementsOf(words(policy, "database_plans := \\{(.*?)\\}"));
		assertThat(Bounds.PUBLIC_PORTS)
			.containsExactlyInAnyOrderElementsOf(words(policy, "public_ports := \\{(.*?)\\}"));
		assertThat(number(policy, "most_nodes := (\\d+)")).isEqualTo(Bounds.MOST_NODES);
		assertThat(number(policy, "most_gpu_nodes := (\\d+)")).isEqualTo(Bounds.MOST_GPU_NODES);
		assertThat(number(policy, "least_database_version := (\\d+)")).isEqualTo(Bounds.LEAST_DATABASE_VERSION);
		assertThat(number(policy, "least_database_nodes := \\{\"production\": (\\d+)\\}"))
			.isEqualTo(Bounds.PRODUCTION_DATABASE_NODES);
		assertThat(number(policy, "\"ipv4\": (\\d+)")).isEqualTo(Bounds.WIDEST_DATABASE_RANGE_V4);
		assertThat(number(policy, "\"ipv6\": (\\d+)")).isEqualTo(Bounds.WIDEST_DATABASE_RANGE_V6);
	}

	@Test
	void boundsAreThoseOfTerraformsVariables() {
		String quotas = read("terraform/modules/lke-cluster/quotas/variables.tf");
		assertThat(number(quotas, "var.services <= (\\d+)")).isEqualTo(Bounds.MOST_SERVICES);
		String network = read("terraform/modules/network/variables.tf");
		assertThat(number(network, "length\\(var.rules\\) <= (\\d+)")).isEqualTo(Bounds.MOST_FIREWALL_RULES);
		String observability = read("terraform/modules/observability/variables.tf");
		assertThat(number(observability, "var.retention_days <= (\\d+)")).isEqualTo(Bounds.MOST_RETENTION_DAYS);
		String pools = read("terraform/modules/node-pool/variables.tf");
		assertThat(number(pools, "pool.max <= (\\d+)")).isGreaterThanOrEqualTo(Bounds.MOST_NODES);
		String data = read("terraform/modules/data-services/variables.tf");
		assertThat(data).contains("contains([1, 2, 3], var.nodes)");
		assertThat(Set.of(1, 2, 3)).containsAll(Bounds.DATABASE_NODES);
	}

	@Test
	void quotasAreTerraforms() {
		String quotas = read("terraform/modules/lke-cluster/quotas/main.tf");
		Map<String, Integer> said = new TreeMap<>();
		Matcher locals = Pattern.compile("(?m)^  (\\w+) += (\\d+)$").matcher(quotas);
		while (locals.find()) {
			said.put(locals.group(1), Integer.parseInt(locals.group(2)));
		}
		assertThat(said).isEqualTo(Map.of("pods", Quota.PODS, "cpu_millicores", Quota.CPU_MILLICORES,
				"memory_mebibytes", Quota.MEMORY_MEBIBYTES, "limit_factor", Quota.LIMIT_FACTOR, "claims", Quota.CLAIMS,
				"storage_gibibytes", Quota.STORAGE_GIBIBYTES, "kubernetes_service", Quota.KUBERNETES_SERVICES,
				"configurations", Quota.CONFIGURATIONS));
		Quota quota = new Quota(30);
		assertThat(List.of(quota.pods(), quota.requestedMillicores(), quota.requestedMebibytes(),
				quota.mostMillicores(), quota.mostMebibytes(), quota.volumeClaims(), quota.storageGibibytes(),
				quota.kubernetesServices(), quota.configurations()))
			.containsExactly(120, 30_000, 61_440, 60_000, 122_880, 30, 300, 60, 300);
	}

	@ParameterizedTest
	@EnumSource
	void presetsAreThoseOfTerraform(EnvironmentKind kind) {
		String preset = read("terraform/environments/%s/preset.tf".formatted(kind.word()));
		Spec spec = Presets.FOUNDATION.of(kind);
		Spec owner = Presets.FOUNDATION.of(kind, Topology.DEDICATED, null, true);
		assertThat(pools(preset)).isEqualTo(spec.pools());
		assertThat(spec.ownsCluster()).isEqualTo(preset.matches("(?s).*owns_cluster = true.*"));
		assertThat(owner.kubernetes()).isEqualTo(new Kubernetes(null, preset.contains("high_availability = true"),
				words(preset, "api_allow_list    = \\[(.*?)\\]")));
		assertThat(spec.dataStore()).isEqualTo(new DataStore(word(preset, "data_store .*? plan +=", "g6-dedicated-2"),
				word(preset, "data_store .*? version +=", "17"), number(preset, "(?m)^ +nodes +=( \\d+)"), List.of()));
		assertThat(number(preset, "least_nodes =( \\d+)"))
			.isEqualTo((kind == EnvironmentKind.PRODUCTION) ? Bounds.PRODUCTION_DATABASE_NODES : 1);
		String variables = read("terraform/environments/%s/variables.tf".formatted(kind.word()));
		assertThat(variables).contains("default     = \"%s\"".formatted(spec.region()),
				"default     = \"%s\"".formatted(spec.topology().word()),
				"services = optional(number, %d)".formatted(spec.namespace().services()));
	}

	@ParameterizedTest
	@EnumSource
	void secretsAndRetentionAreThoseOfTheCharts(EnvironmentKind kind) {
		Spec spec = Presets.FOUNDATION.of(kind);
		JsonNode bundle = JsonMapper.shared()
			.valueToTree(new Yaml().load(read("platform/secrets/bundles/%s.yaml".formatted(kind.word()))));
		assertThat(bundle.get("namespace").stringValue()).isEqualTo(spec.namespace().name());
		List<String> secrets = bundle.get("secrets")
			.valueStream()
			.filter((secret) -> !secret.has("namespace"))
			.map((secret) -> "%s %s %s".formatted(secret.get("name").stringValue(),
					secret.get("generator").stringValue(), secret.get("rotateDays")))
			.toList();
		assertThat(spec.secrets())
			.map((secret) -> "%s %s %d".formatted(secret.name(), secret.generator().word(), secret.rotateDays()))
			.isEqualTo(secrets);
		String values = read("platform/values/%s.yaml".formatted(kind.word()));
		assertThat(spec.observability()).isEqualTo(new Observability(number(values, "retention_period: (\\d+)d"),
				values.contains("tracing:\n  enabled: true")));
	}

	@Test
	void theSchemaHasTheSameChoices() {
		JsonNode schema = SpecSchema.json();
		assertThat(schema.get("properties").propertyNames()).containsExactly(SpecReader.FIELDS);
		assertThat(texts(schema.at("/properties/topology/enum"))).isEqualTo(Word.all(Topology.values()));
		assertThat(texts(schema.at("/properties/delivery/enum"))).isEqualTo(Word.all(Delivery.values()));
		assertThat(texts(schema.at("/$defs/firewallRule/properties/protocol/enum")))
			.isEqualTo(Word.all(Protocol.values()));
		assertThat(texts(schema.at("/properties/secrets/items/properties/generator/enum")))
			.isEqualTo(Word.all(Generator.values()));
		assertThat(texts(schema.at("/$defs/pool/properties/taints/items/properties/effect/enum")))
			.isEqualTo(Word.all(Effect.values()));
		assertThat(texts(schema.at("/properties/namespace/properties/podSecurity/enum")))
			.isEqualTo(Word.all(PodSecurity.values()));
		assertThat(texts(schema.at("/$defs/pool/properties/plan/enum")))
			.isEqualTo(Stream.concat(Bounds.NODE_PLANS.stream(), Bounds.GPU_PLANS.stream()).toList());
		assertThat(texts(schema.at("/properties/dataStore/properties/plan/enum"))).isEqualTo(Bounds.DATABASE_PLANS);
	}

	private static List<Pool> pools(String preset) {
		List<Pool> pools = new ArrayList<>();
		Matcher matcher = Pattern.compile(
				"\\{ name = \"(.*?)\", plan = \"(.*?)\", min = (\\d+), max = (\\d+), labels = \\{\\}, taints = \\[\\] \\}")
			.matcher(preset);
		while (matcher.find()) {
			pools.add(new Pool(matcher.group(1), matcher.group(2), Integer.parseInt(matcher.group(3)),
					Integer.parseInt(matcher.group(4)), new TreeMap<>(), List.of()));
		}
		return pools;
	}

	private static String word(String text, String before, String wanted) {
		return words(text, before + " (\"" + wanted + "\")").getFirst();
	}

	private static List<String> words(String text, String pattern) {
		Matcher matcher = Pattern.compile(pattern, Pattern.DOTALL).matcher(text);
		assertThat(matcher.find()).as(pattern).isTrue();
		return Pattern.compile("\"([^\"]+)\"")
			.matcher(matcher.group(1))
			.results()
			.map((word) -> word.group(1))
			.toList();
	}

	private static int number(String text, String pattern) {
		Matcher matcher = Pattern.compile(pattern).matcher(text);
		assertThat(matcher.find()).as(pattern).isTrue();
		return Integer.parseInt(matcher.group(1).strip());
	}

	private static List<String> texts(JsonNode array) {
		return array.valueStream().map(JsonNode::asString).toList();
	}

	private static String read(String file) {
		try {
			return Files.readString(Path.of(file));
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
