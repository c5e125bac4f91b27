package io.groundwork.cluster;

import io.fabric8.kubernetes.client.KubernetesClient;

/**
 * Work on what environments have in a cluster, as an identity that lasts minutes. It is
 * closed when the work is done.
 */
public final class Baseline implements AutoCloseable {

	private final KubernetesClient client;

	private final Api api;

	Baseline(KubernetesClient client) {
		this.client = client;
		this.api = new Api(client);
	}

	/**
	 * The cluster as that identity sees it.
	 */
	public KubernetesClient client() {
		return this.client;
	}

	/**
	 * What applying would change; nothing is changed by it.
	 * @param wanted all that the environment declares
	 */
	public Changes plan(Manifests wanted, Consent consent) {
		return new Applier(this.api, wanted, consent).plan();
	}

	/**
	 * Brings the environment's objects to what is declared.
	 * @param agreed the digest of the changes that were agreed to
	 * @throws StaleChangesException if by now something else would be changed; nothing
	 * was changed then
	 */
	public Applied apply(Manifests wanted, Consent consent, String agreed) {
		return new Applier(this.api, wanted, consent).apply(agreed);
	}

	@Override
	public void close() {
		this.client.close();
	}

}
