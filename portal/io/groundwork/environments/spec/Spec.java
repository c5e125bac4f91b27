package io.groundwork.environments.spec;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

import io.groundwork.environments.EnvironmentKind;
import org.jspecify.annotations.Nullable;

/**
 * What an environment should be. Complete: whatever was left out has been filled in.
 *
 * @param schema the version of this shape
 * @param kind what it is for
 * @param region where everything is
 * @param topology whose cluster it is on
 * @param delivery who puts the baseline into the cluster
 * @param tier the cluster's tier; null for whoever does not own the cluster
 * @param kubernetes the cluster's Kubernetes; null for whoever does not own the cluster
 * @param pools its nodes, in an order that stays
 * @param namespace where its services are
 * @param network who may reach whom
 * @param dataStore its database, null for none
 * @param secrets what services find beside their configuration
 * @param observability how long logs are kept, and whether there are traces
 * @param lifetimeHours how long it lives, null for ever
 */
public record Spec(int schema, EnvironmentKind kind, String region, Topology topology, Delivery delivery,
		@Nullable Tier tier, @Nullable Kubernetes kubernetes, List<Pool> pools, Namespace namespace, Network network,
		@Nullable DataStore dataStore, List<Secret> secrets, Observability observability,
		@Nullable Integer lifetimeHours) {

	/** The version of the shape that this portal writes. */
	public static final int SCHEMA = 1;

	public Spec {
		pools = List.copyOf(pools);
		secrets = List.copyOf(secrets);
	}

	/**
	 * Whether it has a cluster of its own. Who has not is a guest on that of a system
	 * environment.
	 */
	public boolean ownsCluster() {
		return ownsCluster(this.kind, this.topology);
	}

	static boolean ownsCluster(EnvironmentKind kind, Topology topology) {
		return kind == EnvironmentKind.SYSTEM || topology == Topology.DEDICATED;
	}

	/**
	 * A cluster's Kubernetes.
	 *
	 * @param version such as 1.34, or v1.33.6+lke7 on the enterprise tier; null only as
	 * long as nobody has chosen one, as in a preset
	 * @param highAvailability whether the control plane runs several times, which cannot
	 * be taken back
	 * @param apiAllowList the networks that may reach the API server
	 */
	public record Kubernetes(@Nullable String version, boolean highAvailability, List<String> apiAllowList) {

		public Kubernetes {
			apiAllowList = List.copyOf(apiAllowList);
		}

	}

	/**
	 * Nodes of one plan, as many as are needed.
	 *
	 * @param name its name in the environment
	 * @param plan Linode's name for the size of a node
	 * @param min how many nodes there are at least
	 * @param max how many there are at most
	 * @param labels what its nodes are labelled with, beside the platform's own
	 * @param taints what keeps pods away from them, beside the platform's own
	 */
	public record Pool(String name, String plan, int min, int max, SortedMap<String, String> labels,
			List<Taint> taints) {

		public Pool {
			labels = sorted(labels);
			taints = List.copyOf(taints);
		}

		public boolean gpu() {
			return Bounds.gpu(this.plan);
		}

	}

	/**
	 * What keeps pods away from nodes.
	 */
	public record Taint(String key, String value, Effect effect) {

	}

	/**
	 * Where the environment's services are.
	 *
	 * @param name its name in the cluster
	 * @param services for how many services its quotas are
	 * @param podSecurity what pods may do there
	 */
	public record Namespace(String name, int services, PodSecurity podSecurity) {

	}

	/**
	 * Who may reach whom; nobody else may.
	 *
	 * @param allow between pods
	 * @param egress from the environment's pods to networks outside
	 * @param firewall from networks outside to the nodes
	 */
	public record Network(List<Allow> allow, List<Egress> egress, List<FirewallRule> firewall) {

		public Network {
			allow = List.copyOf(allow);
			egress = List.copyOf(egress);
			firewall = List.copyOf(firewall);
		}

	}

	/**
	 * That some pods may reach others on a TCP port. At least one end is here.
	 */
	public record Allow(Peer from, Peer to, int port) {

	}

	/**
	 * Pods that have all of some labels.
	 *
	 * @param environment where they are, null for here
	 * @param labels what they are labelled with, at least one
	 */
	public record Peer(@Nullable String environment, SortedMap<String, String> labels) {

		public Peer {
			labels = sorted(labels);
		}

		/**
		 * As a spec writes it: {@code app=payments}, {@code development/app=ledger}.
		 */
		@Override
		public String toString() {
			StringBuilder text = new StringBuilder();
			if (this.environment != null) {
				text.append(this.environment).append('/');
			}
			String separator = "";
			for (Map.Entry<String, String> label : this.labels.entrySet()) {
				text.append(separator).append(label.getKey()).append('=').append(label.getValue());
				separator = ",";
			}
			return text.toString();
		}

	}

	/**
	 * That pods may reach a network outside on a TCP port, and why.
	 */
	public record Egress(String cidr, int port, String reason) {

	}

	/**
	 * That networks outside may reach the nodes.
	 *
	 * @param label its name in the firewall
	 * @param protocol what it is about
	 * @param ports ports and ranges of ports with commas between; null where the protocol
	 * has none
	 * @param sources the networks
	 */
	public record FirewallRule(String label, Protocol protocol, @Nullable String ports, List<String> sources) {

		public FirewallRule {
			sources = List.copyOf(sources);
		}

	}

	/**
	 * A managed PostgreSQL.
	 *
	 * @param plan Linode's name for the size of each node
	 * @param version the major version
	 * @param nodes how many nodes it has
	 * @param allowList who may reach it beside the environment's own nodes
	 */
	public record DataStore(String plan, String version, int nodes, List<String> allowList) {

		public DataStore {
			allowList = List.copyOf(allowList);
		}

	}

	/**
	 * A secret in the namespace; never a value.
	 *
	 * @param name its name in the cluster
	 * @param generator what makes its value
	 * @param rotateDays after how many days it is made anew
	 */
	public record Secret(String name, Generator generator, int rotateDays) {

	}

	/**
	 * What is kept of what services say.
	 *
	 * @param retentionDays for how long logs are kept
	 * @param tracing whether there are traces
	 */
	public record Observability(int retentionDays, boolean tracing) {

	}

	private static SortedMap<String, String> sorted(SortedMap<String, String> labels) {
		return Collections.unmodifiableSortedMap(new TreeMap<>(labels));
	}

}
