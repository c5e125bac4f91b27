package io.groundwork.sandbox.linode;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The way behind everything's back: faults, tokens, what there is and who asked.
 */
final class Admin {

	private static final String POLICY = "default-src 'none'; style-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

	private static final Log log = LogFactory.getLog(Admin.class);

	private final Store store;

	private final Land land;

	private final Tokens tokens;

	private final Requests requests;

	private final Fleet fleet;

	private final StorageRoutes storage;

	private final DatabaseRoutes databases;

	private final AdminPage page = new AdminPage();

	Admin(Store store, Land land, Tokens tokens, Requests requests, Fleet fleet, StorageRoutes storage,
			DatabaseRoutes databases) {
		this.store = store;
		this.land = land;
		this.tokens = tokens;
		this.requests = requests;
		this.fleet = fleet;
		this.storage = storage;
		this.databases = databases;
	}

	void handle(HttpExchange exchange, byte[] body) throws IOException {
		try {
			Origin.check(exchange);
			answer(exchange, body);
		}
		catch (Refusal ex) {
			send(exchange, ex.answer());
		}
		catch (RuntimeException ex) {
			log.error("%s %s could not be answered".formatted(exchange.getRequestMethod(), exchange.getRequestURI()),
					ex);
			send(exchange, new Refusal(500, "An error occurred").answer());
		}
	}

	private void answer(HttpExchange exchange, byte[] body) throws IOException {
		String path = exchange.getRequestURI().getPath();
		boolean reading = "GET".equals(exchange.getRequestMethod());
		if (reading && AdminPage.STYLE.equals(path)) {
			send(exchange, 200, "text/css; charset=utf-8", this.page.style());
		}
		else if (reading && "/admin".equals(path) && Origin.header(exchange, "Accept").contains("text/html")) {
			show(exchange, 200, List.of());
		}
		else if (Origin.isForm(exchange)) {
			press(exchange, path, body);
		}
		else {
			send(exchange, answerJson(exchange.getRequestMethod(), path, body));
		}
	}

	private void press(HttpExchange exchange, String path, byte[] body) throws IOException {
		try {
			pressed(path, AdminPage.read(body));
		}
		catch (Refusal ex) {
			show(exchange, ex.answer().status(), Json.nodes(ex.answer().body().path("errors")));
			return;
		}
		exchange.getResponseHeaders().set("Location", "/admin");
		exchange.sendResponseHeaders(303, -1);
	}

	private void show(HttpExchange exchange, int status, List<JsonNode> errors) throws IOException {
		send(exchange, status, "text/html; charset=utf-8",
				this.page.write(everything(), errors, this.land.catalogue().regionIds()));
	}

	private static void send(HttpExchange exchange, Answer answer) throws IOException {
		send(exchange, answer.status(), "application/json", Json.bytes(answer.body()));
	}

	private static void send(HttpExchange exchange, int status, String type, byte[] bytes) throws IOException {
		Headers headers = exchange.getResponseHeaders();
		headers.set("Content-Type", type);
		headers.set("Content-Security-Policy", POLICY);
		headers.set("X-Content-Type-Options", "nosniff");
		headers.set("Cross-Origin-Resource-Policy", "same-origin");
		// With no referrer at all a browser would not say where a form comes from.
		headers.set("Referrer-Policy", "same-origin");
		headers.set("Cache-Control", "no-store");
		boolean head = "HEAD".equals(exchange.getRequestMethod());
		exchange.sendResponseHeaders(status, head ? -1 : bytes.length);
		if (!head) {
			exchange.getResponseBody().write(bytes);
		}
	}

	/**
	 * What the page's buttons ask for: a form knows no DELETE.
	 */
	private void pressed(String path, ObjectNode form) {
		List<String> parts = parts(path);
		if (parts.equals(List.of("faults"))) {
			this.land.faults().add(form);
			return;
		}
		if (parts.size() < 2) {
			throw Refusal.notFound();
		}
		List<String> what = parts.subList(0, parts.size() - 1);
		switch (what.getFirst() + " " + parts.getLast()) {
			case "faults delete" -> removeFaults(what);
			case "resources delete" -> delete(what);
			case "resources change" ->
				change(what, read(form.path("changes").asString("").getBytes(StandardCharsets.UTF_8)));
			default -> throw Refusal.notFound();
		}
	}

	private static List<String> parts(String path) {
		return Arrays.stream(path.split("/")).skip(2).toList();
	}

	private Answer answerJson(String method, String asked, byte[] body) {
		List<String> path = parts(asked);
		return switch (method + " " + (path.isEmpty() ? "" : path.getFirst())) {
			case "GET " -> Answer.ok(everything());
			case "GET faults" -> Answer.ok(faults());
			case "POST faults" -> Answer.ok(this.land.faults().add(read(body)).json());
			case "DELETE faults" -> removeFaults(path);
			case "GET resources" -> Answer.ok(resources());
			case "PUT resources" -> change(path, read(body));
			case "DELETE resources" -> delete(path);
			case "GET openapi.json" -> Answer.ok(Json.resource("openapi.json"));
			case "GET requests" -> Answer.ok(requests());
			case "POST tokens" -> makeToken(read(body));
			default -> throw Refusal.notFound();
		};
	}

	private static ObjectNode read(byte[] body) {
		try {
			if (Json.MAPPER.readTree(body) instanceof ObjectNode object) {
				return object;
			}
		}
		catch (JacksonException ex) {
			// Told the same way as JSON that is no object.
		}
		throw Refusal.bad("Invalid JSON");
	}

	private ObjectNode everything() {
		ObjectNode everything = Json.object();
		everything.set("faults", faults());
		everything.set("resources", resources());
		everything.set("requests", requests());
		return everything;
	}

	private ArrayNode faults() {
		ArrayNode faults = Json.array();
		this.land.faults().all().forEach((fault) -> faults.add(fault.json()));
		return faults;
	}

	private Answer removeFaults(List<String> path) {
		this.land.faults()
			.all()
			.stream()
			.map(Faults.Fault::id)
			.filter((id) -> path.size() == 1 || path.get(1).equals(Long.toString(id)))
			.forEach(this.land.faults()::remove);
		return Answer.done();
	}

	private ArrayNode resources() {
		ArrayNode resources = Json.array();
		for (Kind kind : Kind.values()) {
			if (kind.isResource()) {
				this.store.all(kind).forEach((item) -> {
					ObjectNode row = resources.addObject().put("kind", kind.title()).put("id", item.id());
					row.put("owner", item.owner()).put("label", item.label());
					row.set("body", item.body());
				});
			}
		}
		return resources;
	}

	private ArrayNode requests() {
		ArrayNode last = Json.array();
		this.requests.last().forEach((request) -> last.add(request.json()));
		return last;
	}

	/**
	 * Changes a resource behind everybody's back: no rule is asked and no event tells,
	 * but what stands behind it follows.
	 */
	private Answer change(List<String> path, ObjectNode differences) {
		return this.store.change((draft) -> {
			Item item = item(draft, path);
			ObjectNode body = item.copy();
			for (Map.Entry<String, JsonNode> difference : differences.properties()) {
				body.set(difference.getKey(), difference.getValue());
			}
			Item changed = item.with(body);
			if (item.kind() == Kind.POOL && differences.has("count")) {
				changed = this.fleet.resize(draft, item.with(body),
						new Wish(differences).number("count", 1, 0, PoolWish.ENTERPRISE_NODES));
			}
			draft.put(changed);
			switch (item.kind()) {
				case CLUSTER -> this.fleet.tell(draft, item.id());
				case POOL -> this.fleet.tell(draft, item.parent());
				case DATABASE -> this.databases.tell(draft, item.id());
				default -> {
				}
			}
			return Answer.ok(changed.body());
		});
	}

	/**
	 * Deletes a resource and what is in it, behind everybody's back. A token that is
	 * deleted is revoked.
	 */
	private Answer delete(List<String> path) {
		Item found = item(this.store, path);
		if (found.kind() == Kind.BUCKET || found.kind() == Kind.KEY) {
			return this.storage.destroy(found);
		}
		return this.store.change((draft) -> {
			Item item = item(draft, path);
			switch (item.kind()) {
				case CLUSTER -> this.fleet.removeCluster(draft, item);
				case POOL -> this.fleet.removePool(draft, item);
				case DATABASE -> this.databases.remove(draft, item);
				default -> {
					List.of(Kind.DEVICE, Kind.SUBNET, Kind.RECORD)
						.forEach((kind) -> draft.children(kind, item.id()).forEach(draft::remove));
					draft.remove(item);
				}
			}
			return Answer.done();
		});
	}

	private static Item item(Reading reading, List<String> path) {
		try {
			Kind kind = Kind.valueOf(path.get(1).toUpperCase(Locale.ROOT));
			if (kind.isResource()) {
				return reading.get(kind, Long.parseLong(path.get(2)));
			}
			throw Refusal.notFound();
		}
		catch (IllegalArgumentException | IndexOutOfBoundsException ex) {
			throw Refusal.notFound();
		}
	}

	private Answer makeToken(ObjectNode body) {
		Wish wish = new Wish(body);
		String label = wish.required("label");
		String scopes = wish.text("scopes", "*");
		wish.done();
		return Answer.ok(Json.object().put("token", this.tokens.keep(label, scopes)));
	}

}
