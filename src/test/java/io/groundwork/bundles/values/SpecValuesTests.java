package io.groundwork.bundles.values;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import io.groundwork.environments.EnvironmentKind;
import io.groundwork.environments.spec.Presets;
import io.groundwork.environments.spec.RandomSpecs;
import io.groundwork.environments.spec.Spec;
import io.groundwork.environments.spec.SpecReader;
import io.groundwork.environments.spec.Tier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Terraform is given what its examples show.
 */
class SpecValuesTests {

	private static final JsonMapper JSON = JsonMapper.shared();

	private static final SortedSet<String> NOBODY = new TreeSet<>();

	static Stream<Path> examples() throws IOException {
		try (Stream<Path> files = Files.walk(Path.of("terraform/environments"))) {
			return files.filter((file) -> file.toString().matches(".*/examples/.*\\.json")).sorted().toList().stream();
		}
	}

	@ParameterizedTest
	@MethodSource("examples")
	void anExampleIsWhatComesOfItsSpec(Path example) throws IOException {
		String text = Files.readString(example);
		ObjectNode wanted = (ObjectNode) JSON.readTree(text);
		Spec spec = spec(wanted);
		SpecValues values = new SpecValues(wanted.get("name").stringValue(), wanted.get("owner").stringValue(),
				wanted.get("prefix").stringValue(), NOBODY, spec, cluster(wanted.get("cluster")),
				names(wanted.path("dns")), wanted.get("allow_data_deletion").booleanValue());
		if (spec.ownsCluster()) {
			assertThat(values.write()).isEqualTo(text);
		}
		else {
			// An example has what does not count too, and a guest's spec does not.
			wanted.remove(List.of("tier", "kubernetes"));
			assertThat(JSON.readTree(values.write()).toPrettyString()).isEqualTo(wanted.toPrettyString());
		}
	}

	@ParameterizedTest
	@EnumSource
	void aPresetIsWhatItsKindsExampleShows(EnvironmentKind kind) throws IOException {
		Spec preset = Presets.FOUNDATION.of(kind);
		Spec example = spec((ObjectNode) JSON.readTree(
				Files.readString(Path.of("terraform/environments/%s/examples/shared.json".formatted(kind.word())))));
		assertThat(example.region()).isEqualTo(preset.region());
		assertThat(example.pools()).isEqualTo(preset.pools());
		assertThat(example.namespace()).isEqualTo(preset.namespace());
		assertThat(example.dataStore()).isEqualTo(preset.dataStore());
		assertThat(example.network().firewall()).first().isEqualTo(preset.network().firewall().getFirst());
	}

	@Test
	void labelsKeepTheirNamesAndAllElseIsUnderTerraforms() {
		ObjectNode spec = (ObjectNode) JSON.readTree(
				"""
						{"kind":"development","pools":[{"name":"baseline","plan":"g6-standard-4","min":1,"max":2,
						 "labels":{"camelCase":"keptAsItIs"},"taints":[{"key":"camelCase","value":"x","effect":"NoSchedule"}]}]}""");
		String written = guest(new SpecReader(Presets.FOUNDATION).read(spec).orThrow("spec")).write();
		JsonNode values = JSON.readTree(written);
		assertThat(values.at("/pools/0/labels").toString()).isEqualTo("{\"camelCase\":\"keptAsItIs\"}");
		assertThat(values.at("/pools/0/taints/0/key").stringValue()).isEqualTo("camelCase");
		assertThat(values.at("/namespace").toString())
			.isEqualTo("{\"name\":\"ias-dev\",\"services\":30,\"pod_security\":\"restricted\"}");
		assertThat(values.at("/observability").toString()).isEqualTo("{\"retention_days\":14,\"tracing\":true}");
		assertThat(values.propertyNames()).containsExactly("spec_schema", "kind", "region", "topology", "pools",
				"namespace", "network", "data_store", "observability", "name", "owner", "prefix", "cluster",
				"allow_data_deletion");
		assertThat(values.get("network").propertyNames()).containsExactly("firewall");
	}

	@Test
	void whoeverLooksAfterTheClusterMayAlwaysReachIt() {
		SortedSet<String> callers = new TreeSet<>(List.of("198.51.100.7/32", "203.0.113.0/24"));
		assertThat(allowed("[\"203.0.113.0/24\"]", callers)).isEqualTo("[\"203.0.113.0/24\",\"198.51.100.7/32\"]");
		assertThat(allowed("[\"0.0.0.0/0\"]", callers)).isEqualTo("[\"0.0.0.0/0\"]");
	}

	@Test
	void everyVariableIsOneThatTheRootKnows() throws IOException {
		String variables = Files.readString(Path.of("terraform/environments/production/variables.tf"));
		List<String> known = Pattern.compile("(?m)^variable \"(\\w+)\"")
			.matcher(variables)
			.results()
			.map((variable) -> variable.group(1))
			.toList();
		Names names = new Names("ias.example", 1L, "a@ias.example", "host", new TreeSet<>(List.of("192.0.2.1")),
				Instant.parse("2026-11-05T00:00:00Z"));
		for (Spec spec : RandomSpecs.some(100)) {
			SpecValues values = spec.ownsCluster()
					? new SpecValues("one", "platform", "ias", NOBODY, spec, new Cluster.Own(NOBODY), names, true)
					: guest(spec);
			assertThat(known).containsAll(JSON.readTree(values.write()).propertyNames());
			assertThat(values.write()).isEqualTo(values.write());
		}
	}

	@Test
	void anOwnerIsOnNoOthersCluster() {
		Spec system = Presets.FOUNDATION.of(EnvironmentKind.SYSTEM);
		Spec staging = Presets.FOUNDATION.of(EnvironmentKind.STAGING);
		assertThatIllegalArgumentException().isThrownBy(() -> guest(system))
			.withMessage("one owns a cluster and is on no other");
		assertThatIllegalArgumentException().isThrownBy(
				() -> new SpecValues("one", "platform", "ias", NOBODY, staging, new Cluster.Own(NOBODY), null, false))
			.withMessage("one is on the cluster of another environment, which is not given");
	}

	private static SpecValues guest(Spec spec) {
		return new SpecValues("one", "platform", "ias", NOBODY, spec,
				new Cluster.Host(531920, spec.region(), Tier.STANDARD, null, new TreeSet<>(List.of("192.0.2.11"))),
				null, false);
	}

	private static String allowed(String list, SortedSet<String> callers) {
		Spec spec = new SpecReader(Presets.FOUNDATION)
			.read("{\"kind\":\"system\",\"kubernetes\":{\"version\":\"1.34\",\"apiAllowList\":%s}}".formatted(list))
			.orThrow("spec");
		return JSON
			.readTree(new SpecValues("system", "platform", "ias", callers, spec, new Cluster.Own(NOBODY), null, false)
				.write())
			.at("/kubernetes/api_allow_list")
			.toString();
	}

	/**
	 * The spec that an example comes from.
	 */
	private static Spec spec(ObjectNode example) {
		ObjectNode spec = (ObjectNode) camel(example);
		spec.set("schema", spec.remove("specSchema"));
		spec.remove(List.of("name", "owner", "prefix", "cluster", "dns", "allowDataDeletion"));
		return new SpecReader(Presets.FOUNDATION).read(spec).orThrow("spec");
	}

	private static Cluster cluster(JsonNode json) {
		SortedSet<String> addresses = addresses(json.get("node_addresses"));
		if (!json.has("id")) {
			return new Cluster.Own(addresses);
		}
		Cluster.Subnet subnet = json.has("vpc_id") ? new Cluster.Subnet(json.get("vpc_id").longValue(),
				json.get("subnet_id").longValue(), json.get("subnet_range").stringValue()) : null;
		return new Cluster.Host(json.get("id").longValue(), json.get("region").stringValue(),
				Tier.valueOf(json.get("tier").stringValue().toUpperCase(Locale.ROOT)), subnet, addresses);
	}

	private static @Nullable Names names(JsonNode json) {
		if (json.isMissingNode()) {
			return null;
		}
		return new Names(json.get("zone").stringValue(), json.has("zone_id") ? json.get("zone_id").longValue() : null,
				json.has("soa_email") ? json.get("soa_email").stringValue() : null, null,
				addresses(json.path("ingress_addresses")), null);
	}

	private static SortedSet<String> addresses(JsonNode array) {
		return new TreeSet<>(array.valueStream().map(JsonNode::stringValue).toList());
	}

	private static JsonNode camel(JsonNode node) {
		if (node instanceof ArrayNode array) {
			ArrayNode items = JsonNodeFactory.instance.arrayNode();
			array.forEach((item) -> items.add(camel(item)));
			return items;
		}
		if (!(node instanceof ObjectNode object)) {
			return node;
		}
		Map<String, JsonNode> fields = new TreeMap<>();
		object.properties()
			.forEach(
					(field) -> fields.put(
							Pattern.compile("_([a-z])")
								.matcher(field.getKey())
								.replaceAll((letter) -> letter.group(1).toUpperCase(Locale.ROOT)),
							camel(field.getValue())));
		return JsonNodeFactory.instance.objectNode().setAll(fields);
	}

}
