package io.groundwork.plans.rules;

import java.time.Duration;

import jakarta.validation.constraints.NotBlank;
import org.hibernate.validator.constraints.time.DurationMin;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * Who judges plans by the rules in {@code terraform/policy}.
 *
 * @param program conftest: a path, or a name to look for in PATH; only workers need it.
 * Where it is missing plans are shown as not judged, and what should be judged is not
 * carried out
 * @param patience how long judging one plan may take
 */
@Validated
@ConfigurationProperties(prefix = "groundwork.rules", ignoreUnknownFields = false)
record RulesSettings(
		@DefaultValue("conftest") @NotBlank(
				message = "must name conftest: a path, or a name to look for in PATH") String program,
		@DefaultValue("1m") @DurationMin(seconds = 1) Duration patience) {

}
