package io.groundwork.identity;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;

import io.groundwork.identity.RouteFixtures.Ask;
import io.groundwork.identity.RouteFixtures.Path;
import io.groundwork.notices.NoticeFixtures;

/**
 * What to ask the rows about notices for.
 */
class NoticeRoutes {

	private final Map<String, Ask> asks = new LinkedHashMap<>();

	NoticeRoutes(NoticeFixtures notices) {
		path("GET /notices", (owner) -> {
			notices.notice(owner, "a notice of " + owner);
			return "/notices";
		});
		path("POST /notices/read", (owner) -> "/notices/read");
		path("POST /notices/{id}/read", (owner) -> "/notices/" + notices.notice(owner, "a notice") + "/read");
		path("GET /settings/notices", (owner) -> "/settings/notices");
		this.asks.put("POST /settings/notices",
				new Ask((owner) -> "/settings/notices", Map.of("here", "mine", "hour", "6"), null));
		path("GET /api/v1/notices", (owner) -> {
			notices.notice(owner, "a notice of " + owner);
			return "/api/v1/notices";
		});
		this.asks.put("POST /api/v1/notices/read", new Ask((owner) -> "/api/v1/notices/read", Map.of(), "{}"));
		String page = "/operations/notices";
		path("GET " + page, (owner) -> page);
		this.asks.put("POST " + page + "/webhooks", Ask.ofForm(page + "/webhooks", (owner) -> Map.of("name",
				"of-a-form-" + UUID.randomUUID(), "address", "https://203.0.113.7/", "events", "request.retried")));
		for (String what : new String[] { "test", "pause", "resume", "remove" }) {
			path("POST " + page + "/webhooks/{id}/" + what,
					(owner) -> page + "/webhooks/" + notices.webhook(true) + "/" + what);
		}
		path("POST " + page + "/deliveries/{id}/again", (owner) -> page + "/deliveries/"
				+ notices.delivery(notices.webhook(true), "given-up", "The receiver answered with 500") + "/again");
	}

	Map<String, Ask> all() {
		return this.asks;
	}

	private void path(String row, Path path) {
		this.asks.put(row, new Ask(path, Map.of(), null));
	}

}
