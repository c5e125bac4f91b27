package io.groundwork.web;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;

/**
 * What would change, grouped by what a person cares about; the fragment is
 * {@code parts/diff :: diff}.
 *
 * @param groups in the order shown
 * @param loss what data would be lost, one sentence each; none is the usual case
 * @param ahead whether it is still to happen; otherwise it happened behind our back
 */
public record Diff(List<Group> groups, List<String> loss, boolean ahead) {

	/** Up to so many changes a page shows all that there is to each. */
	private static final int FEW = 30;

	/** Up to so many a group is shown open even among many. */
	private static final int HANDFUL = 5;

	public Diff {
		groups = List.copyOf(groups);
		loss = List.copyOf(loss);
	}

	public Diff(List<Group> groups, List<String> loss) {
		this(groups, loss, true);
	}

	/**
	 * Whether there are so few changes that nothing needs to be folded.
	 */
	public boolean few() {
		return this.groups.stream().mapToInt((group) -> group.changes().size()).sum() <= FEW;
	}

	/**
	 * Whether a group is shown open at first.
	 */
	public boolean open(Group group) {
		return few() || group.changes().size() <= HANDFUL;
	}

	/**
	 * How many changes of that kind there are.
	 */
	public long count(Kind kind) {
		return this.groups.stream()
			.flatMap((group) -> group.changes().stream())
			.filter((change) -> change.kind() == kind)
			.count();
	}

	/**
	 * The kinds in the order in which they are counted at the top.
	 */
	public List<Kind> kinds() {
		return List.of(Kind.values());
	}

	/**
	 * Changes that belong together.
	 *
	 * @param title what they are about
	 * @param source who would make them
	 * @param changes in the order shown
	 */
	public record Group(String title, String source, List<Change> changes) {

		public Group {
			changes = List.copyOf(changes);
		}

		/**
		 * What is in it, in a few words: "3 added, 1 changed".
		 */
		public String counts() {
			return Arrays.stream(Kind.values())
				.map((kind) -> Map.entry(kind, this.changes.stream().filter((change) -> change.kind() == kind).count()))
				.filter((count) -> count.getValue() > 0)
				.map((count) -> count.getValue() + " " + count.getKey().word())
				.collect(Collectors.joining(", "));
		}

	}

	/**
	 * One thing that would change.
	 *
	 * @param kind what would happen to it
	 * @param address what it is called
	 * @param attributes what of it would change; none for what is new or goes as a whole
	 * @param why the reason, if it does not go without saying
	 */
	public record Change(Kind kind, String address, List<Attribute> attributes, @Nullable String why) {

		public Change {
			attributes = List.copyOf(attributes);
		}

		public Change(Kind kind, String address, List<Attribute> attributes) {
			this(kind, address, attributes, null);
		}

		/**
		 * What is said at its right.
		 */
		public String note() {
			if (this.why != null) {
				return this.kind.note() + ": " + this.why;
			}
			if (this.attributes.isEmpty() || this.kind != Kind.CHANGED) {
				return this.kind.note();
			}
			return (this.attributes.size() == 1) ? "1 attribute" : this.attributes.size() + " attributes";
		}

	}

	/**
	 * One attribute, before and after.
	 *
	 * @param name what it is called
	 * @param before what it is now
	 * @param after what it would be
	 */
	public record Attribute(String name, Value before, Value after) {

	}

	/**
	 * A value, or the words for why there is none to show.
	 *
	 * @param text the value or the words
	 * @param shown whether it is the value itself
	 */
	public record Value(String text, boolean shown) {

		/** There is none, as before a thing is made. */
		public static final Value NONE = new Value("not set", false);

		/** It is known only when it is made. */
		public static final Value UNKNOWN = new Value("known after apply", false);

		/** It must not be shown. */
		public static final Value SENSITIVE = new Value("sensitive, not shown", false);

		public static Value of(@Nullable Object value) {
			return (value != null) ? new Value(value.toString(), true) : NONE;
		}

	}

	/**
	 * What would happen to a thing.
	 */
	public enum Kind {

		ADDED("+", Tone.GOOD, "new"), CHANGED("~", Tone.BUSY, "changed"),
		REPLACED("±", Tone.WAIT, "destroyed and made again"), DESTROYED("−", Tone.BAD, "destroyed"),
		MOVED("→", Tone.QUIET, "gets another address"), IMPORTED("←", Tone.QUIET, "is there already, is taken over"),
		FORGOTTEN("○", Tone.WAIT, "stays, and is nobody's");

		private final String sign;

		private final Tone tone;

		private final String note;

		Kind(String sign, Tone tone, String note) {
			this.sign = sign;
			this.tone = tone;
			this.note = note;
		}

		public String sign() {
			return this.sign;
		}

		public Tone tone() {
			return this.tone;
		}

		public String note() {
			return this.note;
		}

		/**
		 * The word behind a count.
		 */
		public String word() {
			return name().toLowerCase(Locale.ROOT);
		}

	}

}
