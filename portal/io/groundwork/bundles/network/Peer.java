package io.groundwork.bundles.network;

import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Whom a rule is about.
 */
public sealed interface Peer {

	/**
	 * Pods, by their labels and those of their namespaces. A selector that is not there
	 * is not the same as an empty one.
	 *
	 * @param namespaces in which namespaces; without it in the policy's own
	 * @param pods which of the pods there; without it all
	 */
	record Pods(Optional<Selector> namespaces, Optional<Selector> pods) implements Peer {

		public Pods {
			if (namespaces.isEmpty() && pods.isEmpty()) {
				throw InvalidManifestException
					.of("is empty; give it a podSelector, a namespaceSelector or an ipBlock, or leave the whole list "
							+ "out if everybody is meant");
			}
		}

		@Override
		public String toString() {
			return which(this.pods, "pods")
					+ this.namespaces.map((selector) -> " in " + which(Optional.of(selector), "namespaces"))
						.orElse(" in its namespace");
		}

		private static String which(Optional<Selector> selector, String things) {
			String words = selector.map(Selector::toString).orElse("");
			return words.isEmpty() ? "all " + things : things + " with " + words;
		}

	}

	/**
	 * Addresses.
	 *
	 * @param cidr the range
	 * @param except what of it is not meant
	 */
	record IpBlock(Cidr cidr, List<Cidr> except) implements Peer {

		public IpBlock {
			except = List.copyOf(except);
			for (int i = 0; i < except.size(); i++) {
				if (!cidr.isWiderThan(except.get(i))) {
					throw InvalidManifestException.of("except[" + i + "]",
							"is %s, but must be a part of %s and less than all of it".formatted(except.get(i), cidr));
				}
			}
		}

		boolean contains(Address address) {
			if (!this.cidr.contains(address)) {
				return false;
			}
			for (Cidr range : this.except) {
				if (range.contains(address)) {
					return false;
				}
			}
			return true;
		}

		@Override
		public String toString() {
			return this.cidr + (this.except.isEmpty() ? ""
					: " except " + this.except.stream().map(Cidr::toString).collect(Collectors.joining(", ")));
		}

	}

}
