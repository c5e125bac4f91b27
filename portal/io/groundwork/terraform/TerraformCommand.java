package io.groundwork.terraform;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

import org.jspecify.annotations.Nullable;

/**
 * What Terraform is told to do, as a value: a test can say what would run without running
 * it.
 */
public sealed interface TerraformCommand {

	/**
	 * What comes after the program's name.
	 */
	List<String> arguments();

	/**
	 * Whether an exit code means that it did what it was told.
	 */
	default boolean succeeded(int code) {
		return code == 0;
	}

	/**
	 * The command in a word or two, for people and names of folders.
	 */
	default String title() {
		String name = getClass().getSimpleName();
		return name.replaceAll("(?<=[a-z])(?=[A-Z])", "-").toLowerCase(Locale.ROOT);
	}

	/**
	 * Prints which program it is.
	 */
	record Version() implements TerraformCommand {

		@Override
		public List<String> arguments() {
			return List.of("version");
		}

	}

	/**
	 * Fetches providers and modules, and gets to know the state's backend.
	 *
	 * @param upgrade whether newer versions may be taken than the lock file says
	 * @param readOnlyLock whether the lock file must stay as it is
	 */
	record Init(boolean upgrade, boolean readOnlyLock) implements TerraformCommand {

		public Init() {
			this(false, false);
		}

		@Override
		public List<String> arguments() {
			List<String> arguments = new ArrayList<>(List.of("init", "-no-color", "-input=false", "-json"));
			if (this.upgrade) {
				arguments.add("-upgrade");
			}
			if (this.readOnlyLock) {
				arguments.add("-lockfile=readonly");
			}
			return List.copyOf(arguments);
		}

	}

	/**
	 * What a plan is to find out.
	 */
	enum Aim {

		/**
		 * What makes reality what the configuration says.
		 */
		CHANGE,

		/**
		 * What takes everything down.
		 */
		DESTROY,

		/**
		 * What differs from the state in reality.
		 */
		REFRESH_ONLY

	}

	/**
	 * Finds out what would change and saves it to be applied.
	 *
	 * @param out the file that the plan is saved to
	 * @param aim what it is to find out
	 * @param targets addresses that it is limited to; none for all
	 * @param variableFiles files with values of variables
	 * @param lockTimeout how long to wait for somebody else's lock of the state; none if
	 * it only reads a version of the state that stays as it is
	 */
	record Plan(Path out, Aim aim, List<String> targets, List<Path> variableFiles,
			@Nullable Duration lockTimeout) implements TerraformCommand {

		public Plan {
			targets = List.copyOf(targets);
			variableFiles = List.copyOf(variableFiles);
		}

		public Plan(Path out, Aim aim) {
			this(out, aim, List.of(), List.of(), Duration.ZERO);
		}

		/**
		 * A plan for whoever knows that nobody else writes.
		 */
		public static Plan unlocked(Path out, Aim aim) {
			return new Plan(out, aim, List.of(), List.of(), null);
		}

		/**
		 * The exit code that says that there is something to do.
		 */
		public static final int CHANGES = 2;

		@Override
		public List<String> arguments() {
			List<String> arguments = new ArrayList<>(List.of("plan", "-no-color", "-input=false", "-json",
					"-detailed-exitcode", locking(this.lockTimeout), "-out=" + this.out));
			switch (this.aim) {
				case CHANGE -> {
				}
				case DESTROY -> arguments.add("-destroy");
				case REFRESH_ONLY -> arguments.add("-refresh-only");
			}
			this.targets.forEach((target) -> arguments.add("-target=" + target));
			this.variableFiles.forEach((file) -> arguments.add("-var-file=" + file));
			return List.copyOf(arguments);
		}

		@Override
		public boolean succeeded(int code) {
			return code == 0 || code == CHANGES;
		}

	}

	/**
	 * Does what a saved plan says, and nothing else.
	 *
	 * @param plan the file that the plan was saved to
	 * @param lockTimeout how long to wait for somebody else's lock of the state
	 */
	record Apply(Path plan, Duration lockTimeout) implements TerraformCommand {

		public Apply(Path plan) {
			this(plan, Duration.ZERO);
		}

		@Override
		public List<String> arguments() {
			return List.of("apply", "-no-color", "-input=false", "-json", waiting(this.lockTimeout),
					this.plan.toString());
		}

	}

	/**
	 * Takes into the state what has changed in reality, and changes nothing there.
	 */
	record Refresh() implements TerraformCommand {

		@Override
		public List<String> arguments() {
			return List.of("apply", "-no-color", "-input=false", "-json", waiting(Duration.ZERO), "-refresh-only",
					"-auto-approve");
		}

	}

	/**
	 * Prints a saved plan, or the state, as one JSON document. It has secrets in it.
	 *
	 * @param plan the file that the plan was saved to; none for the state
	 */
	record Show(@Nullable Path plan) implements TerraformCommand {

		public static Show state() {
			return new Show(null);
		}

		@Override
		public List<String> arguments() {
			List<String> arguments = new ArrayList<>(List.of("show", "-no-color", "-json"));
			if (this.plan != null) {
				arguments.add(this.plan.toString());
			}
			return List.copyOf(arguments);
		}

	}

	/**
	 * Prints the addresses that the state has.
	 */
	record StateList() implements TerraformCommand {

		@Override
		public List<String> arguments() {
			return List.of("state", "list");
		}

	}

	/**
	 * Prints the state as it is stored. It has secrets in it.
	 */
	record StatePull() implements TerraformCommand {

		@Override
		public List<String> arguments() {
			return List.of("state", "pull");
		}

	}

	/**
	 * Writes the hashes of providers into the lock file, for other kinds of machines too.
	 *
	 * @param platforms kinds of machines, such as linux_amd64; none for this one's
	 * @param mirror a folder to look in instead of in the registry
	 */
	record ProvidersLock(List<String> platforms, @Nullable Path mirror) implements TerraformCommand {

		public ProvidersLock {
			platforms = List.copyOf(platforms);
		}

		@Override
		public List<String> arguments() {
			List<String> arguments = new ArrayList<>(List.of("providers", "lock"));
			if (this.mirror != null) {
				arguments.add("-fs-mirror=" + this.mirror);
			}
			this.platforms.forEach((platform) -> arguments.add("-platform=" + platform));
			return List.copyOf(arguments);
		}

	}

	private static String locking(@Nullable Duration limit) {
		return (limit != null) ? waiting(limit) : "-lock=false";
	}

	private static String waiting(Duration limit) {
		return "-lock-timeout=%ds".formatted(limit.toSeconds());
	}

}
