package io.groundwork.notices.delivery;

import java.net.URI;
import java.time.Duration;

import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import org.hibernate.validator.constraints.time.DurationMax;
import org.hibernate.validator.constraints.time.DurationMin;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * Telling people and programs outside what happens here.
 *
 * @param giveUpAfter how long something is tried before it is given up and shown under
 * Operations
 * @param patience how long one try may take
 * @param loopback whether webhooks may lead to this machine itself, without TLS too; for
 * a sandbox only, since it opens what listens here to whoever adds webhooks
 * @param slack the workspace that is told
 */
@Validated
@ConfigurationProperties(prefix = "groundwork.notices", ignoreUnknownFields = false)
record NoticeSettings(
		@DefaultValue("24h") @DurationMin(minutes = 1) @DurationMax(days = 14) @NotNull Duration giveUpAfter,
		@DefaultValue("10s") @DurationMin(millis = 100) @DurationMax(seconds = 30) @NotNull Duration patience,
		@DefaultValue("false") boolean loopback, @DefaultValue @Valid Slack slack) {

	/**
	 * The workspace that is told.
	 *
	 * @param token the bot token of an app that may write (scope chat:write); without one
	 * nothing is sent to Slack
	 * @param channel the channel that hears of every request, by name or ID; the app has
	 * to be a member of it
	 * @param accessChannel the channel that hears of every grant
	 * @param address where Slack's methods are
	 */
	record Slack(
			@Pattern(regexp = "([!-~]{8,500})?",
					message = "must be a token as Slack shows it, without spaces") @Nullable String token,
			@DefaultValue("#platform-infra") @Pattern(regexp = "#[^\\s#]{1,80}|[A-Z0-9]{6,20}",
					message = "must be a channel such as #platform-infra, or its ID") String channel,
			@DefaultValue("#platform-access") @Pattern(regexp = "#[^\\s#]{1,80}|[A-Z0-9]{6,20}",
					message = "must be a channel such as #platform-access, or its ID") String accessChannel,
			@DefaultValue("https://slack.com/api/") @NotNull URI address) {

		/**
		 * Where something is said that happened.
		 */
		String channel(String event) {
			return event.startsWith("grant.") ? this.accessChannel : this.channel;
		}

		boolean setUp() {
			return this.token != null && !this.token.isEmpty();
		}

		/**
		 * Without the token: this may end up in a log.
		 */
		@Override
		public String toString() {
			return "Slack[channel=%s, address=%s]".formatted(this.channel, this.address);
		}

	}

}
