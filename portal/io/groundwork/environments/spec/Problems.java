package io.groundwork.environments.spec;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * What was found to be wrong so far.
 */
class Problems {

	private static final int MOST_SHOWN = 60;

	private final List<Problem> found = new ArrayList<>();

	void add(String field, String problem, String remedy) {
		this.found.add(new Problem(field, problem, remedy));
	}

	/**
	 * As {@link #add}, for a value that somebody chose.
	 */
	void wrong(String field, Object value, String remedy) {
		add(field, "is " + shown(value), remedy);
	}

	/**
	 * As {@link #wrong}, unless the value is right.
	 */
	void unless(boolean right, String field, Object value, String remedy) {
		if (!right) {
			wrong(field, value, remedy);
		}
	}

	/**
	 * Adds what is not about a field that is known to be wrong already.
	 */
	void addOthers(List<Problem> others) {
		List<String> known = fields();
		others.stream()
			.filter((problem) -> known.stream().noneMatch((field) -> touches(field, problem.field())))
			.forEach(this.found::add);
	}

	boolean none() {
		return this.found.isEmpty();
	}

	List<String> fields() {
		return this.found.stream().map(Problem::field).toList();
	}

	List<Problem> all() {
		return List.copyOf(this.found);
	}

	/**
	 * A value as a message shows it: short, and on one line.
	 */
	static String shown(Object value) {
		if (!(value instanceof CharSequence text)) {
			return String.valueOf(value);
		}
		String line = text.codePoints()
			.limit(MOST_SHOWN)
			.map((point) -> (Character.isISOControl(point) || Character.getType(point) == Character.FORMAT
					|| Character.getType(point) == Character.SURROGATE) ? '\uFFFD' : point)
			.mapToObj(Character::toString)
			.collect(Collectors.joining());
		return "\"" + line + ((text.codePoints().count() > MOST_SHOWN) ? "…" : "") + "\"";
	}

	private static boolean touches(String field, String other) {
		return within(field, other) || within(other, field);
	}

	private static boolean within(String field, String whole) {
		return field.equals(whole) || field.startsWith(whole + ".") || field.startsWith(whole + "[");
	}

}
