package io.groundwork.process;

import java.net.URI;

import jakarta.validation.constraints.DecimalMax;
import jakarta.validation.constraints.DecimalMin;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * How the process is watched. Its port is for the cluster and the monitoring only: there
 * is no sign-in there.
 *
 * @param port the port that health and metrics are served on
 * @param traces where traces are sent, as the address of an OTLP receiver over HTTP, such
 * as http://localhost:4318/v1/traces; none are made without it
 * @param tracesShare the share of requests that are traced, from 0 to 1
 * @param logs the form of log lines: text for people, json for collectors
 */
@Validated
@ConfigurationProperties(prefix = "groundwork.management", ignoreUnknownFields = false)
record ManagementSettings(@DefaultValue("8081") @Min(0) @Max(65535) int port, @Nullable URI traces,
		@DefaultValue("0.1") @DecimalMin("0") @DecimalMax("1") double tracesShare, @DefaultValue("text") LogForm logs) {

	/**
	 * How a log line is written.
	 */
	enum LogForm {

		TEXT, JSON

	}

}
