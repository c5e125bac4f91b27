package io.groundwork.sandbox.linode;

import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.Objects;

import com.sun.net.httpserver.HttpExchange;
import org.jspecify.annotations.Nullable;

/**
 * Where a request to the admin path comes from. A page of somebody else's must not reach
 * it through a browser on this machine; a script on this machine may.
 */
final class Origin {

	private Origin() {
	}

	/**
	 * Refuses what a page of another origin made a browser send. The name is looked at
	 * too, since a name of somebody else's can be made to mean this machine.
	 */
	static void check(HttpExchange exchange) {
		String host = header(exchange, "Host");
		String origin = header(exchange, "Origin");
		String site = header(exchange, "Sec-Fetch-Site");
		boolean local = List.of("127.0.0.1", "localhost", "[::1]").contains(name(host).toLowerCase(Locale.ROOT));
		boolean same = origin.isEmpty() || origin.equals("http://" + host);
		boolean asked = site.isEmpty() || "same-origin".equals(site) || "none".equals(site) || isVisit(exchange);
		// Every browser says where a form was sent from; a form that does not say is none
		// of the page's.
		if (!local || !same || !asked || isForm(exchange) && origin.isEmpty()) {
			throw new Refusal(403, "Only from this machine");
		}
	}

	/**
	 * A link from elsewhere may lead here, such as the portal's.
	 */
	private static boolean isVisit(HttpExchange exchange) {
		return "GET".equals(exchange.getRequestMethod()) && "navigate".equals(header(exchange, "Sec-Fetch-Mode"));
	}

	static boolean isForm(HttpExchange exchange) {
		return "POST".equals(exchange.getRequestMethod())
				&& header(exchange, "Content-Type").startsWith("application/x-www-form-urlencoded");
	}

	static String header(HttpExchange exchange, String name) {
		return Objects.requireNonNullElse(exchange.getRequestHeaders().getFirst(name), "");
	}

	private static String name(String host) {
		try {
			@Nullable String name = URI.create("http://" + host).getHost();
			return Objects.requireNonNullElse(name, "");
		}
		catch (IllegalArgumentException ex) {
			return "";
		}
	}

}
