package io.groundwork.bundles;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

import io.groundwork.bundles.BundleOrder.Sealed;
import io.groundwork.environments.spec.Generator;
import io.groundwork.environments.spec.Spec;

import static io.groundwork.bundles.Yaml.map;

/**
 * {@code secrets/}: which secrets services find, and those that are sealed by now. Never
 * a value that anybody but the cluster could read.
 */
final class SecretsPart implements Part {

	/** Cannot be the name of a secret, so no sealed one is in its way. */
	private static final String DECLARED = "secrets/declared.secrets.yaml";

	@Override
	public SortedMap<String, String> files(BundleOrder order, Templates templates) {
		SortedMap<String, String> files = new TreeMap<>();
		files.put(DECLARED, Yaml.write(declared(order)));
		for (Sealed sealed : order.sealed()) {
			files.put("secrets/%s.yaml".formatted(sealed.name()), Yaml.write(sealed(order, sealed)));
		}
		return files;
	}

	private static Manifest declared(BundleOrder order) {
		List<Object> secrets = new ArrayList<>();
		for (Spec.Secret secret : order.spec().secrets()) {
			secrets.add(secret(secret));
		}
		if (order.spec().ownsCluster()) {
			secrets.addAll(platforms(order.spec().observability().tracing()));
		}
		Map<String, Object> list = map("schema", 1, "environment", order.environment(), "namespace", order.namespace(),
				"secrets", secrets);
		return Manifest
			.of(order, "v1", "ConfigMap", order.namespace(), "platform-secrets", "data",
					map("secrets.yaml", Yaml.write(new Manifest(List.of(), list))))
			.saying("Which secrets there are to be, and after how many days each is made anew; never a value.");
	}

	private static Map<String, Object> secret(Spec.Secret secret) {
		Map<String, Object> written = map("name", secret.name(), "about", about(secret.generator()), "generator",
				secret.generator().word());
		if (secret.generator() == Generator.BUCKET) {
			written.put("bucket", "services");
		}
		written.put("keys", keys(secret.generator()));
		written.put("rotateDays", secret.rotateDays());
		return written;
	}

	private static String about(Generator generator) {
		return switch (generator) {
			case DATABASE -> "Where the environment's database is, and its role there";
			case RANDOM -> "A value that nobody chose and only this environment knows";
			case BUCKET -> "The bucket that services keep their files in";
			case GIVEN -> "A value that a person puts in";
		};
	}

	private static List<String> keys(Generator generator) {
		return switch (generator) {
			case DATABASE -> List.of("url", "host", "port", "database", "username", "password", "ca.crt");
			case RANDOM -> List.of("token");
			case BUCKET -> List.of("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "bucket", "endpoint");
			case GIVEN -> List.of("value");
		};
	}

	/**
	 * What the add-ons of a cluster need, in their own namespace.
	 */
	private static List<Object> platforms(boolean tracing) {
		List<Object> secrets = new ArrayList<>();
		secrets.add(platform("platform-grafana",
				"The administrator of Grafana, for breaking glass; people sign in by themselves", 90,
				map("generator", "random", "keys", List.of("admin-user", "admin-password"), "fixed",
						map("admin-user", "admin"))));
		secrets.add(platform("platform-logs-bucket", "The key of the bucket with logs", 180, bucket("logs")));
		if (tracing) {
			secrets.add(platform("platform-traces-bucket", "The key of the bucket with traces", 180, bucket("traces")));
		}
		secrets.add(platform("platform-slack", "The address at which Alertmanager writes to Slack", 365,
				map("generator", "given", "keys", List.of("url"))));
		return secrets;
	}

	private static Map<String, Object> bucket(String bucket) {
		return map("generator", "bucket", "bucket", bucket, "keys",
				List.of("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"));
	}

	private static Map<String, Object> platform(String name, String about, int rotateDays, Map<String, Object> rest) {
		Map<String, Object> written = map("name", name, "about", about, "namespace", Names.OBSERVABILITY);
		written.putAll(rest);
		written.put("rotateDays", rotateDays);
		return written;
	}

	private static Manifest sealed(BundleOrder order, Sealed sealed) {
		return Manifest.of(order, "bitnami.com/v1alpha1", "SealedSecret", sealed.namespace(), sealed.name(), "spec",
				map("encryptedData", new LinkedHashMap<>(sealed.encrypted()), "template", map("metadata", map("name",
						sealed.name(), "namespace", sealed.namespace(), "labels", Manifest.labels(order)))));
	}

}
