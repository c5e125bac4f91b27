package io.groundwork.environments.spec;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

import io.groundwork.environments.EnvironmentKind;
import io.groundwork.environments.spec.SpecReading.Refused;
import io.groundwork.environments.spec.SpecReading.Valid;
import io.groundwork.web.InvalidInputException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Specs are read strictly, and what is left out comes from the preset.
 */
class SpecReaderTests {

	private static final String VERSION = "\"kubernetes\":{\"version\":\"1.34\"}";

	/** To the letter as the API's description has it. */
	private static final String DESCRIBED = """
			{"schema":1,"kind":"production","region":"fr-par","topology":"shared","delivery":"direct","tier":"standard",
			 "kubernetes":{"version":"1.34","highAvailability":true,"apiAllowList":["0.0.0.0/0"]},
			 "pools":[{"name":"baseline","plan":"g6-standard-8","min":3,"max":10,"labels":{},"taints":[]}],
			 "namespace":{"name":"ias-production","services":30,"podSecurity":"restricted"},
			 "network":{"allow":[{"from":"app=payments","to":"development/app=ledger","port":8443}],"egress":[{"cidr":"203.0.113.0/24","port":443,"reason":"…"}],"firewall":[{"label":"https","protocol":"TCP","ports":"443","sources":["0.0.0.0/0"]}]},
			 "dataStore":{"plan":"g6-dedicated-2","version":"17","nodes":3,"allowList":[]},
			 "secrets":[{"name":"database-url","generator":"database"},{"name":"service-token","generator":"random","rotateDays":90}],
			 "observability":{"retentionDays":30,"tracing":true},
			 "lifetimeHours":null}
			""";

	private final SpecReader reader = new SpecReader(Presets.FOUNDATION);

	@Test
	void theDescribedSpecIsReadAndWrittenWhole() {
		Spec spec = valid(DESCRIBED).spec();
		assertThat(SpecWriter.json(spec).toPrettyString()).isEqualTo("""
				{
				  "schema" : 1,
				  "kind" : "production",
				  "region" : "fr-par",
				  "topology" : "shared",
				  "delivery" : "direct",
				  "pools" : [ {
				    "name" : "baseline",
				    "plan" : "g6-standard-8",
				    "min" : 3,
				    "max" : 10,
				    "labels" : { },
				    "taints" : [ ]
				  } ],
				  "namespace" : {
				    "name" : "ias-production",
				    "services" : 30,
				    "podSecurity" : "restricted"
				  },
				  "network" : {
				    "allow" : [ {
				      "from" : "app=payments",
				      "to" : "development/app=ledger",
				      "port" : 8443
				    } ],
				    "egress" : [ {
				      "cidr" : "203.0.113.0/24",
				      "port" : 443,
				      "reason" : "…"
				    } ],
				    "firewall" : [ {
				      "label" : "https",
				      "protocol" : "TCP",
				      "ports" : "443",
				      "sources" : [ "0.0.0.0/0" ]
				    } ]
				  },
				  "dataStore" : {
				    "plan" : "g6-dedicated-2",
				    "version" : "17",
				    "nodes" : 3,
				    "allowList" : [ ]
				  },
				  "secrets" : [ {
				    "name" : "database-url",
				    "generator" : "database",
				    "rotateDays" : 90
				  }, {
				    "name" : "service-token",
				    "generator" : "random",
				    "rotateDays" : 90
				  } ],
				  "observability" : {
				    "retentionDays" : 30,
				    "tracing" : true
				  },
				  "lifetimeHours" : null
				}""");
	}

	@Test
	void aGuestIsToldWhatBelongsToTheClustersOwner() {
		assertThat(valid(DESCRIBED).remarks()).extracting(Remark::field).containsExactly("tier", "kubernetes");
		assertThat(valid(DESCRIBED).remarks().getFirst().text())
			.isEqualTo("tier belongs to whoever owns the cluster and does not count here.");
		Spec owner = valid(DESCRIBED.replace("shared", "dedicated")).spec();
		assertThat(valid(DESCRIBED.replace("shared", "dedicated")).remarks()).isEmpty();
		assertThat(owner.tier()).isEqualTo(Tier.STANDARD);
		assertThat(owner.kubernetes()).isEqualTo(new Spec.Kubernetes("1.34", true, List.of("0.0.0.0/0")));
		assertThat(refused(DESCRIBED.replace("\"1.34\"", "\"newest\""))).containsExactly("kubernetes.version");
		assertThat(refused(DESCRIBED.replace("\"tier\":\"standard\"", "\"tier\":\"gold\""))).containsExactly("tier");
		assertThat(refused(DESCRIBED.replace("g6-standard-8", "g2-gpu-rtx4000a1-s").replace("10", "3")))
			.containsExactly("pools[0].plan");
	}

	@ParameterizedTest
	@EnumSource(names = { "DEVELOPMENT", "STAGING", "PRODUCTION" })
	void aKindAloneIsItsPreset(EnvironmentKind kind) {
		assertThat(valid("{\"kind\":\"%s\"}".formatted(kind.word())).spec()).isEqualTo(Presets.FOUNDATION.of(kind));
	}

	@Test
	void anOwnerHasToNameAVersionUnlessTheCloudKnowsOne() {
		assertThat(refused("{\"kind\":\"system\"}")).containsExactly("kubernetes.version");
		assertThat(refused("{\"kind\":\"development\",\"topology\":\"dedicated\"}"))
			.containsExactly("kubernetes.version");
		Offered offered = (tier) -> Optional.of((tier == Tier.STANDARD) ? "1.35" : "v1.33.6+lke7");
		SpecReader knowing = new SpecReader(Presets.FOUNDATION.with(offered));
		Spec standard = knowing.read("{\"kind\":\"system\"}").orThrow("spec");
		assertThat(standard).isEqualTo(Presets.FOUNDATION.with(offered).of(EnvironmentKind.SYSTEM));
		assertThat(SpecWriter.json(standard).at("/kubernetes/version").asString()).isEqualTo("1.35");
		Spec enterprise = knowing.read("{\"kind\":\"system\",\"tier\":\"enterprise\",\"kubernetes\":{}}")
			.orThrow("spec");
		assertThat(SpecWriter.json(enterprise).at("/kubernetes/version").asString()).isEqualTo("v1.33.6+lke7");
	}

	@Test
	void partsThatAreLeftOutOfPartsComeFromThePresetToo() {
		Spec spec = valid("""
				{"kind":"production","namespace":{"services":5},"dataStore":{"version":"16"},"network":{"firewall":[]},
				 "observability":{"tracing":false}}""").spec();
		Spec preset = Presets.FOUNDATION.of(EnvironmentKind.PRODUCTION);
		assertThat(spec.namespace()).isEqualTo(new Spec.Namespace("ias-production", 5, PodSecurity.RESTRICTED));
		assertThat(spec.dataStore()).isEqualTo(new Spec.DataStore("g6-dedicated-2", "16", 3, List.of()));
		assertThat(spec.network()).isEqualTo(new Spec.Network(List.of(), List.of(), List.of()));
		assertThat(spec.observability()).isEqualTo(new Spec.Observability(30, false));
		assertThat(spec.pools()).isEqualTo(preset.pools());
	}

	@Test
	void withoutDataStoreNoSecretIsAboutOne() {
		Spec spec = valid("{\"kind\":\"production\",\"dataStore\":null}").spec();
		assertThat(spec.dataStore()).isNull();
		assertThat(spec.secrets()).extracting(Spec.Secret::name).containsExactly("service-token", "session-key");
		assertThat(SpecWriter.json(spec).get("dataStore").isNull()).isTrue();
	}

	@Test
	void anEnvironmentBesideTheFoundationHasANamespaceOfItsOwn() {
		Presets named = Presets.FOUNDATION.named("payments-preview");
		assertThat(named.of(EnvironmentKind.DEVELOPMENT).namespace().name()).isEqualTo("ias-payments-preview");
		assertThat(new SpecReader(named).read("{\"kind\":\"development\",\"namespace\":{\"services\":5}}")
			.orThrow("spec")
			.namespace()
			.name()).isEqualTo("ias-payments-preview");
		assertThat(Presets.FOUNDATION.named("development").of(EnvironmentKind.DEVELOPMENT))
			.isEqualTo(Presets.FOUNDATION.of(EnvironmentKind.DEVELOPMENT));
	}

	@Test
	void everythingThatIsWrongIsSaidAtOnceInTheOrderOfTheFields() {
		assertThat(problems("""
				{"lifetimeHours":0,"schema":1,"kind":"staging","colour":"red","region":7,"delivery":"post",
				 "pools":[{"name":"baseline","plan":"g6-standard-4","min":3,"max":12,"size":1},
				          {"name":"baseline","min":1,"max":2,"plan":"g1-gpu-rtx6000-1"}],
				 "network":{"egress":[{"cidr":"0.0.0.0/0","port":5432,"reason":"all"}]},
				 "secrets":[{"name":"token"}]}""").stream().map(Problem::sentence)).containsExactly(
				"colour is not a field; leave it out; the fields here are schema, kind, region, topology, delivery, tier, kubernetes, pools, namespace, network, dataStore, secrets, observability, lifetimeHours.",
				"region is a number; give a text such as fr-par.",
				"delivery is \"post\"; choose one of direct, gitops.",
				"pools[0].size is not a field; leave it out; the fields here are name, plan, min, max, labels, taints.",
				"pools[1].name is there already; give each its own, or leave one out.",
				"pools[0].max is 12; give 1 to 10.",
				"pools[1].plan is \"g1-gpu-rtx6000-1\"; choose one of g6-standard-4, g6-standard-6, g6-standard-8, g6-standard-16, g6-dedicated-4, g6-dedicated-8, g6-dedicated-16, g7-premium-4, g7-premium-8, g7-premium-16.",
				"network.egress[0].cidr is \"0.0.0.0/0\"; name the networks that are needed; everybody may be reached on port 443 only.",
				"secrets[0].generator is missing; choose one of database, random, bucket, given.",
				"lifetimeHours is 0; give 1 to 8760.");
	}

	@Test
	void whatTheRestDependsOnIsSaidAlone() {
		assertThat(refused("{}")).containsExactly("kind");
		assertThat(refused("{\"kind\":\"system\",\"tier\":\"gold\",\"pools\":[]}")).containsExactly("tier");
		assertThat(refused("{\"kind\":\"testing\",\"pools\":3}")).containsExactly("kind", "pools");
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "[]", "null", "3", "\"spec\"", "{\"kind\":\"staging\"", "{\"kind\":\"staging\"} {}",
			"{\"kind\":\"staging\",\"kind\":\"production\"}" })
	void whatIsNoSpecAtAll(String json) {
		assertThat(refused(json)).containsExactly("");
	}

	@Test
	void valuesOfAnotherTypeAreNotTurnedIntoThisOne() {
		assertThat(refused("""
				{"kind":"development",
				 "pools":[{"name":"baseline","plan":"g6-standard-4","min":"1","max":3.0,"labels":{"a":1},"taints":{}}],
				 "namespace":[],"network":{"allow":null},"dataStore":{"nodes":true,"version":17},
				 "observability":{"tracing":"yes","retentionDays":99999999999},"lifetimeHours":"72"}"""))
			.containsExactlyInAnyOrder("pools[0].min", "pools[0].max", "pools[0].labels", "pools[0].taints",
					"namespace", "network.allow", "dataStore.version", "dataStore.nodes", "observability.retentionDays",
					"observability.tracing", "lifetimeHours");
	}

	@Test
	void peersAreLabelsWithAnEnvironmentBeforeThemOrWithout() {
		assertThat(Labels.peer("app=a")).contains(new Spec.Peer(null, new TreeMap<>(Map.of("app", "a"))));
		assertThat(Labels.peer("staging/app=a,tier=b"))
			.contains(new Spec.Peer("staging", new TreeMap<>(Map.of("app", "a", "tier", "b"))));
		assertThat(Labels.peer("app.kubernetes.io/name=a"))
			.contains(new Spec.Peer(null, new TreeMap<>(Map.of("app.kubernetes.io/name", "a"))));
		assertThat(Labels.peer("staging/app.kubernetes.io/name=a").orElseThrow().toString())
			.isEqualTo("staging/app.kubernetes.io/name=a");
		assertThat(Labels.peer("tier=b,app=a").orElseThrow().toString()).isEqualTo("app=a,tier=b");
		for (String wrong : List.of("", "app", "app=a=b", "app=a,", "app=a,app=b", "Staging/app=a", "staging/",
				"/app=a", "app=a b", "app in (a)", "*")) {
			assertThat(Labels.peer(wrong)).as(wrong).isEmpty();
		}
	}

	@Test
	void aRefusalNamesTheFieldWithinTheRequest() {
		assertThatExceptionOfType(InvalidInputException.class)
			.isThrownBy(() -> this.reader.read("{\"kind\":\"staging\",\"region\":\"paris\"}").orThrow("spec"))
			.withMessage("spec.region is \"paris\"; name a region as Linode does, such as fr-par.")
			.extracting(InvalidInputException::field)
			.isEqualTo("spec.region");
	}

	@Test
	void aRefusalStaysReadable() {
		String pools = "{},".repeat(5) + "{}";
		assertThatExceptionOfType(InvalidInputException.class)
			.isThrownBy(
					() -> this.reader.read("{\"kind\":\"staging\",\"pools\":[%s]}".formatted(pools)).orThrow("spec"))
			.withMessageStartingWith("spec.pools[0].name is missing; give a text such as baseline. spec.pools[0].plan")
			.withMessageEndingWith("And 14 more.");
	}

	@Test
	void whatSomebodyTypedIsShownShortAndOnOneLine() {
		assertThat(Problems.shown("a\nb\u202Ec\uD800" + "x".repeat(100)))
			.isEqualTo("\"a\uFFFDb\uFFFDc\uFFFD" + "x".repeat(54) + "…\"");
	}

	private Valid valid(String json) {
		SpecReading reading = this.reader.read(json);
		assertThat(reading).isInstanceOf(Valid.class);
		return (Valid) reading;
	}

	private List<String> refused(String json) {
		return problems(json).stream().map(Problem::field).toList();
	}

	private List<Problem> problems(String json) {
		SpecReading reading = this.reader.read(json);
		assertThat(reading).isInstanceOf(Refused.class);
		return ((Refused) reading).problems();
	}

}
