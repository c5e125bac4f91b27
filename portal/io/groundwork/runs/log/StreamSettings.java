package io.groundwork.runs.log;

import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;
import org.springframework.validation.annotation.Validated;

/**
 * How runs are watched, and how much they may say.
 *
 * @param streamsPerPerson how many live logs one person may have open at once in each
 * process, in all tabs and scripts together
 * @param logLimit how long the log of a run may become; a run that says more is asked to
 * stop, and its log ends as incomplete
 */
@Validated
@ConfigurationProperties("groundwork.runs")
record StreamSettings(@DefaultValue("50") @Min(1) int streamsPerPerson,
		@DefaultValue("200MB") @NotNull DataSize logLimit) {

}
