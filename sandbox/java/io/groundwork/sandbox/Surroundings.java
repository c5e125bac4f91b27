package io.groundwork.sandbox;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

import io.groundwork.audit.SigningKey;
import io.groundwork.storage.KeyFile;

/**
 * What a portal in a process of its own finds around it: the same for each start, so that
 * the second finds what the first left.
 *
 * @param database where its rows are
 * @param issuer where people sign in
 * @param folder where its keys and objects are, and its log
 */
public record Surroundings(Postgres.Database database, Issuer issuer, Path folder) {

	public Surroundings {
		try {
			folder = Files.createDirectories(folder).toRealPath();
			if (!Files.exists(folder.resolve("storage.json"))) {
				KeyFile.create(folder.resolve("storage.json"));
				SigningKey.create(folder.resolve("audit.pem"));
				Files.createDirectories(folder.resolve("objects"));
			}
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	Map<String, Object> settings(int port, int managementPort) {
		Map<String, Object> settings = new LinkedHashMap<>(this.database.settings());
		settings.putAll(this.issuer.settings());
		settings.put("groundwork.storage.keys", this.folder.resolve("storage.json").toString());
		settings.put("groundwork.storage.folder", this.folder.resolve("objects").toString());
		settings.put("groundwork.audit.signing-key", signingKey().toString());
		// There once `make cli` has built them; without Go nothing is offered.
		settings.put("groundwork.access.cli", Path.of("target", "cli").toAbsolutePath().toString());
		settings.put("groundwork.web.address", "http://localhost:" + port);
		settings.put("groundwork.web.port", port);
		settings.put("groundwork.web.requests-per-minute", 1_000_000);
		settings.put("groundwork.web.anonymous-requests-per-minute", 1_000_000);
		settings.put("groundwork.management.port", managementPort);
		settings.put("server.address", "127.0.0.1");
		settings.put("management.server.address", "127.0.0.1");
		return settings;
	}

	/**
	 * The key that signs the audit record.
	 */
	public Path signingKey() {
		return this.folder.resolve("audit.pem");
	}

	Path log() {
		return this.folder.resolve("portal.log");
	}

}
