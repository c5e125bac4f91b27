package io.groundwork.cluster;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

import org.springframework.core.io.ClassPathResource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * The portal's identities in a cluster; {@code cluster/identities.yaml} has them with all
 * that they may do.
 */
final class Identities {

	/** Where they live. */
	static final String SYSTEM = "groundwork-system";

	/** Where people's access lives. */
	static final String GRANTS_NAMESPACE = "groundwork-grants";

	static final String BASELINE = "groundwork-baseline";

	static final String GRANTS = "groundwork-grants";

	/**
	 * How the names begin of what an issuer's own tokens are bound to; a policy wants it.
	 */
	private static final String ISSUERS = "issuer-";

	private static final String TOKEN = "authentication.k8s.io/v1";

	private Identities() {
	}

	/**
	 * Makes them, or brings them to what they are to be.
	 * @param api the cluster as its administrator sees it
	 */
	static void make(Api api) {
		Kinds kinds = Kinds.of(api);
		List<Manifest> all = all();
		for (Wave wave : Wave.values()) {
			Parallel.each(all.stream().filter((manifest) -> Wave.of(manifest.ref()) == wave).toList(), (manifest) -> {
				Ref ref = manifest.ref();
				Kinds.Kind kind = kinds.find(ref).orElseThrow(() -> new RefusedException(Refusal.unknownKind(ref)));
				return api.apply(kind.path(ref), manifest.json(), false, true).orRefused(ref);
			});
		}
	}

	/**
	 * What they consist of.
	 */
	static List<Manifest> all() {
		List<Manifest> all = new ArrayList<>();
		for (JsonNode document : Yaml.read("identities.yaml", file())) {
			ObjectNode object = (ObjectNode) document;
			ObjectNode metadata = (ObjectNode) object.path("metadata");
			(metadata.path("labels").isObject() ? (ObjectNode) metadata.path("labels") : metadata.putObject("labels"))
				.put(Labels.MANAGED_BY, Labels.GROUNDWORK);
			all.add(new Manifest(new Ref(object.path("apiVersion").asString(), object.path("kind").asString(),
					metadata.path("namespace").asString(""), metadata.path("name").asString()), object));
		}
		return all;
	}

	private static String file() {
		try {
			return new ClassPathResource("/cluster/identities.yaml", Identities.class)
				.getContentAsString(StandardCharsets.UTF_8);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * Mints a token of one of those that live in {@link #SYSTEM}.
	 */
	static Token mint(Api api, String account, Duration life) {
		return mint(api, SYSTEM, account, request(life));
	}

	/**
	 * Mints a token that dies with an object, which is the one of that name now.
	 */
	static Token mint(Api api, String namespace, String account, Ref object, Duration life) {
		ObjectNode request = request(life);
		((ObjectNode) request.path("spec")).putObject("boundObjectRef")
			.put("apiVersion", object.apiVersion())
			.put("kind", object.kind())
			.put("name", object.name());
		return mint(api, namespace, account, request);
	}

	/**
	 * Mints a token of an issuer that dies with a Secret, which is made if it is not
	 * there.
	 */
	static Token mintBound(Api api, Issuer issuer, String secret, Duration life) {
		Ref ref = new Ref("v1", "Secret", issuer.home(), secret);
		String secrets = "/api/v1/namespaces/%s/secrets".formatted(issuer.home());
		ObjectNode object = JsonNodeFactory.instance.objectNode()
			.put("apiVersion", "v1")
			.put("kind", "Secret")
			.put("type", "Opaque");
		object.putObject("metadata").put("name", secret).putObject("labels").put(Labels.MANAGED_BY, Labels.GROUNDWORK);
		Api.Answer made = api.post(secrets, object);
		if (made.status() != 409) {
			made.orRefused(ref);
		}
		return mint(api, issuer.home(), issuer.account(), ref, life);
	}

	/**
	 * The name of another Secret that an issuer's own tokens are bound to.
	 */
	static String freshSecret() {
		return ISSUERS + UUID.randomUUID();
	}

	/**
	 * The Secrets that an issuer's own tokens may be bound to, whoever made them.
	 * @param before only those that were there by then
	 * @return none where the issuer may not look yet
	 */
	static List<String> secrets(Api api, Issuer issuer, Instant before) {
		Api.Answer answer = api.get("/api/v1/namespaces/%s/secrets".formatted(issuer.home()));
		if (answer.status() == 403) {
			// Let in by an earlier version; the next time that it is let in it may.
			return List.of();
		}
		return answer.orRefused(new Ref("v1", "Secret", issuer.home(), ""))
			.path("items")
			.valueStream()
			.map((secret) -> secret.path("metadata"))
			.filter((metadata) -> metadata.path("name").asString("").startsWith(ISSUERS)
					&& Instant.parse(metadata.path("creationTimestamp").asString()).isBefore(before))
			.map((metadata) -> metadata.path("name").asString())
			.toList();
	}

	/**
	 * Ends the tokens of an issuer that are bound to a Secret.
	 */
	static void end(Api api, Issuer issuer, String secret) {
		Api.Answer answer = api.delete("/api/v1/namespaces/%s/secrets/%s".formatted(issuer.home(), secret));
		if (!answer.absent()) {
			answer.orRefused(new Ref("v1", "Secret", issuer.home(), secret));
		}
	}

	private static ObjectNode request(Duration life) {
		ObjectNode request = JsonNodeFactory.instance.objectNode().put("apiVersion", TOKEN).put("kind", "TokenRequest");
		request.putObject("metadata");
		request.putObject("spec").put("expirationSeconds", life.toSeconds());
		return request;
	}

	private static Token mint(Api api, String namespace, String account, ObjectNode request) {
		JsonNode status = api
			.post("/api/v1/namespaces/%s/serviceaccounts/%s/token".formatted(namespace, account), request)
			.orRefused(new Ref(TOKEN, "TokenRequest", namespace, account))
			.path("status");
		return new Token(status.path("token").asString(), Instant.parse(status.path("expirationTimestamp").asString()));
	}

	/**
	 * Who the cluster takes us for.
	 * @throws RefusedException if it does not know the credential
	 */
	static String whoAmI(Api api) {
		Ref ref = new Ref("authentication.k8s.io/v1", "SelfSubjectReview", "", "me");
		ObjectNode question = JsonNodeFactory.instance.objectNode()
			.put("apiVersion", ref.apiVersion())
			.put("kind", ref.kind());
		return api.post("/apis/authentication.k8s.io/v1/selfsubjectreviews", question)
			.orRefused(ref)
			.path("status")
			.path("userInfo")
			.path("username")
			.asString("");
	}

}
