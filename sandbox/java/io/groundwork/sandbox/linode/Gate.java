package io.groundwork.sandbox.linode;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import tools.jackson.core.JacksonException;
import tools.jackson.databind.node.ObjectNode;

/**
 * Lets a request in, or says why not: path, token, scope, rate, region and body, in this
 * order.
 */
final class Gate {

	private final Routes routes;

	private final Tokens tokens;

	private final Faults faults;

	private final Pace pace;

	private final Store store;

	Gate(Routes routes, Tokens tokens, Faults faults, Pace pace, Store store) {
		this.routes = routes;
		this.tokens = tokens;
		this.faults = faults;
		this.pace = pace;
		this.store = store;
	}

	/**
	 * Answers; what there is to tell besides is put into the headers and the visitor.
	 */
	Answer answer(Incoming incoming, Map<String, String> headers, Visitor visitor) {
		boolean beta = incoming.path().startsWith("/v4beta/");
		List<String> path = Arrays.stream(incoming.path().substring(beta ? 8 : 4).split("/", -1))
			.map(Gate::decode)
			.toList();
		Routes.Match match = this.routes.match(incoming.method(), path);
		Route route = match.route();
		String owner = "";
		String counted = "nobody";
		headers.put("X-Accepted-OAuth-Scopes", route.scope().isEmpty() ? "any" : route.scope());
		// What everybody may see is shown without a token, but not with a wrong one.
		if (!route.scope().isEmpty() || !incoming.authorization().isEmpty()) {
			Item token = this.tokens.bearer(incoming.authorization());
			owner = token.label();
			counted = Long.toString(token.id());
			visitor.owner = owner;
			headers.put("X-OAuth-Scopes", token.text("scopes"));
			if (!route.scope().isEmpty() && !Tokens.allow(token.text("scopes"), route.scope())) {
				throw new Refusal(403, "Your OAuth token is not authorized to use this endpoint.");
			}
		}
		headers.putAll(this.pace.count(counted, route.list()));
		ObjectNode body = "GET".equals(route.method()) ? Json.object() : body(incoming);
		if (!"GET".equals(route.method())) {
			checkRegion(body, path);
		}
		return route.handler()
			.apply(new Call(beta, owner, match.variables(), query(incoming.query()), incoming.filter(), body));
	}

	private static String decode(String segment) {
		return segment.contains("%") ? URLDecoder.decode(segment.replace("+", "%2B"), StandardCharsets.UTF_8) : segment;
	}

	private static Map<String, String> query(String query) {
		Map<String, String> parameters = new HashMap<>();
		for (String part : query.split("&")) {
			int equals = part.indexOf('=');
			if (equals > 0) {
				parameters.put(part.substring(0, equals), decode(part.substring(equals + 1)));
			}
		}
		return parameters;
	}

	private static ObjectNode body(Incoming incoming) {
		if (incoming.body().length == 0) {
			return Json.object();
		}
		try {
			if (Json.MAPPER.readTree(incoming.body()) instanceof ObjectNode object) {
				return object;
			}
		}
		catch (JacksonException ex) {
			// Told the same way as JSON that is no object.
		}
		throw Refusal.bad("Invalid JSON");
	}

	/**
	 * In a region that is out of service nothing is changed.
	 */
	private void checkRegion(ObjectNode body, List<String> path) {
		boolean down = this.faults.isDown(body.path("region").asString(""));
		if (path.size() > 2 && "lke".equals(path.getFirst())) {
			down |= regionDown(Kind.CLUSTER, path.get(2));
		}
		if (path.size() > 3 && "databases".equals(path.getFirst())) {
			down |= regionDown(Kind.DATABASE, path.get(3));
		}
		if (path.size() > 1 && "vpcs".equals(path.getFirst())) {
			down |= regionDown(Kind.VPC, path.get(1));
		}
		if (path.size() > 2 && "buckets".equals(path.get(1))) {
			down |= this.faults.isDown(path.get(2));
		}
		if (down) {
			throw new Refusal(503, "Service Unavailable");
		}
	}

	private boolean regionDown(Kind kind, String id) {
		try {
			return this.store.find(kind, Long.parseLong(id))
				.filter((item) -> this.faults.isDown(item.text("region")))
				.isPresent();
		}
		catch (NumberFormatException ex) {
			return false;
		}
	}

	/**
	 * A request as it came.
	 *
	 * @param method its method
	 * @param path its path, as it was written
	 * @param query its query, empty for none
	 * @param authorization its Authorization header, empty for none
	 * @param filter its X-Filter header, empty for none
	 * @param body what it carried
	 */
	record Incoming(String method, String path, String query, String authorization, String filter, byte[] body) {

	}

	/**
	 * Who asked, as far as it is known by then.
	 */
	static final class Visitor {

		String owner = "";

	}

}
