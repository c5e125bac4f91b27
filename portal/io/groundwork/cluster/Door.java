package io.groundwork.cluster;

import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

import io.fabric8.kubernetes.client.KubernetesClient;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Where people are let into a cluster and shown out again: an account of its own for each
 * grant, bound to a role in one namespace, and tokens bound to Secrets. Everything has a
 * name that follows from the grant, and doing it twice comes to the same.
 */
public final class Door implements AutoCloseable {

	private static final String RBAC = "rbac.authorization.k8s.io";

	private static final Duration PATIENCE = Duration.ofSeconds(5);

	private static final long MOMENT = 10;

	private final Api api;

	private final Api anybody;

	private final Cluster cluster;

	private final String people;

	private final List<KubernetesClient> own;

	/**
	 * @param api the cluster as that issuer sees it
	 * @param anybody the same as whoever shows something sees it
	 * @param own what is closed with the door
	 */
	Door(Api api, Api anybody, Cluster cluster, Issuer issuer, List<KubernetesClient> own) {
		this.api = api;
		this.anybody = anybody;
		this.cluster = cluster;
		this.people = issuer.namespace();
		this.own = own;
	}

	/**
	 * One with connections of its own.
	 * @param client the cluster as that issuer sees it
	 */
	static Door of(KubernetesClient client, Cluster cluster, Issuer issuer) {
		KubernetesClient anybody = Connections.anonymous(cluster.address(), cluster.authority());
		return new Door(new Api(client), new Api(anybody), cluster, issuer, List.of(client, anybody));
	}

	/**
	 * The door of a cluster that the portal is not asked about.
	 * @param token the issuer's
	 */
	public static Door by(String address, String authority, String token, Issuer issuer) {
		return of(Connections.to(address, authority, () -> token),
				new Cluster(0, 0, address, authority, Instant.MAX, Instant.MIN, Instant.MIN, issuer.account()), issuer);
	}

	public Cluster cluster() {
		return this.cluster;
	}

	/**
	 * Lets somebody in: an account that may do what a role allows in one namespace, and a
	 * token of it that is good as long as a Secret is there, and no longer than that.
	 * When this returns, the cluster lets in whoever shows it.
	 * @param account its name, also that of its binding
	 * @param role the name of a ClusterRole
	 * @param secret the name of the Secret
	 */
	public Pass open(String account, String namespace, String role, String secret, Duration life) {
		List<Made> all = List.of(account(account), binding(account, namespace, role), secret(secret));
		// Each may be there before the others, and all before the token.
		List<Api.Answer> made = Parallel.each(all, this::create);
		Pass pass = mint(account, secret, life);
		if (made.stream().limit(2).anyMatch(Api.Answer::ok)) {
			awaitOpen(pass, namespace);
		}
		return pass;
	}

	/**
	 * Makes the Secret of a token that is yet to come.
	 */
	public void prepare(String secret) {
		create(secret(secret));
	}

	/**
	 * Another token for somebody who is in already, bound to a Secret that was prepared.
	 * @throws RefusedException if one of them is not there
	 */
	public Pass again(String account, String secret, Duration life) {
		return mint(account, secret, life);
	}

	/**
	 * A cluster takes a moment to hear of its own new bindings; without waiting for it
	 * the first thing that somebody tries would be refused.
	 */
	private void awaitOpen(Pass pass, String namespace) {
		Ref ref = new Ref("authorization.k8s.io/v1", "SelfSubjectAccessReview", "", "me");
		ObjectNode question = JsonNodeFactory.instance.objectNode()
			.put("apiVersion", ref.apiVersion())
			.put("kind", ref.kind());
		question.putObject("spec")
			.putObject("resourceAttributes")
			.put("namespace", namespace)
			.put("verb", "list")
			.put("resource", "pods");
		long end = System.nanoTime() + PATIENCE.toNanos();
		Api asPerson = this.anybody.as(pass.token());
		try {
			while (!allowed(asPerson, question, ref)) {
				if (System.nanoTime() > end) {
					throw new ClusterAwayException(this.cluster.address(),
							"it does not let a new account in within %d s".formatted(PATIENCE.toSeconds()));
				}
				Thread.sleep(MOMENT);
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new ClusterAwayException(this.cluster.address(), "interrupted", ex);
		}
	}

	private static boolean allowed(Api asPerson, ObjectNode question, Ref ref) {
		try {
			return asPerson.post("/apis/authorization.k8s.io/v1/selfsubjectaccessreviews", question)
				.orRefused(ref)
				.path("status")
				.path("allowed")
				.asBoolean(false);
		}
		catch (RefusedException ex) {
			if (ex.refusal().kind() == Refusal.Kind.CREDENTIAL) {
				return false;
			}
			throw ex;
		}
	}

	private Made account(String name) {
		ObjectNode account = object("v1", "ServiceAccount", name);
		account.put("automountServiceAccountToken", false);
		return new Made(accounts(), new Ref("v1", "ServiceAccount", this.people, name), account);
	}

	private Made binding(String name, String namespace, String role) {
		ObjectNode binding = object(RBAC + "/v1", "RoleBinding", name);
		binding.putObject("roleRef").put("apiGroup", RBAC).put("kind", "ClusterRole").put("name", role);
		binding.putArray("subjects")
			.addObject()
			.put("kind", "ServiceAccount")
			.put("name", name)
			.put("namespace", this.people);
		return new Made(bindings(namespace), new Ref(RBAC + "/v1", "RoleBinding", namespace, name), binding);
	}

	/**
	 * Whether a RoleBinding is one by which somebody was let in, by whomever.
	 */
	static boolean isGrant(JsonNode binding) {
		JsonNode subjects = binding.path("subjects");
		return Labels.of(binding, Labels.MANAGED_BY).equals(Labels.GROUNDWORK) && !subjects.isEmpty()
				&& subjects.valueStream()
					.allMatch((subject) -> subject.path("kind").asString("").equals("ServiceAccount")
							&& Issuer.isNamespaceOfPeople(subject.path("namespace").asString("")));
	}

	private Made secret(String name) {
		ObjectNode secret = object("v1", "Secret", name);
		secret.put("type", "Opaque");
		return new Made(secrets(), secretRef(name), secret);
	}

	private Ref secretRef(String name) {
		return new Ref("v1", "Secret", this.people, name);
	}

	/**
	 * A token that lives and dies with those that are bound to the same Secret.
	 * @return null if the Secret or the account is gone, and with it all of them
	 */
	public @Nullable Pass probe(String account, String secret) {
		try {
			return mint(account, secret, Duration.ofMinutes(10));
		}
		catch (RefusedException ex) {
			if (this.api.get(secrets() + "/" + secret).absent() || this.api.get(accounts() + "/" + account).absent()) {
				return null;
			}
			throw ex;
		}
	}

	private Pass mint(String account, String secret, Duration life) {
		Token token = Identities.mint(this.api, this.people, account, secretRef(secret), life);
		return new Pass(token.value(), token.expiresAt());
	}

	/**
	 * Ends the tokens that are bound to a Secret.
	 */
	public void end(String secret) {
		remove(secrets() + "/" + secret, secretRef(secret));
	}

	/**
	 * Takes everything away in the order in which it counts: what may be done, then the
	 * tokens, then who it was. Where the first is refused the others go all the same.
	 */
	public void expel(String account, String namespace, Collection<String> secrets) {
		Optional<RefusedException> refused = unbind(account, namespace);
		secrets.forEach(this::end);
		remove(accounts() + "/" + account, new Ref("v1", "ServiceAccount", this.people, account));
		refused.ifPresent((ex) -> {
			throw ex;
		});
	}

	/**
	 * With a namespace goes the right to do anything in it, so that a refusal says
	 * nothing about what is there.
	 */
	private Optional<RefusedException> unbind(String account, String namespace) {
		try {
			remove(bindings(namespace) + "/" + account, new Ref(RBAC + "/v1", "RoleBinding", namespace, account));
			return Optional.empty();
		}
		catch (RefusedException ex) {
			return this.api.get("/api/v1/namespaces/" + namespace).absent() ? Optional.empty() : Optional.of(ex);
		}
	}

	/**
	 * The names of the sealed secrets of a namespace that were opened there; those of
	 * which the cluster says nothing yet are not among them.
	 */
	public Set<String> secrets(String namespace) {
		Ref ref = new Ref("bitnami.com/v1alpha1", "SealedSecret", namespace, "");
		Api.Answer answer = this.api.get("/apis/bitnami.com/v1alpha1/namespaces/%s/sealedsecrets".formatted(namespace));
		return answer.absent() ? Set.of()
				: answer.orRefused(ref)
					.path("items")
					.valueStream()
					.filter(Door::opened)
					.map((secret) -> secret.path("metadata").path("name").asString(""))
					.collect(Collectors.toSet());
	}

	private static boolean opened(JsonNode secret) {
		return secret.path("status")
			.path("conditions")
			.valueStream()
			.anyMatch((condition) -> condition.path("type").asString("").equals("Synced")
					&& condition.path("status").asString("").equals("True"));
	}

	/**
	 * Shows a token at the cluster's door, as whoever has it would.
	 */
	public Replay replay(Pass pass) {
		return new Replay(this.anybody.as(pass.token()));
	}

	private Api.Answer create(Made made) {
		Api.Answer answer = this.api.post(made.path(), made.object());
		if (answer.status() != 409) {
			answer.orRefused(made.ref());
		}
		return answer;
	}

	private void remove(String path, Ref ref) {
		Api.Answer answer = this.api.delete(path);
		if (!answer.absent()) {
			answer.orRefused(ref);
		}
	}

	private static ObjectNode object(String apiVersion, String kind, String name) {
		ObjectNode object = JsonNodeFactory.instance.objectNode().put("apiVersion", apiVersion).put("kind", kind);
		object.putObject("metadata").put("name", name).putObject("labels").put(Labels.MANAGED_BY, Labels.GROUNDWORK);
		return object;
	}

	private String accounts() {
		return "/api/v1/namespaces/%s/serviceaccounts".formatted(this.people);
	}

	private String secrets() {
		return "/api/v1/namespaces/%s/secrets".formatted(this.people);
	}

	private static String bindings(String namespace) {
		return "/apis/%s/v1/namespaces/%s/rolebindings".formatted(RBAC, namespace);
	}

	@Override
	public void close() {
		this.own.forEach(KubernetesClient::close);
	}

	/**
	 * What is made, and where.
	 */
	private record Made(String path, Ref ref, ObjectNode object) {

	}

	/**
	 * What opens the door.
	 *
	 * @param token what is shown
	 * @param expiresAt until when it is good at most, in the cluster's words
	 */
	public record Pass(String token, Instant expiresAt) {

		@Override
		public String toString() {
			return "Pass until " + this.expiresAt;
		}

	}

	/**
	 * A token that is shown again and again.
	 */
	public static final class Replay {

		private final Api api;

		private Replay(Api api) {
			this.api = api;
		}

		/**
		 * Whether the cluster takes it now.
		 * @throws ClusterAwayException if it does not say
		 */
		public boolean taken() {
			try {
				Identities.whoAmI(this.api);
				return true;
			}
			catch (RefusedException ex) {
				if (ex.refusal().kind() == Refusal.Kind.CREDENTIAL) {
					return false;
				}
				throw ex;
			}
		}

	}

}
