package io.groundwork.bundles;

import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The code that writes what is not in a template's files, under a number that stands for
 * its output. Whoever changes the output writes the next one beside this and leaves this
 * as it is, so that older bundles stay renderable.
 *
 * @param number its number
 * @param parts the folders
 */
record Renderer(int number, List<Part> parts) {

	private static final Renderer FIRST = new Renderer(1,
			List.of(new NetworkPart(), new SecretsPart(), new ObservabilityPart(), new ArgoPart()));

	private static final Map<Integer, Renderer> ALL = Map.of(FIRST.number(), FIRST);

	static final Renderer NEWEST = FIRST;

	static Renderer numbered(int number) {
		Renderer renderer = ALL.get(number);
		if (renderer == null) {
			throw new UnknownTemplateException("There is no renderer %d in this portal; it has %s".formatted(number,
					ALL.keySet().stream().sorted().toList()));
		}
		return renderer;
	}

	SortedMap<String, String> files(BundleOrder order, Templates templates) {
		SortedMap<String, String> files = new TreeMap<>();
		this.parts.forEach((part) -> files.putAll(part.files(order, templates)));
		return files;
	}

}
