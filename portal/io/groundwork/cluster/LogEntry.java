package io.groundwork.cluster;

import java.time.Instant;
import java.util.Optional;
import java.util.Set;

import tools.jackson.databind.JsonNode;

/**
 * Something that somebody did or tried in a cluster, as the cluster has told; no body of
 * it, and nothing of its address but the path.
 *
 * @param id the cluster's own name for it
 * @param at when it came
 * @param account whose account in the portal's namespaces it was
 * @param verb what was done, in Kubernetes' words
 * @param group the group of what it was done to; empty for the core
 * @param resource what it was done to; empty for what is no object
 * @param subresource a part of that
 * @param namespace where; empty for the whole cluster
 * @param name which one, or a path
 * @param code how it was answered
 * @param reason in a word why not
 * @param as whom somebody wanted to be taken for; empty if for nobody else
 * @param source from where it came
 */
public record LogEntry(String id, Instant at, Account account, String verb, String group, String resource,
		String subresource, String namespace, String name, int code, String reason, String as, String source) {

	private static final String USERS = "system:serviceaccount:";

	private static final Set<String> PLACES = Set.of(Identities.GRANTS_NAMESPACE, Identities.SYSTEM,
			Issuer.BREAK_GLASS.namespace());

	/** What somebody asks about themselves, and the portal in their place. */
	private static final Set<String> QUESTIONS = Set.of("selfsubjectaccessreviews", "selfsubjectrulesreviews",
			"selfsubjectreviews");

	private static final int LONGEST = 500;

	/**
	 * Whether a line may be about one of the portal's accounts.
	 */
	static boolean concerns(String line) {
		return line.contains(USERS + "groundwork-");
	}

	/**
	 * Reads an event of audit.k8s.io/v1; nothing if it is about others, a question about
	 * oneself, or not answered yet.
	 */
	static Optional<LogEntry> read(JsonNode event) {
		String[] user = event.path("user").path("username").asString("").split(":");
		JsonNode object = event.path("objectRef");
		String resource = object.path("resource").asString("");
		JsonNode status = event.path("responseStatus");
		if (user.length != 4 || !event.path("user").path("username").asString("").startsWith(USERS)
				|| !PLACES.contains(user[2]) || QUESTIONS.contains(resource)
				|| event.path("stage").asString("").equals("RequestReceived")) {
			return Optional.empty();
		}
		String path = event.path("requestURI").asString("").replaceFirst("\\?.*", "");
		return Optional.of(new LogEntry(event.path("auditID").asString(""),
				Instant.parse(event.path("requestReceivedTimestamp").asString()), new Account(user[2], user[3]),
				event.path("verb").asString(""), object.path("apiGroup").asString(""), resource,
				object.path("subresource").asString(""), object.path("namespace").asString(""),
				shortly(resource.isEmpty() ? path : object.path("name").asString("")), status.path("code").asInt(0),
				status.path("reason").asString(""), as(event, status),
				shortly(event.path("sourceIPs").path(0).asString(""))));
	}

	/**
	 * Who is taken for somebody else is named; who is refused that is named in a sentence
	 * only.
	 */
	private static String as(JsonNode event, JsonNode status) {
		String as = event.path("impersonatedUser").path("username").asString("");
		return (as.isEmpty() && status.path("message").asString("").contains("cannot impersonate resource"))
				? "somebody else" : shortly(as);
	}

	private static String shortly(String text) {
		return (text.length() > LONGEST) ? text.substring(0, LONGEST) : text;
	}

	/**
	 * Whether it was not let through.
	 */
	public boolean refused() {
		return this.code == 403;
	}

	/**
	 * What it was about, as kubectl calls it.
	 */
	public String what() {
		return this.subresource.isEmpty() ? this.resource : this.resource + "/" + this.subresource;
	}

	/**
	 * An account in one of the portal's namespaces.
	 */
	public record Account(String namespace, String name) {

		/**
		 * Whether it is a person's, by a grant.
		 */
		public boolean isGrant() {
			return Issuer.isNamespaceOfPeople(this.namespace) && !this.name.equals(Issuer.BREAK_GLASS.account());
		}

		/**
		 * Whether it is one of the portal's long-running identities, which never ask for
		 * more than they may.
		 */
		public boolean isPortal() {
			return (this.namespace.equals(Identities.SYSTEM) && this.name.equals(Identities.GRANTS))
					|| this.name.equals(Issuer.BREAK_GLASS.account());
		}

	}

}
