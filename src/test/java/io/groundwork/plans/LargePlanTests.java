package io.groundwork.plans;

import java.io.BufferedOutputStream;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;

import io.groundwork.Proof;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Plans of any size and shape.
 */
@Tag("proof")
class LargePlanTests {

	private static final List<String> TYPES = List.of("linode_database_x", "linode_lke_cluster",
			"linode_lke_node_pool");

	private static final JsonMapper MAPPER = JsonMapper.builder().build();

	/**
	 * Reads a document in the little memory that it is given.
	 */
	public static void main(String[] arguments) throws Exception {
		try (InputStream content = Files.newInputStream(Path.of(arguments[0]))) {
			PlanReading reading = PlanReading.of(content);
			System.out.println(reading.changes().change());
		}
	}

	@Test
	void aHundredMegabytesAreReadInASmallHeap(@TempDir Path folder) throws Exception {
		int megabytes = Proof.size("plans.large", 20, 100);
		Path document = folder.resolve("plan.json");
		write(document, megabytes);
		Process process = new ProcessBuilder(ProcessHandle.current().info().command().orElseThrow(), "-Xmx32m",
				"-XX:TieredStopAtLevel=1", "-cp", System.getProperty("java.class.path"), LargePlanTests.class.getName(),
				document.toString())
			.redirectError(ProcessBuilder.Redirect.INHERIT)
			.start();
		String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
		assertThat(process.waitFor()).isZero();
		assertThat(said.strip()).isEqualTo("100");
	}

	/**
	 * Half of it in the state, which nobody reads, half in what stays as it is.
	 */
	private static void write(Path path, int megabytes) throws IOException {
		String resource = "{\"address\":\"a.b\",\"mode\":\"managed\",\"type\":\"a\",\"name\":\"b\",\"change\":{\"actions\":[\"%s\"],\"before\":{\"x\":\"%s\"},\"after\":{\"x\":\"y\"}}}";
		byte[] same = (resource.formatted("no-op", "z".repeat(10_000)) + ",").getBytes(StandardCharsets.UTF_8);
		byte[] other = (resource.formatted("update", "z".repeat(10_000)) + ",").getBytes(StandardCharsets.UTF_8);
		int each = megabytes * 1_000_000 / 2 / same.length;
		try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(path))) {
			out.write("{\"format_version\":\"1.2\",\"prior_state\":{\"values\":[".getBytes(StandardCharsets.UTF_8));
			for (int i = 0; i < each; i++) {
				out.write(same);
			}
			out.write("0]},\"resource_changes\":[".getBytes(StandardCharsets.UTF_8));
			for (int i = 0; i < each; i++) {
				out.write((i < 100) ? other : same);
			}
			out.write("{}]}".getBytes(StandardCharsets.UTF_8));
		}
	}

	@Test
	void aValueThatIsMarkedAnywhereIsShownNowhere() {
		Random random = Proof.random("plans.canaries");
		int cases = Proof.size("plans.canaries", 300, 20_000);
		for (int i = 0; i < cases; i++) {
			Planted planted = new Planted(random);
			PlanReading reading = PlanReading.of(planted.document());
			String json = MAPPER.writeValueAsString(List.of(reading.changes(), reading.blastRadius(), reading.bills()));
			assertThat(json).doesNotContain("canary");
			assertThat(reading.toString()).doesNotContain("canary");
			assertThat(reading.secrets()).containsAll(planted.canaries);
		}
	}

	/**
	 * A document with values of random shapes, some of which are marked as sensitive in
	 * any of the ways that there are.
	 */
	private static final class Planted {

		private final Random random;

		private final Set<String> canaries = new HashSet<>();

		private int depth;

		Planted(Random random) {
			this.random = random;
		}

		InputStream document() {
			ObjectNode document = MAPPER.createObjectNode().put("format_version", "1.2");
			for (String list : List.of("resource_changes", "resource_drift")) {
				ArrayNode changes = document.putArray(list);
				for (int i = 0; i < 3; i++) {
					changes.addObject()
						.put("address", "a.b" + i)
						.put("mode", "managed")
						.put("type", TYPES.get(i))
						.put("name", "b")
						.set("change", change());
				}
			}
			ObjectNode outputs = document.putObject("output_changes");
			outputs.set("one", change());
			outputs.set("two", change());
			return new ByteArrayInputStream(MAPPER.writeValueAsBytes(document));
		}

		private ObjectNode change() {
			ObjectNode change = MAPPER.createObjectNode();
			List<String> actions = List.of("create", "update", "delete", "no-op", "forget", "delete create");
			ArrayNode list = change.putArray("actions");
			for (String action : actions.get(this.random.nextInt(6)).split(" ")) {
				list.add(action);
			}
			Sides before = sides();
			Sides after = sides();
			change.set("before", before.value());
			change.set("before_sensitive", before.mark());
			change.set("after", after.value());
			change.set("after_sensitive", after.mark());
			change.set("after_unknown", this.random.nextInt(4) == 0 ? MAPPER.getNodeFactory().booleanNode(true)
					: MAPPER.createObjectNode().put("a", this.random.nextBoolean()));
			return change;
		}

		/**
		 * A value and its marks. The same names and places everywhere, so that marked and
		 * unmarked ones meet.
		 */
		private Sides sides() {
			this.depth++;
			try {
				int kind = (this.depth > 4) ? this.random.nextInt(3) : this.random.nextInt(6);
				return switch (kind) {
					case 0 -> new Sides(MAPPER.getNodeFactory().stringNode(secret()),
							MAPPER.getNodeFactory().booleanNode(true));
					case 1 -> new Sides(MAPPER.getNodeFactory().stringNode("plain " + this.random.nextInt(3)),
							MAPPER.getNodeFactory().booleanNode(false));
					case 2 -> new Sides(MAPPER.getNodeFactory().nullNode(), MAPPER.getNodeFactory().booleanNode(false));
					case 3 -> array();
					case 4 -> whole();
					default -> object();
				};
			}
			finally {
				this.depth--;
			}
		}

		private Sides object() {
			ObjectNode value = MAPPER.createObjectNode();
			ObjectNode mark = MAPPER.createObjectNode();
			for (String name : List.of("a", "b", "c").subList(0, this.random.nextInt(4))) {
				Sides inside = sides();
				value.set(name, inside.value());
				mark.set(name, inside.mark());
			}
			return new Sides(value, mark);
		}

		private Sides array() {
			ArrayNode value = MAPPER.createArrayNode();
			ArrayNode mark = MAPPER.createArrayNode();
			for (int i = this.random.nextInt(4); i > 0; i--) {
				Sides inside = sides();
				value.add(inside.value());
				mark.add(inside.mark());
			}
			return new Sides(value, mark);
		}

		/**
		 * Marked as a whole, with anything in it.
		 */
		private Sides whole() {
			ObjectNode value = MAPPER.createObjectNode();
			value.put("a", secret());
			value.putArray("b").add(secret()).addObject().put("c", secret());
			return new Sides(value, MAPPER.getNodeFactory().booleanNode(true));
		}

		private String secret() {
			String secret = "canary-" + this.random.nextLong() + "\"\\\n".substring(this.random.nextInt(3));
			this.canaries.add(secret);
			return secret;
		}

		/**
		 * A value and what is sensitive in it.
		 *
		 * @param value the value
		 * @param mark its marks
		 */
		private record Sides(JsonNode value, JsonNode mark) {

		}

	}

}
