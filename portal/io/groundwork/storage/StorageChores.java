package io.groundwork.storage;

import java.time.LocalTime;

import com.github.kagkarlsson.scheduler.task.helper.RecurringTask;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import com.github.kagkarlsson.scheduler.task.schedule.Daily;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * What storage does by itself each night, so that a key that was replaced can soon be
 * retired.
 */
@Configuration(proxyBeanMethods = false)
class StorageChores {

	@Bean
	RecurringTask<Void> rewrapObjects(SealedStore store) {
		return Tasks.recurring("rewrap-objects", new Daily(LocalTime.of(2, 30)))
			.execute((instance, context) -> store.rewrap());
	}

	@Bean
	RecurringTask<Void> sweepObjectKeys(SealedStore store) {
		return Tasks.recurring("sweep-object-keys", new Daily(LocalTime.of(3, 30)))
			.execute((instance, context) -> store.sweep());
	}

}
