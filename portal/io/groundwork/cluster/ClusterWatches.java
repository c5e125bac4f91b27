package io.groundwork.cluster;

import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.Map;

import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

/**
 * How clusters are, listened to by this process from when somebody first asks.
 */
@Component
public class ClusterWatches implements AutoCloseable {

	private final Clusters clusters;

	private final ClusterSettings settings;

	private final ApplicationEventPublisher events;

	private final Clock clock;

	/** In the order in which they were last asked about. */
	private final Map<Long, Watch> watches = new LinkedHashMap<>(16, 0.75f, true);

	ClusterWatches(Clusters clusters, ClusterSettings settings, ApplicationEventPublisher events, Clock clock) {
		this.clusters = clusters;
		this.settings = settings;
		this.events = events;
		this.clock = clock;
	}

	/**
	 * How the cluster is, as far as was heard until now; this waits for nothing.
	 */
	public synchronized ClusterHealth health(long cluster) {
		Watch watch = this.watches.get(cluster);
		if (watch == null || watch.ended()) {
			this.clusters.get(cluster);
			watch = new Watch(cluster, () -> Aside.call(() -> this.clusters.grants(cluster)), this.settings.silence(),
					this.clock, this::tell, () -> tellNodes(cluster));
			this.watches.put(cluster, watch);
			letGo();
		}
		return watch.health();
	}

	private void tell(ClusterHealth health) {
		Aside.call(() -> {
			this.events.publishEvent(new ContactChanged(health));
			return health;
		});
	}

	private void tellNodes(long cluster) {
		Aside.call(() -> {
			this.events.publishEvent(new NodesChanged(cluster));
			return cluster;
		});
	}

	private void letGo() {
		while (this.watches.size() > this.settings.watched()) {
			Long eldest = this.watches.keySet().iterator().next();
			stop(eldest);
		}
	}

	@EventListener
	void forgotten(ClusterForgotten event) {
		stop(event.id());
	}

	/**
	 * No longer listens to a cluster.
	 */
	synchronized void stop(long cluster) {
		Watch watch = this.watches.remove(cluster);
		if (watch != null) {
			watch.close();
		}
	}

	@Override
	public synchronized void close() {
		this.watches.values().forEach(Watch::close);
		this.watches.clear();
	}

}
