package io.groundwork.plans;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

import tools.jackson.databind.JsonNode;

import io.groundwork.plans.Changes.Attribute;
import io.groundwork.terraform.PlanDocument.Change;

/**
 * Lists what differs between two values, line by line.
 */
final class Differences {

	/**
	 * Nobody reads more, and something that is stored must end somewhere.
	 */
	static final int MOST = 500;

	private static final int DEEPEST = 50;

	private final List<Attribute> attributes = new ArrayList<>();

	private final List<List<String>> forcing;

	private Differences(List<List<String>> forcing) {
		this.forcing = forcing;
	}

	static List<Attribute> of(Change change) {
		Differences differences = new Differences(change.replacePaths());
		differences.compare(List.of(), new Sides(change.before(), change.after(), change.unknown(),
				change.sensitiveBefore(), change.sensitiveAfter()));
		List<Attribute> attributes = differences.attributes;
		if (attributes.size() <= MOST) {
			return attributes;
		}
		List<Attribute> first = new ArrayList<>(attributes.subList(0, MOST));
		first.add(new Attribute("…", Optional.empty(), Optional.of("and more"), false));
		return first;
	}

	static String path(List<String> steps) {
		return String.join(".", steps);
	}

	private void compare(List<String> path, Sides sides) {
		if (this.attributes.size() > MOST) {
			return;
		}
		if (Values.all(sides.sensitiveBefore()) || Values.all(sides.sensitiveAfter()) || Values.all(sides.unknown())
				|| sides.scalar() || path.size() > DEEPEST) {
			leaf(path, sides);
		}
		else if (sides.object()) {
			TreeSet<String> names = new TreeSet<>();
			names.addAll(sides.before().propertyNames());
			names.addAll(sides.after().propertyNames());
			names.addAll(sides.unknown().propertyNames());
			names.forEach((name) -> compare(step(path, name), sides.at(name)));
		}
		else {
			int size = Math.max(Math.max(sides.before().size(), sides.after().size()), sides.unknown().size());
			for (int i = 0; i < size; i++) {
				compare(step(path, Integer.toString(i)), sides.at(i));
			}
		}
	}

	private void leaf(List<String> path, Sides sides) {
		boolean known = !Values.any(sides.unknown(), 0);
		if (known && (sides.before().equals(sides.after())
				|| (Values.nothing(sides.before()) && Values.nothing(sides.after())))) {
			return;
		}
		boolean hidden = Values.all(sides.sensitiveBefore()) || Values.all(sides.sensitiveAfter());
		Optional<String> before = Values.whole(sides.before(), sides.sensitiveBefore(), sides.sensitiveAfter());
		Optional<String> after = known ? Values.whole(sides.after(), sides.sensitiveAfter(), sides.sensitiveBefore())
				: Optional.of(hidden ? Values.SENSITIVE : Values.UNKNOWN);
		this.attributes.add(new Attribute(path(path), before, after, forces(path)));
	}

	private boolean forces(List<String> path) {
		return this.forcing.stream()
			.anyMatch((forced) -> forced.size() <= path.size() && path.subList(0, forced.size()).equals(forced));
	}

	private static List<String> step(List<String> path, String step) {
		List<String> longer = new ArrayList<>(path);
		longer.add(step);
		return longer;
	}

	/**
	 * The same place in all that is said about a value.
	 *
	 * @param before the value before
	 * @param after the value after
	 * @param unknown what is not known of it
	 * @param sensitiveBefore what is sensitive of it before
	 * @param sensitiveAfter what is sensitive of it after
	 */
	private record Sides(JsonNode before, JsonNode after, JsonNode unknown, JsonNode sensitiveBefore,
			JsonNode sensitiveAfter) {

		/**
		 * Whether there is nothing to compare inside: no two containers of one kind, nor
		 * one and nothing.
		 */
		boolean scalar() {
			return !object() && !array();
		}

		boolean object() {
			return fits(this.before, true) && fits(this.after, true)
					&& (this.before.isObject() || this.after.isObject());
		}

		private boolean array() {
			return fits(this.before, false) && fits(this.after, false)
					&& (this.before.isArray() || this.after.isArray());
		}

		private static boolean fits(JsonNode value, boolean object) {
			return Values.nothing(value) || (object ? value.isObject() : value.isArray());
		}

		Sides at(String name) {
			return new Sides(this.before.path(name), this.after.path(name), this.unknown.path(name),
					this.sensitiveBefore.path(name), this.sensitiveAfter.path(name));
		}

		Sides at(int index) {
			return new Sides(this.before.path(index), this.after.path(index), this.unknown.path(index),
					this.sensitiveBefore.path(index), this.sensitiveAfter.path(index));
		}

	}

}
