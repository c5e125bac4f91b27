package io.groundwork.bundles.network;

import java.util.regex.Pattern;

/**
 * Which ports a rule is about.
 */
public sealed interface PolicyPort {

	Protocol protocol();

	/**
	 * All ports of a protocol.
	 *
	 * @param protocol the protocol
	 */
	record Every(Protocol protocol) implements PolicyPort {

		@Override
		public String toString() {
			return "every port of " + this.protocol;
		}

	}

	/**
	 * A port or several in a row.
	 *
	 * @param protocol the protocol
	 * @param first the first port
	 * @param last the last one
	 */
	record Range(Protocol protocol, int first, int last) implements PolicyPort {

		public Range {
			check("port", first);
			check("endPort", last);
			if (last < first) {
				throw InvalidManifestException.of("endPort",
						"is %d, but must not be less than the port, which is %d".formatted(last, first));
			}
		}

		private static void check(String field, int number) {
			if (number < 1 || number > Port.LAST) {
				throw InvalidManifestException.of(field,
						"is %d, but must be between 1 and %d".formatted(number, Port.LAST));
			}
		}

		@Override
		public String toString() {
			return this.protocol + " " + this.first + ((this.last > this.first) ? " to " + this.last : "");
		}

	}

	/**
	 * The port that the containers of the pod being reached have under a name.
	 *
	 * @param protocol the protocol
	 * @param name the name
	 */
	record Named(Protocol protocol, String name) implements PolicyPort {

		private static final Pattern NAME = Pattern
			.compile("(?=.{1,15}$)(?=.*[a-z])(?!.*--)[a-z0-9](?:[-a-z0-9]*[a-z0-9])?");

		public Named {
			if (!NAME.matcher(name).matches()) {
				throw InvalidManifestException.of("port",
						("is \"%s\", which is no port's name: at most 15 small letters, digits and single \"-\", "
								+ "a letter among them; a number goes without quotes")
							.formatted(name));
			}
		}

		@Override
		public String toString() {
			return this.protocol + " " + this.name;
		}

	}

}
