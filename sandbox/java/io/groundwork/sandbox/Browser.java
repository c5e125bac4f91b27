package io.groundwork.sandbox;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.CookieManager;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Opens pages of a running portal as one person would: with cookies, following wherever
 * it is sent.
 */
public final class Browser implements AutoCloseable {

	private static final Pattern CSRF = Pattern.compile("name=\"_csrf\"[^>]*value=\"([^\"]+)\"");

	private final URI portal;

	private final HttpClient http = HttpClient.newBuilder()
		.cookieHandler(new CookieManager())
		.followRedirects(HttpClient.Redirect.NORMAL)
		.connectTimeout(Duration.ofSeconds(10))
		.build();

	private Browser(URI portal) {
		this.portal = portal;
	}

	/**
	 * Goes to the portal, is sent to the provider, signs in there and comes back.
	 */
	public static Browser signIn(URI portal, Person person) {
		Browser browser = new Browser(portal);
		HttpResponse<String> form = browser.get("/me");
		HttpResponse<String> me = browser.post(form.uri().resolve("/sign-in").toString(), form,
				Map.of("username", person.name(), "password", person.password()));
		if (me.statusCode() != 200 || !me.uri().equals(portal.resolve("/me"))) {
			throw new IllegalStateException(
					"%s was not signed in: %d at %s".formatted(person.name(), me.statusCode(), me.uri()));
		}
		return browser;
	}

	public HttpResponse<String> get(String path) {
		return send(HttpRequest.newBuilder(this.portal.resolve(path)));
	}

	/**
	 * Sends a form with the token that the page carries.
	 */
	private HttpResponse<String> post(String path, HttpResponse<String> page, Map<String, String> fields) {
		Matcher csrf = CSRF.matcher(page.body());
		if (!csrf.find()) {
			throw new IllegalStateException("There is no form on %s (%d)".formatted(page.uri(), page.statusCode()));
		}
		Map<String, String> all = new LinkedHashMap<>(fields);
		all.put("_csrf", csrf.group(1));
		return send(HttpRequest.newBuilder(this.portal.resolve(path))
			.header("Content-Type", "application/x-www-form-urlencoded")
			.POST(HttpRequest.BodyPublishers.ofString(Visitor.form(all))));
	}

	/**
	 * A call of the API with a token.
	 */
	public HttpResponse<String> call(String path, String token) {
		return send(HttpRequest.newBuilder(this.portal.resolve(path)).header("Authorization", "Bearer " + token));
	}

	private HttpResponse<String> send(HttpRequest.Builder request) {
		try {
			if (request.copy().build().headers().firstValue("Authorization").isEmpty()) {
				request.header("Accept", "text/html");
			}
			return this.http.send(request.timeout(Duration.ofSeconds(30)).build(),
					HttpResponse.BodyHandlers.ofString());
		}
		catch (IOException ex) {
			throw new UncheckedIOException("the portal at %s did not answer".formatted(this.portal), ex);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IllegalStateException("interrupted while opening a page", ex);
		}
	}

	@Override
	public void close() {
		this.http.close();
	}

}
