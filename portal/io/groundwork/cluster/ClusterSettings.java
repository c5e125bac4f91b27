package io.groundwork.cluster;

import java.time.Duration;

import jakarta.validation.constraints.Min;
import org.hibernate.validator.constraints.time.DurationMax;
import org.hibernate.validator.constraints.time.DurationMin;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * The clusters that the portal works in.
 *
 * @param identity how long the portal's own credential in a cluster lasts; it is renewed
 * after half of that, so the portal may be away for the other half
 * @param run how long the credential of one run lasts
 * @param breakGlass how long the credential lasts by which people are let in by
 * break-glass, also from the key file when the portal is away; it is renewed after half
 * of that
 * @param watched how many clusters one process watches at most; what was asked about
 * longest ago is let go of first
 * @param silence after how long without a word a cluster is away; it says something each
 * minute
 */
@Validated
@ConfigurationProperties(prefix = "groundwork.cluster", ignoreUnknownFields = false)
record ClusterSettings(
		@DefaultValue("7d") @DurationMin(hours = 1, message = "must be an hour at least") @DurationMax(days = 30,
				message = "must be thirty days at most") Duration identity,
		@DefaultValue("10m") @DurationMin(minutes = 10,
				message = "must be ten minutes at least, clusters mint none shorter") @DurationMax(minutes = 15,
						message = "must be a quarter of an hour at most") Duration run,
		@DefaultValue("30d") @DurationMin(hours = 1, message = "must be an hour at least") @DurationMax(days = 30,
				message = "must be thirty days at most") Duration breakGlass,
		@DefaultValue("50") @Min(value = 1, message = "must be 1 or more") int watched,
		@DefaultValue("150s") @DurationMin(seconds = 75, message = "must be 75 seconds at least") Duration silence) {

}
