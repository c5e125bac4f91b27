package io.groundwork.terraform;

import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What init looks at in a file of the language: which providers and modules it asks for.
 * What it is not sure about it takes as it stands, so that init is done rather once too
 * often.
 */
final class Needs {

	/**
	 * Of these init only sees which provider they are of.
	 */
	private static final Set<String> OF_A_PROVIDER = Set.of("resource", "data", "ephemeral");

	/**
	 * To these Terraform's init pays no regard. OpenTofu's may: its module sources can
	 * have variables in them.
	 */
	private static final Set<String> PASSED_OVER = Set.of("variable", "locals", "output");

	private static final Pattern HEADER = Pattern
		.compile("([A-Za-z_][\\w-]*)((?:[ \\t]+(?:[A-Za-z_][\\w-]*|\"[^\"\\\\\\n]*\"))*)[ \\t]*\\{");

	private static final Pattern PROVIDER = Pattern.compile("(?m)^[ \\t]*provider[ \\t]*=.*$");

	private static final Pattern HEREDOC = Pattern.compile("<<-?([A-Za-z_][\\w-]*)[ \\t]*\\r?\\n");

	private final String text;

	private final Product product;

	private final SortedSet<String> found = new TreeSet<>();

	private int place;

	private Needs(String text, Product product) {
		this.text = text;
		this.product = product;
	}

	/**
	 * Whatever of it changes makes init necessary again.
	 */
	static SortedSet<String> of(String text, Product product) {
		Needs needs = new Needs(text, product);
		try {
			needs.read();
		}
		catch (IndexOutOfBoundsException ex) {
			// It ends in the middle of something, which Terraform will say better.
			return new TreeSet<>(Set.of(text));
		}
		return needs.found;
	}

	private void read() {
		Matcher header = HEADER.matcher(this.text);
		while (passOverSpace()) {
			int start = this.place;
			if (!header.region(start, this.text.length()).lookingAt()) {
				this.found.add(this.text.substring(start));
				return;
			}
			this.place = header.end();
			passOverBlock();
			add(header.group(1), header.group(2).strip(), this.text.substring(start, this.place));
		}
	}

	private void add(String type, String labels, String block) {
		if (OF_A_PROVIDER.contains(type)) {
			this.found.add(type + " " + labels.split("[ \\t]+")[0]);
			PROVIDER.matcher(block).results().forEach((line) -> this.found.add(line.group().strip()));
		}
		else if (this.product != Product.TERRAFORM || !PASSED_OVER.contains(type)) {
			this.found.add(block);
		}
	}

	/**
	 * Goes to the next block.
	 * @return false if there is none
	 */
	private boolean passOverSpace() {
		while (this.place < this.text.length()) {
			if (Character.isWhitespace(this.text.charAt(this.place))) {
				this.place++;
			}
			else if (!passOverComment()) {
				return true;
			}
		}
		return false;
	}

	private boolean passOverComment() {
		if (at("#") || at("//")) {
			int end = this.text.indexOf('\n', this.place);
			this.place = (end < 0) ? this.text.length() : end;
			return true;
		}
		if (at("/*")) {
			this.place = after(this.text.indexOf("*/", this.place + 2), 2);
			return true;
		}
		return false;
	}

	/**
	 * Goes behind the brace that closes what was just opened.
	 */
	private void passOverBlock() {
		int open = 1;
		while (open > 0) {
			if (passOverComment()) {
				continue;
			}
			char next = this.text.charAt(this.place);
			if (next == '"') {
				this.place++;
				passOverString();
			}
			else if (next == '<' && passOverHeredoc()) {
				continue;
			}
			else {
				open += (next == '{') ? 1 : (next == '}') ? -1 : 0;
				this.place++;
			}
		}
	}

	private void passOverString() {
		while (true) {
			char next = this.text.charAt(this.place);
			if (next == '\\') {
				this.place += 2;
			}
			else if (at("$${") || at("%%{")) {
				this.place += 3;
			}
			else if (at("${") || at("%{")) {
				this.place += 2;
				passOverBlock();
			}
			else {
				this.place++;
				if (next == '"') {
					return;
				}
			}
		}
	}

	/**
	 * Up to the line that has nothing but its name.
	 */
	private boolean passOverHeredoc() {
		Matcher heredoc = HEREDOC.matcher(this.text).region(this.place, this.text.length());
		if (!heredoc.lookingAt()) {
			return false;
		}
		int line = heredoc.end();
		while (true) {
			int end = this.text.indexOf('\n', line);
			String content = this.text.substring(line, (end < 0) ? this.text.length() : end);
			if (content.strip().equals(heredoc.group(1))) {
				this.place = line + content.length();
				return true;
			}
			line = after(end, 1);
		}
	}

	private boolean at(String what) {
		return this.text.startsWith(what, this.place);
	}

	private static int after(int found, int length) {
		if (found < 0) {
			throw new IndexOutOfBoundsException();
		}
		return found + length;
	}

}
