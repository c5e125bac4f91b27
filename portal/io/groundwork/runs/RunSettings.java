package io.groundwork.runs;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * How workers carry out runs.
 *
 * @param folder where runs have their folders, each readable by the portal only and wiped
 * at its end; by default in memory where the machine has enough of it
 * @param capacity how many runs one worker carries out at once
 * @param limits how many runs there may be at once in all environments of a kind, such as
 * production=2; a kind that is not named has no limit
 * @param beat how often a worker says that it is alive
 * @param lease how long after its last word a worker is taken for dead, and its runs are
 * picked up by another
 * @param grace how long a run that was asked to stop is waited for before it may be
 * forced
 * @param drain how long a worker that is to end waits for its runs before it asks them to
 * stop
 * @param sweep how often a worker looks for what runs that have ended left on its machine
 * @param stateAddress where Terraform reaches the portal to keep its state, as workers
 * see it; by default the portal's address
 * @param times how long a run may take before it is asked to stop
 * @param variables ephemeral Terraform variables by name, such as the cloud's token;
 * never written anywhere
 * @param environment more environment variables for Terraform, such as the addresses of a
 * private cloud
 * @param secrets environment variables for Terraform that are secret, such as a
 * provider's token; never written anywhere
 */
@Validated
@ConfigurationProperties("groundwork.runs")
record RunSettings(@Nullable Path folder, @DefaultValue("2") @Min(1) @Max(100) int capacity,
		@DefaultValue Map<String, Integer> limits, @DefaultValue("3s") @NotNull Duration beat,
		@DefaultValue("12s") @NotNull Duration lease, @DefaultValue("30s") @NotNull Duration grace,
		@DefaultValue("15s") @NotNull Duration drain, @DefaultValue("3m") @NotNull Duration sweep,
		@Nullable URI stateAddress, @DefaultValue Times times, @DefaultValue Map<String, String> variables,
		@DefaultValue Map<String, String> environment, @DefaultValue Map<String, String> secrets) {

	@Override
	public String toString() {
		// Variables and secrets are secret.
		return "RunSettings[folder=%s, capacity=%d]".formatted(this.folder, this.capacity);
	}

	/**
	 * How long a run may take.
	 *
	 * @param plan a plan, a drift check or a verification
	 * @param apply whatever changes something
	 */
	record Times(@DefaultValue("30m") @NotNull Duration plan, @DefaultValue("2h") @NotNull Duration apply) {

		Duration of(RunKind kind) {
			return kind.changes() ? this.apply : this.plan;
		}

	}

}
