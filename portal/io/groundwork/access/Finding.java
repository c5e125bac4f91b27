package io.groundwork.access;

import java.time.Instant;
import java.util.Locale;
import java.util.regex.Pattern;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonInclude.Include;
import io.groundwork.cluster.Remnant;
import io.swagger.v3.oas.annotations.media.Schema;

/**
 * Something that somebody may have left, and what to do about it.
 *
 * @param kind what it is
 * @param resource as kubectl calls it
 * @param namespace where; empty for the whole cluster
 * @param name its name
 * @param since when it came to be, or was changed
 * @param said whose it says that it is, which nothing proves; empty if it does not say
 * @param why why it matters
 * @param remedy what an administrator of the cluster types
 */
@JsonInclude(Include.NON_NULL)
@Schema(name = "GrantFinding")
record Finding(@Schema(allowableValues = {
		"account", "role", "binding", "cluster-binding", "pod", "ephemeral-container", "certificate",
		"webhook" }) String kind, String resource, String namespace, String name, Instant since, String said,
		String why, String remedy){

	private static final Pattern PLAIN = Pattern.compile("[a-z0-9][a-z0-9.:-]*");

	static Finding of(Remnant remnant) {
		return of(remnant.kind(), remnant.resource(), remnant.namespace(), remnant.name(), remnant.since(),
				remnant.said());
	}

	static Finding of(Remnant.Kind kind, String resource, String namespace, String name, Instant since, String said) {
		return new Finding(word(kind), resource, namespace, name, since, said, why(kind), "kubectl %sdelete %s %s"
			.formatted(namespace.isEmpty() ? "" : "-n " + typed(namespace) + " ", resource, typed(name)));
	}

	static String word(Remnant.Kind kind) {
		return kind.name().toLowerCase(Locale.ROOT).replace('_', '-');
	}

	static Remnant.Kind kind(String word) {
		return Remnant.Kind.valueOf(word.toUpperCase(Locale.ROOT).replace('-', '_'));
	}

	private static String why(Remnant.Kind kind) {
		return switch (kind) {
			case ACCOUNT -> "Whoever has a token of it gets in, whatever becomes of the grant.";
			case ROLE -> "Whoever is bound to it may do what no role of the environment allows.";
			case BINDING -> "It lets somebody in who needs no grant for it.";
			case CLUSTER_BINDING -> "It lets somebody of this namespace do something in the whole cluster.";
			case POD -> "Nothing looks after it: it runs until somebody removes it, with whatever it mounts.";
			case EPHEMERAL_CONTAINER ->
				"It runs beside the others for as long as the pod does, with all that the pod may. Removing the pod ends it; what owns the pod makes another one.";
			case CERTIFICATE ->
				"Once it is signed it lets its owner in until it ends, and nobody can take it back. If it was signed, the cluster's authority has to be made anew.";
			case WEBHOOK -> "It is shown everything that is made or changed, and may change it.";
		};
	}

	/**
	 * As it can be typed: people may choose names that a shell would carry out.
	 */
	private static String typed(String text) {
		return PLAIN.matcher(text).matches() ? text : "'" + text.replace("'", "'\\''") + "'";
	}

	/**
	 * What it is, in a few words.
	 */
	@JsonIgnore
	public String title() {
		return "%s %s".formatted(this.kind.equals("ephemeral-container") ? "container beside those of the pod"
				: this.kind.replace('-', ' '), this.name);
	}

	/**
	 * Whether it is worth waking somebody.
	 */
	@JsonIgnore
	boolean alarming() {
		return this.said.isEmpty();
	}

}
