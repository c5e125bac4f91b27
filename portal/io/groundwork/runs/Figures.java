package io.groundwork.runs;

import java.time.Clock;
import java.time.Duration;

import io.groundwork.terraform.Execution;
import io.groundwork.terraform.TerraformCommand;
import io.micrometer.core.instrument.Counter;
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

	static final String ENDED = "groundwork.runs.ended";

	static final String TAKEN_OVER = "groundwork.runs.taken.over";

	private final MeterRegistry registry;

	private final Clock clock;

	Figures(MeterRegistry registry, Clock clock) {
		this.registry = registry;
		this.clock = clock;
		// From the beginning, so that the first one counts as one more.
		for (RunStatus status : RunStatus.values()) {
			if (status.ended()) {
				ended(status);
			}
		}
		takenOver();
	}

	private Counter ended(RunStatus status) {
		return Counter.builder(ENDED)
			.description("Runs that ended, by how")
			.tag("status", status.word())
			.register(this.registry);
	}

	private Counter takenOver() {
		return Counter.builder(TAKEN_OVER)
			.description("Runs that this process picked up since their worker went away")
			.register(this.registry);
	}

	/**
	 * A run has ended.
	 */
	void endedAs(RunStatus status) {
		ended(status).increment();
	}

	/**
	 * A run is picked up that somebody else, or this worker before, had in hand.
	 */
	void pickedUp() {
		takenOver().increment();
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
