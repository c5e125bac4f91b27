package io.groundwork.sandbox.linode;

import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Cloud firewalls, their rules and what they guard.
 */
final class FirewallRoutes {

	private static final Pattern LABEL = Pattern.compile("[a-zA-Z][a-zA-Z0-9_.-]*");

	private static final List<String> POLICIES = List.of("ACCEPT", "DROP");

	private static final List<String> PROTOCOLS = List.of("TCP", "UDP", "ICMP", "IPENCAP");

	private static final int RULES = 25;

	private static final int ADDRESSES = 255;

	private static final int PORTS = 15;

	private final Store store;

	private final Clock clock;

	private final Events events;

	FirewallRoutes(Store store, Clock clock, Events events) {
		this.store = store;
		this.clock = clock;
		this.events = events;
	}

	void register(Routes routes) {
		String all = "networking/firewalls";
		routes.list(all, "firewall",
				(call) -> Page.answer(call, this.store.all(Kind.FIREWALL).stream().map(this::view).toList(),
						Set.of("id", "label", "tags", "status", "created", "updated")));
		routes.post(all, "firewall", (call) -> this.store.change((draft) -> create(draft, call)));
		routes.get(all + "/*", "firewall", (call) -> Answer.ok(view(this.store.get(Kind.FIREWALL, call.id(0)))));
		routes.put(all + "/*", "firewall", (call) -> this.store.change((draft) -> update(draft, call)));
		routes.delete(all + "/*", "firewall", (call) -> this.store.change((draft) -> delete(draft, call)));
		routes.get(all + "/*/rules", "firewall",
				(call) -> Answer.ok(this.store.get(Kind.FIREWALL, call.id(0)).body().path("rules")));
		routes.put(all + "/*/rules", "firewall", (call) -> this.store.change((draft) -> rules(draft, call)));
		routes.list(all + "/*/devices", "firewall", (call) -> {
			Item firewall = this.store.get(Kind.FIREWALL, call.id(0));
			return Page.answer(call, this.store.children(Kind.DEVICE, firewall.id()).stream().map(Item::body).toList(),
					Set.of("id", "created", "updated"));
		});
		routes.post(all + "/*/devices", "firewall", (call) -> this.store.change((draft) -> attach(draft, call)));
		routes.get(all + "/*/devices/*", "firewall",
				(call) -> Answer.ok(this.store.get(Kind.DEVICE, call.id(0), call.id(1)).body()));
		routes.delete(all + "/*/devices/*", "firewall", (call) -> this.store.change((draft) -> {
			Item device = draft.get(Kind.DEVICE, call.id(0), call.id(1));
			draft.remove(device);
			this.events.tell(draft, "firewall_device_remove", draft.get(Kind.FIREWALL, call.id(0)));
			return Answer.done();
		}));
	}

	private ObjectNode view(Item firewall) {
		return view(this.store, firewall);
	}

	private static ObjectNode view(Reading store, Item firewall) {
		ObjectNode view = firewall.copy();
		ArrayNode entities = view.putArray("entities");
		store.children(Kind.DEVICE, firewall.id()).forEach((device) -> entities.add(device.body().path("entity")));
		return view;
	}

	private Answer create(Draft draft, Call call) {
		Wish wish = call.wish();
		String label = label(draft, wish, 0);
		List<String> tags = wish.tags();
		wish.check(wish.has("rules"), "rules", "rules is required");
		ObjectNode rules = readRules(wish.inside("rules"), 1);
		List<Entity> entities = entities(draft, wish.inside("devices"));
		wish.done();
		String now = Json.time(this.clock.instant());
		long id = draft.nextId();
		ObjectNode body = Json.object().put("id", id).put("label", label).put("status", "enabled");
		body.set("rules", rules);
		body.set("tags", Json.tags(tags));
		body.put("created", now).put("updated", now);
		Item firewall = draft.put(new Item(Kind.FIREWALL, id, 0, call.owner(), body));
		this.events.tell(draft, "firewall_create", firewall);
		entities.forEach((entity) -> device(draft, firewall, entity));
		return Answer.ok(view(draft, firewall));
	}

	private String label(Draft draft, Wish wish, long self) {
		String label = wish.label(3, 32, LABEL,
				"Label must begin with a letter and include only ASCII letters, numbers, underscores, periods, and dashes");
		wish.check(
				draft.all(Kind.FIREWALL)
					.stream()
					.noneMatch((other) -> other.id() != self && other.label().equals(label)),
				"label", "Label must be unique");
		return label;
	}

	private Answer update(Draft draft, Call call) {
		Item firewall = draft.get(Kind.FIREWALL, call.id(0));
		Wish wish = call.wish();
		ObjectNode body = firewall.copy();
		if (wish.has("label")) {
			body.put("label", label(draft, wish, firewall.id()));
		}
		if (wish.has("tags")) {
			body.set("tags", Json.tags(wish.tags()));
		}
		String before = firewall.text("status");
		String status = wish.oneOf("status", wish.text("status", before), List.of("enabled", "disabled"));
		wish.done();
		body.put("status", status).put("updated", Json.time(this.clock.instant()));
		Item changed = draft.put(firewall.with(body));
		this.events.tell(draft, before.equals(status) ? "firewall_update"
				: "enabled".equals(status) ? "firewall_enable" : "firewall_disable", changed);
		return Answer.ok(view(draft, changed));
	}

	private Answer delete(Draft draft, Call call) {
		Item firewall = draft.get(Kind.FIREWALL, call.id(0));
		draft.children(Kind.DEVICE, firewall.id()).forEach(draft::remove);
		draft.remove(firewall);
		this.events.tell(draft, "firewall_delete", firewall);
		return Answer.done();
	}

	private Answer rules(Draft draft, Call call) {
		Item firewall = draft.get(Kind.FIREWALL, call.id(0));
		Wish wish = call.wish();
		ObjectNode rules = readRules(wish, firewall.body().path("rules").path("version").asInt(0) + 1);
		wish.done();
		ObjectNode body = firewall.copy().put("updated", Json.time(this.clock.instant()));
		body.set("rules", rules);
		this.events.tell(draft, "firewall_rules_update", draft.put(firewall.with(body)));
		return Answer.ok(rules);
	}

	private static ObjectNode readRules(Wish wish, int version) {
		ObjectNode rules = Json.object();
		List<Wish> inbound = wish.each("inbound");
		List<Wish> outbound = wish.each("outbound");
		wish.check(inbound.size() + outbound.size() <= RULES, "inbound",
				"A firewall may have no more than " + RULES + " rules");
		rules.set("inbound", readRules(inbound));
		rules.put("inbound_policy", wish.oneOf("inbound_policy", wish.required("inbound_policy"), POLICIES));
		rules.set("outbound", readRules(outbound));
		rules.put("outbound_policy", wish.oneOf("outbound_policy", wish.required("outbound_policy"), POLICIES));
		return rules.put("version", version).put("fingerprint", "%08x".formatted(rules.toString().hashCode()));
	}

	private static ArrayNode readRules(List<Wish> wishes) {
		ArrayNode rules = Json.array();
		for (Wish wish : wishes) {
			ObjectNode rule = rules.addObject();
			String protocol = wish.oneOf("protocol", wish.required("protocol"), PROTOCOLS);
			rule.put("action", wish.oneOf("action", wish.required("action"), POLICIES)).put("protocol", protocol);
			readPorts(wish, protocol).ifPresent((ports) -> rule.put("ports", ports));
			if (wish.has("label")) {
				String label = wish.text("label", "");
				wish.check(label.length() >= 3 && label.length() <= 32, "label", "Length must be 3-32 characters");
				rule.put("label", label);
			}
			if (wish.has("description")) {
				String description = wish.text("description", "");
				wish.check(description.length() <= 100, "description", "Length must be 1-100 characters");
				rule.put("description", description);
			}
			ObjectNode addresses = rule.putObject("addresses");
			Wish where = wish.inside("addresses");
			List<String> v4 = ranges(where, "ipv4", true);
			List<String> v6 = ranges(where, "ipv6", false);
			if (where.has("ipv4")) {
				addresses.set("ipv4", Json.array(v4));
			}
			if (where.has("ipv6")) {
				addresses.set("ipv6", Json.array(v6));
			}
			wish.check(v4.size() + v6.size() > 0, "addresses", "Must provide at least one address");
			wish.check(v4.size() + v6.size() <= ADDRESSES, "addresses",
					"A rule may have no more than " + ADDRESSES + " addresses");
		}
		return rules;
	}

	private static List<String> ranges(Wish where, String field, boolean v4) {
		List<String> ranges = where.texts(field);
		for (int i = 0; i < ranges.size(); i++) {
			String range = ranges.get(i);
			boolean right = range.contains("/") && Cidr.parse(range).filter((cidr) -> cidr.isV4() == v4).isPresent();
			where.check(right, "%s[%d]".formatted(field, i), "Must be in IP/mask format");
		}
		return ranges;
	}

	/**
	 * Ports as the real API reads them: numbers and ranges, commas between; a range
	 * counts as two.
	 */
	private static Optional<String> readPorts(Wish wish, String protocol) {
		String ports = wish.text("ports", "");
		if (ports.isBlank()) {
			return Optional.empty();
		}
		if (!"TCP".equals(protocol) && !"UDP".equals(protocol)) {
			wish.refuse("ports", "Ports are not allowed for ICMP and IPENCAP protocols");
			return Optional.empty();
		}
		List<Integer> numbers = new ArrayList<>();
		for (String piece : ports.split(",", -1)) {
			String[] ends = piece.trim().split("-", -1);
			try {
				int from = Integer.parseInt(ends[0]);
				int to = (ends.length == 1) ? from : Integer.parseInt(ends[1]);
				if (ends.length > 2 || from < 1 || to > 65535 || ends.length == 2 && from >= to) {
					throw new NumberFormatException();
				}
				numbers.add(from);
				if (ends.length == 2) {
					numbers.add(to);
				}
			}
			catch (NumberFormatException ex) {
				wish.refuse("ports",
						"Ports must be an integer, range of integers, or a comma-separated list of integers");
				return Optional.empty();
			}
		}
		wish.check(numbers.size() <= PORTS, "ports", "Must contain no more than " + PORTS + " ports");
		return Optional.of(ports);
	}

	private static List<Entity> entities(Draft draft, Wish wish) {
		List<Entity> entities = new ArrayList<>();
		for (String type : List.of("linodes", "nodebalancers")) {
			for (long id : wish.ids(type)) {
				String single = type.substring(0, type.length() - 1);
				entity(draft, wish, type, single, id).ifPresent(entities::add);
			}
		}
		return entities;
	}

	private static Optional<Entity> entity(Draft draft, Wish wish, String field, String type, long id) {
		if ("linode".equals(type)) {
			Optional<Item> instance = draft.find(Kind.INSTANCE, id);
			wish.check(instance.isPresent(), field, "Invalid Linode ID " + id);
			return instance.map((one) -> new Entity(type, id, one.label(), "/v4/linode/instances/" + id));
		}
		// There are no NodeBalancers here.
		wish.refuse(field, "Invalid NodeBalancer ID " + id);
		return Optional.empty();
	}

	private Answer attach(Draft draft, Call call) {
		Item firewall = draft.get(Kind.FIREWALL, call.id(0));
		Wish wish = call.wish();
		String type = wish.oneOf("type", wish.required("type"), List.of("linode", "nodebalancer"));
		wish.check(wish.has("id"), "id", "id is required");
		Optional<Entity> entity = entity(draft, wish, "id", type, wish.number("id", 0));
		entity.ifPresent((one) -> wish.check(
				draft.all(Kind.DEVICE)
					.stream()
					.noneMatch((device) -> device.body().path("entity").path("id").asLong() == one.id()),
				"id", "This entity is already assigned to a firewall"));
		wish.done();
		Item device = device(draft, firewall, entity.orElseThrow(Refusal::notFound));
		return Answer.ok(device.body());
	}

	private Item device(Draft draft, Item firewall, Entity entity) {
		String now = Json.time(this.clock.instant());
		ObjectNode body = Json.object().put("id", draft.nextId()).put("created", now).put("updated", now);
		ObjectNode inside = body.putObject("entity").put("id", entity.id()).put("type", entity.type());
		inside.put("label", entity.label()).put("url", entity.url()).putNull("parent_entity");
		this.events.tell(draft, "firewall_device_add", firewall);
		return draft.put(new Item(Kind.DEVICE, body.path("id").asLong(), firewall.id(), firewall.owner(), body));
	}

	/**
	 * What a firewall guards.
	 *
	 * @param type linode or nodebalancer
	 * @param id its number
	 * @param label its label
	 * @param url where it is
	 */
	private record Entity(String type, long id, String label, String url) {

	}

}
