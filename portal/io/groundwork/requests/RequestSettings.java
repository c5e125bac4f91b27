package io.groundwork.requests;

import java.time.Duration;

import org.hibernate.validator.constraints.time.DurationMax;
import org.hibernate.validator.constraints.time.DurationMin;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * How requests are dealt with.
 *
 * @param planValidity how long a plan may be agreed to and carried out; then it is made
 * again, once by itself, and asks again
 */
@Validated
@ConfigurationProperties(prefix = "groundwork.requests", ignoreUnknownFields = false)
record RequestSettings(@DefaultValue("24h") @DurationMin(seconds = 1) @DurationMax(days = 6) Duration planValidity) {

}
