package io.groundwork.identity;

import java.util.Locale;

import org.springframework.http.HttpMethod;

/**
 * How far a token reaches: looking, or also doing.
 */
enum Scope {

	READ, WRITE;

	String word() {
		return name().toLowerCase(Locale.ROOT);
	}

	/**
	 * The scope that a request of that method needs.
	 */
	static Scope of(HttpMethod method) {
		return (method == HttpMethod.GET || method == HttpMethod.HEAD) ? READ : WRITE;
	}

}
