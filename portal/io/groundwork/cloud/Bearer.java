package io.groundwork.cloud;

import java.util.regex.Pattern;

import io.groundwork.web.InvalidInputException;

/**
 * A token of Linode's, as it is sent.
 *
 * @param value the secret
 */
record Bearer(String value) {

	/**
	 * What does not fit into a header is quoted by whoever refuses it there.
	 */
	private static final Pattern FORM = Pattern.compile("[!-~]{8,500}");

	Bearer {
		if (!FORM.matcher(value).matches()) {
			throw new InvalidInputException("token",
					"The token must be as Linode shows it: 8 to 500 characters without spaces.");
		}
	}

	/**
	 * Without the secret: this may end up in a log.
	 */
	@Override
	public String toString() {
		return "Bearer[…]";
	}

}
