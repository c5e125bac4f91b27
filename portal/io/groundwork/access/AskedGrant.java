package io.groundwork.access;

import java.time.Instant;

import io.swagger.v3.oas.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * A grant as somebody asks for it.
 *
 * @param environment where
 * @param role viewer or operator
 * @param minutes how long
 * @param reason why
 * @param startsAt from when on, if not at once
 * @param robot the name of the program that it is for, such as a pipeline
 */
@Schema(name = "GrantWish")
record AskedGrant(@Nullable String environment, @Schema(allowableValues = {
		"viewer", "operator" }) @Nullable String role, @Schema(description = "10 to 1440") @Nullable Integer minutes,
		@Nullable String reason, @Nullable Instant startsAt,
		@Schema(description = "Two to thirty of a-z, 0-9 and -, beginning with a letter; one grant at a time in an environment, for 480 minutes at most") @Nullable String robot){

}
