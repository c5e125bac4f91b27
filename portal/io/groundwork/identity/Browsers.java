package io.groundwork.identity;

import java.util.LinkedHashMap;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * Says "Firefox on Linux" of what a browser calls itself.
 */
final class Browsers {

	private static final Map<String, String> BROWSERS = new LinkedHashMap<>();

	private static final Map<String, String> SYSTEMS = new LinkedHashMap<>();

	static {
		// In this order: most claim to be the ones below them too.
		BROWSERS.put("Edg", "Edge");
		BROWSERS.put("OPR", "Opera");
		BROWSERS.put("Firefox", "Firefox");
		BROWSERS.put("Chrome", "Chrome");
		BROWSERS.put("Safari", "Safari");
		SYSTEMS.put("Android", "Android");
		SYSTEMS.put("iPhone", "iPhone");
		SYSTEMS.put("iPad", "iPad");
		SYSTEMS.put("Mac OS", "macOS");
		SYSTEMS.put("Windows", "Windows");
		SYSTEMS.put("Linux", "Linux");
	}

	private Browsers() {
	}

	static String name(@Nullable Object agent) {
		String text = String.valueOf(agent);
		String browser = first(BROWSERS, text);
		String system = first(SYSTEMS, text);
		if (browser.isEmpty()) {
			return text.isBlank() ? "unknown" : text.substring(0, Math.min(40, text.length()));
		}
		return system.isEmpty() ? browser : browser + " on " + system;
	}

	private static String first(Map<String, String> names, String text) {
		return names.entrySet()
			.stream()
			.filter((entry) -> text.contains(entry.getKey()))
			.map(Map.Entry::getValue)
			.findFirst()
			.orElse("");
	}

}
