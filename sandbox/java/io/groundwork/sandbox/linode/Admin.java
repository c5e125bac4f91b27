package io.groundwork.sandbox.linode;

import java.io.IOException;
import java.net.URI;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;

import com.sun.net.httpserver.HttpExchange;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The way behind everything's back: faults, tokens, what there is and who asked.
 */
final class Admin {

	private final Store store;

	private final Land land;

	private final Tokens tokens;

	private final Requests requests;

	private final Fleet fleet;

	private final Clusters clusters;

	private final AdminPage page = new AdminPage();

	Admin(Store store, Land land, Tokens tokens, Requests requests, Fleet fleet, Clusters clusters) {
		this.store = store;
		this.land = land;
		this.tokens = tokens;
		this.requests = requests;
		this.fleet = fleet;
		this.clusters = clusters;
	}

	void handle(HttpExchange exchange, byte[] body) throws IOException {
		String path = exchange.getRequestURI().getPath();
		boolean form = header(exchange, "Content-Type").startsWith("application/x-www-form-urlencoded");
		Answer answer;
		try {
			checkLocal(exchange);
			if ("/admin".equals(path) && header(exchange, "Accept").contains("text/html")) {
				send(exchange, 200, "text/html; charset=utf-8", this.page.write(faults(), resources(), requests()));
				return;
			}
			answer = form ? pressed(path, AdminPage.read(body)) : answer(exchange, body);
		}
		catch (Refusal ex) {
			answer = ex.answer();
		}
		if (form && answer.status() == 200) {
			exchange.getResponseHeaders().set("Location", "/admin");
			exchange.sendResponseHeaders(303, -1);
			return;
		}
		send(exchange, answer.status(), "application/json", Json.bytes(answer.body()));
	}

	private static void send(HttpExchange exchange, int status, String type, byte[] bytes) throws IOException {
		exchange.getResponseHeaders().set("Content-Type", type);
		exchange.getResponseHeaders()
			.set("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'");
		exchange.sendResponseHeaders(status, bytes.length);
		exchange.getResponseBody().write(bytes);
	}

	private static String header(HttpExchange exchange, String name) {
		return Objects.requireNonNullElse(exchange.getRequestHeaders().getFirst(name), "");
	}

	/**
	 * What the page's buttons ask for: a form knows no DELETE.
	 */
	private Answer pressed(String path, ObjectNode form) {
		List<String> parts = Arrays.stream(path.split("/")).skip(2).toList();
		if (parts.equals(List.of("faults"))) {
			return Answer.ok(addFault(form));
		}
		if (parts.size() > 1 && "delete".equals(parts.getLast())) {
			List<String> what = parts.subList(0, parts.size() - 1);
			return "faults".equals(parts.getFirst()) ? removeFaults(what) : delete(what);
		}
		throw Refusal.notFound();
	}

	private Answer answer(HttpExchange exchange, byte[] body) {
		List<String> path = Arrays.stream(exchange.getRequestURI().getPath().split("/")).skip(2).toList();
		String asked = exchange.getRequestMethod() + " " + ((path.isEmpty()) ? "" : path.getFirst());
		return switch (asked) {
			case "GET " -> Answer.ok(everything());
			case "GET faults" -> Answer.ok(faults());
			case "POST faults" -> Answer.ok(addFault(read(body)));
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

	/**
	 * A page of somebody else's must not reach this through a browser on this machine.
	 */
	private static void checkLocal(HttpExchange exchange) {
		String host = Objects.requireNonNullElse(exchange.getRequestHeaders().getFirst("Host"), "");
		String name = nameOf(host);
		boolean local = name != null
				&& List.of("127.0.0.1", "localhost", "[::1]").contains(name.toLowerCase(Locale.ROOT));
		String origin = exchange.getRequestHeaders().getFirst("Origin");
		if (!local || origin != null && !origin.equals("http://" + host)) {
			throw new Refusal(403, "Only from this machine");
		}
	}

	private static @Nullable String nameOf(String host) {
		try {
			return URI.create("http://" + host).getHost();
		}
		catch (IllegalArgumentException ex) {
			return null;
		}
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

	private ObjectNode addFault(ObjectNode body) {
		Faults.Fault fault = this.land.faults().add(body);
		if ("cluster-down".equals(fault.kind())) {
			this.clusters.down(fault.cluster(), true);
		}
		return fault.json();
	}

	private Answer removeFaults(List<String> path) {
		List<Faults.Fault> gone = (path.size() == 1) ? this.land.faults().all()
				: this.land.faults()
					.all()
					.stream()
					.filter((fault) -> path.get(1).equals(Long.toString(fault.id())))
					.toList();
		for (Faults.Fault fault : gone) {
			this.land.faults().remove(fault.id());
			if ("cluster-down".equals(fault.kind())) {
				this.clusters.down(fault.cluster(), false);
			}
		}
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
	 * Changes what a resource says, behind everybody's back: no rule is asked, no event
	 * tells.
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
				changed = this.fleet.resize(draft, item.with(body), body.path("count").asInt(1));
			}
			draft.put(changed);
			return Answer.ok(changed.body());
		});
	}

	/**
	 * Deletes a resource and what is in it, behind everybody's back. A token that is
	 * deleted is revoked.
	 */
	private Answer delete(List<String> path) {
		return this.store.change((draft) -> {
			Item item = item(draft, path);
			switch (item.kind()) {
				case CLUSTER -> this.fleet.removeCluster(draft, item);
				case POOL -> this.fleet.removePool(draft, item);
				default -> {
					List.of(Kind.DEVICE, Kind.SUBNET, Kind.RECORD)
						.forEach((kind) -> draft.children(kind, item.id()).forEach(draft::remove));
					draft.remove(item);
				}
			}
			return Answer.done();
		});
	}

	private static Item item(Draft draft, List<String> path) {
		try {
			Kind kind = Kind.valueOf(path.get(1).toUpperCase(Locale.ROOT));
			return draft.get(kind, Long.parseLong(path.get(2)));
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
