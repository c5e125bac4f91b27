package io.groundwork.cluster;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import com.fasterxml.jackson.annotation.JsonValue;
import io.swagger.v3.oas.annotations.media.Schema;
import tools.jackson.databind.JsonNode;

/**
 * Why a cluster does not take something, for people.
 *
 * @param kind what it is about
 * @param sentence what is wrong
 * @param remedy what would do
 * @param said the API server's own words; empty if they are not about it
 */
@Schema(name = "ClusterRefusal")
public record Refusal(Kind kind, String sentence, String remedy, String said) {

	private static final Pattern QUOTA = Pattern
		.compile("exceeded quota: ([^,]+), requested: (.+), used: (.+), limited: (.+)$", Pattern.DOTALL);

	private static final Pattern QUOTA_UNKNOWN = Pattern.compile("status unknown for quota");

	private static final Pattern QUOTA_MUST = Pattern.compile("failed quota: ([^:]+): must specify (.+)$");

	private static final Pattern POD_SECURITY = Pattern.compile("violates PodSecurity \"([^\":]+)[^\"]*\": (.+)$",
			Pattern.DOTALL);

	private static final Pattern POLICY = Pattern
		.compile("ValidatingAdmissionPolicy '([^']+)' with binding '[^']+' denied request: (.+)$", Pattern.DOTALL);

	private static final Pattern ESCALATION = Pattern
		.compile("attempting to grant RBAC permissions not currently held:\\s*(.+)$", Pattern.DOTALL);

	private static final Pattern FORBIDDEN = Pattern.compile(
			"User \"([^\"]+)\" cannot ([a-z]+) resource \"([^\"]+)\" in API group \"([^\"]*)\"(?: in the namespace \"([^\"]+)\")?");

	private static final Pattern LIMIT = Pattern.compile("((?:maximum|minimum) \\S+ usage per .+?)\\]?$",
			Pattern.DOTALL);

	private static final Pattern WEBHOOK = Pattern.compile("admission webhook \"([^\"]+)\" denied the request: (.+)$",
			Pattern.DOTALL);

	/**
	 * Reads why something was refused.
	 * @param about what it was about
	 */
	static Refusal of(Ref about, Api.Answer answer) {
		JsonNode status = answer.body();
		String said = status.path("message").asString("HTTP status " + answer.status());
		Matcher quota = QUOTA.matcher(said);
		if (quota.find()) {
			return quota(about, quota, said);
		}
		if (QUOTA_UNKNOWN.matcher(said).find()) {
			return new Refusal(Kind.NOT_YET,
					"The quota of %s was only just made; its use is not counted yet.".formatted(about.namespace()),
					"Try again in some seconds.", said);
		}
		Matcher must = QUOTA_MUST.matcher(said);
		if (must.find()) {
			return new Refusal(Kind.QUOTA,
					"%s does not say how much it needs (%s), and the namespace has a quota of that.".formatted(about,
							must.group(2)),
					"State requests and limits for each container.", said);
		}
		Matcher security = POD_SECURITY.matcher(said);
		if (security.find()) {
			return new Refusal(Kind.POD_SECURITY,
					"%s breaks the security standard \"%s\" of its namespace: %s.".formatted(about, security.group(1),
							security.group(2).strip()),
					"Change what is named in brackets, or ask for an environment with another standard.", said);
		}
		Matcher policy = POLICY.matcher(said);
		if (policy.find()) {
			return new Refusal(Kind.POLICY,
					"%s is against the policy %s: %s".formatted(about, policy.group(1), sentence(policy.group(2))),
					"Change it so that it keeps to the policy.", said);
		}
		Matcher escalation = ESCALATION.matcher(said);
		if (escalation.find()) {
			return new Refusal(Kind.ESCALATION,
					"%s would hand out more than roles of an environment may: %s".formatted(about,
							sentence(escalation.group(1).replaceAll("\\s*\\n\\s*", "; "))),
					"Leave these rights out; what roles may hand out is in the cluster role groundwork-ceiling.", said);
		}
		Matcher webhook = WEBHOOK.matcher(said);
		if (webhook.find()) {
			return new Refusal(Kind.POLICY, "%s is refused by the webhook %s: %s".formatted(about, webhook.group(1),
					sentence(webhook.group(2))), "Change it so that the webhook takes it.", said);
		}
		Matcher forbidden = FORBIDDEN.matcher(said);
		if (forbidden.find()) {
			return forbidden(about, forbidden, said);
		}
		Matcher limit = LIMIT.matcher(said);
		if (limit.find()) {
			return new Refusal(Kind.QUOTA,
					"%s is beyond the limits of its namespace: %s".formatted(about, sentence(limit.group(1))),
					"Ask for less, or for an environment with other limits.", said);
		}
		return byReason(about, answer, said);
	}

	private static Refusal byReason(Ref about, Api.Answer answer, String said) {
		JsonNode status = answer.body();
		String reason = status.path("reason").asString("");
		JsonNode causes = status.path("details").path("causes");
		if (causes.valueStream()
			.anyMatch((cause) -> cause.path("reason").asString("").equals("NamespaceTerminating"))) {
			return new Refusal(Kind.NOT_YET, "The namespace %s is being removed.".formatted(about.namespace()),
					"Wait until it is gone, then apply again.", said);
		}
		if (causes.valueStream()
			.anyMatch((cause) -> cause.path("reason").asString("").equals("FieldManagerConflict"))) {
			return new Refusal(Kind.CONFLICT, "Others have set fields of %s.".formatted(about),
					"Let them give these fields up, leave them out, or agree to take them.", said);
		}
		if (reason.equals("Invalid") && causes.isArray() && !causes.isEmpty()) {
			String fields = causes.valueStream()
				.map((cause) -> "%s: %s".formatted(cause.path("field").asString(""),
						cause.path("message").asString("")))
				.collect(Collectors.joining("; "));
			return new Refusal(Kind.INVALID, "%s is not valid: %s".formatted(about, sentence(fields)),
					"Correct these fields.", said);
		}
		if (answer.status() == 400) {
			return new Refusal(Kind.INVALID, "%s is not valid: %s".formatted(about, sentence(said)),
					"Correct or remove what is named.", said);
		}
		if (reason.equals("NotFound")) {
			return new Refusal(Kind.NOT_THERE,
					"%s needs something that is not there: %s".formatted(about, sentence(said)),
					"Declare it too, or make it first.", said);
		}
		return new Refusal(Kind.OTHER, "The cluster refuses %s: %s".formatted(about, sentence(said)),
				"Look at the API server's words.", said);
	}

	private static Refusal quota(Ref about, Matcher quota, String said) {
		String name = quota.group(1);
		String[] limited = quota.group(4).split(",");
		String[] used = quota.group(3).split(",");
		String what = limited[0].substring(0, limited[0].lastIndexOf('='));
		String hard = limited[0].substring(limited[0].lastIndexOf('=') + 1);
		String now = used[0].substring(used[0].lastIndexOf('=') + 1);
		String words = words(what);
		return new Refusal(Kind.QUOTA,
				"%s does not fit: %s has %s %s of the %s that its quota %s allows.".formatted(about, about.namespace(),
						now, words, hard, name),
				"Remove what is no longer needed there, or ask for a change of the environment with more %s."
					.formatted(words),
				said);
	}

	/**
	 * What a quota counts, for people.
	 */
	private static String words(String resource) {
		return switch (resource) {
			case "requests.cpu" -> "CPU requested";
			case "limits.cpu" -> "CPU at most";
			case "requests.memory" -> "memory requested";
			case "limits.memory" -> "memory at most";
			case "requests.storage" -> "storage";
			default -> resource.startsWith("count/") ? resource.substring("count/".length()).replaceFirst("\\..*", "")
					: resource;
		};
	}

	private static Refusal forbidden(Ref about, Matcher forbidden, String said) {
		String who = forbidden.group(1).replaceFirst("^system:serviceaccount:[^:]+:", "");
		String where = (forbidden.group(5) != null) ? "in " + forbidden.group(5) : "in the whole cluster";
		return new Refusal(Kind.FORBIDDEN, "%s may not %s %s %s, which %s needs.".formatted(who, forbidden
			.group(2), forbidden.group(3), where, about), forbidden.group(3).equals("secrets")
					? "Secrets do not travel in the files of an environment; seal it, or keep it in the vault."
					: "Leave it out of the environment's files; what they may hold is in the cluster role groundwork-baseline.",
				said);
	}

	static Refusal ending(Ref about) {
		return new Refusal(Kind.NOT_YET, "%s is being removed.".formatted(about),
				"Wait until it is gone, then apply again.", "");
	}

	static Refusal unknownKind(Ref about) {
		return new Refusal(Kind.UNKNOWN_KIND,
				"The cluster knows no %s of %s.".formatted(about.kind(), about.apiVersion()),
				"Install the add-on that brings this kind, then apply again.", "");
	}

	static Refusal noNamespace(Ref about) {
		return new Refusal(Kind.INVALID, "%s names no namespace.".formatted(about), "Set metadata.namespace.", "");
	}

	static Refusal namespaceUseless(Ref about) {
		return new Refusal(Kind.INVALID, "%s belongs to the whole cluster and names a namespace.".formatted(about),
				"Remove metadata.namespace.", "");
	}

	static Refusal unknownCredential() {
		return new Refusal(Kind.CREDENTIAL, "The cluster does not know the credential that was shown.",
				"If it is the portal's own, it was lost; see the runbook about lost identities.", "");
	}

	static Refusal notOurs(Ref about, String why) {
		return new Refusal(Kind.NOT_OURS, "%s is no longer declared, but %s; it stays.".formatted(about, why),
				"If it has to go, let its owner remove it.", "");
	}

	static Refusal inhabited(Ref about, String whom) {
		return new Refusal(Kind.INHABITED,
				"%s is no longer declared, but has what may be others': %s; it stays.".formatted(about, whom),
				"Remove these first, or agree that the namespace goes with all that is in it.", "");
	}

	private static String sentence(String text) {
		String stripped = text.strip();
		return stripped.endsWith(".") ? stripped : stripped + ".";
	}

	/**
	 * Whether it may be otherwise in a moment.
	 */
	boolean passes() {
		return this.kind == Kind.NOT_YET;
	}

	/**
	 * What a refusal is about.
	 */
	public enum Kind {

		/** There is no room left. */
		QUOTA,

		/** A pod asks for more privileges than its namespace gives. */
		POD_SECURITY,

		/** An admission policy or webhook says no. */
		POLICY,

		/** A role would hand out too much. */
		ESCALATION,

		/** The identity has no right to it. */
		FORBIDDEN,

		/** The credential is not known. */
		CREDENTIAL,

		/** It is not valid. */
		INVALID,

		/** The cluster has no such kind. */
		UNKNOWN_KIND,

		/** What it needs is not there. */
		NOT_THERE,

		/** Others have set the same fields. */
		CONFLICT,

		/** It is somebody else's. */
		NOT_OURS,

		/** A namespace has others' things in it. */
		INHABITED,

		/** It may be otherwise in a moment. */
		NOT_YET,

		/** Anything else. */
		OTHER;

		@JsonValue
		public String word() {
			return name().toLowerCase(Locale.ROOT).replace('_', '-');
		}

	}

}
