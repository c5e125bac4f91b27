package io.groundwork.sandbox.objects;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import com.sun.net.httpserver.HttpExchange;

/**
 * What a request is about, as far as the door must know; whether it is signed rightly the
 * server behind it decides.
 *
 * @param method its method
 * @param path its path, as it was written
 * @param query its query, as it was written, empty for none
 * @param accessKey the key that it says to be signed with, empty for none
 * @param signing the region that it says to be signed for, empty for none
 */
record Asked(String method, String path, String query, String accessKey, String signing) {

	private static final Pattern CREDENTIAL = Pattern.compile("([^/=,\\s]+)/\\d{8}/([a-z0-9-]{1,40})/s3/aws4_request");

	static Asked of(HttpExchange exchange) {
		String query = Objects.requireNonNullElse(exchange.getRequestURI().getRawQuery(), "");
		String header = Objects.requireNonNullElse(exchange.getRequestHeaders().getFirst("Authorization"), "");
		String signed = header.isEmpty() ? parameter(query, "X-Amz-Credential").orElse("") : header;
		Matcher credential = CREDENTIAL.matcher(signed);
		boolean found = credential.find();
		return new Asked(exchange.getRequestMethod(), exchange.getRequestURI().getRawPath(), query,
				found ? credential.group(1) : "", found ? credential.group(2) : "");
	}

	private static Optional<String> parameter(String query, String name) {
		return Arrays.stream(query.split("&"))
			.filter((one) -> one.equals(name) || one.startsWith(name + "="))
			.map((one) -> one.substring(Math.min(one.length(), name.length() + 1)))
			.map((value) -> URLDecoder.decode(value, StandardCharsets.UTF_8))
			.findFirst();
	}

	/**
	 * The bucket that the request is about, itself and not what is in it.
	 */
	Optional<String> bucket() {
		String name = this.path.replaceAll("^/|/$", "");
		return (name.isEmpty() || name.contains("/")) ? Optional.empty() : Optional.of(name);
	}

	boolean isLifecycle() {
		return bucket().isPresent() && parameter(this.query, "lifecycle").isPresent();
	}

	/**
	 * Whether it makes or deletes the bucket: then it asks for nothing else.
	 */
	boolean isPlain() {
		return this.query.isEmpty() || this.query.matches("x-id=[A-Za-z]+");
	}

	/**
	 * The path and the query.
	 */
	String target() {
		return this.query.isEmpty() ? this.path : this.path + "?" + this.query;
	}

}
