package io.groundwork.runs.log;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

import tools.jackson.core.io.JsonStringEncoder;

/**
 * How a secret may look: as it is, within JSON, in an address, in base64.
 */
final class Forms {

	/** What comes after is not looked for. */
	private static final int LONGEST = 65_536;

	private static final Pattern ESCAPE = Pattern.compile("%[0-9A-F]{2}");

	private final Set<String> all = new LinkedHashSet<>();

	private Forms() {
	}

	/**
	 * All forms of all secrets, and of each line of a secret that has several.
	 */
	static Set<String> of(Collection<String> secrets) {
		Forms forms = new Forms();
		for (String given : secrets) {
			String secret = given.substring(0, Math.min(given.length(), LONGEST));
			forms.every(secret);
			if (!secret.equals(secret.strip())) {
				forms.every(secret.strip());
			}
			if (secret.indexOf('\n') >= 0) {
				secret.lines().map(String::strip).forEach(forms::every);
			}
		}
		return forms.all;
	}

	private void every(String secret) {
		if (secret.length() < Mask.SHORTEST) {
			return;
		}
		add(secret);
		String json = new String(JsonStringEncoder.getInstance().quoteAsCharArray(secret));
		add(json);
		// As Go writes it.
		add(json.replace("&", "\\u0026").replace("<", "\\u003c").replace(">", "\\u003e"));
		String address = URLEncoder.encode(secret, StandardCharsets.UTF_8);
		add(address);
		add(address.replace("+", "%20"));
		add(ESCAPE.matcher(address.replace("+", "%20")).replaceAll((found) -> found.group().toLowerCase(Locale.ROOT)));
		byte[] bytes = secret.getBytes(StandardCharsets.UTF_8);
		for (int before = 0; before < 3; before++) {
			String base64 = base64(bytes, before);
			add(base64);
			add(base64.replace('+', '-').replace('/', '_'));
		}
	}

	/**
	 * The characters that depend on the secret alone, if so many bytes stand before it in
	 * its group of three.
	 */
	private static String base64(byte[] secret, int before) {
		byte[] bytes = new byte[before + secret.length];
		System.arraycopy(secret, 0, bytes, before, secret.length);
		String encoded = Base64.getEncoder().withoutPadding().encodeToString(bytes);
		return encoded.substring((8 * before + 5) / 6, 8 * bytes.length / 6);
	}

	/**
	 * As it would stand in the log, which has no control characters and breaks lines.
	 */
	private void add(String form) {
		String clean = Clean.text(form).replace("\n", "");
		if (clean.length() >= Mask.SHORTEST) {
			this.all.add(clean);
		}
	}

}
