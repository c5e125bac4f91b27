package io.groundwork.access.offline;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;

import io.groundwork.cluster.ClusterAwayException;
import io.groundwork.cluster.Door;
import io.groundwork.cluster.Issuer;
import io.groundwork.cluster.PersonKubeconfig;
import io.groundwork.cluster.RefusedException;
import io.groundwork.web.Times;

/**
 * Breaks the glass without the portal, its database and the identity provider: straight
 * at the cluster, with a key file and two shares.
 */
public final class OfflineBreakGlass {

	private static final String ROLE = "portal-break-glass";

	private static final Duration LIFE = Duration.ofHours(1);

	private static final String USAGE = """
			Usage: break-glass KEY-FILE --share FILE --share FILE --environment NAME
			                   --name YOU --incident NUMBER --reason TEXT [--into FOLDER]
			Lets you into an environment for an hour while the portal is away. The kubeconfig and a receipt
			are written into the folder, this one if none is given. Bring the receipt in once the portal is back.
			""";

	private final PrintStream out;

	private final Clock clock;

	OfflineBreakGlass(PrintStream out, Clock clock) {
		this.out = out;
		this.clock = clock;
	}

	public static void main(String[] arguments) throws IOException {
		System.exit(new OfflineBreakGlass(System.out, Clock.systemUTC()).run(arguments));
	}

	/**
	 * Returns 0 if somebody is in, 1 if the cluster did not have it, 2 if what was given
	 * does not do.
	 */
	int run(String[] arguments) throws IOException {
		try {
			Given given = Given.read(arguments);
			KeyFile file = KeyFile.read(given.key());
			List<String> shares = new ArrayList<>();
			for (Path share : given.shares()) {
				shares.add(Files.readString(share));
			}
			Opened opened = file.kit().open(shares);
			KeyFile.Way way = file.open(opened, given.environment())
				.orElseThrow(() -> new UnusableException("%s is not in this key file. There are: %s"
					.formatted(given.environment(), String.join(", ", file.environments()))));
			if (!this.clock.instant().isBefore(way.goodUntil())) {
				throw new UnusableException("What is in this key file for %s ended at %s; look for a newer one"
					.formatted(way.environment(), way.goodUntil()));
			}
			let(given, file, opened, way);
			return 0;
		}
		catch (UnusableException | IOException ex) {
			this.out.println("Nothing was done. " + ex.getMessage() + ".");
			if (ex instanceof Misused) {
				this.out.print(USAGE);
			}
			return 2;
		}
		catch (ClusterAwayException ex) {
			this.out.println("Nobody was let in. " + ex.getMessage() + ". Try again.");
			return 1;
		}
		catch (RefusedException ex) {
			this.out.println("Nobody was let in. The cluster says: " + ex.refusal().sentence()
					+ " If it does not know the credential, this key file was replaced; look for a newer one.");
			return 1;
		}
	}

	/**
	 * The receipt is there before the door is open, so that nothing that was done is ever
	 * without one.
	 */
	private void let(Given given, KeyFile file, Opened opened, KeyFile.Way way) throws IOException {
		String account = "offline-" + UUID.randomUUID();
		Instant now = this.clock.instant();
		Receipt receipt = new Receipt(file.kit().id(), given.name(), way.environment(), way.cluster(), way.namespace(),
				account, account, given.incident(), given.reason(), now, now.plus(LIFE));
		Path folder = Files.createDirectories(given.into());
		String name = "groundwork-%s-break-glass-until-%s".formatted(way.environment(),
				Times.inNames(receipt.endsAt()));
		Path slip = folder.resolve(name + ".receipt");
		NewKit.write(slip, receipt.signed(opened));
		try (Door door = Door.by(way.address(), way.authority(), way.token(), Issuer.BREAK_GLASS)) {
			Door.Pass pass = door.open(account, way.namespace(), ROLE, account, LIFE);
			Path kubeconfig = folder.resolve(name + ".yaml");
			NewKit.write(kubeconfig,
					new PersonKubeconfig(
							"Access to %s by break-glass, until %s: %s, %s".formatted(way.environment(),
									pass.expiresAt(), given.name(), given.incident()),
							way.environment(), way.namespace(), account)
						.text(way.address(), way.authority(), pass.token())
						.stripTrailing());
			this.out.println("""
					You are in %s until %s. What you do there is in the cluster's own record.

					export KUBECONFIG=%s
					kubectl get pods

					Bring the receipt in under Break-glass once the portal is back; somebody else has to look at it:
					%s""".formatted(way.environment(), pass.expiresAt(), kubeconfig.toAbsolutePath(),
					slip.toAbsolutePath()));
		}
		catch (ClusterAwayException | RefusedException ex) {
			// Something may be there already, so the receipt stays.
			this.out.println("Keep the receipt in %s; bring it in as well.".formatted(slip.toAbsolutePath()));
			throw ex;
		}
	}

	/**
	 * What was typed is not what is needed.
	 */
	private static final class Misused extends UnusableException {

		private Misused(String message) {
			super(message);
		}

	}

	/**
	 * What was typed.
	 */
	private record Given(Path key, List<Path> shares, Map<String, String> options) {

		private static final List<String> NEEDED = List.of("environment", "name", "incident", "reason");

		static Given read(String[] arguments) {
			List<Path> shares = new ArrayList<>();
			Map<String, String> options = new HashMap<>();
			if (arguments.length % 2 == 0) {
				throw new Misused("One argument is missing or too many");
			}
			for (int i = 1; i < arguments.length; i += 2) {
				String option = arguments[i].replaceFirst("^--", "");
				if (option.equals("share")) {
					shares.add(Path.of(arguments[i + 1]));
				}
				else if (NEEDED.contains(option) || option.equals("into")) {
					options.put(option, arguments[i + 1].strip());
				}
				else {
					throw new Misused("There is no option " + arguments[i]);
				}
			}
			for (String needed : NEEDED) {
				if (options.getOrDefault(needed, "").isEmpty()) {
					throw new Misused("--%s is missing".formatted(needed));
				}
			}
			if (shares.size() < 2) {
				throw new Misused("--share is needed twice, with the files of two of the three shares");
			}
			return new Given(Path.of(arguments[0]), shares, options);
		}

		String environment() {
			return option("environment");
		}

		String name() {
			return option("name");
		}

		String incident() {
			return option("incident");
		}

		String reason() {
			return option("reason");
		}

		Path into() {
			return Path.of(this.options.getOrDefault("into", "."));
		}

		private String option(String name) {
			return Objects.requireNonNull(this.options.get(name));
		}

	}

}
