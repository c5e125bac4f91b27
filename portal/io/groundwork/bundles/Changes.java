package io.groundwork.bundles;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeSet;

import io.groundwork.bundles.Highlight.Piece;
import org.eclipse.jgit.diff.Edit;
import org.eclipse.jgit.diff.EditList;
import org.eclipse.jgit.diff.HistogramDiff;
import org.eclipse.jgit.diff.RawText;
import org.eclipse.jgit.diff.RawTextComparator;

/**
 * What differs between two sets of files, line by line.
 *
 * @param files the files that differ, by path
 */
record Changes(List<Changed> files) {

	/** How many lines round a change are shown with it. */
	private static final int AROUND = 3;

	static Changes between(SortedMap<String, String> before, SortedMap<String, String> after) {
		TreeSet<String> paths = new TreeSet<>(before.keySet());
		paths.addAll(after.keySet());
		List<Changed> files = new ArrayList<>();
		for (String path : paths) {
			String was = before.getOrDefault(path, "");
			String is = after.getOrDefault(path, "");
			if (!was.equals(is) || before.containsKey(path) != after.containsKey(path)) {
				files.add(new Changed(path,
						!before.containsKey(path) ? "new" : after.containsKey(path) ? "changed" : "gone",
						rows(Highlight.of(path), was, is)));
			}
		}
		return new Changes(files);
	}

	private static List<Row> rows(Highlight highlight, String before, String after) {
		RawText was = new RawText(before.getBytes(StandardCharsets.UTF_8));
		RawText is = new RawText(after.getBytes(StandardCharsets.UTF_8));
		EditList edits = new HistogramDiff().diff(RawTextComparator.DEFAULT, was, is);
		List<Row> rows = new ArrayList<>();
		int at = 0;
		for (int index = 0; index < edits.size(); index++) {
			Edit edit = edits.get(index);
			int from = Math.max(at, edit.getBeginB() - AROUND);
			if (from > at) {
				rows.add(new Row("gap", List.of()));
			}
			add(rows, "", highlight, is, from, edit.getBeginB());
			add(rows, "gone", highlight, was, edit.getBeginA(), edit.getEndA());
			add(rows, "new", highlight, is, edit.getBeginB(), edit.getEndB());
			int next = (index + 1 < edits.size()) ? edits.get(index + 1).getBeginB() : is.size();
			at = Math.min(next, edit.getEndB() + AROUND);
			add(rows, "", highlight, is, edit.getEndB(), at);
		}
		if (at < is.size()) {
			rows.add(new Row("gap", List.of()));
		}
		return rows;
	}

	private static void add(List<Row> rows, String kind, Highlight highlight, RawText text, int from, int to) {
		for (int line = from; line < to; line++) {
			rows.add(new Row(kind, highlight.pieces(text.getString(line))));
		}
	}

	/**
	 * A file that differs.
	 *
	 * @param path where it is
	 * @param what new, changed or gone
	 * @param rows its changes with some lines round them
	 */
	record Changed(String path, String what, List<Row> rows) {

		public long added() {
			return this.rows.stream().filter((row) -> row.kind().equals("new")).count();
		}

		public long removed() {
			return this.rows.stream().filter((row) -> row.kind().equals("gone")).count();
		}

	}

	/**
	 * A line, or a gap of lines that are alike.
	 *
	 * @param kind new, gone, gap, or nothing for a line that stays
	 * @param pieces what the line is made of
	 */
	record Row(String kind, List<Piece> pieces) {

		public String sign() {
			return switch (this.kind) {
				case "new" -> "+";
				case "gone" -> "−";
				default -> "";
			};
		}

	}

}
