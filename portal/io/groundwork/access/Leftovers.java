package io.groundwork.access;

import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Objects;

import com.github.kagkarlsson.scheduler.task.helper.RecurringTask;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import com.github.kagkarlsson.scheduler.task.schedule.FixedDelay;
import io.groundwork.cluster.ClusterAwayException;
import io.groundwork.cluster.Clusters;
import io.groundwork.cluster.Door;
import io.groundwork.cluster.RefusedException;
import io.groundwork.web.NotThereException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.stereotype.Component;

/**
 * Ends again what was ended and may be there nevertheless, because the cluster refused or
 * whoever asked it was gone before it had answered. A token that somebody has replaced is
 * not to live until its grant ends.
 */
@Component
class Leftovers {

	private static final Logger log = LoggerFactory.getLogger(Leftovers.class);

	private static final Duration EVERY = Duration.ofSeconds(20);

	/** So long whoever ended it may take to hear that it is gone. */
	private static final Duration IN_HAND = Duration.ofSeconds(10);

	private final CredentialRows credentials;

	private final GrantRows rows;

	private final Clusters clusters;

	private final Desk desk;

	private final Clock clock;

	Leftovers(CredentialRows credentials, GrantRows rows, Clusters clusters, Desk desk, Clock clock) {
		this.credentials = credentials;
		this.rows = rows;
		this.clusters = clusters;
		this.desk = desk;
		this.clock = clock;
	}

	void sweep() {
		this.credentials.left(this.clock.instant().minus(IN_HAND))
			.forEach((number) -> this.rows.findById(number).ifPresent(this::end));
	}

	private void end(Grant grant) {
		List<String> left = this.credentials.there(grant.number())
			.stream()
			.filter(CredentialRows.Credential::ended)
			.map(CredentialRows.Credential::secret)
			.toList();
		try (Door door = this.clusters.door(Objects.requireNonNull(grant.clusterId()), grant.role().issuer())) {
			for (String secret : left) {
				this.desk.atCluster(() -> {
					door.end(secret);
					return secret;
				});
				this.credentials.gone(grant.number(), List.of(secret), this.clock.instant());
			}
		}
		catch (ClusterAwayException | RefusedException | NotThereException ex) {
			log.warn("What {} had handed out before could not be ended yet: {}", grant.handle(), ex.getMessage());
		}
	}

	/**
	 * Looks again and again.
	 */
	@Configuration(proxyBeanMethods = false)
	static class Sweep {

		@Bean
		RecurringTask<Void> endWhatIsLeftOfKubeconfigs(Leftovers leftovers) {
			return Tasks.recurring("end-what-is-left-of-kubeconfigs", FixedDelay.of(EVERY))
				.execute((instance, context) -> leftovers.sweep());
		}

	}

}
