package io.groundwork.sandbox.linode;

import java.time.Clock;

import tools.jackson.databind.node.ObjectNode;

/**
 * Writes down what happens, as the account's events.
 */
final class Events {

	private final Clock clock;

	Events(Clock clock) {
		this.clock = clock;
	}

	/**
	 * Something that takes its time has been asked for.
	 */
	Item schedule(Draft draft, String action, Item about) {
		return write(draft, action, about, "scheduled");
	}

	/**
	 * Something that is done already.
	 */
	Item tell(Draft draft, String action, Item about) {
		return write(draft, action, about, "notification");
	}

	void start(Draft draft, long event) {
		advance(draft, event, "started", 1);
	}

	void finish(Draft draft, long event) {
		advance(draft, event, "finished", 100);
	}

	void fail(Draft draft, long event) {
		advance(draft, event, "failed", 100);
	}

	private Item write(Draft draft, String action, Item about, String status) {
		long id = draft.nextId();
		ObjectNode body = Json.object().put("id", id).put("status", status).put("action", action);
		body.put("username", about.owner()).put("percent_complete", "notification".equals(status) ? 100 : 0);
		body.putNull("rate").put("read", false).put("seen", false).putNull("time_remaining");
		body.put("created", Json.time(this.clock.instant()));
		ObjectNode entity = body.putObject("entity");
		entity.put("id", about.id()).put("type", type(about.kind())).put("label", about.label());
		entity.put("url", url(about));
		body.putNull("secondary_entity").put("message", "").putNull("duration");
		ObjectNode hidden = Json.object().put("at", this.clock.millis());
		return draft.put(new Item(Kind.EVENT, id, about.id(), about.owner(), body, hidden));
	}

	private void advance(Draft draft, long id, String status, int percent) {
		draft.find(Kind.EVENT, id).ifPresent((event) -> {
			ObjectNode body = event.copy().put("status", status).put("percent_complete", percent);
			if (percent == 100) {
				body.put("duration", (this.clock.millis() - event.hidden().path("at").asLong(0)) / 1000.0);
			}
			draft.put(event.with(body));
		});
	}

	private static String type(Kind kind) {
		return switch (kind) {
			case CLUSTER -> "lkecluster";
			case POOL -> "lkepool";
			case FIREWALL -> "firewall";
			case DEVICE -> "firewall_device";
			case VPC -> "vpc";
			case SUBNET -> "subnet";
			case DATABASE -> "database";
			case BUCKET -> "bucket";
			case KEY -> "object_storage_key";
			case DOMAIN -> "domain";
			case RECORD -> "domain_record";
			case INSTANCE -> "linode";
			default -> kind.title();
		};
	}

	private static String url(Item item) {
		return "/v4/" + switch (item.kind()) {
			case CLUSTER -> "lke/clusters/" + item.id();
			case POOL -> "lke/clusters/" + item.parent() + "/pools/" + item.id();
			case FIREWALL -> "networking/firewalls/" + item.id();
			case DEVICE -> "networking/firewalls/" + item.parent() + "/devices/" + item.id();
			case VPC -> "vpcs/" + item.id();
			case SUBNET -> "vpcs/" + item.parent() + "/subnets/" + item.id();
			case DATABASE -> "databases/postgresql/instances/" + item.id();
			case BUCKET -> "object-storage/buckets/" + item.text("region") + "/" + item.text("label");
			case KEY -> "object-storage/keys/" + item.id();
			case DOMAIN -> "domains/" + item.id();
			case RECORD -> "domains/" + item.parent() + "/records/" + item.id();
			case INSTANCE -> "linode/instances/" + item.id();
			case DESTINATION -> "monitor/streams/destinations/" + item.id();
			case STREAM -> "monitor/streams/" + item.id();
			default -> "profile/tokens/" + item.id();
		};
	}

}
