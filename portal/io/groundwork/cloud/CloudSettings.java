package io.groundwork.cloud;

import java.net.URI;
import java.time.Duration;

import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import org.hibernate.validator.constraints.time.DurationMax;
import org.hibernate.validator.constraints.time.DurationMin;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * The Linode API, as the portal itself asks it; Terraform has a token of its own.
 *
 * @param address where the API is, without a version
 * @param token the first token that the portal asks with; it is sealed, and from then on
 * the one that is kept counts, which is rotated under Operations. Without one nothing is
 * asked until somebody enters one there
 * @param patience how long one question may take in all, its repetitions included
 */
@Validated
@ConfigurationProperties(prefix = "groundwork.cloud", ignoreUnknownFields = false)
record CloudSettings(@DefaultValue("https://api.linode.com") @NotNull URI address,
		@Pattern(regexp = "([!-~]{8,500})?",
				message = "must be a token as Linode shows it, without spaces") @Nullable String token,
		@DefaultValue("20s") @DurationMin(millis = 100) @DurationMax(minutes = 5) Duration patience) {

	/**
	 * Without the token: this may end up in a log.
	 */
	@Override
	public String toString() {
		return "CloudSettings[address=%s, patience=%s]".formatted(this.address, this.patience);
	}

}
