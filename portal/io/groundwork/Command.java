package io.groundwork;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;

import io.groundwork.access.BreakGlassCommands;
import io.groundwork.audit.SigningKey;
import io.groundwork.audit.VerifyAudit;
import io.groundwork.storage.KeyFile;

/**
 * What the jar does beside being the portal: small things that need no database.
 */
enum Command {

	/** Makes the two key files that a new portal needs. */
	NEW_KEYS("new-keys", "FOLDER", "makes the key files that a new portal needs") {

		@Override
		void run(String[] arguments) throws IOException {
			Path folder = Files.createDirectories(Path.of(arguments[0]));
			Path storage = folder.resolve("storage.json");
			Path signing = folder.resolve("audit-signing.pem");
			KeyFile.create(storage);
			SigningKey.create(signing);
			System.out.println("groundwork.storage.keys=" + storage.toAbsolutePath());
			System.out.println("groundwork.audit.signing-key=" + signing.toAbsolutePath());
		}

	},

	/** Checks an export of the audit record. */
	VERIFY_AUDIT("verify-audit", "FILE", "verifies an exported audit record") {

		@Override
		void run(String[] arguments) throws Exception {
			VerifyAudit.main(arguments);
		}

	},

	/** Makes what is needed to break the glass while the portal is away. */
	NEW_BREAK_GLASS_KIT("new-break-glass-kit", "FOLDER",
			"makes the kit and its three shares for the day on which the portal is away") {

		@Override
		void run(String[] arguments) throws IOException {
			BreakGlassCommands.newKit(arguments);
		}

	},

	/** Breaks the glass while the portal is away. */
	BREAK_GLASS("break-glass", "KEY-FILE", "lets you into an environment while the portal is away") {

		@Override
		void run(String[] arguments) throws IOException {
			BreakGlassCommands.breakGlass(arguments);
		}

	};

	private final String word;

	private final String argument;

	private final String meaning;

	Command(String word, String argument, String meaning) {
		this.word = word;
		this.argument = argument;
		this.meaning = meaning;
	}

	/**
	 * The command that the arguments name, none if they are settings of the portal.
	 */
	static Optional<Command> of(String[] arguments) {
		if (arguments.length == 0 || arguments[0].startsWith("-")) {
			return Optional.empty();
		}
		Optional<Command> named = Arrays.stream(values())
			.filter((command) -> command.word.equals(arguments[0]))
			.findFirst();
		if (named.isEmpty() || arguments.length < 2) {
			System.err.println("The portal starts without a command. The commands are:");
			for (Command command : values()) {
				System.err.printf("  %s %s   %s%n", command.word, command.argument, command.meaning);
			}
			System.exit(2);
		}
		return named;
	}

	abstract void run(String[] arguments) throws Exception;

}
