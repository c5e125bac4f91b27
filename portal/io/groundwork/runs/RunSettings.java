package io.groundwork.runs;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;

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
 * forced, and is forced if the portal itself asked it to
 * @param drain how long a worker that is to end waits for its runs before it asks them to
 * stop
 * @param sweep how often a worker looks for what runs that have ended left on its machine
 * @param stateAddress where Terraform reaches the portal to keep its state, as workers
 * see it; by default the portal's address
 * @param times how long a run may take before it is asked to stop, by kind
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

	/**
	 * An environment variable of ours has no case and no difference between a dot and an
	 * underscore, but the names that it carries on have.
	 */
	RunSettings {
		variables = named(variables, (name) -> name.replace('.', '_'));
		environment = named(environment, RunSettings::variable);
		secrets = named(secrets, RunSettings::variable);
	}

	private static String variable(String name) {
		boolean asWritten = name.chars().anyMatch(Character::isUpperCase);
		return asWritten ? name : name.replace('.', '_').toUpperCase(Locale.ROOT);
	}

	private static Map<String, String> named(Map<String, String> given, UnaryOperator<String> name) {
		Map<String, String> named = new LinkedHashMap<>();
		given.forEach((key, value) -> named.put(name.apply(key), value));
		return Collections.unmodifiableMap(named);
	}

	/**
	 * The token that Terraform has for Linode, if it has one.
	 */
	Optional<String> linodeToken() {
		return Optional.ofNullable(this.secrets.get("LINODE_TOKEN"))
			.or(() -> Optional.ofNullable(this.variables.get("linode_token")));
	}

	/**
	 * After so long without an answer of the database others may have waited as well.
	 */
	Duration silence() {
		Duration half = this.lease.dividedBy(2);
		Duration beats = this.beat.multipliedBy(2);
		return (half.compareTo(beats) > 0) ? half : beats;
	}

	@Override
	public String toString() {
		// Variables and secrets are secret.
		return "RunSettings[folder=%s, capacity=%d]".formatted(this.folder, this.capacity);
	}

	/**
	 * How long a run may take, from its first start on, whoever has it in hand.
	 *
	 * @param plan how long a plan may take before it is asked to stop
	 * @param apply how long an apply may take before it is asked to stop
	 * @param destroy how long the end of an environment may take before it is asked to
	 * stop
	 * @param verify how long a verification may take before it is asked to stop
	 * @param drift how long a drift check may take before it is asked to stop
	 */
	record Times(@DefaultValue("30m") @NotNull Duration plan, @DefaultValue("2h") @NotNull Duration apply,
			@DefaultValue("2h") @NotNull Duration destroy, @DefaultValue("30m") @NotNull Duration verify,
			@DefaultValue("30m") @NotNull Duration drift) {

		Duration of(RunKind kind) {
			return switch (kind) {
				case PLAN -> this.plan;
				case APPLY -> this.apply;
				case DESTROY -> this.destroy;
				case VERIFY -> this.verify;
				case DRIFT -> this.drift;
			};
		}

	}

}
