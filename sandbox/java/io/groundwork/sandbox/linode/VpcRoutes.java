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
 * Private networks and their subnets.
 */
final class VpcRoutes {

	private static final Pattern LABEL = Pattern.compile("(?!.*--)[a-zA-Z0-9-]*");

	private static final String LABEL_REASON = "Must only use ASCII letters, numbers, and dashes";

	private static final List<Cidr> PRIVATE = ranges("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16");

	/**
	 * Linode's own private network.
	 */
	private static final List<Cidr> RESERVED = ranges("192.168.128.0/17");

	private static final int SUBNETS = 10;

	private final Store store;

	private final Clock clock;

	private final Land land;

	VpcRoutes(Store store, Clock clock, Land land) {
		this.store = store;
		this.clock = clock;
		this.land = land;
	}

	private static List<Cidr> ranges(String... texts) {
		List<Cidr> ranges = new ArrayList<>();
		for (String text : texts) {
			Cidr.parse(text).ifPresent(ranges::add);
		}
		return List.copyOf(ranges);
	}

	void register(Routes routes) {
		routes.list("vpcs", "vpc",
				(call) -> Page.answer(call,
						this.store.all(Kind.VPC).stream().map((vpc) -> view(this.store, vpc)).toList(),
						Set.of("id", "label", "region", "description", "created", "updated")));
		routes.post("vpcs", "vpc", (call) -> this.store.change((draft) -> create(draft, call)));
		routes.get("vpcs/*", "vpc", (call) -> Answer.ok(view(this.store, this.store.get(Kind.VPC, call.id(0)))));
		routes.put("vpcs/*", "vpc", (call) -> this.store.change((draft) -> update(draft, call)));
		routes.delete("vpcs/*", "vpc", (call) -> this.store.change((draft) -> {
			Item vpc = draft.get(Kind.VPC, call.id(0));
			checkUnused(draft, "vpc_id", vpc.id());
			draft.children(Kind.SUBNET, vpc.id()).forEach(draft::remove);
			draft.remove(vpc);
			this.land.events().tell(draft, "vpc_delete", vpc);
			return Answer.done();
		}));
		routes.list("vpcs/*/subnets", "vpc", (call) -> {
			Item vpc = this.store.get(Kind.VPC, call.id(0));
			return Page.answer(call, this.store.children(Kind.SUBNET, vpc.id()).stream().map(Item::body).toList(),
					Set.of("id", "label", "created", "updated"));
		});
		routes.post("vpcs/*/subnets", "vpc", (call) -> this.store.change((draft) -> {
			Item vpc = draft.get(Kind.VPC, call.id(0));
			Wish wish = call.wish();
			wish.check(draft.children(Kind.SUBNET, vpc.id()).size() < SUBNETS, "subnets",
					"A VPC may have no more than " + SUBNETS + " subnets");
			Item subnet = subnet(draft, wish, vpc);
			wish.done();
			this.land.events().tell(draft, "subnet_create", subnet);
			return Answer.ok(subnet.body());
		}));
		routes.get("vpcs/*/subnets/*", "vpc",
				(call) -> Answer.ok(this.store.get(Kind.SUBNET, call.id(0), call.id(1)).body()));
		routes.put("vpcs/*/subnets/*", "vpc", (call) -> this.store.change((draft) -> {
			Item subnet = draft.get(Kind.SUBNET, call.id(0), call.id(1));
			Wish wish = call.wish();
			String label = wish.has("label") ? subnetLabel(draft, wish, call.id(0), subnet.id()) : subnet.label();
			wish.done();
			ObjectNode body = subnet.copy().put("label", label).put("updated", Json.time(this.clock.instant()));
			this.land.events().tell(draft, "subnet_update", subnet);
			return Answer.ok(draft.put(subnet.with(body)).body());
		}));
		routes.delete("vpcs/*/subnets/*", "vpc", (call) -> this.store.change((draft) -> {
			Item subnet = draft.get(Kind.SUBNET, call.id(0), call.id(1));
			checkUnused(draft, "subnet_id", subnet.id());
			draft.remove(subnet);
			this.land.events().tell(draft, "subnet_delete", subnet);
			return Answer.done();
		}));
	}

	private static void checkUnused(Draft draft, String field, long id) {
		boolean used = draft.all(Kind.CLUSTER).stream().anyMatch((one) -> one.body().path(field).asLong(0) == id)
				|| draft.all(Kind.DATABASE)
					.stream()
					.anyMatch((one) -> one.body().path("private_network").path(field).asLong(0) == id);
		if (used) {
			throw Refusal.bad("Cannot delete a VPC or subnet while resources are attached to it");
		}
	}

	private static ObjectNode view(Reading reading, Item vpc) {
		ObjectNode view = vpc.copy();
		ArrayNode subnets = view.putArray("subnets");
		reading.children(Kind.SUBNET, vpc.id()).forEach((subnet) -> subnets.add(subnet.body()));
		return view;
	}

	private Answer create(Draft draft, Call call) {
		Wish wish = call.wish();
		String label = label(draft, wish, 0);
		String region = wish.required("region");
		wish.check(!wish.has("region") || this.land.catalogue().can(region, "VPCs"), "region", "region is not valid");
		String description = description(wish, "");
		String now = Json.time(this.clock.instant());
		long id = draft.nextId();
		ObjectNode body = Json.object().put("id", id).put("label", label).put("description", description);
		body.put("region", region).put("created", now).put("updated", now);
		body.putNull("ipv6");
		Item vpc = draft.put(new Item(Kind.VPC, id, 0, call.owner(), body));
		List<Wish> subnets = wish.each("subnets");
		wish.check(subnets.size() <= SUBNETS, "subnets", "A VPC may have no more than " + SUBNETS + " subnets");
		subnets.forEach((subnet) -> subnet(draft, subnet, vpc));
		wish.done();
		this.land.events().tell(draft, "vpc_create", vpc);
		return Answer.ok(view(draft, vpc));
	}

	private Answer update(Draft draft, Call call) {
		Item vpc = draft.get(Kind.VPC, call.id(0));
		Wish wish = call.wish();
		String label = wish.has("label") ? label(draft, wish, vpc.id()) : vpc.label();
		String description = description(wish, vpc.text("description"));
		wish.done();
		ObjectNode body = vpc.copy().put("label", label).put("description", description);
		Item changed = draft.put(vpc.with(body.put("updated", Json.time(this.clock.instant()))));
		this.land.events().tell(draft, "vpc_update", changed);
		return Answer.ok(view(draft, changed));
	}

	private static String label(Draft draft, Wish wish, long self) {
		String label = wish.label(1, 64, LABEL, LABEL_REASON);
		wish.check(draft.all(Kind.VPC).stream().noneMatch((other) -> other.id() != self && other.label().equals(label)),
				"label", "Label must be unique");
		return label;
	}

	private static String description(Wish wish, String otherwise) {
		String description = wish.text("description", otherwise);
		wish.check(description.length() <= 255, "description", "Length must be 0-255 characters");
		return description;
	}

	private static String subnetLabel(Draft draft, Wish wish, long vpc, long self) {
		String label = wish.label(1, 64, LABEL, LABEL_REASON);
		wish.check(
				draft.children(Kind.SUBNET, vpc)
					.stream()
					.noneMatch((other) -> other.id() != self && other.label().equals(label)),
				"label", "Label must be unique");
		return label;
	}

	private Item subnet(Draft draft, Wish wish, Item vpc) {
		String label = subnetLabel(draft, wish, vpc.id(), 0);
		String text = wish.required("ipv4");
		Optional<Cidr> range = Cidr.parse(text).filter((cidr) -> cidr.isV4() && text.contains("/"));
		if (wish.has("ipv4")) {
			checkRange(draft, wish, vpc, range);
		}
		String now = Json.time(this.clock.instant());
		ObjectNode body = Json.object().put("id", draft.nextId()).put("label", label).put("ipv4", text).putNull("ipv6");
		body.putArray("linodes");
		body.putArray("databases");
		body.putArray("nodebalancers");
		body.put("created", now).put("updated", now);
		return draft.put(new Item(Kind.SUBNET, body.path("id").asLong(), vpc.id(), vpc.owner(), body));
	}

	private static void checkRange(Draft draft, Wish wish, Item vpc, Optional<Cidr> found) {
		if (found.isEmpty() || !found.get().isNetwork()) {
			wish.refuse("ipv4", "Must be an IPv4 network");
			return;
		}
		Cidr range = found.get();
		wish.check(range.prefix() >= 1 && range.prefix() <= 29, "ipv4", "Prefix length must be 1-29");
		wish.check(
				PRIVATE.stream().anyMatch((net) -> net.contains(range)) && RESERVED.stream().noneMatch(range::overlaps),
				"ipv4", "Must be within 10.0.0.0/8, 172.16.0.0/12 or 192.168.0.0/17");
		wish.check(draft.children(Kind.SUBNET, vpc.id())
			.stream()
			.flatMap((other) -> Cidr.parse(other.text("ipv4")).stream())
			.noneMatch(range::overlaps), "ipv4", "IPv4 range must not overlap with another subnet of the VPC");
	}

}
