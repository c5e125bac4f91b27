package io.groundwork.bundles.network;

/**
 * A port at which somebody is reached.
 *
 * @param protocol over which protocol
 * @param number its number
 */
public record Port(Protocol protocol, int number) implements Comparable<Port> {

	static final int LAST = 65535;

	public Port {
		if (number < 1 || number > LAST) {
			throw InvalidManifestException.of("is %d, but must be between 1 and %d".formatted(number, LAST));
		}
	}

	@Override
	public int compareTo(Port other) {
		int byProtocol = this.protocol.compareTo(other.protocol);
		return (byProtocol != 0) ? byProtocol : Integer.compare(this.number, other.number);
	}

	/**
	 * Such as "TCP 8080".
	 */
	@Override
	public String toString() {
		return this.protocol + " " + this.number;
	}

}
