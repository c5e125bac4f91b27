package io.groundwork.terraform;

import java.util.List;
import java.util.Optional;

/**
 * Finds the program that puts another into a session of its own.
 */
final class Session {

	private Session() {
	}

	/**
	 * What to put before a command, if this machine has it.
	 */
	static Optional<List<String>> prefix() {
		return Programs.find("setsid")
			.map((setsid) -> List.of(setsid.toString()))
			.or(() -> Programs.find("perl")
				.map((perl) -> List.of(perl.toString(), "-e", "use POSIX; POSIX::setsid(); exec @ARGV or exit 127",
						"--")));
	}

}
