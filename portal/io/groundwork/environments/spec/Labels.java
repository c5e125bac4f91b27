package io.groundwork.environments.spec;

import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;

import io.groundwork.environments.spec.Spec.Peer;

/**
 * Labels and names as Kubernetes takes them.
 */
final class Labels {

	static final String PEER_REMEDY = "give labels such as app=payments, with an environment before them or without, "
			+ "such as development/app=ledger";

	private static final Pattern NAME = Pattern.compile("[A-Za-z0-9]([A-Za-z0-9_.-]{0,61}[A-Za-z0-9])?");

	private static final Pattern DNS_LABEL = Pattern.compile("[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?");

	private static final Pattern ENVIRONMENT = Pattern.compile("[a-z][a-z0-9-]{1,38}[a-z0-9]");

	/** Whose labels decide over more than the pods of one environment. */
	private static final List<String> RESERVED = List.of("groundwork.io", "kubernetes.io", "k8s.io", "linode.com");

	private static final int LONGEST_PREFIX = 253;

	private Labels() {
	}

	/**
	 * A name of RFC 1123, as namespaces and secrets have.
	 */
	static boolean dnsLabel(String name) {
		return DNS_LABEL.matcher(name).matches();
	}

	static boolean value(String value) {
		return value.isEmpty() || NAME.matcher(value).matches();
	}

	static boolean key(String key) {
		int slash = key.indexOf('/');
		return NAME.matcher(key.substring(slash + 1)).matches() && (slash < 0 || prefix(key.substring(0, slash)));
	}

	static boolean reserved(String key) {
		int slash = key.indexOf('/');
		String prefix = key.substring(0, Math.max(slash, 0));
		return RESERVED.stream().anyMatch((domain) -> prefix.equals(domain) || prefix.endsWith("." + domain));
	}

	/**
	 * Reads labels with an environment before them or without. What is before the first
	 * slash is an environment, unless it has a dot: then it is the beginning of a label.
	 */
	static Optional<Peer> peer(String text) {
		int slash = text.indexOf('/');
		String before = text.substring(0, Math.max(slash, 0));
		boolean elsewhere = slash >= 0 && !before.contains(".") && !before.contains("=");
		if (elsewhere && !ENVIRONMENT.matcher(before).matches()) {
			return Optional.empty();
		}
		TreeMap<String, String> labels = new TreeMap<>();
		for (String label : (elsewhere ? text.substring(slash + 1) : text).split(",", -1)) {
			int equals = label.indexOf('=');
			if (equals < 0 || !key(label.substring(0, equals)) || !value(label.substring(equals + 1))
					|| labels.put(label.substring(0, equals), label.substring(equals + 1)) != null) {
				return Optional.empty();
			}
		}
		return Optional.of(new Peer(elsewhere ? before : null, labels));
	}

	private static boolean prefix(String prefix) {
		return prefix.length() <= LONGEST_PREFIX
				&& List.of(prefix.split("\\.", -1)).stream().allMatch(Labels::dnsLabel);
	}

}
