package io.groundwork.access.offline;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.UUID;

/**
 * A kit that portals of tests are given, and what it signs.
 */
public final class KitFixture {

	private static final Kit.Made MADE = Kit.make(new SecureRandom());

	private KitFixture() {
	}

	/**
	 * Its file, as a portal reads it.
	 */
	public static Path file() {
		try {
			Path file = Files.createTempFile("kit-", ".json");
			file.toFile().deleteOnExit();
			return Files.writeString(file, MADE.kit().json().toString());
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * The receipt of somebody who was let in just now.
	 */
	public static String receipt(String name, String environment, long cluster, String namespace) {
		return receipt(name, environment, cluster, namespace, "offline-" + UUID.randomUUID());
	}

	/**
	 * The same of whoever has an account there already.
	 */
	public static String receipt(String name, String environment, long cluster, String namespace, String account) {
		Instant began = Instant.now().truncatedTo(ChronoUnit.MICROS);
		return new Receipt(MADE.kit().id(), name, environment, cluster, namespace, account, account, "INC-9",
				"nothing answers", began, began.plus(Duration.ofHours(1)))
			.signed(MADE.kit().open(MADE.shares().subList(0, 2)));
	}

}
