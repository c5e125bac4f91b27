package io.groundwork.access;

import java.util.LinkedHashMap;
import java.util.Map;

import io.fabric8.kubernetes.api.model.authorization.v1.SelfSubjectAccessReview;
import io.fabric8.kubernetes.api.model.authorization.v1.SelfSubjectAccessReviewBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.groundwork.Portal;
import io.groundwork.cluster.OpenCluster;
import io.groundwork.environments.Environment;
import io.groundwork.environments.EnvironmentKind;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

/**
 * What each role may do, and where: asked of a real API server with tokens that were
 * handed out, in one's own namespace and in another's.
 */
class MatrixTest {

	/**
	 * What is asked for: verb, group, resource with its subresource, viewer, operator.
	 */
	private static final String MATRIX = """
			get - pods yes yes
			list - pods yes yes
			watch - pods yes yes
			create - pods no no
			patch - pods no no
			delete - pods no yes
			get - pods/log yes yes
			create - pods/exec no yes
			create - pods/portforward no yes
			create - pods/eviction no yes
			patch - pods/ephemeralcontainers no yes
			create - pods/binding no no
			list - services yes yes
			create - services no no
			create - services/proxy no no
			list - configmaps yes yes
			patch - configmaps no no
			get - secrets no no
			list - secrets no no
			create - secrets no no
			list - serviceaccounts yes yes
			create - serviceaccounts no no
			impersonate - serviceaccounts no no
			create - serviceaccounts/token no no
			list apps deployments yes yes
			patch apps deployments no no
			patch apps deployments/scale no yes
			patch apps statefulsets/scale no yes
			create apps deployments no no
			delete apps statefulsets no no
			list batch jobs yes yes
			create batch jobs no no
			list networking.k8s.io networkpolicies yes yes
			delete networking.k8s.io networkpolicies no no
			list rbac.authorization.k8s.io rolebindings yes yes
			create rbac.authorization.k8s.io rolebindings no no
			create rbac.authorization.k8s.io roles no no
			list events.k8s.io events yes yes
			list policy poddisruptionbudgets yes yes
			patch - resourcequotas no no
			get - nodes/proxy no no
			create certificates.k8s.io certificatesigningrequests no no
			""";

	private final Portal portal = Portal.shared();

	private final OpenCluster cluster = OpenCluster.to(this.portal);

	@Test
	void eachRoleMayWhatItShouldInItsOwnNamespaceAndNothingElsewhere() {
		Environment own = this.cluster.environment(EnvironmentKind.PRODUCTION, "payments");
		Environment foreign = this.cluster.environment(EnvironmentKind.PRODUCTION, "payments");
		Doors doors = new Doors(this.portal);
		Map<String, String> files = new LinkedHashMap<>();
		for (String role : new String[] { "viewer", "operator" }) {
			files.put(role, doors.kubeconfig(own, role));
		}
		SoftAssertions all = new SoftAssertions();
		files.forEach((role, file) -> {
			try (KubernetesClient client = Doors.client(file)) {
				MATRIX.lines().map((line) -> line.split(" ")).forEach((cell) -> {
					boolean may = cell[role.equals("viewer") ? 3 : 4].equals("yes");
					String what = "%s %s %s/%s".formatted(role, cell[0], cell[1], cell[2]);
					all.assertThat(allowed(client, cell, this.cluster.namespace(own))).as(what).isEqualTo(may);
					all.assertThat(allowed(client, cell, this.cluster.namespace(foreign)))
						.as(what + " elsewhere")
						.isFalse();
					all.assertThat(allowed(client, cell, "")).as(what + " everywhere").isFalse();
				});
			}
		});
		all.assertAll();
		try (KubernetesClient nobody = Doors.nobody(String.valueOf(files.get("viewer")))) {
			MATRIX.lines()
				.map((line) -> line.split(" "))
				.forEach((cell) -> assertThatThrownBy(() -> allowed(nobody, cell, this.cluster.namespace(own)))
					.isInstanceOfSatisfying(KubernetesClientException.class,
							(ex) -> all.assertThat(ex.getCode()).isEqualTo(401)));
		}
		all.assertAll();
	}

	private static boolean allowed(KubernetesClient client, String[] cell, String namespace) {
		String[] resource = cell[2].split("/");
		SelfSubjectAccessReview asked = new SelfSubjectAccessReviewBuilder().withNewSpec()
			.withNewResourceAttributes()
			.withVerb(cell[0])
			.withGroup(cell[1].equals("-") ? "" : cell[1])
			.withResource(resource[0])
			.withSubresource((resource.length > 1) ? resource[1] : null)
			.withNamespace(namespace)
			.endResourceAttributes()
			.endSpec()
			.build();
		return client.resource(asked).create().getStatus().getAllowed();
	}

}
