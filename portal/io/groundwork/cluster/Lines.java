package io.groundwork.cluster;

import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

import io.fabric8.kubernetes.client.KubernetesClient;

import org.springframework.beans.factory.DisposableBean;
import org.springframework.stereotype.Component;

/**
 * Connections that are kept, where making one costs more than what is asked over it. One
 * that does not answer is given up: the cluster may be elsewhere by now.
 */
@Component
class Lines implements DisposableBean {

	/** Others may still wait for an answer over one that is given up. */
	private static final long FAREWELL_SECONDS = 60;

	private final Map<Key, Line> open = new ConcurrentHashMap<>();

	/**
	 * The line to a cluster as its address is now.
	 * @param as who speaks
	 * @param token what they show, or nothing
	 */
	Api to(Cluster cluster, String as, Supplier<Supplier<String>> token) {
		Key key = new Key(cluster.id(), as);
		Line line = this.open.compute(key, (same, before) -> {
			if (before != null && before.leadsTo(cluster)) {
				return before;
			}
			if (before != null) {
				farewell(before);
			}
			return new Line(Connections.to(cluster.address(), cluster.authority(), token.get()), cluster.address(),
					cluster.authority());
		});
		return new Api(line.client(), () -> {
			if (this.open.remove(key, line)) {
				farewell(line);
			}
		});
	}

	private static void farewell(Line line) {
		CompletableFuture.delayedExecutor(FAREWELL_SECONDS, TimeUnit.SECONDS).execute(line.client()::close);
	}

	@Override
	public void destroy() {
		this.open.values().forEach((line) -> line.client().close());
		this.open.clear();
	}

	private record Key(long cluster, String as) {

	}

	private record Line(KubernetesClient client, String address, String authority) {

		boolean leadsTo(Cluster cluster) {
			return this.address.equals(cluster.address()) && this.authority.equals(cluster.authority());
		}

	}

}
