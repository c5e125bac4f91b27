package io.groundwork.runs.log;

import jakarta.validation.constraints.Min;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * How runs are watched.
 *
 * @param streamsPerPerson how many live logs one person may have open at once in each
 * process, in all tabs and scripts together
 */
@Validated
@ConfigurationProperties("groundwork.runs")
record StreamSettings(@DefaultValue("50") @Min(1) int streamsPerPerson) {

}
