package io.groundwork.bundles.network;

/**
 * Where traffic comes from or goes to.
 */
public sealed interface Endpoint {

	/**
	 * Reads what {@code toString} writes.
	 * @param text namespace and name of a pod with a slash between them, or an address
	 */
	static Endpoint of(String text) {
		int slash = text.indexOf('/');
		return (slash < 0) ? new Outside(Address.of(text))
				: new PodName(text.substring(0, slash), text.substring(slash + 1));
	}

	/**
	 * A pod.
	 *
	 * @param namespace its namespace
	 * @param name its name; of a workload's pods the kind and the name, such as
	 * deployment/web
	 */
	record PodName(String namespace, String name) implements Endpoint {

		@Override
		public String toString() {
			return this.namespace + "/" + this.name;
		}

	}

	/**
	 * Somebody who is no pod.
	 *
	 * @param address the address that the pod's node sees
	 */
	record Outside(Address address) implements Endpoint {

		@Override
		public String toString() {
			return this.address.toString();
		}

	}

}
