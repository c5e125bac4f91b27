package io.groundwork.bundles.network;

import java.util.List;

import io.groundwork.bundles.network.Endpoint.PodName;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Answers are sentences that somebody can act on.
 */
class SentenceTests {

	private static final Network NETWORK = Manifests
		.read("""
				{kind: Namespace, metadata: {name: shop}}
				---
				{kind: Namespace, metadata: {name: pay, labels: {team: pay}}}
				---
				kind: Pod
				metadata: {name: web, namespace: shop, labels: {app: web}}
				spec: {containers: [{ports: [{name: http, containerPort: 8080}]}]}
				status: {hostIP: 192.168.0.1, podIPs: [{ip: 10.2.0.1}, {ip: "fd00::1"}]}
				---
				kind: Pod
				metadata: {name: api, namespace: shop, labels: {app: api}}
				spec: {containers: [{ports: [{containerPort: 8081}, {containerPort: 8080}, {containerPort: 8081}]}]}
				status: {podIPs: [{ip: 10.2.0.2}, {ip: "fd00::2"}]}
				---
				kind: Pod
				metadata: {name: ledger, namespace: pay}
				status: {podIP: 10.2.1.1}
				---
				{kind: Pod, metadata: {name: agent, namespace: pay}, spec: {hostNetwork: true}, status: {hostIP: 192.168.0.1}}
				---
				{kind: Pod, metadata: {name: six, namespace: pay}, status: {podIP: "fd00::6"}}
				---
				apiVersion: networking.k8s.io/v1
				kind: NetworkPolicy
				metadata: {name: default-deny, namespace: shop}
				spec: {podSelector: {}}
				---
				apiVersion: networking.k8s.io/v1
				kind: NetworkPolicy
				metadata: {name: api, namespace: shop}
				spec:
				  podSelector: {matchLabels: {app: api}}
				  ingress:
				  - from:
				    - podSelector:
				        matchLabels: {app: web}
				        matchExpressions:
				        - {key: tier, operator: NotIn, values: [back, data]}
				        - {key: old, operator: DoesNotExist}
				    - namespaceSelector: {matchLabels: {team: pay}}
				    ports: [{port: 8081}, {port: 9000, endPort: 9010, protocol: UDP}, {port: http}]
				  - from: [{ipBlock: {cidr: "fd00::/8", except: ["fd00::ff/128"]}}, {podSelector: {}, namespaceSelector: {}}]
				    ports: [{protocol: SCTP}]
				  - from: [{ipBlock: {cidr: "fd00::1/128"}}]
				---
				apiVersion: networking.k8s.io/v1
				kind: NetworkPolicy
				metadata: {name: open, namespace: pay}
				spec: {policyTypes: [Ingress], ingress: [{}]}
				""")
		.network();

	@Test
	void whatIsAllowedNamesTheRuleWithItsWords() {
		assertThat(ask("shop/web", "shop/api", Protocol.TCP, 8081)).isEqualTo("""
				shop/web may reach shop/api on TCP 8081. Egress of shop/web: no policy selects it, so all is allowed. \
				Ingress of shop/api: spec.ingress[0] of shop/api allows pods with app=web and tier not in (back, data) \
				and no label old in its namespace or all pods in namespaces with team=pay, \
				on TCP 8081 or UDP 9000 to 9010 or TCP http.""");
	}

	@Test
	void whatIsDeniedNamesThePoliciesThatSelect() {
		assertThat(ask("pay/ledger", "shop/api", Protocol.TCP, 22)).isEqualTo("""
				pay/ledger may not reach shop/api on TCP 22. \
				Egress of pay/ledger: no policy selects it, so all is allowed. \
				Ingress of shop/api: selected by shop/api, shop/default-deny; none allows this.""");
	}

	@Test
	void addressesAndAllPortsHaveWordsToo() {
		assertThat(ask("fd00::9", "shop/api", Protocol.SCTP, 1)).isEqualTo("""
				fd00::9 may reach shop/api on SCTP 1. \
				Egress of fd00::9: it is no pod, and policies select only pods. \
				Ingress of shop/api: spec.ingress[1] of shop/api allows fd00::/8 except fd00::ff/128 \
				or all pods in all namespaces, on every port of SCTP.""");
		assertThat(ask("203.0.113.9", "pay/ledger", Protocol.UDP, 1))
			.endsWith("Ingress of pay/ledger: spec.ingress[0] of pay/open allows everybody, on every port.");
	}

	@Test
	void oneKindOfAddressesIsSaid() {
		assertThat(ask("shop/web", "shop/api", Protocol.TCP, 22))
			.startsWith("shop/web may reach shop/api on TCP 22, over IPv6 only. ");
	}

	@Test
	void whereNoPolicyHasASayIsSaid() {
		assertThat(ask("shop/web", "shop/web", Protocol.TCP, 22)).endsWith(
				"Egress of shop/web: a pod always reaches itself. Ingress of shop/web: a pod always reaches itself.");
		assertThat(ask("pay/agent", "shop/web", Protocol.TCP, 22)).isEqualTo("""
				pay/agent may reach shop/web on TCP 22. \
				Egress of pay/agent: it uses its node's network, and policies select only pods with one of their own. \
				Ingress of shop/web: a pod and the node that it runs on always reach each other.""");
		assertThat(ask("pay/six", "pay/ledger", Protocol.TCP, 22))
			.startsWith("pay/six may not reach pay/ledger on TCP 22. ")
			.endsWith("Ingress of pay/ledger: the two have no addresses of one family.");
	}

	@Test
	void anAddressThatIsAPodsIsCalledByThePodsName() {
		assertThat(ask("10.2.1.1", "10.2.0.1", Protocol.TCP, 22)).startsWith("pay/ledger may not reach shop/web");
	}

	@Test
	void somebodyWhoIsNotThereIsRefused() {
		assertThatIllegalArgumentException().isThrownBy(() -> ask("shop/nobody", "shop/api", Protocol.TCP, 1))
			.withMessage("There is no pod shop/nobody in this network.");
		assertThatIllegalArgumentException().isThrownBy(() -> ask("nowhere/api", "shop/api", Protocol.TCP, 1))
			.withMessage("There is no pod nowhere/api in this network.");
		assertThatIllegalArgumentException().isThrownBy(() -> new Port(Protocol.TCP, 0))
			.withMessage("is 0, but must be between 1 and 65535.");
	}

	@Test
	void theMatrixAsksForThePortsThatEachDeclares() {
		List<Endpoint> all = List.of(new PodName("shop", "web"), new PodName("shop", "api"),
				new PodName("pay", "ledger"));
		Matrix matrix = NETWORK.matrix(List.of(new PodName("shop", "web"), Endpoint.of("203.0.113.9")), all);
		assertThat(matrix.to()).isEqualTo(all);
		assertThat(matrix.rows()).extracting((row) -> row.from().toString()).containsExactly("shop/web", "203.0.113.9");
		List<Matrix.Cell> web = matrix.rows().getFirst().cells();
		assertThat(web).extracting(Matrix.Cell::extent)
			.containsExactly(Matrix.Extent.ALL, Matrix.Extent.ALL, Matrix.Extent.NOTHING_ASKED);
		assertThat(web.get(1).decisions()).extracting((decision) -> decision.traffic().port())
			.containsExactly(new Port(Protocol.TCP, 8080), new Port(Protocol.TCP, 8081));
		assertThat(matrix.rows().getLast().cells()).extracting(Matrix.Cell::extent)
			.containsExactly(Matrix.Extent.NONE, Matrix.Extent.NONE, Matrix.Extent.NOTHING_ASKED);
	}

	@Test
	void aCellSaysWhichPortsAreOpen() {
		Matrix.Cell cell = NETWORK
			.matrix(List.of(new PodName("pay", "ledger")), List.of(new PodName("shop", "api")),
					List.of(new Port(Protocol.TCP, 8081), new Port(Protocol.TCP, 8082), new Port(Protocol.UDP, 9010)))
			.rows()
			.getFirst()
			.cells()
			.getFirst();
		assertThat(cell.extent()).isEqualTo(Matrix.Extent.SOME);
		assertThat(cell.open()).hasToString("[TCP 8081, UDP 9010]");
	}

	private static String ask(String from, String to, Protocol protocol, int port) {
		return NETWORK.decide(Endpoint.of(from), Endpoint.of(to), new Port(protocol, port)).sentences();
	}

}
