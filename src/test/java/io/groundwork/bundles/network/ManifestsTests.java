package io.groundwork.bundles.network;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

import io.groundwork.bundles.network.Endpoint.PodName;
import io.groundwork.bundles.network.NetworkPolicy.Rule;
import io.groundwork.bundles.network.Pod.ContainerPort;
import io.groundwork.bundles.network.Selector.Operator;
import io.groundwork.bundles.network.Selector.Requirement;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Manifests are read as the API server takes them, or refused with the field's name.
 */
class ManifestsTests {

	private static final String POLICY = """
			apiVersion: networking.k8s.io/v1
			kind: NetworkPolicy
			metadata: {name: api, namespace: shop, labels: {any: thing}, annotations: {a: b}}
			spec: %s
			""";

	private static final String SPEC = "{podSelector: {matchLabels: {app: api}}, ingress: [{%s}]}";

	@Test
	void aPolicyIsReadWhole() {
		NetworkPolicy policy = policy("""

				  podSelector:
				    matchLabels: {app: api}
				    matchExpressions: [{key: tier, operator: NotIn, values: [front, "8"]}]
				  policyTypes: [Ingress, Egress]
				  ingress:
				  - from:
				    - podSelector: {}
				      namespaceSelector: {matchLabels: {team: shop}}
				    - ipBlock: {cidr: 10.1.2.3/8, except: [10.2.0.0/16]}
				    ports: [{port: 80, endPort: 90}, {port: http, protocol: UDP}, {protocol: SCTP}]
				  egress:
				  -
				""");
		assertThat(
				policy)
			.isEqualTo(
					new NetworkPolicy("shop", "api",
							new Selector(
									Map.of("app", "api"), List.of(
											new Requirement("tier", Operator.NOT_IN, List.of("front", "8")))),
							Map.of(Direction.INGRESS,
									List.of(new Rule(List.of(
											new Peer.Pods(Optional.of(Selector.of(Map.of("team", "shop"))),
													Optional.of(Selector.ALL)),
											new Peer.IpBlock(Cidr.of("10.0.0.0/8"), List.of(Cidr.of("10.2.0.0/16")))),
											List.of(new PolicyPort.Range(Protocol.TCP, 80, 90),
													new PolicyPort.Named(Protocol.UDP, "http"),
													new PolicyPort.Every(Protocol.SCTP)))),
									Direction.EGRESS, List.of(new Rule(List.of(), List.of())))));
	}

	@Test
	void jsonIsReadAsYamlIs() {
		String json = """
				{
				\t"apiVersion": "networking.k8s.io/v1", "kind": "NetworkPolicy",
				\t"metadata": {"name": "api", "namespace": "shop"},
				\t"spec": {"podSelector": {}, "ingress": [{"ports": [{"port": 80}]}]}
				}""";
		assertThat(Manifests.read(json).policies())
			.containsExactly(policy("{podSelector: {}, ingress: [{ports: [{port: 80}]}]}"));
	}

	@Test
	void aFileMayHaveManyDocumentsAndOtherKinds() {
		Manifests manifests = Manifests.read("""
				# Nothing but a comment.
				---
				apiVersion: v1
				kind: Namespace
				metadata: {name: shop}
				---
				apiVersion: v1
				kind: Service
				metadata: {name: api}
				spec: {anything: [1, 2]}
				---
				apiVersion: batch/v1
				kind: CronJob
				metadata: {name: nightly, namespace: shop}
				spec:
				  jobTemplate:
				    spec:
				      template:
				        metadata: {labels: {app: nightly}}
				        spec: {hostNetwork: true, containers: [{name: a}]}
				---
				""");
		assertThat(manifests.namespaces())
			.containsExactly(new Namespace("shop", Map.of("kubernetes.io/metadata.name", "shop")));
		assertThat(manifests.pods()).singleElement().satisfies((pod) -> {
			assertThat(pod.name()).hasToString("shop/cronjob/nightly");
			assertThat(pod.labels()).isEqualTo(Map.of("app", "nightly"));
			assertThat(pod.place().hostNetwork()).isTrue();
		});
		assertThat(manifests.unseen()).isEmpty();
	}

	@Test
	void listsAreReadAsKubectlAndTheApiGiveThem() {
		Manifests manifests = Manifests.read("""
				apiVersion: v1
				kind: List
				items:
				- {apiVersion: v1, kind: Namespace, metadata: {name: shop}}
				- {apiVersion: v1, kind: Pod, metadata: {name: web, namespace: shop}, spec: {containers: []}}
				""").and(Manifests.read("""
				{"apiVersion": "networking.k8s.io/v1", "kind": "NetworkPolicyList",
				 "items": [{"metadata": {"name": "api", "namespace": "shop"}, "spec": {}}]}"""));
		assertThat(manifests.namespaces()).hasSize(1);
		assertThat(manifests.pods()).hasSize(1);
		assertThat(manifests.policies()).containsExactly(policy("{}"));
	}

	@Test
	void anchorsStandForWhatTheyName() {
		assertThat(policy("{ingress: [{ports: &ports [{port: 80}]}], egress: [{ports: *ports}]}").rules()
			.values()
			.stream()
			.distinct()).hasSize(1);
	}

	@Test
	void whatHasNoNamespaceIsWhereTheReaderSays() {
		String policy = POLICY.formatted("{}").replace(", namespace: shop", "");
		assertThat(Manifests.read(policy, "pay").policies()).extracting(NetworkPolicy::id).containsExactly("pay/api");
		assertThat(Manifests.read(POLICY.formatted("{}"), "pay").policies()).extracting(NetworkPolicy::id)
			.containsExactly("shop/api");
		assertThat(problem(policy))
			.isEqualTo("NetworkPolicy api, metadata.namespace: is missing; say where it belongs.");
	}

	@Test
	void whatElseHasASayIsNamed() {
		assertThat(Manifests.read("""
				{apiVersion: cilium.io/v2, kind: CiliumNetworkPolicy, metadata: {name: a, namespace: shop}}
				---
				{apiVersion: policy.networking.k8s.io/v1alpha1, kind: AdminNetworkPolicy, metadata: {name: b}}
				---
				{apiVersion: projectcalico.org/v3, kind: NetworkPolicy, metadata: {name: c, namespace: shop}}
				""").unseen()).containsExactly("CiliumNetworkPolicy shop/a", "AdminNetworkPolicy b",
				"projectcalico.org/v3 NetworkPolicy shop/c");
	}

	@Test
	void aPodIsReadWithItsAddressesAndPorts() {
		Pod pod = Manifests.read("""
				apiVersion: v1
				kind: Pod
				metadata: {name: web, namespace: shop, labels: {app: web, day: 2026-11-28}}
				spec:
				  containers:
				  - {name: a, ports: [{containerPort: 80}, {name: dns, containerPort: 53, protocol: UDP}]}
				status: {hostIP: 192.168.0.1, podIP: 10.2.0.1, podIPs: [{ip: 10.2.0.1}, {ip: "fd00::1"}]}
				""").pods().getFirst();
		assertThat(pod).isEqualTo(new Pod(new PodName("shop", "web"), Map.of("app", "web", "day", "2026-11-28"),
				List.of(new ContainerPort(Optional.empty(), new Port(Protocol.TCP, 80)),
						new ContainerPort(Optional.of("dns"), new Port(Protocol.UDP, 53))),
				new Pod.Place(List.of(Address.of("10.2.0.1"), Address.of("fd00::1")),
						List.of(Address.of("192.168.0.1")), false)));
	}

	@ParameterizedTest(name = "{0}")
	@CsvSource(delimiter = '|', quoteCharacter = '`',
			textBlock = """
					{ingres: []}                            | spec.ingres                                 | is not known; here can be podSelector, policyTypes, ingress, egress
					[]                                      | spec                                        | must be an object, but is a list
					{podSelector: {app: api}}               | spec.podSelector.app                        | is not known; here can be matchLabels, matchExpressions
					{podSelector: {matchLabels: {app: 8}}}  | spec.podSelector.matchLabels[app]           | must be text, but is a number; put 8 into quotes
					{podSelector: {matchLabels: {app: yes}}}| spec.podSelector.matchLabels[app]           | must be text, but is true or false
					{podSelector: {matchLabels: {app: -a}}} | spec.podSelector.matchLabels[app]           | no label can be
					{podSelector: {matchLabels: {a/b/c: a}}}| spec.podSelector.matchLabels                | no label's key
					{podSelector: {matchExpressions: [{operator: Exists}]}}                 | spec.podSelector.matchExpressions[0].key       | is missing
					{podSelector: {matchExpressions: [{key: a, operator: in, values: [b]}]}}| spec.podSelector.matchExpressions[0].operator  | must be one of In, NotIn, Exists, DoesNotExist
					{podSelector: {matchExpressions: [{key: a, operator: In}]}}             | spec.podSelector.matchExpressions[0].values    | is empty
					{podSelector: {matchExpressions: [{key: a, operator: Exists, values: [b]}]}} | spec.podSelector.matchExpressions[0].values | must be left out
					{podSelector: {matchExpressions: [{key: a, operator: In, values: [b c]}]}}   | spec.podSelector.matchExpressions[0].values[0] | no label can be
					{policyTypes: [Ingress, ingress]}       | spec.policyTypes[1]                         | must be one of Ingress, Egress
					{policyTypes: Ingress}                  | spec.policyTypes                            | must be a list, but is text
					{policyTypes: [Ingress, Egress, Egress]}| spec.policyTypes                            | has 3 entries
					{ingress: {}}                           | spec.ingress                                | must be a list, but is an object
					{ingress: [{to: []}]}                   | spec.ingress[0].to                          | is not known; here can be from, ports
					{egress: [{}, {from: []}]}              | spec.egress[1].from                         | is not known; here can be to, ports
					""")
	void aWrongPolicyNamesTheField(String spec, String field, String problem) {
		assertRefused(spec, field, problem);
	}

	@ParameterizedTest(name = "{0}")
	@CsvSource(delimiter = '|', quoteCharacter = '`',
			textBlock = """
					from: [{}]                              | from[0]                     | is empty; give it a podSelector
					from: [a]                               | from[0]                     | must be an object, but is text
					from: [{podSelector: {}, ipBlock: {cidr: 10.0.0.0/8}}] | from[0]      | has an ipBlock and a selector
					from: [{ipBlock: {}}]                   | from[0].ipBlock.cidr        | is missing
					from: [{ipBlock: {cidr: 10.0.0.0}}]     | from[0].ipBlock.cidr        | is no range of addresses
					from: [{ipBlock: {cidr: 10.0.0.0/33}}]  | from[0].ipBlock.cidr        | between 0 and 32
					from: [{ipBlock: {cidr: 10.0.0.0/08}}]  | from[0].ipBlock.cidr        | is no range of addresses
					from: [{ipBlock: {cidr: 10.0.0.256/8}}] | from[0].ipBlock.cidr        | is no IP address
					from: [{ipBlock: {cidr: 010.0.0.0/8}}]  | from[0].ipBlock.cidr        | is no IP address
					from: [{ipBlock: {cidr: "fd00::/129"}}] | from[0].ipBlock.cidr        | between 0 and 128
					from: [{ipBlock: {cidr: "fd00:::/8"}}]  | from[0].ipBlock.cidr        | is no IP address
					from: [{ipBlock: {cidr: "fe80::1%1/64"}}]       | from[0].ipBlock.cidr   | is no IP address
					from: [{ipBlock: {cidr: "::ffff:10.0.0.1/8"}}]  | from[0].ipBlock.cidr   | write it as IPv4
					from: [{ipBlock: {cidr: 10.0.0.0/8, except: [10.0.0.0/8]}}]   | from[0].ipBlock.except[0] | must be a part of 10.0.0.0/8
					from: [{ipBlock: {cidr: 10.0.0.0/8, except: [10.1.0.0/16, 11.0.0.0/16]}}] | from[0].ipBlock.except[1] | is 11.0.0.0/16, but must be a part of
					from: [{ipBlock: {cidr: 10.0.0.0/8, except: ["fd00::/16"]}}]  | from[0].ipBlock.except[0] | must be a part of
					from: [{ipBlock: {cidr: 10.0.0.0/8, excepts: []}}]            | from[0].ipBlock.excepts   | is not known
					ports: 80                               | ports                       | must be a list, but is a number
					ports: [80]                             | ports[0]                    | must be an object, but is a number
					ports: [{port: 0}]                      | ports[0].port               | must be between 1 and 65535
					ports: [{port: 65536}]                  | ports[0].port               | must be between 1 and 65535
					ports: [{port: 80.5}]                   | ports[0].port               | must be a whole number
					ports: [{port: 99999999999}]            | ports[0].port               | must be a whole number
					ports: [{port: "80"}]                   | ports[0].port               | a number goes without quotes
					ports: [{port: HTTP}]                   | ports[0].port               | is no port's name
					ports: [{port: a--b}]                   | ports[0].port               | is no port's name
					ports: [{port: sixteen-letters1}]       | ports[0].port               | is no port's name
					ports: [{port: true}]                   | ports[0].port               | must be a whole number
					ports: [{port: 80, protocol: tcp}]      | ports[0].protocol           | must be one of TCP, UDP, SCTP
					ports: [{port: 80, protocol: ICMP}]     | ports[0].protocol           | must be one of TCP, UDP, SCTP
					ports: [{port: 80, endPort: 79}]        | ports[0].endPort            | is 79, but must not be less than the port, which is 80
					ports: [{port: 80, endPort: 65536}]     | ports[0].endPort            | must be between 1 and 65535
					ports: [{port: http, endPort: 90}]      | ports[0].endPort            | needs a port that is a number
					ports: [{endPort: 90}]                  | ports[0].endPort            | needs a port that is a number
					ports: [{port: 80}, {number: 81}]       | ports[1].number             | is not known; here can be protocol, port, endPort
					""")
	void aWrongRuleNamesTheField(String rule, String field, String problem) {
		assertRefused(SPEC.formatted(rule), "spec.ingress[0]." + field, problem);
	}

	@Test
	void rulesThatAreOfNoEffectMustBeWellFormedToo() {
		assertRefused("{policyTypes: [Ingress], egress: [{ports: [{port: 0}]}]}", "spec.egress[0].ports[0].port",
				"must be between");
	}

	private static void assertRefused(String spec, String field, String problem) {
		assertThatExceptionOfType(InvalidManifestException.class)
			.isThrownBy(() -> Manifests.read(POLICY.formatted(spec)))
			.satisfies((ex) -> {
				assertThat(ex.field()).isEqualTo(field);
				assertThat(ex.problem()).contains(problem);
			})
			.withMessageStartingWith("NetworkPolicy shop/api, " + field + ": ");
	}

	@Test
	void whatIsNoManifestIsRefused() {
		assertThat(problem("a: [")).startsWith("The manifest cannot be read: ").contains("line");
		assertThat(problem("{\n\"a\": tru}")).startsWith("The manifest cannot be read: ").endsWith("(line 2).");
		assertThat(problem("kind: Pod\nkind: Pod")).contains("duplicate key kind").contains("(line 2)");
		assertThat(problem("{\"kind\": \"Pod\", \"kind\": \"Pod\"}")).containsIgnoringCase("duplicate");
		assertThat(problem("metadata: {name: a}")).isEqualTo("kind: is missing.");
		assertThat(problem("- kind: Pod")).contains("must be an object, but is a list");
		assertThat(problem("a: !!java.net.URL [x]")).startsWith("The manifest cannot be read: ");
		assertThat(problem("kind: Pod\na: &a [*a]")).startsWith("The manifest cannot be read: ");
		assertThat(problem("a: " + "[".repeat(100_000))).startsWith("The manifest cannot be read: ");
	}

	@Test
	void anotherVersionIsRefused() {
		assertThat(problem(POLICY.formatted("{}").replace("networking.k8s.io/v1", "extensions/v1beta1")))
			.isEqualTo("NetworkPolicy shop/api, apiVersion: is extensions/v1beta1; write it as networking.k8s.io/v1.");
	}

	@Test
	void aWrongPodNamesTheField() {
		String pod = "{kind: Pod, metadata: {name: web, namespace: shop}, spec: {containers: [%s]}, status: {%s}}";
		assertThat(problem(pod.formatted("{ports: [{name: http}]}", "")))
			.isEqualTo("Pod shop/web, spec.containers[0].ports[0].containerPort: is missing.");
		assertThat(problem(pod.formatted("{ports: [{containerPort: 70000}]}", "")))
			.startsWith("Pod shop/web, spec.containers[0].ports[0].containerPort: is 70000");
		assertThat(problem(pod.formatted("", "podIPs: [{ip: 10.0.0.1}, {ip: ten}]")))
			.startsWith("Pod shop/web, status.podIPs[1].ip: is \"ten\"");
		assertThat(problem(pod.formatted("", "podIPs: [{ip: 10.0.0.1}, {ip: 10.0.0.2}]")))
			.startsWith("Pod shop/web, status.podIPs: has two addresses of IPv4");
	}

	@Test
	void whatDoesNotFitTogetherIsRefused() {
		String shop = "{kind: Namespace, metadata: {name: shop}}\n---\n";
		String web = "{kind: Pod, metadata: {name: web, namespace: shop}, status: {podIP: 10.2.0.1}}\n---\n";
		assertThat(network(web)).startsWith("Pod shop/web, metadata.namespace: is shop, which is not among");
		assertThat(network(POLICY.formatted("{}")))
			.startsWith("NetworkPolicy shop/api, metadata.namespace: is shop, which is not among");
		assertThat(network(shop + shop)).isEqualTo("Namespace shop, metadata.name: is there twice.");
		assertThat(network(shop + web + web)).startsWith("Pod shop/web, metadata.name: is there twice");
		assertThat(network(shop + POLICY.formatted("{}") + "\n---\n" + POLICY.formatted("{}")))
			.startsWith("NetworkPolicy shop/api, metadata.name: is there twice");
		assertThat(network(shop + web + web.replace("web", "api")))
			.isEqualTo("Pod shop/api, status.podIPs: has 10.2.0.1, and so has shop/web.");
	}

	private static String network(String manifests) {
		return message(() -> Manifests.read(manifests).network());
	}

	private static String problem(String manifest) {
		return message(() -> Manifests.read(manifest));
	}

	private static String message(Runnable reading) {
		try {
			reading.run();
		}
		catch (InvalidManifestException ex) {
			return String.valueOf(ex.getMessage());
		}
		throw new AssertionError("It was taken.");
	}

	private static NetworkPolicy policy(String spec) {
		return Manifests.read(POLICY.formatted(spec).lines().collect(Collectors.joining("\n"))).policies().getFirst();
	}

}
