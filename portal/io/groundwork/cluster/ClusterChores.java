package io.groundwork.cluster;

import java.time.Duration;

import com.github.kagkarlsson.scheduler.task.helper.RecurringTask;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import com.github.kagkarlsson.scheduler.task.schedule.FixedDelay;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * Keeps the portal's identities in clusters from ending.
 */
@Configuration(proxyBeanMethods = false)
class ClusterChores {

	@Bean
	RecurringTask<Void> renewClusterIdentities(Clusters clusters) {
		return Tasks.recurring("renew-cluster-identities", FixedDelay.of(Duration.ofMinutes(20)))
			.execute((instance, context) -> clusters.renew());
	}

}
