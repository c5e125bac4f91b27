package io.groundwork.runs.platform;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.Optional;

import io.groundwork.cloud.CloudWork;
import io.groundwork.cluster.AdminCredential;
import io.groundwork.cluster.Cluster;
import io.groundwork.cluster.ClusterAwayException;
import io.groundwork.cluster.Clusters;
import io.groundwork.environments.Environment;
import io.groundwork.state.Outputs;
import io.groundwork.state.States;

import org.springframework.stereotype.Component;

/**
 * The first contact with a cluster: the administrator's credential makes the portal's
 * identities there, and is worth nothing afterwards.
 */
@Component
public class Admission {

	/** A control plane that was only just made takes a while to answer. */
	private static final Duration STARTING = Duration.ofMinutes(5);

	private static final Duration PAUSE = Duration.ofSeconds(1);

	/** A credential that was good is good for some seconds more. */
	private static final Duration DYING = Duration.ofMinutes(1);

	private final States states;

	private final Clusters clusters;

	private final CloudWork cloud;

	Admission(States states, Clusters clusters, CloudWork cloud) {
		this.states = states;
		this.clusters = clusters;
		this.cloud = cloud;
	}

	/**
	 * The number of the cluster that an environment owns and the portal was not let into
	 * yet, or not with all the identities that it has by now, if there is one.
	 */
	public Optional<Long> needed(Environment environment) {
		if (environment.host() != null) {
			return Optional.empty();
		}
		long id = this.states.outputs(environment.id()).value("cluster").path("id").asLong(0);
		Optional<Cluster> known = this.clusters.ownedBy(environment.id());
		return (id == 0 || known.filter((cluster) -> cluster.id() == id && this.clusters.mayBreakGlass(id)).isPresent())
				? Optional.empty() : Optional.of(id);
	}

	/**
	 * Makes the portal's identities there. Doing it again changes nothing.
	 * @return the credential that was used for it
	 */
	public String admit(long cluster, Environment environment, String by) throws InterruptedException {
		Outputs outputs = this.states.outputs(environment.id());
		String encoded = outputs.value("kubeconfig").asString("");
		if (encoded.isEmpty()) {
			throw new IllegalStateException(
					"The state of %s has no kubeconfig of its cluster; refresh it.".formatted(environment.name()));
		}
		String kubeconfig = new String(Base64.getMimeDecoder().decode(encoded), StandardCharsets.UTF_8);
		this.clusters.ownedBy(environment.id())
			.filter((before) -> before.id() != cluster)
			.ifPresent((before) -> this.clusters.forget(before.id(), by));
		long end = System.nanoTime() + STARTING.toNanos();
		while (true) {
			try {
				this.clusters.admit(cluster, environment.id(), kubeconfig, by);
				return kubeconfig;
			}
			catch (ClusterAwayException ex) {
				if (System.nanoTime() > end) {
					throw ex;
				}
				Thread.sleep(PAUSE);
			}
		}
	}

	/**
	 * Sees to it that the administrator's credential that was used is worth nothing any
	 * more.
	 * @return whether the cluster has proven that
	 */
	public boolean retire(long cluster, String kubeconfig, String token) {
		this.cloud.renewKubeconfig(cluster, token);
		return AdminCredential.awaitDead(kubeconfig, DYING) == AdminCredential.State.DEAD;
	}

	/**
	 * Forgets a cluster that went with its environment.
	 */
	public void forget(Environment environment, String by) {
		if (environment.host() == null) {
			this.clusters.ownedBy(environment.id()).ifPresent((cluster) -> this.clusters.forget(cluster.id(), by));
		}
	}

}
