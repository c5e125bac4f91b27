package io.groundwork.bundles.network;

import java.util.regex.Pattern;

/**
 * What labels may be called and may say.
 */
final class Labels {

	private static final String WORD = "[A-Za-z0-9](?:[-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?";

	private static final String DNS = "[a-z0-9](?:[-a-z0-9]*[a-z0-9])?(?:\\.[a-z0-9](?:[-a-z0-9]*[a-z0-9])?)*";

	private static final Pattern KEY = Pattern.compile("(?:(?=[^/]{1,253}/)" + DNS + "/)?" + WORD);

	private static final Pattern VALUE = Pattern.compile("(?:" + WORD + ")?");

	private static final Pattern NAME = Pattern.compile("(?=.{1,253}$)" + DNS);

	private Labels() {
	}

	static void checkKey(String key) {
		if (!KEY.matcher(key).matches()) {
			throw InvalidManifestException.of(("is \"%s\", which is no label's key: at most 63 letters, digits, "
					+ "\"-\", \"_\" and \".\", perhaps after a domain and \"/\"")
				.formatted(key));
		}
	}

	static void checkValue(String value) {
		if (!VALUE.matcher(value).matches()) {
			throw InvalidManifestException.of(("is \"%s\", which no label can be: at most 63 letters, digits, "
					+ "\"-\", \"_\" and \".\", with a letter or digit at both ends")
				.formatted(value));
		}
	}

	static String name(String name) {
		if (!NAME.matcher(name).matches()) {
			throw InvalidManifestException.of(("is \"%s\", which is no name: small letters, digits, \"-\" and \".\", "
					+ "with a letter or digit at both ends")
				.formatted(name));
		}
		return name;
	}

}
