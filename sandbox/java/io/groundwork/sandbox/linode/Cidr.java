package io.groundwork.sandbox.linode;

import java.math.BigInteger;
import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A range of addresses.
 *
 * @param address the address as it was written
 * @param bits the address as a number
 * @param prefix how many bits are fixed
 * @param width 32 or 128
 */
record Cidr(String address, BigInteger bits, int prefix, int width) {

	private static final Pattern V4 = Pattern.compile("(?:(?:25[0-5]|2[0-4]\\d|1?\\d?\\d)(?:\\.(?!$)|$)){4}");

	private static final Pattern V6 = Pattern.compile("[0-9a-fA-F:.]*:[0-9a-fA-F:.]*");

	/**
	 * Reads an address with or without a mask; nothing comes of what is neither.
	 */
	static Optional<Cidr> parse(String text) {
		int slash = text.indexOf('/');
		String address = (slash < 0) ? text : text.substring(0, slash);
		boolean v4 = V4.matcher(address).matches();
		if (!v4 && !V6.matcher(address).matches()) {
			return Optional.empty();
		}
		try {
			// Nothing that looks like this is looked up by name.
			InetAddress parsed = v4 ? Inet4Address.ofLiteral(address) : Inet6Address.ofLiteral(address);
			int width = v4 ? 32 : 128;
			int prefix = (slash < 0) ? width : Integer.parseInt(text.substring(slash + 1));
			if (prefix < 0 || prefix > width) {
				return Optional.empty();
			}
			return Optional.of(new Cidr(address, new BigInteger(1, parsed.getAddress()), prefix, width));
		}
		catch (IllegalArgumentException ex) {
			return Optional.empty();
		}
	}

	boolean isV4() {
		return this.width == 32;
	}

	boolean isNetwork() {
		return this.bits.equals(first());
	}

	boolean contains(Cidr other) {
		return this.width == other.width && this.prefix <= other.prefix
				&& first().equals(other.bits.shiftRight(this.width - this.prefix).shiftLeft(this.width - this.prefix));
	}

	boolean overlaps(Cidr other) {
		return contains(other) || other.contains(this);
	}

	private BigInteger first() {
		return this.bits.shiftRight(this.width - this.prefix).shiftLeft(this.width - this.prefix);
	}

	@Override
	public String toString() {
		return this.address + "/" + this.prefix;
	}

}
