package io.groundwork.database;

import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Pattern;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * The PostgreSQL that keeps everything but objects.
 *
 * @param url where it is, as a JDBC address
 * @param username the role that the portal runs as; it can neither change nor delete
 * audit rows
 * @param password that role's password
 * @param connections the most connections that one process keeps open
 * @param owner the role that owns the tables, used by migrations only
 */
@Validated
@ConfigurationProperties(prefix = "groundwork.database", ignoreUnknownFields = false)
record DatabaseSettings(@NotBlank @Pattern(regexp = "jdbc:postgresql:.+",
		message = "must be a JDBC address of a PostgreSQL, such as jdbc:postgresql://localhost:5432/groundwork") String url,
		@DefaultValue("groundwork_portal") @NotBlank String username, @NotBlank String password,
		@DefaultValue("20") @Min(4) @Max(500) int connections, @Valid Owner owner) {

	/**
	 * The role that owns the tables.
	 *
	 * @param username its name
	 * @param password its password
	 */
	record Owner(@DefaultValue("groundwork_owner") @NotBlank String username, @NotBlank String password) {

	}

}
