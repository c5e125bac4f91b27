package io.groundwork.environments.spec;

/**
 * What a namespace may use for so many services, by the same arithmetic as
 * {@code terraform/modules/lke-cluster/quotas}: four pods for a service, each with a
 * quarter of a processor and half a gigabyte, and twice that at most.
 *
 * @param services how many services it is for
 */
public record Quota(int services) {

	static final int PODS = 4;

	static final int CPU_MILLICORES = 250;

	static final int MEMORY_MEBIBYTES = 512;

	static final int LIMIT_FACTOR = 2;

	static final int CLAIMS = 1;

	static final int STORAGE_GIBIBYTES = 10;

	static final int KUBERNETES_SERVICES = 2;

	static final int CONFIGURATIONS = 10;

	public int pods() {
		return this.services * PODS;
	}

	public int requestedMillicores() {
		return pods() * CPU_MILLICORES;
	}

	public int requestedMebibytes() {
		return pods() * MEMORY_MEBIBYTES;
	}

	public int mostMillicores() {
		return requestedMillicores() * LIMIT_FACTOR;
	}

	public int mostMebibytes() {
		return requestedMebibytes() * LIMIT_FACTOR;
	}

	public int volumeClaims() {
		return this.services * CLAIMS;
	}

	public int storageGibibytes() {
		return volumeClaims() * STORAGE_GIBIBYTES;
	}

	public int kubernetesServices() {
		return this.services * KUBERNETES_SERVICES;
	}

	/**
	 * How many config maps there may be, and as many secrets.
	 */
	public int configurations() {
		return this.services * CONFIGURATIONS;
	}

}
