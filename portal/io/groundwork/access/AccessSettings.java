package io.groundwork.access;

import java.nio.file.Path;
import java.time.Duration;

import org.hibernate.validator.constraints.time.DurationMax;
import org.hibernate.validator.constraints.time.DurationMin;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * People's access to clusters.
 *
 * @param patience how long a grant waits for somebody to agree before it is given up
 * @param proof how long the end of a credential is looked for, before the cluster is
 * asked again later; a cluster remembers a good token for ten seconds
 * @param kit the file of the break-glass kit, without which nobody gets in while the
 * portal is away
 * @param cli the folder with the programs for terminals that people may download, as make
 * cli fills it; without it none are offered
 */
@Validated
@ConfigurationProperties("groundwork.access")
record AccessSettings(@DefaultValue("24h") @DurationMin(minutes = 1) @DurationMax(days = 14) Duration patience,
		@DefaultValue("30s") @DurationMin(seconds = 12) @DurationMax(minutes = 5) Duration proof, @Nullable Path kit,
		@Nullable Path cli) {

}
