package io.groundwork.sandbox;

import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;

/**
 * What whoever typed {@code make run} gets to see.
 */
final class Screen {

	private final PrintStream out;

	private final long start = System.nanoTime();

	Screen(PrintStream out) {
		this.out = out;
	}

	void say(String text) {
		this.out.println(text);
		this.out.flush();
	}

	void part(String name, String where) {
		say("  %-12s %-32s %5.1f s".formatted(name, where, (System.nanoTime() - this.start) / 1e9));
	}

	void ready(Path folder, Path shares, SandboxFile.Content content) {
		say("");
		say("  Open  " + content.portal());
		say("");
		String line = "  %-12s %-20s %s";
		say(line.formatted("Name", "Roles", "Teams").stripTrailing());
		for (SandboxFile.Someone someone : content.people()) {
			say(line.formatted(someone.name(), joined(someone.roles()), joined(someone.teams())));
		}
		say("");
		say("  A click signs you in as one of them. Passwords and API tokens: " + folder.resolve("sandbox.json"));
		say("  Its Linode: %s/admin, and for your own Terraform: . %s".formatted(content.linode(),
				folder.resolve("linode.env")));
		say("  For break-glass while the portal is away: the shares of its kit, in " + shares);
		say("  Ctrl-C ends it.");
	}

	private static String joined(List<String> names) {
		return names.isEmpty() ? "none" : String.join(", ", names);
	}

}
