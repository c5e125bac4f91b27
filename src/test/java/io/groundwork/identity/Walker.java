package io.groundwork.identity;

import java.net.http.HttpResponse;
import java.util.LinkedHashMap;
import java.util.Map;

import io.groundwork.Guest;
import io.groundwork.Portal;
import io.groundwork.identity.RouteFixtures.Ask;
import org.jspecify.annotations.Nullable;

import org.springframework.http.HttpMethod;

/**
 * Somebody who tries every door: pages with a session, the API with an access token.
 */
class Walker {

	private final @Nullable String name;

	private final Guest browser;

	private final String csrf;

	private final String token;

	private Walker(@Nullable String name, Guest browser, String csrf, String token) {
		this.name = name;
		this.browser = browser;
		this.csrf = csrf;
		this.token = token;
	}

	static Walker signedIn(Portal portal, String name) {
		Guest browser = portal.signedIn(name);
		return new Walker(name, browser, browser.csrf("/me"), portal.issuer().accessToken(name));
	}

	static Walker nobody(Portal portal) {
		Guest browser = portal.guest();
		return new Walker(null, browser, browser.csrf("/signed-out"), "");
	}

	HttpResponse<String> ask(Route route, Ask ask, String owner) {
		String path = ask.path().of(owner);
		if (!path.startsWith("/api/")) {
			if (route.method() == HttpMethod.GET) {
				// As browsers do: not everything that a page asks for is a page.
				return this.browser.send(this.browser.request(path).setHeader("Accept", "text/html,*/*;q=0.8").GET());
			}
			Map<String, String> fields = new LinkedHashMap<>(ask.form().of(owner));
			fields.put("_csrf", this.csrf);
			return this.browser.post(path, fields);
		}
		RouteFixtures.Path json = ask.json();
		String body = (json != null) ? json.of(owner) : "";
		return this.token.isEmpty() ? this.browser.callWithout(route.method().name(), path, body)
				: this.browser.call(route.method().name(), path, this.token, body);
	}

	@Override
	public String toString() {
		return (this.name != null) ? this.name : "nobody";
	}

}
