package io.groundwork.cluster;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;

import io.groundwork.web.InvalidInputException;
import tools.jackson.databind.JsonNode;

/**
 * What a kubeconfig says of its current context. Only what stands in it is taken: no file
 * is read and no program is started because it names one.
 *
 * @param address where the cluster answers
 * @param authority who signs for it, PEM
 * @param token what is shown there
 */
record Kubeconfig(String address, String authority, String token) {

	private static final String FIELD = "kubeconfig";

	static Kubeconfig read(String text) {
		List<JsonNode> documents = Yaml.read(FIELD, text);
		if (documents.size() != 1) {
			throw wrong("It must be one document.");
		}
		JsonNode config = documents.getFirst();
		String current = config.path("current-context").asString("");
		JsonNode context = named(config.path("contexts"), current, "context").path("context");
		JsonNode cluster = named(config.path("clusters"), context.path("cluster").asString(""), "cluster")
			.path("cluster");
		JsonNode user = named(config.path("users"), context.path("user").asString(""), "user").path("user");
		String address = cluster.path("server").asString("");
		if (!address.startsWith("https://")) {
			throw wrong("Its cluster must be reached by https.");
		}
		String token = user.path("token").asString("");
		if (token.isBlank()) {
			throw wrong("Its user must have a token, as LKE's has; files and programs are not used.");
		}
		return new Kubeconfig(address.replaceFirst("/+$", ""), authority(cluster), token);
	}

	private static String authority(JsonNode cluster) {
		String encoded = cluster.path("certificate-authority-data").asString("");
		try {
			String pem = new String(Base64.getMimeDecoder().decode(encoded), StandardCharsets.UTF_8);
			if (pem.contains("BEGIN CERTIFICATE")) {
				return pem;
			}
		}
		catch (IllegalArgumentException ex) {
			// Said below.
		}
		throw wrong("Its cluster must have certificate-authority-data.");
	}

	private static JsonNode named(JsonNode list, String name, String what) {
		for (JsonNode one : list) {
			if (one.path("name").asString("").equals(name)) {
				return one;
			}
		}
		throw wrong("It has no %s named %s.".formatted(what, name.isEmpty() ? "in current-context" : name));
	}

	private static InvalidInputException wrong(String remedy) {
		return new InvalidInputException(FIELD, remedy);
	}

	@Override
	public String toString() {
		return "Kubeconfig of " + this.address;
	}

}
