package io.groundwork;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.CookieManager;
import java.net.CookiePolicy;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import io.groundwork.sandbox.Issuer;

/**
 * Somebody with a browser that has cookies and follows nothing by itself.
 */
public final class Guest {

	private static final Pattern CSRF = Pattern.compile("name=\"_csrf\" value=\"([^\"]+)\"");

	private static final Pattern HIDDEN = Pattern.compile("name=\"_csrf\"[^>]*value=\"([^\"]+)\"");

	/** Alone in its element: what guards a form may by chance have such a part. */
	private static final Pattern SECRET = Pattern.compile("(?<=>)gw_[A-Za-z0-9_-]{43}(?=<)");

	private final URI portal;

	private final Issuer issuer;

	private final CookieManager cookies = new CookieManager(null, CookiePolicy.ACCEPT_ALL);

	private final HttpClient http = HttpClient.newBuilder()
		.cookieHandler(this.cookies)
		.connectTimeout(Duration.ofSeconds(10))
		.build();

	Guest(URI portal, Issuer issuer) {
		this.portal = portal;
		this.issuer = issuer;
	}

	/**
	 * Goes through the provider's real pages. What comes last is the portal's answer to
	 * the address that was asked for first.
	 */
	public HttpResponse<String> signIn(String name) {
		return signIn(name, "/me");
	}

	public HttpResponse<String> signIn(String name, String path) {
		HttpResponse<String> response = follow(get(path));
		Matcher csrf = CSRF.matcher(response.body());
		if (!csrf.find()) {
			throw new IllegalStateException("no sign-in page: " + response.statusCode() + " " + response.uri());
		}
		var person = this.issuer.person(name);
		return follow(post(response.uri().resolve("/sign-in").toString(),
				Map.of("_csrf", csrf.group(1), "username", person.name(), "password", person.password())));
	}

	/**
	 * Follows until there is nothing more to follow.
	 */
	public HttpResponse<String> follow(HttpResponse<String> response) {
		HttpResponse<String> last = response;
		for (int hops = 0; last.statusCode() / 100 == 3; hops++) {
			if (hops == 20) {
				throw new IllegalStateException("sent in circles, last to " + last.uri());
			}
			last = get(last.uri().resolve(last.headers().firstValue("Location").orElseThrow()).toString());
		}
		return last;
	}

	public HttpResponse<String> get(String path) {
		return send(request(path).GET());
	}

	/**
	 * Opens a page and sends a form with the token that the page carries.
	 */
	public HttpResponse<String> submit(String page, String action, Map<String, String> fields) {
		Map<String, String> all = new LinkedHashMap<>(fields);
		all.put("_csrf", csrf(page));
		return post(action, all);
	}

	/**
	 * The token that the forms of a page carry.
	 */
	public String csrf(String page) {
		Matcher csrf = HIDDEN.matcher(get(page).body());
		if (!csrf.find()) {
			throw new IllegalStateException("no form on " + page);
		}
		return csrf.group(1);
	}

	public HttpResponse<String> post(String path, Map<String, String> fields) {
		String form = fields.entrySet()
			.stream()
			.map((field) -> URLEncoder.encode(field.getKey(), StandardCharsets.UTF_8) + "="
					+ URLEncoder.encode(field.getValue(), StandardCharsets.UTF_8))
			.collect(Collectors.joining("&"));
		return send(request(path).header("Content-Type", "application/x-www-form-urlencoded")
			.POST(HttpRequest.BodyPublishers.ofString(form)));
	}

	public HttpRequest.Builder request(String path) {
		return HttpRequest.newBuilder(this.portal.resolve(path))
			.timeout(Duration.ofSeconds(60))
			.header("Accept", "text/html");
	}

	/**
	 * A call of the API with a token.
	 */
	public HttpResponse<String> call(String method, String path, String token, String body) {
		return send(call(path, token).method(method,
				body.isEmpty() ? HttpRequest.BodyPublishers.noBody() : HttpRequest.BodyPublishers.ofString(body)));
	}

	/**
	 * A call of the API by somebody who shows nothing but cookies.
	 */
	public HttpResponse<String> callWithout(String method, String path, String body) {
		return send(HttpRequest.newBuilder(this.portal.resolve(path))
			.timeout(Duration.ofSeconds(60))
			.header("Content-Type", "application/json")
			.method(method,
					body.isEmpty() ? HttpRequest.BodyPublishers.noBody() : HttpRequest.BodyPublishers.ofString(body)));
	}

	/**
	 * A call of the API with a token, to be completed.
	 */
	public HttpRequest.Builder call(String path, String token) {
		return HttpRequest.newBuilder(this.portal.resolve(path))
			.timeout(Duration.ofSeconds(60))
			.header("Authorization", "Bearer " + token)
			.header("Content-Type", "application/json");
	}

	/**
	 * Makes an API token the way a person does, and answers with its secret.
	 */
	public String makeToken(String name, String... scopes) {
		StringBuilder form = new StringBuilder("life=1d&name=" + URLEncoder.encode(name, StandardCharsets.UTF_8)
				+ "&_csrf=" + URLEncoder.encode(csrf("/tokens"), StandardCharsets.UTF_8));
		for (String scope : scopes) {
			form.append("&scopes=").append(scope);
		}
		HttpResponse<String> page = send(request("/tokens").header("Content-Type", "application/x-www-form-urlencoded")
			.POST(HttpRequest.BodyPublishers.ofString(form.toString())));
		Matcher secret = SECRET.matcher(page.body());
		if (!secret.find()) {
			throw new IllegalStateException("no token was made: " + page.statusCode());
		}
		return secret.group();
	}

	public HttpResponse<String> send(HttpRequest.Builder request) {
		try {
			return this.http.send(request.build(), HttpResponse.BodyHandlers.ofString());
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IllegalStateException(ex);
		}
	}

	/**
	 * The value of a cookie that this browser has.
	 */
	public String cookie(String name) {
		return this.cookies.getCookieStore()
			.get(this.portal)
			.stream()
			.filter((cookie) -> cookie.getName().equals(name))
			.map(java.net.HttpCookie::getValue)
			.findFirst()
			.orElseThrow();
	}

	public CookieManager cookies() {
		return this.cookies;
	}

}
