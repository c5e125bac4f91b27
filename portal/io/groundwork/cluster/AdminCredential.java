package io.groundwork.cluster;

import java.time.Duration;

import io.fabric8.kubernetes.client.KubernetesClient;

/**
 * The administrator's credential of a cluster, which is to be dead once it has served.
 */
public final class AdminCredential {

	private static final Duration PAUSE = Duration.ofMillis(500);

	private AdminCredential() {
	}

	/**
	 * Whether the cluster still knows it.
	 * @param kubeconfig the administrator's, as it was before it was made anew
	 */
	public static State check(String kubeconfig) {
		try (KubernetesClient client = Connections.to(Kubeconfig.read(kubeconfig))) {
			return check(new Api(client));
		}
	}

	/**
	 * Waits until the cluster knows it no longer: a credential that was good is good for
	 * some seconds more.
	 * @return what it is at the end of the patience
	 */
	public static State awaitDead(String kubeconfig, Duration patience) {
		long end = System.nanoTime() + patience.toNanos();
		try (KubernetesClient client = Connections.to(Kubeconfig.read(kubeconfig))) {
			Api api = new Api(client);
			while (true) {
				State state = check(api);
				if (state == State.DEAD || System.nanoTime() > end) {
					return state;
				}
				try {
					Thread.sleep(PAUSE);
				}
				catch (InterruptedException ex) {
					Thread.currentThread().interrupt();
					return state;
				}
			}
		}
	}

	private static State check(Api api) {
		try {
			Identities.whoAmI(api);
			return State.ALIVE;
		}
		catch (RefusedException ex) {
			return (ex.refusal().kind() == Refusal.Kind.CREDENTIAL) ? State.DEAD : State.UNKNOWN;
		}
		catch (ClusterAwayException ex) {
			return State.UNKNOWN;
		}
	}

	/**
	 * How a credential is.
	 */
	public enum State {

		/** The cluster lets its bearer in. */
		ALIVE,

		/** The cluster has answered, and does not know it. */
		DEAD,

		/** The cluster has not answered the question: it proves nothing. */
		UNKNOWN

	}

}
