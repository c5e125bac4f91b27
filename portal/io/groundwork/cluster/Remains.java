package io.groundwork.cluster;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.groundwork.cluster.Remnant.Kind;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Looks for what somebody may have left in a cluster: what came to be in a namespace
 * while they were let in and is not among what the environment has, and what names them
 * or the namespace elsewhere. Secrets are not looked at; that none holds a token is an
 * admission policy's to see to.
 */
public final class Remains implements AutoCloseable {

	private static final String RBAC = "rbac.authorization.k8s.io";

	private static final String ADMISSION = "admissionregistration.k8s.io";

	private static final String CERTIFICATES = "certificates.k8s.io";

	/** Clocks differ, and a cluster's times have no fractions. */
	private static final Duration SPARE = Duration.ofSeconds(5);

	/** Its marks can be forged, so what carries them is told apart and shown. */
	private static final String ARGO = "argocd.argoproj.io/tracking-id";

	private static final Set<String> HANDED_OUT = Set.of("portal-viewer", "portal-operator");

	private final KubernetesClient client;

	private final Api api;

	Remains(KubernetesClient client) {
		this.client = client;
		this.api = new Api(client);
	}

	/**
	 * Looks, and says what it could not look at: an identity that was made by an older
	 * portal may do less.
	 */
	public Seen look(Whom whom) {
		Ask inventory = new Ask("get", "", "configmaps", Identities.SYSTEM);
		Ask[] asks = { inventory, new Ask("list", "", "serviceaccounts", whom.namespace()),
				new Ask("list", RBAC, "roles", whom.namespace()),
				new Ask("list", RBAC, "rolebindings", whom.namespace()), new Ask("list", "", "pods", whom.namespace()),
				new Ask("list", RBAC, "clusterrolebindings", ""),
				new Ask("list", ADMISSION, "validatingwebhookconfigurations", ""),
				new Ask("list", ADMISSION, "mutatingwebhookconfigurations", ""),
				new Ask("list", CERTIFICATES, "certificatesigningrequests", "") };
		// Asked first, since a refusal of the portal's own identity is an alarm.
		List<Boolean> may = Parallel.each(List.of(asks), this::may);
		List<String> unseen = Stream.iterate(0, (at) -> at < asks.length, (at) -> at + 1)
			.filter((at) -> !may.get(at))
			.map((at) -> asks[at].resource())
			.toList();
		Inventory has = may.getFirst() ? Inventory.read(this.api, whom.environment()) : new Inventory(Map.of());
		List<Remnant> found = new ArrayList<>();
		for (int at = 1; at < asks.length; at++) {
			if (may.get(at) && (may.getFirst() || asks[at].namespace().isEmpty())) {
				Ask ask = asks[at];
				list(ask).forEach((object) -> found.addAll(look(whom, has, ask, object)));
			}
		}
		return new Seen(found, unseen);
	}

	private boolean may(Ask ask) {
		Ref ref = new Ref("authorization.k8s.io/v1", "SelfSubjectAccessReview", "", "me");
		ObjectNode question = JsonNodeFactory.instance.objectNode()
			.put("apiVersion", ref.apiVersion())
			.put("kind", ref.kind());
		question.putObject("spec")
			.putObject("resourceAttributes")
			.put("namespace", ask.namespace())
			.put("verb", ask.verb())
			.put("group", ask.group())
			.put("resource", ask.resource());
		return this.api.post("/apis/authorization.k8s.io/v1/selfsubjectaccessreviews", question)
			.orRefused(ref)
			.path("status")
			.path("allowed")
			.asBoolean(false);
	}

	private JsonNode list(Ask ask) {
		String version = ask.group().isEmpty() ? "/api/v1" : "/apis/" + ask.group() + "/v1";
		String path = version + (ask.namespace().isEmpty() ? "" : "/namespaces/" + Api.encode(ask.namespace())) + "/"
				+ ask.resource();
		return this.api.get(path).orRefused(new Ref("v1", "List", ask.namespace(), ask.resource())).path("items");
	}

	private static List<Remnant> look(Whom whom, Inventory has, Ask ask, JsonNode object) {
		return switch (ask.resource()) {
			case "serviceaccounts" -> made(Kind.ACCOUNT, "serviceaccount", whom, has, object)
				// Each namespace has it, and gets it again.
				.filter((one) -> !one.name().equals("default"))
				.stream()
				.toList();
			case "roles" -> made(Kind.ROLE, "role", whom, has, object).stream().toList();
			case "rolebindings" -> binding(whom, has, object);
			case "pods" -> pod(whom, has, object);
			case "clusterrolebindings" ->
				names(whom, object) ? List.of(remnant(Kind.CLUSTER_BINDING, "clusterrolebinding", object, made(object)))
						: List.<Remnant>of();
			case "certificatesigningrequests" -> object.path("spec").path("username").asString("").equals(whom.user())
					? List.of(remnant(Kind.CERTIFICATE, "certificatesigningrequest", object, made(object)).unclaimed())
					: List.<Remnant>of();
			default -> webhook(whom, ask.resource().replaceFirst("s$", ""), object);
		};
	}

	/**
	 * What was made while somebody was in and is not the environment's.
	 */
	private static Optional<Remnant> made(Kind kind, String resource, Whom whom, Inventory has, JsonNode object) {
		Instant made = made(object);
		return (whom.within(made) && !has.has(object)) ? Optional.of(remnant(kind, resource, object, made))
				: Optional.empty();
	}

	private static List<Remnant> binding(Whom whom, Inventory has, JsonNode object) {
		if (lets(object)) {
			return List.of();
		}
		boolean names = object.path("subjects").valueStream().anyMatch((subject) -> is(subject, whom));
		// Whatever it says that it is, nobody but they would want that.
		return names ? List.of(remnant(Kind.BINDING, "rolebinding", object, made(object)).unclaimed())
				: made(Kind.BINDING, "rolebinding", whom, has, object).stream().toList();
	}

	/**
	 * Whether a binding is what lets somebody in by a grant, or what lets the portal do
	 * that; by what it does and not by what it says of itself.
	 */
	private static boolean lets(JsonNode binding) {
		JsonNode subjects = binding.path("subjects");
		JsonNode subject = subjects.path(0);
		String role = binding.path("roleRef").path("name").asString("");
		String name = binding.path("metadata").path("name").asString("");
		if (subjects.size() != 1 || !binding.path("roleRef").path("kind").asString("").equals("ClusterRole")
				|| !subject.path("kind").asString("").equals("ServiceAccount")
				|| !subject.path("name").asString("").equals(name)) {
			return false;
		}
		String where = subject.path("namespace").asString("");
		return (where.equals(Identities.GRANTS_NAMESPACE) && HANDED_OUT.contains(role)
				&& name.matches("grant-\\d+(-[a-z0-9-]+)?"))
				|| (where.equals(Issuer.BREAK_GLASS.namespace()) && role.equals("portal-break-glass")
						&& name.matches("(break-glass-\\d+|offline-[0-9a-f-]+)"))
				|| (where.equals(Identities.SYSTEM) && name.equals(Identities.GRANTS)
						&& role.equals("groundwork-grants-environment"));
	}

	private static List<Remnant> pod(Whom whom, Inventory has, JsonNode pod) {
		List<Remnant> found = new ArrayList<>();
		boolean owned = pod.path("metadata")
			.path("ownerReferences")
			.valueStream()
			.anyMatch((owner) -> owner.path("controller").asBoolean(false));
		if (!owned) {
			made(Kind.POD, "pod", whom, has, pod).ifPresent(found::add);
		}
		if (!pod.path("spec").path("ephemeralContainers").isEmpty()) {
			besides(pod).filter(whom::within)
				.max(Comparator.naturalOrder())
				.ifPresent((when) -> found.add(remnant(Kind.EPHEMERAL_CONTAINER, "pod", pod, when)));
		}
		return found;
	}

	/**
	 * When containers were put beside those of a pod.
	 */
	private static Stream<Instant> besides(JsonNode pod) {
		return pod.path("metadata")
			.path("managedFields")
			.valueStream()
			.filter((entry) -> entry.path("subresource").asString("").equals("ephemeralcontainers"))
			.map((entry) -> time(entry.path("time")));
	}

	private static List<Remnant> webhook(Whom whom, String resource, JsonNode object) {
		Instant made = made(object);
		boolean leads = object.path("webhooks")
			.valueStream()
			.anyMatch((hook) -> hook.path("clientConfig")
				.path("service")
				.path("namespace")
				.asString("")
				.equals(whom.namespace()));
		return (leads && whom.within(made)) ? List.of(remnant(Kind.WEBHOOK, resource, object, made)) : List.of();
	}

	/**
	 * Whether a binding is about somebody, or came while they were in and is about an
	 * account of the namespace.
	 */
	private static boolean names(Whom whom, JsonNode binding) {
		boolean within = whom.within(made(binding));
		return binding.path("subjects")
			.valueStream()
			.anyMatch((subject) -> is(subject, whom)
					|| (within && subject.path("namespace").asString("").equals(whom.namespace())));
	}

	private static boolean is(JsonNode subject, Whom whom) {
		String name = subject.path("name").asString("");
		return subject.path("kind").asString("").equals("ServiceAccount")
				? name.equals(whom.account())
						&& subject.path("namespace").asString("").equals(whom.issuer().namespace())
				: name.equals(whom.user());
	}

	private static Remnant remnant(Kind kind, String resource, JsonNode object, Instant since) {
		JsonNode metadata = object.path("metadata");
		return new Remnant(kind, resource, metadata.path("namespace").asString(""), metadata.path("name").asString(""),
				since, metadata.path("annotations").has(ARGO) ? "ArgoCD" : "");
	}

	private static Instant made(JsonNode object) {
		return time(object.path("metadata").path("creationTimestamp"));
	}

	private static Instant time(JsonNode text) {
		return Instant.parse(text.asString("1970-01-01T00:00:00Z"));
	}

	@Override
	public void close() {
		this.client.close();
	}

	/**
	 * What the identity would like to do.
	 */
	private record Ask(String verb, String group, String resource, String namespace) {

	}

	/**
	 * Somebody who was let in.
	 *
	 * @param issuer by whom
	 * @param account the account of their grant
	 * @param environment the environment by its name
	 * @param namespace where
	 * @param from since when
	 * @param until until when
	 */
	public record Whom(Issuer issuer, String account, String environment, String namespace, Instant from,
			Instant until) {

		String user() {
			return "system:serviceaccount:%s:%s".formatted(this.issuer.namespace(), this.account);
		}

		boolean within(Instant time) {
			return !time.isBefore(this.from.truncatedTo(ChronoUnit.SECONDS).minus(SPARE))
					&& !time.isAfter(this.until.plus(SPARE));
		}

	}

	/**
	 * What was seen.
	 *
	 * @param found what was found
	 * @param unseen what could not be looked at, as kubectl calls it
	 */
	public record Seen(List<Remnant> found, List<String> unseen) {

	}

}
