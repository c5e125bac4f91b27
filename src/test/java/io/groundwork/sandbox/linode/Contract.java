package io.groundwork.sandbox.linode;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;

import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The API's own description, to hold its answers against.
 */
final class Contract {

	static final ObjectNode DOCUMENT = (ObjectNode) Json.resource("openapi.json");

	private static final SchemaRegistry SCHEMAS = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12);

	/**
	 * Every method on every path that is described.
	 */
	static final List<Operation> OPERATIONS = readOperations();

	private static final Map<String, Schema> KNOWN = new ConcurrentHashMap<>();

	private Contract() {
	}

	private static List<Operation> readOperations() {
		List<Operation> operations = new ArrayList<>();
		DOCUMENT.path("paths").properties().forEach((path) -> path.getValue().properties().forEach((method) -> {
			if (!"parameters".equals(method.getKey())) {
				operations.add(new Operation(method.getKey().toUpperCase(Locale.ROOT), path.getKey().substring(1),
						method.getValue()));
			}
		}));
		return List.copyOf(operations);
	}

	/**
	 * What is described for that method on that path; a path that says it in words wins
	 * over one that leaves it open.
	 */
	static Optional<Operation> operation(String method, String path) {
		return OPERATIONS.stream()
			.filter((operation) -> operation.method().equals(method) && operation.meets(path))
			.min(Comparator.comparing((operation) -> operation.path().chars().filter((sign) -> sign == '{').count()));
	}

	/**
	 * Fails if that answer is not one that is described.
	 */
	static void check(String method, String path, Caller.Reply reply) {
		String asked = method + " " + path + " answered " + reply.status() + " " + reply.body();
		assertThat(reply.header("Content-Type")).as(asked).isEqualTo("application/json");
		String below = path.replaceFirst("^/v4(beta)?/", "").replaceFirst("\\?.*", "");
		Optional<Operation> operation = below.equals(path) ? Optional.empty()
				: operation("HEAD".equals(method) ? "GET" : method, below);
		String name;
		if (operation.isPresent() && reply.status() != 413) {
			JsonNode response = operation.get().description().path("responses").path(Integer.toString(reply.status()));
			assertThat(response.isMissingNode()).as("%s, and that status is not described", asked).isFalse();
			name = response.path("$ref").asString().replaceFirst(".*/", "");
			DOCUMENT.path("components")
				.path("responses")
				.path(name)
				.path("headers")
				.properties()
				.forEach((header) -> assertThat(reply.header(header.getKey()))
					.as("%s without %s", asked, header.getKey())
					.isNotEmpty());
		}
		else {
			assertThat(reply.status()).as(asked).isIn(404, 405, 413, 429, 500, 503);
			name = "404";
		}
		if (!"HEAD".equals(method)) {
			assertThat(KNOWN.computeIfAbsent(name, Contract::schema).validate(reply.body(), InputFormat.JSON)).as(asked)
				.isEmpty();
		}
	}

	private static Schema schema(String response) {
		ObjectNode schema = DOCUMENT.path("components")
			.path("responses")
			.path(response)
			.path("content")
			.path("application/json")
			.path("schema")
			.deepCopy()
			.asObject();
		schema.set("components", DOCUMENT.path("components"));
		return SCHEMAS.getSchema(schema.toString());
	}

	/**
	 * One that is described.
	 *
	 * @param method the HTTP method
	 * @param path the path below the version, with names in braces
	 * @param description what is said of it
	 */
	record Operation(String method, String path, JsonNode description) {

		boolean meets(String asked) {
			List<String> mine = Arrays.asList(this.path.split("/"));
			List<String> theirs = Arrays.asList(asked.split("/", -1));
			return mine.size() == theirs.size() && IntStream.range(0, mine.size())
				.allMatch((i) -> mine.get(i).startsWith("{") || mine.get(i).equals(theirs.get(i)));
		}

		/**
		 * As a route writes it.
		 */
		String route() {
			return this.method + " " + this.path.replaceAll("\\{[^}]*}", "*");
		}

		/**
		 * The scope that is needed, empty if everybody may.
		 */
		String scope() {
			JsonNode all = this.description.path("security");
			return (all.size() == 1) ? all.path(0).path("token").path(0).asString("") : "";
		}

		@Override
		public String toString() {
			return this.method + " " + this.path;
		}

	}

}
