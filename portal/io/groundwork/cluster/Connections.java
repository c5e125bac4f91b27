package io.groundwork.cluster;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.function.Supplier;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;

/**
 * Makes connections to clusters, from what is given and nothing else: no file of this
 * machine, no variable, no account of a pod that the portal may run in.
 */
final class Connections {

	private Connections() {
	}

	/**
	 * A connection; nothing is asked yet.
	 * @param token what is shown, asked for each time
	 */
	static KubernetesClient to(String address, String authority, Supplier<String> token) {
		Config config = new ConfigBuilder(Config.empty()).withMasterUrl(address)
			.withCaCertData(Base64.getEncoder().encodeToString(authority.getBytes(StandardCharsets.UTF_8)))
			.withOauthTokenProvider(token::get)
			.withConnectionTimeout(5_000)
			.withRequestTimeout(30_000)
			// Who waits here sees it; what recurs comes again.
			.withRequestRetryBackoffLimit(2)
			.withRequestRetryBackoffInterval(100)
			.withUserAgent("groundwork")
			.build();
		return new KubernetesClientBuilder().withConfig(config).build();
	}

	/**
	 * A connection over which nobody shows anything by themselves.
	 */
	static KubernetesClient anonymous(String address, String authority) {
		return to(address, authority, () -> "");
	}

	static KubernetesClient to(Kubeconfig kubeconfig) {
		return to(kubeconfig.address(), kubeconfig.authority(), kubeconfig::token);
	}

}
