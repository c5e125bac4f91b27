package io.groundwork.sandbox.linode;

import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

import tools.jackson.databind.node.ObjectNode;

/**
 * Domains and their records.
 */
final class DomainRoutes {

	private static final Pattern DOMAIN = Pattern
		.compile("(?=.{1,253}$)([a-zA-Z0-9_]([a-zA-Z0-9_-]{0,61}[a-zA-Z0-9_])?\\.)+[a-zA-Z][a-zA-Z0-9-]{1,62}");

	private static final Pattern HOST = Pattern
		.compile("(?=.{0,253}$)(\\*\\.|@$|\\*$)?([a-zA-Z0-9_]([a-zA-Z0-9_-]{0,61}[a-zA-Z0-9_])?\\.?)*");

	private static final Pattern MAIL = Pattern.compile("[^@\\s]+@[^@\\s]+\\.[^@\\s]+");

	private static final List<String> TYPES = List.of("A", "AAAA", "NS", "MX", "CNAME", "TXT", "SRV", "PTR", "CAA");

	/**
	 * Other numbers of seconds are rounded up to one of these.
	 */
	private static final List<Integer> SECONDS = List.of(0, 30, 120, 300, 3600, 7200, 14400, 28800, 57600, 86400,
			172800, 345600, 604800, 1209600, 2419200);

	private final Store store;

	private final Clock clock;

	private final Events events;

	DomainRoutes(Store store, Clock clock, Events events) {
		this.store = store;
		this.clock = clock;
		this.events = events;
	}

	void register(Routes routes) {
		routes.list("domains", "domains",
				(call) -> Page.answer(call, this.store.all(Kind.DOMAIN).stream().map(Item::body).toList(),
						Set.of("id", "domain", "group", "tags", "type", "status")));
		routes.post("domains", "domains", (call) -> this.store.change((draft) -> {
			long id = draft.nextId();
			String now = Json.time(this.clock.instant());
			ObjectNode body = Json.object().put("id", id).put("type", "").put("domain", "");
			body.putArray("tags");
			body.put("group", "").put("status", "active").put("errors", "").put("description", "").put("soa_email", "");
			body.put("retry_sec", 0).putArray("master_ips");
			body.putArray("axfr_ips");
			body.put("expire_sec", 0).put("refresh_sec", 0).put("ttl_sec", 0).put("created", now);
			read(draft, call.wish(), body, true);
			Item domain = draft.put(new Item(Kind.DOMAIN, id, 0, call.owner(), body));
			this.events.tell(draft, "domain_create", domain);
			return Answer.ok(domain.body());
		}));
		routes.get("domains/*", "domains", (call) -> Answer.ok(this.store.get(Kind.DOMAIN, call.id(0)).body()));
		routes.put("domains/*", "domains", (call) -> this.store.change((draft) -> {
			Item domain = draft.get(Kind.DOMAIN, call.id(0));
			ObjectNode body = domain.copy();
			read(draft, call.wish(), body, false);
			this.events.tell(draft, "domain_update", domain);
			return Answer.ok(draft.put(domain.with(body)).body());
		}));
		routes.delete("domains/*", "domains", (call) -> this.store.change((draft) -> {
			Item domain = draft.get(Kind.DOMAIN, call.id(0));
			draft.children(Kind.RECORD, domain.id()).forEach(draft::remove);
			draft.remove(domain);
			this.events.tell(draft, "domain_delete", domain);
			return Answer.done();
		}));
		routes.list("domains/*/records", "domains", (call) -> {
			Item domain = this.store.get(Kind.DOMAIN, call.id(0));
			return Page.answer(call, this.store.children(Kind.RECORD, domain.id()).stream().map(Item::body).toList(),
					Set.of("id", "type", "name", "target", "tag"));
		});
		routes.post("domains/*/records", "domains", (call) -> this.store.change((draft) -> {
			Item domain = draft.get(Kind.DOMAIN, call.id(0));
			long id = draft.nextId();
			ObjectNode body = Json.object().put("id", id).put("created", Json.time(this.clock.instant()));
			record(draft, call.wish(), body, domain, true);
			Item kept = draft.put(new Item(Kind.RECORD, id, domain.id(), call.owner(), body));
			this.events.tell(draft, "domain_record_create", domain);
			return Answer.ok(kept.body());
		}));
		routes.get("domains/*/records/*", "domains",
				(call) -> Answer.ok(this.store.get(Kind.RECORD, call.id(0), call.id(1)).body()));
		routes.put("domains/*/records/*", "domains", (call) -> this.store.change((draft) -> {
			Item kept = draft.get(Kind.RECORD, call.id(0), call.id(1));
			ObjectNode body = kept.copy();
			Item domain = draft.get(Kind.DOMAIN, call.id(0));
			record(draft, call.wish(), body, domain, false);
			this.events.tell(draft, "domain_record_update", domain);
			return Answer.ok(draft.put(kept.with(body)).body());
		}));
		routes.delete("domains/*/records/*", "domains", (call) -> this.store.change((draft) -> {
			draft.remove(draft.get(Kind.RECORD, call.id(0), call.id(1)));
			this.events.tell(draft, "domain_record_delete", draft.get(Kind.DOMAIN, call.id(0)));
			return Answer.done();
		}));
	}

	private void read(Draft draft, Wish wish, ObjectNode body, boolean create) {
		if (create || wish.has("domain")) {
			String domain = wish.required("domain");
			wish.check(!wish.has("domain") || DOMAIN.matcher(domain).matches(), "domain", "Domain is not valid.");
			wish.check(draft.all(Kind.DOMAIN)
				.stream()
				.noneMatch((other) -> other.id() != body.path("id").asLong() && domain.equalsIgnoreCase(other.label())),
					"domain", "DNS zone already exists.");
			body.put("domain", domain);
		}
		if (create || wish.has("type")) {
			body.put("type", wish.oneOf("type", wish.required("type"), List.of("master", "slave")));
		}
		body.put("soa_email", wish.text("soa_email", body.path("soa_email").asString("")));
		wish.check(!wish.has("soa_email") || MAIL.matcher(body.path("soa_email").asString("")).matches(), "soa_email",
				"soa_email is not valid");
		wish.check(!"master".equals(body.path("type").asString("")) || !body.path("soa_email").asString("").isEmpty(),
				"soa_email", "soa_email is required when type=master");
		body.put("description", wish.text("description", body.path("description").asString("")));
		body.put("group", wish.text("group", body.path("group").asString("")));
		body.put("status", wish.oneOf("status", wish.text("status", body.path("status").asString("")),
				List.of("active", "disabled")));
		for (String seconds : List.of("retry_sec", "expire_sec", "refresh_sec", "ttl_sec")) {
			body.put(seconds, seconds(wish, seconds, body.path(seconds).asInt(0)));
		}
		for (String addresses : List.of("master_ips", "axfr_ips")) {
			if (wish.has(addresses)) {
				List<String> texts = wish.texts(addresses);
				wish.check(texts.stream().allMatch((text) -> Cidr.parse(text).isPresent()), addresses,
						"Must be a valid IP address");
				body.set(addresses, Json.array(texts));
			}
		}
		wish.check(!"slave".equals(body.path("type").asString("")) || body.path("master_ips").size() > 0, "master_ips",
				"master_ips is required when type=slave");
		if (wish.has("tags")) {
			body.set("tags", Json.tags(wish.tags()));
		}
		wish.done();
		body.put("updated", Json.time(this.clock.instant()));
	}

	private static int seconds(Wish wish, String field, int otherwise) {
		int wanted = wish.number(field, otherwise);
		wish.check(wanted >= 0, field, "Must be 0 or greater");
		return SECONDS.stream().filter((choice) -> choice >= wanted).findFirst().orElse(SECONDS.getLast());
	}

	private void record(Draft draft, Wish wish, ObjectNode body, Item domain, boolean create) {
		String type = create ? wish.oneOf("type", wish.required("type"), TYPES) : body.path("type").asString("");
		wish.check(create || !wish.has("type") || type.equals(wish.text("type", "")), "type", "type cannot be changed");
		body.put("type", type);
		String name = wish.text("name", body.path("name").asString(""));
		wish.check(HOST.matcher(name).matches(), "name", "name is not valid");
		String target = (create || wish.has("target")) ? wish.required("target") : body.path("target").asString("");
		if (create && wish.has("target") || wish.has("target")) {
			wish.check(isTarget(type, target), "target", reason(type));
		}
		wish.check(!"CNAME".equals(type) || !name.isEmpty(), "name", "name is required for CNAME records");
		wish.check(!clashes(draft, domain, body.path("id").asLong(), type, name), "name",
				"A CNAME record may not share its name with another record");
		// Whoever asks, asks from here.
		body.put("name", name)
			.put("target", !"[remote_addr]".equals(target) ? target : "A".equals(type) ? "127.0.0.1" : "::1");
		body.put("priority", wish.number("priority", body.path("priority").asInt(0), 0, 255));
		body.put("weight", wish.number("weight", body.path("weight").asInt(0), 0, 65535));
		body.put("port", wish.number("port", body.path("port").asInt(0), 0, 65535));
		nullable(body, "service", wish, "SRV".equals(type));
		nullable(body, "protocol", wish, "SRV".equals(type));
		body.put("ttl_sec", seconds(wish, "ttl_sec", body.path("ttl_sec").asInt(0)));
		nullable(body, "tag", wish, "CAA".equals(type));
		if ("CAA".equals(type)) {
			wish.oneOf("tag", body.path("tag").asString(""), List.of("issue", "issuewild", "iodef"));
		}
		wish.done();
		body.put("updated", Json.time(this.clock.instant()));
	}

	private static void nullable(ObjectNode body, String field, Wish wish, boolean required) {
		Optional<String> value = wish.has(field) ? Optional.of(wish.text(field, ""))
				: Optional.of(body.path(field).asString("")).filter((text) -> !text.isEmpty());
		wish.check(!required || value.isPresent(), field, field + " is required");
		value.ifPresentOrElse((text) -> body.put(field, text), () -> body.putNull(field));
	}

	private static boolean clashes(Draft draft, Item domain, long self, String type, String name) {
		List<Item> same = new ArrayList<>(draft.children(Kind.RECORD, domain.id()));
		same.removeIf((other) -> other.id() == self || !name.equalsIgnoreCase(other.text("name")));
		return "CNAME".equals(type) ? !same.isEmpty()
				: same.stream().anyMatch((other) -> "CNAME".equals(other.text("type")));
	}

	private static boolean isTarget(String type, String target) {
		Optional<Cidr> address = target.contains("/") ? Optional.empty() : Cidr.parse(target);
		return switch (type) {
			case "A" -> address.filter(Cidr::isV4).isPresent() || "[remote_addr]".equals(target);
			case "AAAA" -> address.filter((cidr) -> !cidr.isV4()).isPresent() || "[remote_addr]".equals(target);
			case "NS", "MX", "CNAME", "SRV", "PTR" -> HOST.matcher(target).matches();
			default -> !target.isEmpty() && target.length() <= 65535;
		};
	}

	private static String reason(String type) {
		return switch (type) {
			case "A" -> "Invalid IPv4 address";
			case "AAAA" -> "Invalid IPv6 address";
			default -> "target is not valid";
		};
	}

}
