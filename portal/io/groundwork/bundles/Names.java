package io.groundwork.bundles;

import java.util.List;

/**
 * Names on which the files of {@code platform/} and the code agree.
 */
final class Names {

	static final String NAMESPACE_LABEL = "kubernetes.io/metadata.name";

	static final String INGRESS = "platform-ingress";

	static final String OBSERVABILITY = "platform-observability";

	static final String CERTIFICATES = "platform-certificates";

	static final String SECRETS = "platform-secrets";

	/** The platform's own namespaces, which are labelled with the cluster's owner. */
	static final List<String> PLATFORM = List.of(CERTIFICATES, INGRESS, OBSERVABILITY, SECRETS);

	/** Where services answer. */
	static final int HTTP = 8080;

	static final int METRICS = 9090;

	/** OpenTelemetry, by gRPC and by HTTP. */
	static final List<Integer> TELEMETRY = List.of(4317, 4318);

	static final int DNS = 53;

	/** Where cert-manager's pods answer Let's Encrypt. */
	static final int ACME = 8089;

	private Names() {
	}

}
