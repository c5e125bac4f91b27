package io.groundwork.runs;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import com.github.kagkarlsson.scheduler.task.helper.RecurringTask;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import com.github.kagkarlsson.scheduler.task.schedule.FixedDelay;
import io.groundwork.cloud.CloudException;
import io.groundwork.cluster.Cluster;
import io.groundwork.cluster.ClusterWatches;
import io.groundwork.cluster.Clusters;
import io.groundwork.cluster.NodesChanged;
import io.groundwork.environments.Environment;
import io.groundwork.environments.Environments;
import io.groundwork.environments.Specs;
import io.groundwork.process.ProcessSettings;
import io.groundwork.runs.platform.AllowLists;
import io.groundwork.web.NotThereException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.context.annotation.Bean;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

/**
 * Follows the nodes of all clusters, so that databases let in those that come and nobody
 * else. What is missed, because nobody listened or Linode was away, is made up for every
 * few minutes.
 */
@Component
class AllowListCare {

	private static final Logger logger = LoggerFactory.getLogger(AllowListCare.class);

	private static final Duration OFTEN = Duration.ofMinutes(5);

	private final Clusters clusters;

	private final ClusterWatches watches;

	private final Environments environments;

	private final Specs specs;

	private final AllowLists lists;

	private final RunSettings settings;

	private final ProcessSettings process;

	AllowListCare(Clusters clusters, ClusterWatches watches, Environments environments, Specs specs, AllowLists lists,
			RunSettings settings, ProcessSettings process) {
		this.clusters = clusters;
		this.watches = watches;
		this.environments = environments;
		this.specs = specs;
		this.lists = lists;
		this.settings = settings;
		this.process = process;
	}

	@Bean
	static RecurringTask<Void> keepAllowLists(AllowListCare care) {
		return Tasks.recurring("keep-allow-lists", FixedDelay.of(OFTEN)).execute((instance, context) -> care.all());
	}

	private void all() {
		this.clusters.all().forEach(this::follow);
	}

	/**
	 * From now on this process hears of the nodes of that environment's cluster.
	 */
	void follow(Environment environment) {
		this.clusters.ownedBy(environment.cluster()).ifPresent(this::follow);
	}

	private void follow(Cluster cluster) {
		this.watches.health(cluster.id());
		keep(cluster);
	}

	@EventListener
	void nodesChanged(NodesChanged event) {
		if (this.process.worker()) {
			Thread.ofVirtual().name("allow lists of cluster " + event.cluster()).start(() -> {
				try {
					keep(this.clusters.get(event.cluster()));
				}
				catch (NotThereException ex) {
					// It was forgotten meanwhile.
				}
			});
		}
	}

	private void keep(Cluster cluster) {
		Optional<String> token = this.settings.linodeToken();
		if (token.isEmpty()) {
			return;
		}
		Environment owner = this.environments.get(cluster.environment());
		List<Environment> all = new ArrayList<>(this.environments.tenants(owner));
		all.add(owner);
		for (Environment environment : all) {
			try {
				this.specs.latest(environment.id())
					.ifPresent((wanted) -> this.lists.keep(environment, wanted.spec(), token.get()));
			}
			catch (CloudException ex) {
				logger.warn("Who may reach the database of {} could not be set; it is tried again: {}",
						environment.name(), ex.getMessage());
			}
		}
	}

}
