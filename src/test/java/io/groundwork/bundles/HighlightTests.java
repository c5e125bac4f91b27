package io.groundwork.bundles;

import java.util.List;
import java.util.TreeMap;
import java.util.stream.Collectors;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Files are told apart into pieces, and nothing of them is lost.
 */
class HighlightTests {

	@Test
	void yaml() {
		assertThat(told(Highlight.YAML, "  - name: \"a: b\" # why"))
			.isEqualTo("  - [name|name]: [text|\"a: b\"] [comment|# why]");
		assertThat(told(Highlight.YAML, "kind: NetworkPolicy")).isEqualTo("[name|kind]: NetworkPolicy");
		assertThat(told(Highlight.YAML, "    port: 8080")).isEqualTo("    [name|port]: [value|8080]");
		assertThat(told(Highlight.YAML, "url: https://x#y")).isEqualTo("[name|url]: https://x#y");
		assertThat(told(Highlight.YAML, "kubernetes.io/metadata.name: x"))
			.isEqualTo("[name|kubernetes.io/metadata.name]: x");
	}

	@Test
	void hclAndJson() {
		assertThat(told(Highlight.HCL, "  count = var.x == null ? 0 : 1 # why"))
			.isEqualTo("  [name|count] = var.x == [value|null] ? [value|0] : [value|1] [comment|# why]");
		assertThat(told(Highlight.HCL, "variable \"a\" {")).isEqualTo("[name|variable] [text|\"a\"] {");
		assertThat(told(Highlight.JSON, "  \"a\": [1, \"b\", true]"))
			.isEqualTo("  [name|\"a\"]: [[value|1], [text|\"b\"], [value|true]]");
	}

	@Test
	void nothingIsLost() {
		for (String text : List.of("", "x", "\"never closed", "'", "a: 'b", "#", "x".repeat(5000), "<b>&amp;</b>: 1")) {
			for (Highlight highlight : Highlight.values()) {
				assertThat(highlight.pieces(text).stream().map(Highlight.Piece::text).collect(Collectors.joining()))
					.isEqualTo(text);
			}
		}
	}

	@Test
	void changesAreShownWithSomeLinesRoundThem() {
		StringBuilder before = new StringBuilder();
		for (int line = 1; line <= 30; line++) {
			before.append("line").append(line).append('\n');
		}
		TreeMap<String, String> was = new TreeMap<>();
		was.put("same.yaml", "same\n");
		was.put("gone.yaml", "a\n");
		was.put("long.yaml", before.toString());
		TreeMap<String, String> is = new TreeMap<>();
		is.put("same.yaml", "same\n");
		is.put("new.yaml", "b\n");
		is.put("long.yaml", before.toString().replace("line10\n", "changed\n").replace("line13\n", "line13\nadded\n"));
		Changes changes = Changes.between(was, is);
		assertThat(changes.files()).extracting(Changes.Changed::path)
			.containsExactly("gone.yaml", "long.yaml", "new.yaml");
		Changes.Changed changed = changes.files().get(1);
		assertThat(changed.added()).isEqualTo(2);
		assertThat(changed.removed()).isEqualTo(1);
		assertThat(changed.rows()
			.stream()
			.map((row) -> row.kind().equals("gap") ? "…"
					: row.sign() + row.pieces().stream().map(Highlight.Piece::text).collect(Collectors.joining())))
			.containsExactly("…", "line7", "line8", "line9", "−line10", "+changed", "line11", "line12", "line13",
					"+added", "line14", "line15", "line16", "…");
	}

	private static String told(Highlight highlight, String line) {
		return highlight.pieces(line)
			.stream()
			.map((piece) -> piece.kind().isEmpty() ? piece.text() : "[" + piece.kind() + "|" + piece.text() + "]")
			.collect(Collectors.joining());
	}

}
