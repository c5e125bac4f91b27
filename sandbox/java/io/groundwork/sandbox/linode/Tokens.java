package io.groundwork.sandbox.linode;

import java.time.Clock;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import tools.jackson.databind.node.ObjectNode;

/**
 * Who may do what, by the token they bring.
 */
final class Tokens {

	private static final Set<String> AREAS = Set.of("account", "child_account", "databases", "domains", "events",
			"firewall", "images", "ips", "linodes", "lke", "longview", "maintenance", "monitor", "nodebalancers",
			"object_storage", "placement", "stackscripts", "volumes", "vpc");

	private final Map<String, Long> known = new ConcurrentHashMap<>();

	private final Store store;

	private final Clock clock;

	private final Events events;

	Tokens(Store store, Clock clock, Events events) {
		this.store = store;
		this.clock = clock;
		this.events = events;
	}

	void register(Routes routes) {
		routes.list("profile/tokens", "account", (call) -> Page.answer(call,
				this.store.all(Kind.TOKEN).stream().map(Item::body).toList(), Set.of("label", "created", "id")));
		routes.get("profile/tokens/*", "account", (call) -> Answer.ok(this.store.get(Kind.TOKEN, call.id(0)).body()));
		routes.post("profile/tokens", "account", (call) -> this.store.change((draft) -> {
			Wish wish = call.wish();
			String label = wish.text("label", "");
			wish.check(!wish.has("label") || label.length() >= 1 && label.length() <= 100, "label",
					"Length must be 1-100 characters");
			String scopes = wish.text("scopes", "*");
			wish.check(isScopes(scopes), "scopes", "Invalid OAuth scope");
			Optional<Instant> expiry = instant(wish.text("expiry", ""));
			wish.check(!wish.has("expiry") || expiry.filter(this.clock.instant()::isBefore).isPresent(), "expiry",
					"Must be a valid future date");
			wish.done();
			Item token = make(draft, label, scopes, expiry, call.owner());
			this.events.tell(draft, "token_create", token);
			return Answer.ok(token.copy().put("token", token.secret("token")));
		}));
		routes.put("profile/tokens/*", "account", (call) -> this.store.change((draft) -> {
			Item token = draft.get(Kind.TOKEN, call.id(0));
			Wish wish = call.wish();
			String label = wish.text("label", token.label());
			wish.check(label.length() <= 100, "label", "Length must be 1-100 characters");
			wish.done();
			this.events.tell(draft, "token_update", token);
			return Answer.ok(draft.put(token.with(token.copy().put("label", label))).body());
		}));
		routes.delete("profile/tokens/*", "account", (call) -> this.store.change((draft) -> {
			Item token = draft.get(Kind.TOKEN, call.id(0));
			draft.remove(token);
			this.events.tell(draft, "token_delete", token);
			return Answer.done();
		}));
	}

	/**
	 * The secret of the token of that label, made if there is none yet.
	 */
	String keep(String label, String scopes) {
		return this.store.change((draft) -> draft.all(Kind.TOKEN)
			.stream()
			.filter((token) -> label.equals(token.label()) && scopes.equals(token.text("scopes")))
			.findFirst()
			.orElseGet(() -> make(draft, label, scopes, Optional.empty(), label))
			.secret("token"));
	}

	private Item make(Draft draft, String label, String scopes, Optional<Instant> expiry, String owner) {
		String secret = Secrets.hex(64);
		ObjectNode body = Json.object().put("id", draft.nextId()).put("label", label).put("scopes", scopes);
		body.put("created", Json.time(this.clock.instant()));
		// All that is ever shown again.
		body.put("token", secret.substring(0, 16));
		expiry.ifPresentOrElse((end) -> body.put("expiry", Json.time(end)), () -> body.putNull("expiry"));
		return draft
			.put(new Item(Kind.TOKEN, body.path("id").asLong(), 0, owner, body, Json.object().put("token", secret)));
	}

	/**
	 * The token of that Authorization header, or a refusal.
	 */
	Item bearer(String header) {
		int space = header.indexOf(' ');
		if (space < 0 || !"bearer".equalsIgnoreCase(header.substring(0, space))) {
			throw new Refusal(401, "Invalid Token");
		}
		return find(header.substring(space + 1).trim()).filter((token) -> {
			String expiry = token.text("expiry");
			return expiry.isEmpty() || instant(expiry).filter(this.clock.instant()::isBefore).isPresent();
		}).orElseThrow(() -> new Refusal(401, "Invalid Token"));
	}

	private Optional<Item> find(String secret) {
		Optional<Item> found = Optional.ofNullable(this.known.get(secret))
			.flatMap((id) -> this.store.find(Kind.TOKEN, id));
		if (found.isPresent()) {
			return found;
		}
		this.known.remove(secret);
		Optional<Item> searched = this.store.all(Kind.TOKEN)
			.stream()
			.filter((token) -> secret.equals(token.secret("token")))
			.findFirst();
		searched.ifPresent((token) -> this.known.put(secret, token.id()));
		return searched;
	}

	/**
	 * A time as this API writes it, or with the zone that clients put behind it.
	 */
	private static Optional<Instant> instant(String text) {
		try {
			return Optional.of(LocalDateTime.parse(text).toInstant(ZoneOffset.UTC));
		}
		catch (DateTimeParseException ex) {
			try {
				return Optional.of(OffsetDateTime.parse(text).toInstant());
			}
			catch (DateTimeParseException neither) {
				return Optional.empty();
			}
		}
	}

	private static boolean isScopes(String scopes) {
		return "*".equals(scopes) || Arrays.stream(scopes.split("[ ,]+")).allMatch((scope) -> {
			List<String> parts = List.of(scope.split(":", 2));
			return parts.size() == 2 && AREAS.contains(parts.getFirst())
					&& Set.of("read_only", "read_write", "*").contains(parts.getLast());
		});
	}

	/**
	 * Whether scopes are enough for what is asked.
	 */
	static boolean allow(String scopes, String needed) {
		if ("*".equals(scopes)) {
			return true;
		}
		String area = needed.substring(0, needed.indexOf(':'));
		List<String> granted = List.of(scopes.split("[ ,]+"));
		return granted.contains(needed) || granted.contains(area + ":read_write") || granted.contains(area + ":*");
	}

}
