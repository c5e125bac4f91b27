package io.groundwork.bundles;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import com.networknt.schema.InputFormat;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import io.groundwork.digest.Sha256;
import io.groundwork.environments.EnvironmentKind;
import io.groundwork.environments.spec.Presets;
import io.groundwork.environments.spec.RandomSpecs;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/**
 * What is in a bundle is what those who read it take.
 */
class BundleTests {

	private static final Path SCHEMAS = Path.of("platform/schemas");

	private final Bundles bundles = Bundles.ofThisBuild();

	@Test
	void theQuotaDoesItsSum() {
		assertThat(bundle(EnvironmentKind.PRODUCTION).text("network/quota.yaml")).isEqualTo("""
				# Room for 30 services. One service usually runs 2 pods and may have 4, so that a rollout or an
				# autoscaler has as many again as headroom. A pod asks for 250m of a processor and 512Mi, and may use
				# twice that.
				#
				# pods             30 services × (2 pods + 2 headroom) = 120 pods
				# requests.cpu     120 pods × 250m = 30
				# requests.memory  120 pods × 512Mi = 60Gi
				# limits.cpu       30 × 2 = 60
				# limits.memory    60Gi × 2 = 120Gi
				# requests.storage 30 services × 1 volume of 10Gi = 300Gi
				# services         30 services × 2 = 60
				# configmaps       30 services × 10 = 300, and as many secrets
				#
				# Requests come in by the ingress only: no service opens a port of the nodes or a load balancer.
				apiVersion: v1
				kind: ResourceQuota
				metadata:
				  name: environment
				  namespace: ias-production
				  labels:
				    app.kubernetes.io/managed-by: groundwork
				    groundwork.io/environment: production
				spec:
				  hard:
				    count/deployments.apps: "30"
				    pods: "120"
				    requests.cpu: "30"
				    requests.memory: "60Gi"
				    limits.cpu: "60"
				    limits.memory: "120Gi"
				    persistentvolumeclaims: "30"
				    requests.storage: "300Gi"
				    services: "60"
				    services.loadbalancers: "0"
				    services.nodeports: "0"
				    configmaps: "300"
				    secrets: "300"
				""");
	}

	@ParameterizedTest
	@EnumSource(EnvironmentKind.class)
	void valuesOverThoseOfThePlatformAreOnesThatTheChartTakes(EnvironmentKind kind) throws Exception {
		Object platform = yaml(Files.readString(Path.of("platform/values", kind.word() + ".yaml"))).getFirst();
		Object overlay = yaml(bundle(kind).text("observability/values.yaml")).getFirst();
		JsonNode both = JsonMapper.shared().valueToTree(merged(platform, overlay));
		assertThat(errors(SCHEMAS.resolve("values.schema.json"), both)).isEmpty();
		// The presets say what the platform's own values say, and more.
		assertThat(both.at("/environments"))
			.containsExactlyInAnyOrderElementsOf(JsonMapper.shared().valueToTree(platform).at("/environments"))
			.first()
			.isEqualTo(JsonMapper.shared().valueToTree(platform).at("/environments/0"));
		assertThat(both.at("/loki/loki/storage/bucketNames/chunks").asString())
			.isEqualTo("example-org-%s-logs".formatted(kind.word()));
		assertThat(both.at("/loki/loki/limits_config/retention_period").asString()).isEqualTo(
				JsonMapper.shared().valueToTree(platform).at("/loki/loki/limits_config/retention_period").asString());
	}

	@Test
	void theOwnerKeepsTheLogsOfEachTenantAsLongAsThatOneSays() {
		assertThat(bundle(EnvironmentKind.SYSTEM).text("observability/values.yaml")).contains("""
				    runtimeConfig:
				      overrides:
				        system:
				          retention_period: "30d"
				        development:
				          retention_period: "14d"
				        production:
				          retention_period: "30d"
				        staging:
				          retention_period: "14d"
				""");
	}

	@ParameterizedTest
	@EnumSource(EnvironmentKind.class)
	void secretsAreDeclaredAsThoseWhoSealThemReadThem(EnvironmentKind kind) throws Exception {
		JsonNode declared = JsonMapper.shared()
			.valueToTree(yaml(bundle(kind).text("secrets/declared.secrets.yaml")).getFirst());
		JsonNode list = JsonMapper.shared().valueToTree(yaml(declared.at("/data/secrets.yaml").asString()).getFirst());
		assertThat(errors(Path.of("platform/secrets/bundle.schema.json"), list)).isEmpty();
		JsonNode byHand = JsonMapper.shared()
			.valueToTree(yaml(Files.readString(Path.of("platform/secrets/bundles", kind.word() + ".yaml"))).getFirst());
		assertThat(names(list)).isEqualTo(names(byHand));
	}

	@Test
	void objectsOfOthersAreWhatTheirSchemasTake() throws Exception {
		for (EnvironmentKind kind : EnvironmentKind.values()) {
			Bundle bundle = bundle(kind);
			for (String file : List.of("argo/infrastructure.yaml", "argo/sample-service.yaml")) {
				JsonNode set = JsonMapper.shared().valueToTree(yaml(bundle.text(file)).getFirst());
				assertThat(errors(SCHEMAS.resolve("crds/argoproj.io/applicationset_v1alpha1.json"), set)).as(file)
					.isEmpty();
			}
			assertThat(bundle.text("argo/infrastructure.yaml"))
				.contains("name: platform-%s-infrastructure\n".formatted(kind.word()))
				.contains("argo_app: platform-%s-infrastructure\n".formatted(kind.word()));
		}
		Bundle everything = this.bundles.render(Samples.everything(Presets.FOUNDATION.of(EnvironmentKind.DEVELOPMENT)));
		JsonNode sealed = JsonMapper.shared()
			.valueToTree(yaml(everything.text("secrets/service-token.yaml")).getFirst());
		assertThat(errors(SCHEMAS.resolve("crds/bitnami.com/sealedsecret_v1alpha1.json"), sealed)).isEmpty();
		assertThat(everything.text("network/policies.yaml")).contains("allow-data-store", "10.0.1.0/24", "23456");
	}

	@Test
	void whatIsTheWholeClustersIsWithItsOwnerOnly() {
		assertThat(bundle(EnvironmentKind.SYSTEM).paths()).contains("network/pools.yaml", "network/roles.yaml");
		assertThat(bundle(EnvironmentKind.PRODUCTION).paths()).doesNotContain("network/pools.yaml",
				"network/roles.yaml");
		assertThat(bundle(EnvironmentKind.PRODUCTION).text("network/namespace.yaml"))
			.contains("policy environment-pools, which is in the bundle of system");
	}

	@Test
	void theOrderInWhichThingsWereFoundIsNotToBeSeen() {
		BundleOrder order = Samples.preset(EnvironmentKind.SYSTEM);
		assertThat(this.bundles.render(order.withTenants(order.tenants().reversed())))
			.isEqualTo(this.bundles.render(order));
	}

	@Test
	void theDigestIsOneThatAnybodyCanReckon() {
		Bundle bundle = bundle(EnvironmentKind.DEVELOPMENT);
		JsonNode listing = JsonMapper.shared().readTree(bundle.text("bundle.json"));
		assertThat(listing.at("/template").asString()).isEqualTo(bundle.template().toString());
		assertThat(listing.at("/files").propertyNames()).hasSize(bundle.paths().size() - 1);
		listing.at("/files")
			.forEachEntry((path, digest) -> assertThat(Sha256.hex(bundle.content(path))).isEqualTo(digest.asString()));
		assertThat(bundle.digest()).isEqualTo(Sha256.hex(bundle.content("bundle.json")));
	}

	@Test
	void anArchiveHasItsFilesBelowItsName() throws Exception {
		Bundle bundle = bundle(EnvironmentKind.DEVELOPMENT);
		ByteArrayOutputStream archive = new ByteArrayOutputStream();
		bundle.writeTo(archive);
		assertThat(TarGzReader.read(new ByteArrayInputStream(archive.toByteArray())).keySet())
			.containsExactlyElementsOf(bundle.paths().stream().map("development/"::concat).toList());
	}

	@Test
	void anOrderThatContradictsItselfIsRefused() {
		var guest = Presets.FOUNDATION.of(EnvironmentKind.STAGING);
		assertThatThrownBy(() -> BundleOrder.of("staging", "team", guest, "staging", Organisation.EXAMPLE))
			.hasMessageContaining("on the cluster of another environment");
		assertThatThrownBy(() -> BundleOrder.of("system", "team", Presets.FOUNDATION.of(EnvironmentKind.SYSTEM),
				"other", Organisation.EXAMPLE))
			.hasMessageContaining("owns its cluster");
	}

	@Test
	void yamlIsReadAsItWasWritten() {
		for (String text : List.of("yes", "No", "y", "null", "~", "1", "1.5", "0x1f", "1e3", "a: b", "a:", "- a", "#a",
				"a #b", "", " ", "'", "\"", "\\", "a\tb", "a\nb", "a\n", "\na\n", " a\nb\n", "a\n\n", "a\r\nb\n", "é🙂",
				"\u0000", "\u0085", "\u2028", "\ufeff", "2026-11-20", "12:30:00", "=", "<<", "*a", "&a", "!a", "|",
				"%a", "@a", "`a", "{a", "[a", "a,b", "key: |", "...", "---", ".inf")) {
			Map<String, Object> object = Yaml.map("value", text, "list", List.of(text, List.of(text)), "map",
					Yaml.map("a" + text, text), "none", List.of(), "nothing", Map.of(), "number", 1, "flag", true);
			String written = Yaml.write(new Manifest(List.of("said"), object));
			assertThat(yaml(written)).as(written).containsExactly(object);
		}
	}

	@Test
	void randomSpecsDeclareSecretsThatCanBeRead() throws Exception {
		for (var spec : RandomSpecs.some(20)) {
			Bundle bundle = this.bundles.render(Samples.order("random", spec));
			JsonNode map = JsonMapper.shared()
				.valueToTree(yaml(bundle.text("secrets/declared.secrets.yaml")).getFirst());
			assertThat(errors(Path.of("platform/secrets/bundle.schema.json"),
					JsonMapper.shared().valueToTree(yaml(map.at("/data/secrets.yaml").asString()).getFirst())))
				.isEmpty();
		}
	}

	private Bundle bundle(EnvironmentKind kind) {
		return this.bundles.render(Samples.preset(kind));
	}

	private static List<String> names(JsonNode list) {
		return list.get("secrets").findValuesAsString("name");
	}

	private static List<?> errors(Path schema, JsonNode value) throws Exception {
		return SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
			.getSchema(Files.readString(schema))
			.validate(value.toString(), InputFormat.JSON);
	}

	private static List<Object> yaml(String text) {
		List<Object> documents = new ArrayList<>();
		new org.yaml.snakeyaml.Yaml(new SafeConstructor(new LoaderOptions())).loadAll(text).forEach(documents::add);
		return documents;
	}

	/**
	 * As Helm puts one file of values over another.
	 */
	private static Object merged(Object below, Object above) {
		if (!(below instanceof Map<?, ?> lower) || !(above instanceof Map<?, ?> upper)) {
			return above;
		}
		Map<Object, Object> all = new LinkedHashMap<>(lower);
		upper.forEach((name, value) -> all.merge(name, value, BundleTests::merged));
		return all;
	}

}
