package io.groundwork.environments.spec;

import java.math.BigInteger;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A range of addresses, such as 203.0.113.0/24.
 *
 * @param first its first address
 * @param length how many bits its addresses have in common
 * @param bits how many bits an address has: 32 or 128
 */
record Range(BigInteger first, int length, int bits) {

	private static final String BYTE = "(25[0-5]|2[0-4][0-9]|1[0-9][0-9]|[1-9]?[0-9])";

	private static final Pattern RANGE = Pattern.compile("([0-9A-Fa-f:.]{2,45})/(0|[1-9][0-9]{0,2})");

	private static final Pattern V4 = Pattern.compile(BYTE + "(?:\\." + BYTE + "){3}");

	/** Where a node asks who it is and what secrets it was started with. */
	private static final Range LINK_LOCAL = of("169.254.0.0/16").orElseThrow();

	/**
	 * Reads a range whose address is its first one.
	 */
	static Optional<Range> of(String text) {
		Matcher matcher = RANGE.matcher(text);
		if (!matcher.matches()) {
			return Optional.empty();
		}
		Optional<byte[]> address = address(matcher.group(1));
		int length = Integer.parseInt(matcher.group(2));
		return address.filter((bytes) -> length <= bytes.length * 8)
			.map((bytes) -> new Range(new BigInteger(1, bytes), length, bytes.length * 8))
			.filter((range) -> range.first.and(range.rest()).signum() == 0);
	}

	boolean v6() {
		return this.bits == 128;
	}

	/**
	 * Whether it is everybody.
	 */
	boolean world() {
		return this.length == 0;
	}

	boolean linkLocal() {
		return overlaps(LINK_LOCAL);
	}

	private boolean overlaps(Range other) {
		int common = Math.min(this.length, other.length);
		return this.bits == other.bits
				&& this.first.shiftRight(this.bits - common).equals(other.first.shiftRight(this.bits - common));
	}

	private BigInteger rest() {
		return BigInteger.ONE.shiftLeft(this.bits - this.length).subtract(BigInteger.ONE);
	}

	private static Optional<byte[]> address(String text) {
		try {
			if (V4.matcher(text).matches()) {
				return Optional.of(InetAddress.ofLiteral(text).getAddress());
			}
			// An IPv4 address in the form of an IPv6 one is none.
			return (text.contains(":") && !text.contains(".")) ? Optional.of(Inet6Address.ofLiteral(text))
				.filter(Inet6Address.class::isInstance)
				.map(InetAddress::getAddress) : Optional.empty();
		}
		catch (IllegalArgumentException ex) {
			return Optional.empty();
		}
	}

}
