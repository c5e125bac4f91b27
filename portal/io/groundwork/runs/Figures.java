package io.groundwork.runs;

import java.time.Clock;
import java.time.Duration;

import io.groundwork.terraform.Execution;
import io.groundwork.terraform.TerraformCommand;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;

import org.springframework.stereotype.Component;

/**
 * Counts what operators want to see of runs over time.
 */
@Component
class Figures {

	static final String STARTED = "groundwork.runs.started";

	static final String COMMANDS = "groundwork.runs.commands";

	private final MeterRegistry registry;

	private final Clock clock;

	Figures(MeterRegistry registry, Clock clock) {
		this.registry = registry;
		this.clock = clock;
	}

	/**
	 * A command of a run was started; the first one ends the waiting of whoever asked.
	 */
	void started(Run run, RunFolder folder) {
		if (run.claims() == 1 && folder.begun().size() == 1) {
			Timer.builder(STARTED)
				.description("From asking for a run to the start of its first command")
				.tag("kind", run.kind().word())
				.register(this.registry)
				.record(Duration.between(run.queuedAt(), this.clock.instant()));
		}
	}

	/**
	 * A command has ended.
	 */
	void ended(TerraformCommand command, Execution execution) {
		execution.took()
			.ifPresent((took) -> Timer.builder(COMMANDS)
				.description("How long Terraform itself was at work")
				.tag("command", command.title())
				.register(this.registry)
				.record(took));
	}

}
