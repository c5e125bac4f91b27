package io.groundwork.bundles.network;

import java.util.regex.Pattern;

/**
 * A range of addresses that begin alike.
 *
 * @param base the first of them
 * @param prefix how many bits are alike
 */
public record Cidr(Address base, int prefix) {

	private static final Pattern PREFIX = Pattern.compile("0|[1-9]\\d{0,2}");

	public Cidr {
		if (prefix < 0 || prefix > base.family().bits()) {
			throw InvalidManifestException.of("has the prefix %d; one of %s is between 0 and %d".formatted(prefix,
					base.family().word(), base.family().bits()));
		}
		// The API server takes 10.1.2.3/8 and means 10.0.0.0/8.
		base = base.cut(prefix);
	}

	/**
	 * Reads a range.
	 * @param text such as 10.0.0.0/8 or 2001:db8::/32
	 */
	public static Cidr of(String text) {
		String[] parts = text.split("/", -1);
		if (parts.length != 2 || !PREFIX.matcher(parts[1]).matches()) {
			throw InvalidManifestException
				.of("is \"%s\", which is no range of addresses such as 10.0.0.0/8 or 2001:db8::/32".formatted(text));
		}
		return new Cidr(Address.of(parts[0]), Integer.parseInt(parts[1]));
	}

	boolean contains(Address address) {
		return this.base.startsLike(address, this.prefix);
	}

	/**
	 * Whether all of the other is in this one, and it is not the same.
	 */
	boolean isWiderThan(Cidr other) {
		return other.prefix > this.prefix && contains(other.base);
	}

	@Override
	public String toString() {
		return this.base + "/" + this.prefix;
	}

}
