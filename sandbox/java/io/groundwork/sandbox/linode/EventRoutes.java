package io.groundwork.sandbox.linode;

import java.util.Collections;
import java.util.List;
import java.util.Set;

import tools.jackson.databind.node.ObjectNode;

/**
 * The account's events, newest first.
 */
final class EventRoutes {

	private final Store store;

	EventRoutes(Store store) {
		this.store = store;
	}

	void register(Routes routes) {
		routes.list("account/events", "events", (call) -> {
			List<Item> events = this.store.all(Kind.EVENT);
			Collections.reverse(events);
			return Page.answer(call, events.stream().map(Item::body).toList(), Set.of("id", "action", "created",
					"entity.id", "entity.type", "percent_complete", "rate", "read", "seen", "status", "username"));
		});
		routes.get("account/events/*", "events", (call) -> Answer.ok(this.store.get(Kind.EVENT, call.id(0)).body()));
		routes.post("account/events/*/seen", "events", (call) -> mark(call, "seen"));
		routes.post("account/events/*/read", "events", (call) -> mark(call, "read"));
		routes.get("account", "account", (call) -> {
			ObjectNode account = Json.object().put("company", "Groundwork").put("email", "").put("balance", 0);
			account.set("capabilities",
					Json.array(List.of("Linodes", "NodeBalancers", "Block Storage", "Object Storage", "Kubernetes",
							"Kubernetes Enterprise", "Cloud Firewall", "VPCs", "Managed Databases")));
			return Answer.ok(account);
		});
		routes.get("profile", "account", (call) -> Answer
			.ok(Json.object().put("username", call.owner()).put("email", "").put("restricted", false)));
	}

	private Answer mark(Call call, String field) {
		return this.store.change((draft) -> {
			Item event = draft.get(Kind.EVENT, call.id(0));
			draft.put(event.with(event.copy().put(field, true)));
			return Answer.done();
		});
	}

}
