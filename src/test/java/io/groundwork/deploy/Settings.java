package io.groundwork.deploy;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The settings that the portal reads, and which environment variables reach them.
 *
 * @param plain the variables of settings that are one value
 * @param open the beginnings of variables whose end is free: entries of maps and lists
 */
record Settings(Set<String> plain, List<Beginning> open) {

	/**
	 * As the annotation processor found them in the portal's sources.
	 */
	static Settings read() {
		try (InputStream metadata = Settings.class
			.getResourceAsStream("/META-INF/spring-configuration-metadata.json")) {
			if (metadata == null) {
				throw new IllegalStateException("The portal is not compiled: its configuration metadata is missing");
			}
			return of(JsonMapper.shared().readTree(metadata));
		}
		catch (IOException ex) {
			throw new IllegalStateException(ex);
		}
	}

	static Settings of(JsonNode metadata) {
		Set<String> plain = new TreeSet<>();
		List<Beginning> open = new ArrayList<>();
		for (JsonNode property : metadata.get("properties").values()) {
			String variable = variable(property.get("name").asString());
			String type = property.path("type").asString("");
			if (type.startsWith("java.util.Map<")) {
				open.add(new Beginning(variable + "_", keys(type)));
				continue;
			}
			plain.add(variable);
			if (type.startsWith("java.util.List<") || type.startsWith("java.util.Set<") || type.endsWith("[]")) {
				open.add(new Beginning(variable + "_", "\\d+"));
			}
		}
		return new Settings(plain, open);
	}

	/**
	 * What a map's entries may be called: an enum's names, or anything.
	 */
	private static String keys(String type) {
		String key = type.substring(type.indexOf('<') + 1, type.indexOf(','));
		try {
			Object[] names = Class.forName(key).getEnumConstants();
			return (names != null) ? Stream.of(names).map(Object::toString).collect(Collectors.joining("|"))
					: "[A-Z0-9_]+";
		}
		catch (ClassNotFoundException ex) {
			throw new IllegalStateException("The metadata names a class that is not there", ex);
		}
	}

	boolean has(String variable) {
		return this.plain.contains(variable) || this.open.stream().anyMatch((beginning) -> beginning.matches(variable));
	}

	/**
	 * Dots become underscores, dashes go, all in capitals: how Spring looks a setting up
	 * in the environment.
	 */
	private static String variable(String name) {
		return name.replace(".", "_").replace("-", "").toUpperCase(Locale.ROOT);
	}

	/**
	 * A variable whose end names an entry.
	 *
	 * @param prefix what it begins with
	 * @param entry what may follow
	 */
	record Beginning(String prefix, String entry) {

		boolean matches(String variable) {
			return variable.startsWith(this.prefix) && variable.substring(this.prefix.length()).matches(this.entry);
		}

	}

}
