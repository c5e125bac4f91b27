package io.groundwork.notices.delivery;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

import io.groundwork.web.InvalidInputException;

/**
 * Where a webhook leads. It must not lead inside: whoever adds one would otherwise reach
 * through the portal what only the portal can reach.
 *
 * @param address where it is
 * @param loopback whether this machine itself will do
 */
record Destination(URI address, boolean loopback) {

	private static final String FIELD = "address";

	private static final int LONGEST = 500;

	/**
	 * Reads what somebody typed.
	 */
	static Destination typed(String typed, boolean loopback) {
		String text = typed.strip();
		if (text.isEmpty() || text.length() > LONGEST) {
			throw new InvalidInputException(FIELD,
					"Write the address that is to be called, such as https://hooks.example.org/groundwork.");
		}
		URI address;
		try {
			address = new URI(text).parseServerAuthority();
		}
		catch (URISyntaxException ex) {
			throw new InvalidInputException(FIELD, "This is no address; write one that begins with https://.");
		}
		String scheme = String.valueOf(address.getScheme()).toLowerCase(Locale.ROOT);
		if (address.getHost() == null || !(scheme.equals("https") || loopback && scheme.equals("http"))) {
			throw new InvalidInputException(FIELD, "The address must begin with https:// and a host.");
		}
		if (address.getRawUserInfo() != null || address.getRawFragment() != null) {
			throw new InvalidInputException(FIELD,
					"Leave user, password and # out of the address; deliveries are signed instead.");
		}
		Destination destination = new Destination(URI.create(address.toASCIIString()), loopback);
		try {
			destination.resolve();
		}
		catch (InsideException ex) {
			throw new InvalidInputException(FIELD, ex.getMessage() + ".");
		}
		catch (UnknownHostException ex) {
			throw new InvalidInputException(FIELD,
					"The host %s is not known here; is it misspelt?".formatted(address.getHost()));
		}
		return destination;
	}

	/**
	 * The machines behind the name, as it is known just now. They are connected to by
	 * these and not by the name, so that nobody answers otherwise in between.
	 * @throws InsideException if any of them is inside
	 */
	List<InetAddress> resolve() throws UnknownHostException {
		String host = String.valueOf(this.address.getHost());
		List<InetAddress> all = Arrays.asList(InetAddress.getAllByName(host));
		for (InetAddress one : all) {
			if (one.isLoopbackAddress() ? !this.loopback : inside(one)) {
				throw new InsideException("%s is inside, at %s; a webhook must lead to the outside".formatted(host,
						one.getHostAddress()));
			}
			if (!one.isLoopbackAddress() && !secure()) {
				throw new InsideException("%s is outside, where a webhook must be called by https".formatted(host));
			}
		}
		return all;
	}

	boolean secure() {
		return "https".equalsIgnoreCase(this.address.getScheme());
	}

	int port() {
		return (this.address.getPort() >= 0) ? this.address.getPort() : (secure() ? 443 : 80);
	}

	/**
	 * Whether that is an address that means something only here.
	 */
	static boolean inside(InetAddress address) {
		if (address.isLoopbackAddress() || address.isAnyLocalAddress() || address.isLinkLocalAddress()
				|| address.isSiteLocalAddress() || address.isMulticastAddress()) {
			return true;
		}
		byte[] bytes = address.getAddress();
		if (address instanceof Inet4Address) {
			return inside(at(bytes, 0), at(bytes, 1), at(bytes, 2));
		}
		int first = at(bytes, 0);
		int second = at(bytes, 1);
		// Only 2000::/3 is out there; 2001:0::/32 and 2002::/16 hide other addresses.
		return (first & 0xe0) != 0x20 || first == 0x20 && second == 0x02
				|| first == 0x20 && second == 0x01 && at(bytes, 2) == 0 && at(bytes, 3) == 0;
	}

	private static boolean inside(int first, int second, int third) {
		return first == 0 || first == 10 || first == 127 || first >= 224 || first == 100 && second >= 64 && second < 128
				|| first == 169 && second == 254 || first == 172 && second >= 16 && second < 32
				|| first == 192 && second == 168 || first == 192 && second == 0 && third == 0
				|| first == 192 && second == 88 && third == 99 || first == 198 && (second == 18 || second == 19);
	}

	private static int at(byte[] bytes, int index) {
		return Byte.toUnsignedInt(bytes[index]);
	}

	/**
	 * A name leads where webhooks must not lead, or not in that way.
	 */
	static final class InsideException extends RuntimeException {

		InsideException(String message) {
			super(message);
		}

	}

}
