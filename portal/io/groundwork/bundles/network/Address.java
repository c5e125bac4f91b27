package io.groundwork.bundles.network;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.regex.Pattern;

/**
 * An IP address.
 *
 * @param family which kind
 * @param high the first 64 bits of an IPv6 address
 * @param low the last 64 bits, or all 32 of an IPv4 address
 */
public record Address(Family family, long high, long low) {

	private static final String PART = "(?:0|[1-9]\\d{0,2})";

	private static final Pattern IPV4 = Pattern.compile(PART + "(?:\\." + PART + "){3}");

	/** Leaves to the JDK what may stand where, but not that brackets and zones may. */
	private static final Pattern IPV6 = Pattern.compile("[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*");

	private static final int GROUPS = 8;

	/**
	 * Reads an address.
	 * @param text such as 192.0.2.1 or 2001:db8::1
	 */
	public static Address of(String text) {
		if (IPV4.matcher(text).matches()) {
			long bits = 0;
			for (String part : text.split("\\.")) {
				int number = Integer.parseInt(part);
				if (number > 255) {
					throw no(text);
				}
				bits = bits << 8 | number;
			}
			return new Address(Family.IPV4, 0, bits);
		}
		if (!IPV6.matcher(text).matches()) {
			throw no(text);
		}
		try {
			if (InetAddress.ofLiteral(text) instanceof Inet6Address address) {
				ByteBuffer bytes = ByteBuffer.wrap(address.getAddress());
				return new Address(Family.IPV6, bytes.getLong(), bytes.getLong());
			}
		}
		catch (IllegalArgumentException ex) {
			throw no(text);
		}
		// Network plugins disagree on which of the two it is.
		throw InvalidManifestException.of("is %s, an IPv4 address in IPv6 form; write it as IPv4".formatted(text));
	}

	private static InvalidManifestException no(String text) {
		return InvalidManifestException
			.of("is \"%s\", which is no IP address such as 192.0.2.1 or 2001:db8::1".formatted(text));
	}

	/**
	 * Whether the first bits of both are the same.
	 */
	boolean startsLike(Address other, int bits) {
		if (this.family != other.family) {
			return false;
		}
		if (this.family == Family.IPV4) {
			return (this.low ^ other.low) >>> (Integer.SIZE - bits) == 0;
		}
		if (bits <= Long.SIZE) {
			return bits == 0 || (this.high ^ other.high) >>> (Long.SIZE - bits) == 0;
		}
		return this.high == other.high && (this.low ^ other.low) >>> (2 * Long.SIZE - bits) == 0;
	}

	/**
	 * With nothing but zeros after the first bits.
	 */
	Address cut(int bits) {
		if (this.family == Family.IPV4) {
			return new Address(this.family, 0, this.low & ones(Integer.SIZE - bits));
		}
		return new Address(this.family, this.high & ones(Long.SIZE - Math.min(bits, Long.SIZE)),
				this.low & ones(2 * Long.SIZE - Math.max(bits, Long.SIZE)));
	}

	private static long ones(int zeros) {
		return (zeros >= Long.SIZE) ? 0 : -1L << zeros;
	}

	/**
	 * In its usual form, the longest run of zeros left out.
	 */
	@Override
	public String toString() {
		if (this.family == Family.IPV4) {
			return "%d.%d.%d.%d".formatted(this.low >> 24, this.low >> 16 & 255, this.low >> 8 & 255, this.low & 255);
		}
		int gap = 0;
		int longest = 1;
		for (int start = 0; start < GROUPS; start++) {
			int end = start;
			while (end < GROUPS && group(end) == 0) {
				end++;
			}
			if (end - start > longest) {
				gap = start;
				longest = end - start;
			}
		}
		if (longest == 1) {
			return groups(0, GROUPS);
		}
		return groups(0, gap) + "::" + groups(gap + longest, GROUPS);
	}

	private long group(int number) {
		return ((number < 4) ? this.high : this.low) >>> (48 - number % 4 * 16) & 0xffff;
	}

	private String groups(int from, int to) {
		StringBuilder text = new StringBuilder();
		for (int i = from; i < to; i++) {
			text.append((i > from) ? ":" : "").append(Long.toHexString(group(i)));
		}
		return text.toString();
	}

	/**
	 * The kinds of addresses.
	 */
	public enum Family {

		IPV4("IPv4", Integer.SIZE), IPV6("IPv6", 2 * Long.SIZE);

		private final String word;

		private final int bits;

		Family(String word, int bits) {
			this.word = word;
			this.bits = bits;
		}

		int bits() {
			return this.bits;
		}

		/**
		 * As it is written for people.
		 */
		public String word() {
			return this.word;
		}

	}

}
