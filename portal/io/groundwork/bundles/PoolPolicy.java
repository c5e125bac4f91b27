package io.groundwork.bundles;

import java.util.List;

import static io.groundwork.bundles.Yaml.map;

/**
 * The admission policy that keeps each environment's pods on its own nodes. It belongs to
 * whoever owns the cluster and holds for everybody on it, also for those who come later.
 */
final class PoolPolicy {

	private static final String API = "admissionregistration.k8s.io/v1";

	private static final String NAME = "environment-pools";

	private PoolPolicy() {
	}

	static List<Manifest> policy(BundleOrder order) {
		String owner = order.environment();
		String mine = "variables.environment == '%s'".formatted(owner);
		return List.of(Manifest
			.of(order, API, "ValidatingAdmissionPolicy", "", NAME, "spec", map("failurePolicy", "Fail",
					"matchConstraints",
					map("namespaceSelector", namespaces(), "resourceRules", List.of(map("apiGroups", List
						.of(""), "apiVersions", List.of("v1"), "operations", List.of("CREATE", "UPDATE"), "resources",
							List.of("pods"), "scope", "Namespaced"))),
					"matchConditions",
					// Makes pods that answer Let's Encrypt, and nobody can
					// tell it where to.
					List.of(map("name", "not-cert-manager", "expression",
							"request.userInfo.username != 'system:serviceaccount:%s:cert-manager'"
								.formatted(Names.CERTIFICATES))),
					"variables",
					List.of(variable("environment", "namespaceObject.metadata.labels['" + Manifest.ENVIRONMENT + "']"),
							variable("nodes", "object.spec.?nodeSelector.orValue({})"),
							variable("tolerations", "object.spec.?tolerations.orValue([])"),
							// What was let in stays as it is: whoever takes a
							// finalizer off is not asked.
							variable("asked",
									"request.operation == 'CREATE' || variables.tolerations != oldObject.spec.?tolerations.orValue([])")),
					"validations",
					List.of(map("expression",
							"request.operation != 'CREATE' || %s || ('%s' in variables.nodes && variables.nodes['%s'] == variables.environment)"
								.formatted(mine, Manifest.ENVIRONMENT, Manifest.ENVIRONMENT),
							"messageExpression",
							"'spec.nodeSelector must have %s: ' + variables.environment + ', and spec.tolerations that taint, as pods run on the nodes of their environment'"
								.formatted(Manifest.ENVIRONMENT),
							"reason", "Forbidden"),
							map("expression",
									"!(%s) || !variables.asked || variables.tolerations.all(t, t.?effect.orValue('') in ['PreferNoSchedule', 'NoExecute'] || (t.?key.orValue('') == '%s' ? t.?operator.orValue('Equal') != 'Exists' && t.?value.orValue('') == '%s' : t.?key.orValue('') != ''))"
										.formatted(mine, Manifest.ENVIRONMENT, owner),
									"message",
									"spec.tolerations must not tolerate the taint %s of another environment, nor all taints, as its nodes are not %s's"
										.formatted(Manifest.ENVIRONMENT, owner),
									"reason", "Forbidden"),
							map("expression",
									"request.operation != 'CREATE' || object.spec.?nodeName.orValue('') == ''",
									"message",
									"spec.nodeName must be left out, as it passes by what keeps environments apart",
									"reason", "Forbidden"))))
			.saying("Keeps the pods of each environment on its own nodes, so that draining these moves nobody else's. Guests",
					"say so by a node selector; %s has the nodes without a taint, and tolerates nobody else's."
						.formatted(owner)),
				Manifest.of(order, API, "ValidatingAdmissionPolicyBinding", "", NAME, "spec",
						map("policyName", NAME, "validationActions", List.of("Deny"))));
	}

	private static Object namespaces() {
		return map("matchExpressions", List.of(map("key", Manifest.ENVIRONMENT, "operator", "Exists"),
				map("key", Names.NAMESPACE_LABEL, "operator", "NotIn", "values", Names.PLATFORM)));
	}

	private static Object variable(String name, String expression) {
		return map("name", name, "expression", expression);
	}

}
