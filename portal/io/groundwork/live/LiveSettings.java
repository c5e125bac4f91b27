package io.groundwork.live;

import jakarta.validation.constraints.Min;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * How much one person may watch.
 *
 * @param streamsPerPerson how many live logs and pages one person may have open at once
 * in each process, in all tabs and scripts together
 */
@Validated
@ConfigurationProperties("groundwork.live")
record LiveSettings(@DefaultValue("50") @Min(1) int streamsPerPerson) {

}
