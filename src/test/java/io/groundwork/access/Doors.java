package io.groundwork.access;

import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.groundwork.Portal;
import io.groundwork.cluster.OpenCluster;
import io.groundwork.environments.Environment;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Somebody's way through the portal into a cluster, by the API.
 */
final class Doors {

	private final Portal portal;

	Doors(Portal portal) {
		this.portal = portal;
		List.of("engineer-1", "reviewer-1").forEach(portal::signedIn);
	}

	/**
	 * The kubeconfig of a new grant, which somebody agreed to if that is needed.
	 */
	String kubeconfig(Environment environment, String role) {
		HttpResponse<String> asked = call("engineer-1", "/api/v1/grants", """
				{"environment":"%s","role":"%s","minutes":60,"reason":"a test"}""".formatted(environment.name(), role));
		assertThat(asked.statusCode()).as(asked.body()).isEqualTo(201);
		var grant = JsonMapper.shared().readTree(asked.body());
		String path = "/api/v1/grants/" + grant.path("number").asLong();
		if (grant.path("status").asString().equals("pending")) {
			call("reviewer-1", path + "/approvals", "{\"vote\":\"approve\"}");
		}
		HttpResponse<String> file = call("engineer-1", path + "/kubeconfig", "");
		assertThat(file.statusCode()).as(file.body()).isEqualTo(200);
		return file.body();
	}

	private HttpResponse<String> call(String who, String path, String body) {
		return this.portal.guest().call("POST", path, this.portal.issuer().accessToken(who), body);
	}

	/**
	 * The cluster as whoever has that file sees it.
	 */
	static KubernetesClient client(String kubeconfig) {
		return new KubernetesClientBuilder().withConfig(Config.fromKubeconfig(kubeconfig)).build();
	}

	/**
	 * The same for somebody with a token that nobody made.
	 */
	static KubernetesClient nobody(String kubeconfig) {
		Map<String, String> read = OpenCluster.read(kubeconfig);
		return client(kubeconfig.replace(String.valueOf(read.get("token")), "nobody.made.this"));
	}

}
