package io.groundwork.sandbox.linode;

import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Runs the control planes. It is told what is wanted, as often as that changes and once
 * for each cluster at the start, and gets there in its own time.
 */
public interface Clusters extends AutoCloseable {

	/**
	 * Makes this cluster what is wanted; returns at once.
	 */
	void want(Wanted cluster);

	/**
	 * How to reach the cluster, once its API server answers. This and
	 * {@link #isReady(long, String)} are asked in the middle of changes: they tell what
	 * is known and wait for nothing.
	 */
	Optional<Access> access(long cluster);

	/**
	 * Whether the node has joined and is ready.
	 */
	boolean isReady(long cluster, String node);

	/**
	 * Makes the administrator's token anew; returns at once. Until the old one is refused
	 * there is no access.
	 */
	void rotate(long cluster);

	/**
	 * Ends the cluster and all it had; returns at once.
	 */
	void delete(long cluster);

	/**
	 * Called at the start when all that is wanted was told: what an earlier run left of
	 * others is ended and removed when this returns.
	 */
	default void settled() {
	}

	/**
	 * A fault: the API server is gone, or comes back.
	 */
	void down(long cluster, boolean down);

	/**
	 * Says, before anything is wanted, who takes the audit logs.
	 */
	default void deliverTo(Audits audits) {
	}

	@Override
	default void close() {
	}

	/**
	 * A cluster as it should be.
	 *
	 * @param id its number
	 * @param label its label
	 * @param region where it is
	 * @param version its Kubernetes version, as Linode names it
	 * @param tier standard or enterprise
	 * @param audit whether audit logs are delivered
	 * @param pools its machines
	 */
	record Wanted(long id, String label, String region, String version, String tier, boolean audit, List<Pool> pools) {

	}

	/**
	 * A node pool.
	 *
	 * @param id its number
	 * @param type the plan
	 * @param vcpus CPUs of each node
	 * @param memory of each node in MB
	 * @param disk of each node in MB
	 * @param gpus of each node
	 * @param labels on each node
	 * @param taints on each node
	 * @param scaling the autoscaler's bounds, empty when off
	 * @param nodes those that have a Linode
	 */
	record Pool(long id, String type, int vcpus, int memory, int disk, int gpus, Map<String, String> labels,
			List<Taint> taints, Optional<Scaling> scaling, List<Node> nodes) {

	}

	/**
	 * A Kubernetes taint.
	 *
	 * @param key its key
	 * @param value its value, may be empty
	 * @param effect what it does
	 */
	record Taint(String key, String value, String effect) {

	}

	/**
	 * An autoscaler's bounds.
	 *
	 * @param min at least so many nodes
	 * @param max at most so many nodes
	 */
	record Scaling(int min, int max) {

	}

	/**
	 * A node.
	 *
	 * @param id the pool's name for it; Kubernetes and the Linode's label put the
	 * cluster's before it, as in lke123-45-a1b2
	 * @param instance the Linode's number
	 */
	record Node(String id, long instance) {

	}

	/**
	 * A way in.
	 *
	 * @param endpoint the address of the API server
	 * @param kubeconfig the administrator's, YAML
	 */
	record Access(URI endpoint, String kubeconfig) {

	}

}
