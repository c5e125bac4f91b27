package io.groundwork.runs.platform;

import java.time.Duration;
import java.util.List;

import org.hibernate.validator.constraints.time.DurationMin;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * What environments that are made from a spec have to know of the world.
 *
 * @param zone Linode's number of the zone of groundwork.organisation.domain, if it is at
 * Linode: environments then have their names in it
 * @param callers the ranges that the portal and its workers call clusters from, such as
 * 203.0.113.7/32: a cluster's allow list has them beside those of its spec
 * @param verification how long an environment may take to be as it should once it was
 * applied, such as for its nodes to be ready
 */
@Validated
@ConfigurationProperties(prefix = "groundwork.platform", ignoreUnknownFields = false)
public record PlatformSettings(@Nullable Long zone, @DefaultValue List<String> callers,
		@DefaultValue("10m") @DurationMin(seconds = 1) Duration verification) {

}
