package io.groundwork.runs.log;

import jakarta.validation.constraints.NotNull;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;
import org.springframework.validation.annotation.Validated;

/**
 * How much runs may say.
 *
 * @param logLimit how long the log of a run may become; a run that says more is asked to
 * stop, and its log ends as incomplete
 */
@Validated
@ConfigurationProperties("groundwork.runs")
record LogSettings(@DefaultValue("200MB") @NotNull DataSize logLimit) {

}
