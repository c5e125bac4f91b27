package io.groundwork.cloud;

import java.time.Duration;

import com.github.kagkarlsson.scheduler.task.helper.RecurringTask;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import com.github.kagkarlsson.scheduler.task.schedule.FixedDelay;
import io.groundwork.web.ConflictException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * Asks Linode every quarter of an hour, and goes on with a rotation that a crash has cut
 * short.
 */
@Configuration(proxyBeanMethods = false)
class CloudChores {

	private static final Logger logger = LoggerFactory.getLogger(CloudChores.class);

	@Bean
	RecurringTask<Void> refreshCloud(CloudRefresh refresh, TokenRotation rotation, CloudTokens tokens) {
		return Tasks.recurring("refresh-cloud", FixedDelay.of(Duration.ofMinutes(15))).execute((instance, context) -> {
			refresh.now();
			tokens.reseal();
			goOn(rotation);
		});
	}

	private static void goOn(TokenRotation rotation) {
		try {
			rotation.finish("portal");
		}
		catch (CloudException | ConflictException ex) {
			logger.info("The rotation of the token waits: {}", ex.getMessage());
		}
	}

}
