package io.groundwork.audit;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;

import io.groundwork.Proof;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

class VerifyAuditTests {

	private static final Instant AT = Instant.parse("2026-11-21T10:00:00.000007Z");

	@TempDir
	Path folder = Path.of("");

	@Test
	void theFormOfALineStaysAsItIs() {
		AuditRow row = new AuditRow(AT, "engineer-1 \"ä\"", "token.created", "token:17", "done",
				CanonicalJson.write(Map.of("b", 1.50, "a", List.of(true, "x\ny"))));
		byte[] hash = new Line().hash(1, row, Line.GENESIS);
		assertThat(new String(new Line().write(1, row, Line.GENESIS, hash), StandardCharsets.UTF_8)).isEqualTo("""
				{"seq":1,"at":"2026-11-21T10:00:00.000007Z","actor":"engineer-1 \\"ä\\"","action":"token.created",\
				"subject":"token:17","outcome":"done","details":{"a":[true,"x\\ny"],"b":1.5},\
				"previous":"0000000000000000000000000000000000000000000000000000000000000000",\
				"hash":"%s"}""".formatted(java.util.HexFormat.of().formatHex(hash)));
	}

	@Test
	void aWholeFileIsWhole() throws Exception {
		assertThat(verify(chain(1, 50))).startsWith("0 Whole: 50 rows, 1 to 50");
	}

	@Test
	void aPrunedBeginningVerifies() throws Exception {
		String all = chain(1, 50);
		String rest = all.substring(all.indexOf("{\"seq\":21,"));
		assertThat(verify(rest)).startsWith("0 Whole: 30 rows, 21 to 50").contains("Rows before 21 were pruned");
	}

	@Test
	void everyKindOfTamperingNamesItsLine() throws Exception {
		List<String> lines = chain(1, 30).lines().toList();
		assertThat(verify(without(lines, 11))).startsWith("1 BROKEN at line 12: Row 12 was deleted.");
		assertThat(verify(with(lines, 11, lines.get(11).replace("token:12", "token:13"))))
			.startsWith("1 BROKEN at line 12: Row 12 was changed");
		assertThat(verify(with(lines, 11, lines.get(12)))).startsWith("1 BROKEN at line 12: Row 12 was deleted.");
		assertThat(verify(with(lines, 11, "hello"))).startsWith("1 BROKEN at line 12: Row 12 is not a row");
		assertThat(verify(with(lines, 11, lines.get(11).replace(":", ": "))))
			.startsWith("1 BROKEN at line 12: Row 12 is not a row");
		assertThat(verify(with(lines, 0, lines.get(0).replace("\"previous\":\"0", "\"previous\":\"1"))))
			.startsWith("1 BROKEN at line 1: Row 1 is the first, yet names a row before it");
	}

	@Test
	@Tag("proof")
	void anyChangedByteIsFound() throws Exception {
		byte[] good = chain(1, 20).getBytes(StandardCharsets.UTF_8);
		Random random = Proof.random("audit.verify.bytes");
		int size = Proof.size("audit.verify.bytes", 300, 3_000);
		for (int i = 0; i < size; i++) {
			byte[] bad = good.clone();
			int at = random.nextInt(bad.length - 1);
			bad[at] ^= (byte) (1 << random.nextInt(8));
			Path file = Files.write(this.folder.resolve("bad.jsonl"), bad);
			assertThat(VerifyAudit.run(new String[] { file.toString() }, new PrintStream(new ByteArrayOutputStream())))
				.as("byte %d", at)
				.isEqualTo(1);
		}
	}

	@Test
	void anchorsShowACutEndAndARewrittenWhole() throws Exception {
		Path keyFile = this.folder.resolve("key.pem");
		SigningKey key = SigningKey.create(keyFile);
		Path anchors = Files.createDirectories(this.folder.resolve("anchors/audit/segments"));
		String good = chain(1, 30);
		List<String> lines = good.lines().toList();
		Segment first = segment(1, 1, 10, Line.GENESIS, lines, key);
		Segment second = segment(2, 11, 20, first.head(), lines, key);
		Files.writeString(anchors.resolve("000000000001.txt"), first.statement());
		Files.writeString(anchors.resolve("000000000002.txt"), second.statement());
		String[] more = { this.folder.resolve("anchors").toString(), this.folder.resolve("key.pem.pub").toString() };

		assertThat(verify(good, more)).startsWith("0 Whole").contains("2 anchors agree");
		assertThat(verify(String.join("\n", lines.subList(10, 30)), more)).startsWith("0 Whole")
			.contains("2 anchors agree");
		assertThat(verify(String.join("\n", lines.subList(5, 30)), more)).startsWith("1 BROKEN")
			.contains("the beginning is not where a segment begins");
		assertThat(verify(String.join("\n", lines.subList(0, 15)), more)).startsWith("1 BROKEN at line 16")
			.contains("the end was cut, since segment 2 was anchored up to 20");
		assertThat(verify(chain(7, 30), more)).startsWith("1 BROKEN at line 10")
			.contains("not the row that was anchored as the end of segment 1");

		SigningKey another = SigningKey.create(this.folder.resolve("another.pem"));
		Files.writeString(anchors.resolve("000000000002.txt"),
				segment(2, 11, 20, first.head(), lines, another).statement());
		assertThat(verify(good, more)).startsWith("1 BROKEN: the anchor").contains("is not signed by a key of");
	}

	@Test
	void whatCannotBeReadIsSaid() {
		ByteArrayOutputStream out = new ByteArrayOutputStream();
		assertThat(VerifyAudit.run(new String[] { "no-such-file" }, new PrintStream(out))).isEqualTo(2);
		assertThat(out.toString(StandardCharsets.UTF_8)).isEqualTo("Cannot be read: no-such-file\n");
		assertThat(VerifyAudit.run(new String[0], new PrintStream(out))).isEqualTo(2);
	}

	static String verify(String text, String... more) throws Exception {
		Path file = Files.writeString(Files.createTempFile("audit", ".jsonl"), text);
		List<String> arguments = new ArrayList<>(List.of(file.toString()));
		arguments.addAll(List.of(more));
		ByteArrayOutputStream out = new ByteArrayOutputStream();
		int code = VerifyAudit.run(arguments.toArray(String[]::new),
				new PrintStream(out, true, StandardCharsets.UTF_8));
		Files.delete(file);
		return code + " " + out.toString(StandardCharsets.UTF_8);
	}

	private static Segment segment(long number, int first, int last, byte[] previous, List<String> lines,
			SigningKey key) {
		String line = lines.get(last - 1);
		byte[] head = java.util.HexFormat.of().parseHex(line.substring(line.length() - 66, line.length() - 2));
		return Segment.signed(number, first, last, previous, head, AT, key);
	}

	/**
	 * A chain of so many rows, different for each seed.
	 */
	private static String chain(int seed, int rows) {
		StringBuilder text = new StringBuilder();
		byte[] previous = Line.GENESIS;
		Line line = new Line();
		for (int seq = 1; seq <= rows; seq++) {
			AuditRow row = new AuditRow(AT.plusSeconds(seq), "engineer-" + seed, "token.created", "token:" + seq,
					"done", "{\"number\":%d}".formatted(seq));
			byte[] hash = line.hash(seq, row, previous);
			text.append(new String(line.write(seq, row, previous, hash), StandardCharsets.UTF_8)).append('\n');
			previous = hash;
		}
		return text.toString();
	}

	private static String without(List<String> lines, int index) {
		List<String> rest = new ArrayList<>(lines);
		rest.remove(index);
		return String.join("\n", rest);
	}

	private static String with(List<String> lines, int index, String line) {
		List<String> rest = new ArrayList<>(lines);
		rest.set(index, line);
		return String.join("\n", rest);
	}

}
