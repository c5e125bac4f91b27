package io.groundwork.access;

import java.util.Locale;
import java.util.Optional;
import java.util.Set;

import io.groundwork.cluster.LogEntry;

/**
 * A way in which somebody with a grant could try to get further than it, or to stay.
 */
enum Escape {

	TOKEN("make a token of an account"),

	BINDING("bind a role"),

	ROLE("make or change a role"),

	IMPERSONATION("be taken for somebody else"),

	SECRET("read Secrets"),

	TOKEN_SECRET("make or change a Secret, into which the cluster may put a token"),

	POD("make or change a pod, which can mount what it likes"),

	SHELL("get into a pod outside of their namespace"),

	CONTAINER("put a container beside those of a pod outside of their namespace"),

	POLICY("change a policy"),

	WEBHOOK("change a webhook"),

	CERTIFICATE("get a certificate"),

	NODE("get at a node"),

	ACCOUNT("make or change an account"),

	NAMESPACE("make or change a namespace"),

	CHANGE("change something outside of their namespace");

	private static final Set<String> READING = Set.of("get", "list", "watch");

	private static final Set<String> WRITING = Set.of("create", "update", "patch");

	private static final Set<String> INSIDE = Set.of("exec", "attach", "portforward", "proxy");

	private final String words;

	Escape(String words) {
		this.words = words;
	}

	/**
	 * Goes on after "tried to".
	 */
	String words() {
		return this.words;
	}

	String word() {
		return name().toLowerCase(Locale.ROOT).replace('_', '-');
	}

	/**
	 * What somebody tried who was let into one namespace; nothing if it is what their
	 * role is for, or what anybody does who looks around.
	 */
	static Optional<Escape> of(LogEntry entry, String namespace) {
		if (!entry.refused() && entry.code() >= 400) {
			return Optional.empty();
		}
		if (!entry.as().isEmpty()) {
			return Optional.of(IMPERSONATION);
		}
		boolean elsewhere = !entry.namespace().equals(namespace);
		boolean writes = !READING.contains(entry.verb());
		return switch (entry.resource()) {
			case "" -> Optional.empty();
			case "secrets" -> Optional.of(writes ? TOKEN_SECRET : SECRET);
			case "nodes" -> when(writes || entry.subresource().equals("proxy"), NODE);
			case "pods", "services" -> inside(entry, elsewhere, writes);
			case "serviceaccounts" -> entry.subresource().equals("token") ? Optional.of(TOKEN) : when(writes, ACCOUNT);
			default -> when(writes, otherwise(entry.resource())).filter((one) -> elsewhere || one != CHANGE);
		};
	}

	private static Optional<Escape> inside(LogEntry entry, boolean elsewhere, boolean writes) {
		if (INSIDE.contains(entry.subresource())) {
			return when(elsewhere, SHELL);
		}
		if (entry.subresource().equals("ephemeralcontainers")) {
			return when(elsewhere && writes, CONTAINER);
		}
		boolean pod = entry.what().equals("pods") && WRITING.contains(entry.verb());
		return pod ? Optional.of(POD) : when(elsewhere && writes, CHANGE);
	}

	private static Escape otherwise(String resource) {
		if (resource.endsWith("rolebindings")) {
			return BINDING;
		}
		if (resource.endsWith("roles")) {
			return ROLE;
		}
		if (resource.contains("admissionpolic")) {
			return POLICY;
		}
		if (resource.endsWith("webhookconfigurations")) {
			return WEBHOOK;
		}
		return switch (resource) {
			case "certificatesigningrequests" -> CERTIFICATE;
			case "namespaces" -> NAMESPACE;
			default -> CHANGE;
		};
	}

	private static Optional<Escape> when(boolean so, Escape escape) {
		return so ? Optional.of(escape) : Optional.empty();
	}

}
