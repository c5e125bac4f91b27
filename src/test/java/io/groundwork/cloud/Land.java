package io.groundwork.cloud;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

import io.groundwork.sandbox.linode.LinodeApi;
import io.groundwork.sandbox.linode.Settings;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A Linode of a test's own, and what happens there behind the portal's back.
 */
final class Land implements AutoCloseable {

	static final Duration PATIENCE = Duration.ofSeconds(10);

	private static final HttpClient HTTP = HttpClient.newHttpClient();

	private static final String CLUSTER = "{'label':'%s','region':'%s','k8s_version':'1.35','node_pools':[{'type':'g6-standard-2','count':%d}]}";

	private final LinodeApi api;

	private final String operator;

	private Land(LinodeApi api) {
		this.api = api;
		this.operator = api.token("operator");
	}

	static Land start() {
		return start(0);
	}

	static Land start(int port) {
		try {
			return new Land(LinodeApi.start(Files.createTempDirectory("linode"), Settings.quick().at(port)));
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	URI address() {
		return this.api.address();
	}

	CloudSettings settings(Duration patience) {
		return new CloudSettings(address(), null, patience);
	}

	LinodeClient client() {
		return new LinodeClient(settings(PATIENCE));
	}

	Bearer operator() {
		return new Bearer(this.operator);
	}

	String token(String label, Set<String> scopes) {
		return this.api.token(label, scopes);
	}

	/**
	 * The labels of all tokens that are good for something, but the operator's.
	 */
	List<String> tokens() {
		List<String> labels = new ArrayList<>();
		call("GET", "/v4beta/profile/tokens", "").path("data").forEach((token) -> {
			if (!"operator".equals(token.path("label").asString(""))) {
				labels.add(token.path("label").asString(""));
			}
		});
		return labels;
	}

	JsonNode post(String path, String body) {
		return call("POST", "/v4beta/" + path, body);
	}

	long cluster(String label, String region, int nodes) {
		return post("lke/clusters", CLUSTER.formatted(label, region, nodes)).path("id").asLong(0);
	}

	static String clusterWish(String label, int nodes) {
		return CLUSTER.formatted(label, "fr-par", nodes).replace('\'', '"');
	}

	/**
	 * Leaves nothing but the operator's token.
	 */
	void clear() {
		call("GET", "/admin/resources", "").forEach((one) -> {
			String kind = one.path("kind").asString("");
			boolean whole = List.of("cluster", "database", "vpc", "firewall", "bucket", "domain", "token")
				.contains(kind);
			if (whole && !"operator".equals(one.path("label").asString(""))) {
				call("DELETE", "/admin/resources/%s/%s".formatted(kind, one.path("id").asString()), "");
			}
		});
	}

	/**
	 * Has a token revoked by somebody at Linode.
	 */
	void revoke(String label) {
		call("GET", "/v4beta/profile/tokens", "").path("data").forEach((token) -> {
			if (label.equals(token.path("label").asString(""))) {
				delete("profile/tokens/" + token.path("id").asString());
			}
		});
	}

	void delete(String path) {
		call("DELETE", "/v4beta/" + path, "");
	}

	void fault(String body) {
		call("POST", "/admin/faults", body);
	}

	void mend() {
		call("DELETE", "/admin/faults", "");
	}

	/**
	 * The requests that the portal made, such as GET /v4beta/regions 200; the newest
	 * first.
	 */
	List<String> requests() {
		List<String> requests = new ArrayList<>();
		call("GET", "/admin/requests", "")
			.forEach((one) -> requests.add("%s %s %s".formatted(one.path("method").asString(""),
					one.path("path").asString(""), one.path("status").asString(""))));
		return requests;
	}

	private JsonNode call(String method, String path, String body) {
		HttpRequest request = HttpRequest.newBuilder(address().resolve(path))
			.header("Authorization", "Bearer " + this.operator)
			.method(method, HttpRequest.BodyPublishers.ofString(body.replace('\'', '"')))
			.build();
		try {
			HttpResponse<String> answer = HTTP.send(request, HttpResponse.BodyHandlers.ofString());
			assertThat(answer.statusCode()).as("%s %s: %s", method, path, answer.body()).isEqualTo(200);
			return JsonMapper.shared().readTree(answer.body());
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IllegalStateException(ex);
		}
	}

	/**
	 * What real Terraform says when it applies that, as people read it or as runs do.
	 */
	String apply(Path folder, String configuration, boolean json) {
		try {
			Files.writeString(folder.resolve("main.tf"), configuration);
			Files.writeString(folder.resolve("rc"),
					"provider_installation {\n  filesystem_mirror {\n    path = \"%s\"\n  }\n}\n"
						.formatted(System.getProperty("groundwork.tools.provider")));
			terraform(folder, "init", "-no-color");
			List<String> apply = new ArrayList<>(List.of("apply", "-auto-approve", "-no-color"));
			if (json) {
				apply.add("-json");
			}
			return terraform(folder, apply.toArray(String[]::new));
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private String terraform(Path folder, String... arguments) throws IOException {
		List<String> command = new ArrayList<>(List.of(System.getProperty("groundwork.tools.terraform")));
		command.addAll(List.of(arguments));
		ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true);
		builder.environment().put("TF_CLI_CONFIG_FILE", folder.resolve("rc").toString());
		builder.environment().put("LINODE_URL", address().toString());
		builder.environment().put("LINODE_TOKEN", this.operator);
		builder.environment().put("LINODE_API_VERSION", "v4beta");
		return new String(builder.start().getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
	}

	@Override
	public void close() {
		this.api.close();
	}

}
