package io.groundwork.web;

import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;

import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;

import org.springframework.web.util.UriComponentsBuilder;
import org.springframework.web.util.UriUtils;

/**
 * The address of the page being shown, to make the addresses next to it: the same list
 * sorted otherwise, or its next rows. The model attribute {@code here}.
 */
public final class Here {

	private final String path;

	private final String query;

	Here(String path, @Nullable String query) {
		this.path = path;
		this.query = (query != null) ? query : "";
	}

	static Here of(HttpServletRequest request) {
		if (request.getAttribute(RequestDispatcher.ERROR_REQUEST_URI) != null) {
			return new Here("/", null);
		}
		String path = request.getRequestURI().substring(request.getContextPath().length());
		return "GET".equals(request.getMethod()) ? new Here(path, request.getQueryString()) : new Here("/", null);
	}

	public String path() {
		return this.path;
	}

	/**
	 * Whether the address carries that parameter with something in it.
	 */
	public boolean has(String name) {
		String value = parameters().build().getQueryParams().getFirst(name);
		return value != null && !value.isEmpty();
	}

	/**
	 * This address with that parameter set.
	 */
	public Here with(String name, String value) {
		return of(parameters().replaceQueryParam(name, UriUtils.encode(value, StandardCharsets.UTF_8)));
	}

	/**
	 * This address without that parameter.
	 */
	public Here without(String name) {
		return of(parameters().replaceQueryParam(name));
	}

	/**
	 * The same list from its first row, by that key; the key it is sorted by already
	 * turns the order round.
	 * @param sorted what the list is sorted by now, with a leading minus for descending
	 */
	public Here sortedBy(String key, @Nullable String sorted) {
		return without("after").with("sort", key.equals(sorted) ? "-" + key : key);
	}

	private UriComponentsBuilder parameters() {
		return UriComponentsBuilder.newInstance().query(this.query);
	}

	private Here of(UriComponentsBuilder parameters) {
		return new Here(this.path, parameters.build().getQuery());
	}

	@Override
	public String toString() {
		return this.query.isEmpty() ? this.path : this.path + "?" + this.query;
	}

	/**
	 * The address if it is one of ours, otherwise Home: a form must not send people
	 * elsewhere.
	 */
	static String local(String address) {
		if (!address.startsWith("/") || address.startsWith("//") || address.contains("\\")) {
			return "/";
		}
		try {
			URI uri = new URI(address);
			return (uri.getHost() == null && uri.getScheme() == null) ? uri.toASCIIString() : "/";
		}
		catch (URISyntaxException ex) {
			return "/";
		}
	}

}
