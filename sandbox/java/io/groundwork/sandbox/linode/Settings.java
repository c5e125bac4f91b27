package io.groundwork.sandbox.linode;

import java.time.Clock;
import java.time.Duration;

/**
 * How this API is to behave.
 *
 * @param port the port to listen on, 0 for any
 * @param dnsPort the port to answer for names on, UDP and TCP, 0 for any
 * @param clock the time that everything goes by
 * @param delays how long things take to become ready
 * @param limits how many requests a minute are answered
 * @param backends what clusters, databases and buckets really are
 */
public record Settings(int port, int dnsPort, Clock clock, Delays delays, Limits limits, Backends backends) {

	/**
	 * Everything on paper and ready in milliseconds, for tests of the API itself.
	 */
	public static Settings quick() {
		return new Settings(0, 0, Clock.systemUTC(), Delays.of(Duration.ofMillis(20)), Limits.NONE, Backends.paper());
	}

	public Settings at(int port) {
		return new Settings(port, this.dnsPort, this.clock, this.delays, this.limits, this.backends);
	}

	public Settings namingAt(int dnsPort) {
		return new Settings(this.port, dnsPort, this.clock, this.delays, this.limits, this.backends);
	}

	public Settings by(Clock clock) {
		return new Settings(this.port, this.dnsPort, clock, this.delays, this.limits, this.backends);
	}

	public Settings taking(Delays delays) {
		return new Settings(this.port, this.dnsPort, this.clock, delays, this.limits, this.backends);
	}

	public Settings within(Limits limits) {
		return new Settings(this.port, this.dnsPort, this.clock, this.delays, limits, this.backends);
	}

	public Settings on(Backends backends) {
		return new Settings(this.port, this.dnsPort, this.clock, this.delays, this.limits, backends);
	}

	/**
	 * How long things take at least; what is real may take longer.
	 *
	 * @param cluster until a control plane has a kubeconfig
	 * @param instance until a node has a Linode
	 * @param node from there until the node is ready
	 * @param database until a database is active, or has been changed
	 * @param deletion until a Linode is gone
	 */
	public record Delays(Duration cluster, Duration instance, Duration node, Duration database, Duration deletion) {

		public static Delays of(Duration each) {
			return new Delays(each, each, each, each, each);
		}

	}

	/**
	 * How many requests a minute a token has.
	 *
	 * @param lists for lists
	 * @param others for everything else
	 */
	public record Limits(int lists, int others) {

		/**
		 * Those of the real API.
		 */
		public static final Limits REAL = new Limits(200, 1600);

		static final Limits NONE = new Limits(1_000_000_000, 1_000_000_000);

	}

	/**
	 * What stands behind the API.
	 *
	 * @param clusters runs control planes
	 * @param databases runs databases
	 * @param buckets keeps objects
	 */
	public record Backends(Clusters clusters, Databases databases, Buckets buckets) {

		public static Backends paper() {
			return paperBut(new PaperClusters());
		}

		/**
		 * Everything on paper except for the clusters.
		 */
		static Backends paperBut(Clusters clusters) {
			return paperBut(clusters, new PaperDatabases());
		}

		/**
		 * Everything on paper except for the clusters and databases.
		 */
		public static Backends paperBut(Clusters clusters, Databases databases) {
			return new Backends(clusters, databases, new PaperBuckets());
		}

	}

}
