package io.groundwork.masking;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Collection;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

import tools.jackson.core.io.JsonStringEncoder;

/**
 * How a secret may look: as it is, within JSON, in an address, in HTML, in base64.
 */
final class Forms {

	/** Longer ones are looked for in pieces. */
	private static final int LONG = 4_096;

	/**
	 * Once words have so many characters together, the others are looked for in pieces as
	 * well: each character of a word needs a hundred times its size.
	 */
	private static final int MOST = 500_000;

	/** Beside letters and digits these are never escaped in addresses. */
	private static final String PLAIN = "-._~";

	/** What Java leaves as it is. */
	private static final String JAVA = "-._*";

	/**
	 * What else programs leave as it is in the parts of an address: Go in a segment of a
	 * path, in paths, in names and passwords, in fragments; JavaScript; Python.
	 */
	private static final List<String> ADDRESSES = List.of(PLAIN + "$&+=:@", PLAIN + "$&+,/:;=@", PLAIN + "$&+,;=",
			PLAIN + "$&+,/:;=?@!()*", PLAIN + "!'()*", PLAIN + "/");

	/** Double quotes and single ones, as HTML and XML have them. */
	private static final String[][] QUOTES = { { "&#34;", "&#39;" }, { "&quot;", "&#39;" }, { "&quot;", "&#x27;" },
			{ "&quot;", "&apos;" }, { "&quot;", "'" } };

	private static final HexFormat HEX = HexFormat.of().withUpperCase();

	private static final Pattern ESCAPE = Pattern.compile("%[0-9A-F]{2}");

	private final Set<String> words = new LinkedHashSet<>();

	private final Pieces pieces = new Pieces();

	private int size;

	private Forms() {
	}

	/**
	 * All forms of all secrets, and of each line of a secret that has several.
	 */
	static Forms of(Collection<String> secrets) {
		Forms forms = new Forms();
		for (String secret : secrets) {
			forms.every(secret);
			if (!secret.equals(secret.strip())) {
				forms.every(secret.strip());
			}
			if (secret.indexOf('\n') >= 0) {
				secret.lines().map(String::strip).forEach(forms::every);
			}
		}
		return forms;
	}

	/**
	 * What is looked for as it is.
	 */
	Set<String> words() {
		return this.words;
	}

	/**
	 * What is so long that it is looked for in pieces.
	 */
	Pieces pieces() {
		return this.pieces;
	}

	private void every(String secret) {
		if (secret.length() < Mask.SHORTEST) {
			return;
		}
		add(secret);
		texts(secret);
		byte[] bytes = secret.getBytes(StandardCharsets.UTF_8);
		String query = escaped(bytes, PLAIN);
		for (String form : List.of(query, lower(query))) {
			add(form);
			add(form.replace("%20", "+"));
		}
		add(escaped(bytes, JAVA));
		add(escaped(bytes, JAVA).replace("%20", "+"));
		ADDRESSES.forEach((kept) -> add(escaped(bytes, kept)));
		for (int before = 0; before < 3; before++) {
			String base64 = base64(bytes, before);
			add(base64);
			add(base64.replace('+', '-').replace('/', '_'));
		}
	}

	private void texts(String secret) {
		String json = new String(JsonStringEncoder.getInstance().quoteAsCharArray(secret));
		add(json);
		// As Go quotes and writes it, as Terraform's language has it, as Python writes
		// it.
		String quoted = json.replace("\u2028", "\\u2028").replace("\u2029", "\\u2029");
		add(quoted);
		add(quoted.replace("&", "\\u0026").replace("<", "\\u003c").replace(">", "\\u003e"));
		add(json.replace("${", "$${").replace("%{", "%%{"));
		add(ascii(json));
		String html = secret.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
		add(html);
		for (String[] quotes : QUOTES) {
			add(html.replace("\"", quotes[0]).replace("'", quotes[1]));
		}
	}

	private static String ascii(String json) {
		StringBuilder text = new StringBuilder(json.length());
		for (int i = 0; i < json.length(); i++) {
			char unit = json.charAt(i);
			if (unit < 0x7f) {
				text.append(unit);
			}
			else {
				text.append("\\u").append(HexFormat.of().toHexDigits(unit));
			}
		}
		return text.toString();
	}

	private static String escaped(byte[] secret, String kept) {
		StringBuilder text = new StringBuilder(secret.length);
		for (byte next : secret) {
			int unit = next & 0xff;
			if (unit >= '0' && unit <= '9' || unit >= 'A' && unit <= 'Z' || unit >= 'a' && unit <= 'z'
					|| kept.indexOf(unit) >= 0) {
				text.append((char) unit);
			}
			else {
				text.append('%').append(HEX.toHexDigits(next));
			}
		}
		return text.toString();
	}

	private static String lower(String address) {
		return ESCAPE.matcher(address).replaceAll((found) -> found.group().toLowerCase(Locale.ROOT));
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

	private void add(String form) {
		String plain = plain(form);
		if (plain.length() < Mask.SHORTEST) {
			return;
		}
		if (plain.length() < Pieces.SIZE || (plain.length() <= LONG && this.size < MOST)) {
			this.size += this.words.add(plain) ? plain.length() : 0;
		}
		else {
			// Its beginning as well, which a line may break off.
			this.words.add(plain.substring(0, Pieces.SIZE));
			this.pieces.add(plain);
		}
	}

	/**
	 * As it would stand in a log, which has no control characters and breaks lines.
	 */
	static String plain(String text) {
		return Clean.text(text).replace("\n", "");
	}

}
