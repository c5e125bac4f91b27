package io.groundwork.audit;

import java.nio.file.Path;
import java.time.Duration;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import org.hibernate.validator.constraints.time.DurationMax;
import org.hibernate.validator.constraints.time.DurationMin;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * The audit record: how often it is signed and how long it is kept.
 *
 * @param signingKey the file with the key that signs the record's segments; kept outside
 * the database, made by the new-keys command
 * @param segmentRows how many rows a segment of the chain has before it is signed and
 * anchored
 * @param segmentAfter how long a row waits at most until its segment is signed and
 * anchored
 * @param retention how long rows are kept, never less than 90 days
 */
@Validated
@ConfigurationProperties(prefix = "groundwork.audit", ignoreUnknownFields = false)
record AuditSettings(@NotNull(message = "must name the key file that signs the audit record") Path signingKey,
		@DefaultValue("10000") @Min(10) @Max(1_000_000) int segmentRows,
		@DefaultValue("10m") @DurationMin(seconds = 1) @DurationMax(days = 1) Duration segmentAfter,
		@DefaultValue("90d") @DurationMin(days = 90) @DurationMax(days = 36500) Duration retention) {

}
