package io.groundwork.sandbox.linode;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;

/**
 * Every method on every path below the version.
 */
final class Routes {

	private final Map<String, List<Route>> byStart = new HashMap<>();

	/**
	 * For reading; the scope is only the name of the area, or empty for everybody.
	 */
	void get(String path, String area, Function<Call, Answer> handler) {
		add("GET", path, area.isEmpty() ? "" : area + ":read_only", false, handler);
	}

	/**
	 * For reading many.
	 */
	void list(String path, String area, Function<Call, Answer> handler) {
		add("GET", path, area.isEmpty() ? "" : area + ":read_only", true, handler);
	}

	/**
	 * For reading what only somebody who may write is to see.
	 */
	void secret(String path, String area, Function<Call, Answer> handler) {
		add("GET", path, area + ":read_write", false, handler);
	}

	void post(String path, String area, Function<Call, Answer> handler) {
		add("POST", path, area + ":read_write", false, handler);
	}

	void put(String path, String area, Function<Call, Answer> handler) {
		add("PUT", path, area + ":read_write", false, handler);
	}

	void delete(String path, String area, Function<Call, Answer> handler) {
		add("DELETE", path, area + ":read_write", false, handler);
	}

	private void add(String method, String path, String scope, boolean list, Function<Call, Answer> handler) {
		List<String> segments = Arrays.asList(path.split("/"));
		List<Route> same = this.byStart.computeIfAbsent(segments.getFirst(), (start) -> new ArrayList<>());
		same.add(new Route(method, segments, scope, list, handler));
		// A word is what it says before it is somebody's name.
		same.sort(Comparator.comparingLong((route) -> route.segments().stream().filter("*"::equals).count()));
	}

	/**
	 * All of them, in no order.
	 */
	List<Route> all() {
		return this.byStart.values().stream().flatMap(List::stream).toList();
	}

	/**
	 * The route for a request: no such path is not found, another method not allowed. Who
	 * asks for the head of an answer gets it from whatever makes the answer.
	 */
	Match match(String method, List<String> path) {
		String wanted = "HEAD".equals(method) ? "GET" : method;
		Set<String> allowed = new TreeSet<>();
		List<String> found = List.of();
		for (Route route : this.byStart.getOrDefault(path.getFirst(), List.of())) {
			Optional<List<String>> variables = route.match(path);
			if (variables.isPresent() && (found.isEmpty() || found.equals(route.segments()))) {
				found = route.segments();
				if (route.method().equals(wanted)) {
					return new Match(route, variables.get());
				}
				allowed.add(route.method());
			}
		}
		if (allowed.isEmpty()) {
			throw Refusal.notFound();
		}
		if (allowed.contains("GET")) {
			allowed.add("HEAD");
		}
		throw new Refusal(405, List.of(new Refusal.Reason("Method Not Allowed", "")),
				Map.of("Allow", String.join(", ", allowed)));
	}

	/**
	 * A route that was found.
	 *
	 * @param route the route
	 * @param variables what stands in its variable places
	 */
	record Match(Route route, List<String> variables) {

	}

}
