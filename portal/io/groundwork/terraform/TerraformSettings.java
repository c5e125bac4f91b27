package io.groundwork.terraform;

import java.nio.file.Path;

import jakarta.validation.constraints.NotBlank;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * The program that makes changes and where its providers come from.
 *
 * @param program Terraform or OpenTofu, 1.11 or newer: a path, or a name to look for in
 * PATH; only workers need it
 * @param mirror a folder with unpacked providers, as terraform providers mirror lays them
 * out, that all runs read; what it has is not fetched from a registry
 * @param registry whether providers that the mirror lacks are fetched from their registry
 */
@Validated
@ConfigurationProperties(prefix = "groundwork.terraform", ignoreUnknownFields = false)
record TerraformSettings(
		@DefaultValue("terraform") @NotBlank(
				message = "must name Terraform or OpenTofu: a path, or a name to look for in PATH") String program,
		@Nullable Path mirror, @DefaultValue("true") boolean registry) {

}
