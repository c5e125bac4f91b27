package io.groundwork.web;

import java.net.URI;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;
import org.springframework.validation.annotation.Validated;

/**
 * How the portal is reached in a browser and over the API.
 *
 * @param address the address that people type; when it is https, cookies are marked
 * secure and browsers are told to stay with https
 * @param port the port that the portal listens on
 * @param behindProxy whether a proxy in front tells the caller's address and scheme in
 * X-Forwarded headers; with no proxy in front anybody could forge them
 * @param requestsPerMinute how many requests one person may make in a minute
 * @param anonymousRequestsPerMinute how many requests one address may make in a minute
 * without being signed in
 * @param largestRequest the most that a form or an API call may carry
 */
@Validated
@ConfigurationProperties(prefix = "groundwork.web", ignoreUnknownFields = false)
public record WebSettings(@NotNull URI address, @DefaultValue("8080") @Min(0) @Max(65535) int port,
		@DefaultValue("false") boolean behindProxy, @DefaultValue("3000") @Min(1) int requestsPerMinute,
		@DefaultValue("600") @Min(1) int anonymousRequestsPerMinute,
		@DefaultValue("1MB") @NotNull DataSize largestRequest) {

	/**
	 * Whether people come by TLS.
	 */
	public boolean secure() {
		return "https".equals(this.address.getScheme());
	}

}
