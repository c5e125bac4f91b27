package io.groundwork.bundles;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a bundle is made with, written such as {@code 1-} and 64 hexadecimal digits.
 *
 * @param renderer the number of the code that writes what is not in a file
 * @param digest the digest of our Terraform and platform files
 */
public record TemplateVersion(int renderer, String digest) {

	private static final Pattern FORM = Pattern.compile("([1-9][0-9]{0,3})-([0-9a-f]{64})");

	/**
	 * Reads what {@code toString} writes.
	 */
	public static TemplateVersion of(String text) {
		Matcher matcher = FORM.matcher(text);
		if (!matcher.matches()) {
			throw new IllegalArgumentException(
					"A template's version is a number, a dash and 64 hexadecimal digits: " + text);
		}
		return new TemplateVersion(Integer.parseInt(matcher.group(1)), matcher.group(2));
	}

	/**
	 * Enough of it for people.
	 */
	public String brief() {
		return this.renderer + "-" + this.digest.substring(0, 12);
	}

	@Override
	public String toString() {
		return this.renderer + "-" + this.digest;
	}

}
