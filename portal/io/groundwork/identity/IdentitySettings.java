package io.groundwork.identity;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;

import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotEmpty;
import jakarta.validation.constraints.NotNull;

import org.hibernate.validator.constraints.time.DurationMax;
import org.hibernate.validator.constraints.time.DurationMin;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * The OpenID provider that people sign in at, and what its groups mean here.
 *
 * @param issuer the provider's issuer address; the rest is discovered from it
 * @param clientId the name under which the portal is registered there
 * @param clientSecret the secret that goes with it
 * @param audience what an access token must be meant for to be taken by the API
 * @param scopes what is asked for at sign-in; offline_access lets API tokens live on when
 * their owner has signed out
 * @param groupsClaim where the provider puts a person's groups; dots lead into nested
 * claims
 * @param roles for each role (engineer, reviewer, platform, sre, auditor) the groups that
 * give it
 * @param teams for each team the group whose members it has
 * @param confirmEvery how old the provider's word on somebody's groups may get before it
 * is asked again
 * @param outageGrace how long the last word counts while the provider cannot be reached
 * @param sessionIdle a session that was not used for this long ends
 * @param sessionMost a session ends after this time in any case
 * @param tokenMost the longest life that an API token can be given
 */
@Validated
@ConfigurationProperties(prefix = "groundwork.identity", ignoreUnknownFields = false)
record IdentitySettings(@NotNull URI issuer, @NotBlank String clientId, @NotBlank String clientSecret,
		@DefaultValue("groundwork") @NotBlank String audience, @DefaultValue( {
				"openid", "profile", "email", "offline_access" }) @NotEmpty Set<String> scopes,
		@DefaultValue("groups") @NotBlank String groupsClaim, @NotEmpty Map<Role, List<String>> roles,
		@DefaultValue Map<String, String> teams,
		@DefaultValue("4m") @DurationMin(seconds = 1) @DurationMax(minutes = 5) Duration confirmEvery,
		@DefaultValue("15m") @DurationMin(minutes = 5) @DurationMax(hours = 24) Duration outageGrace,
		@DefaultValue("8h") @DurationMin(minutes = 1) @DurationMax(hours = 24) Duration sessionIdle,
		@DefaultValue("24h") @DurationMin(minutes = 1) @DurationMax(days = 7) Duration sessionMost,
		@DefaultValue("366d") @DurationMin(hours = 1) @DurationMax(days = 366) Duration tokenMost){

}
