package io.groundwork;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.Map;

import io.groundwork.access.offline.KitFixture;
import io.groundwork.audit.SigningKey;
import io.groundwork.sandbox.Issuer;
import io.groundwork.sandbox.Postgres;
import io.groundwork.storage.KeyFile;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.support.GenericApplicationContext;

/**
 * The whole portal, running for tests: real database, real provider, real HTTP.
 */
public final class Portal implements AutoCloseable {

	private static @Nullable Portal shared;

	private final ConfigurableApplicationContext context;

	private final Postgres.Database database;

	private final Issuer issuer;

	private final URI address;

	private final Map<String, Object> keys;

	private final Map<String, Object> settings;

	private Portal(Postgres.Database database, Issuer issuer, Map<String, Object> keys, Map<String, Object> settings,
			ApplicationContextInitializer<GenericApplicationContext> more) {
		this.database = database;
		this.issuer = issuer;
		this.keys = keys;
		int port = (settings.get("groundwork.web.port") instanceof Integer chosen) ? chosen : Ports.free();
		this.address = URI.create("http://localhost:" + port);
		issuer.trust(this.address.toString());
		Map<String, Object> all = new LinkedHashMap<>(database.settings());
		all.putAll(issuer.settings());
		all.putAll(keys);
		all.put("groundwork.web.port", port);
		all.put("groundwork.web.address", this.address.toString());
		all.put("groundwork.management.port", Ports.free());
		// Nobody is there, unless a test wants somebody to be.
		all.put("groundwork.cloud.address", "http://127.0.0.1:" + Ports.free());
		all.put("groundwork.runs.folder", folder().resolve("runs"));
		// A test that promotes makes it; until then it is away.
		all.put("groundwork.gitops.remote", folder().resolve("gitops.git"));
		all.put("groundwork.access.kit", KitFixture.file());
		all.put("groundwork.access.cli", Path.of("src/test/resources/cli").toAbsolutePath());
		all.put("groundwork.web.requests-per-minute", 1_000_000);
		all.put("groundwork.web.anonymous-requests-per-minute", 1_000_000);
		all.putAll(settings);
		this.settings = Map.copyOf(all);
		this.context = new SpringApplicationBuilder(Groundwork.class).properties(all)
			.initializers((ApplicationContextInitializer<GenericApplicationContext>) more::initialize)
			.run(all.entrySet()
				.stream()
				.map((entry) -> "--" + entry.getKey() + "=" + entry.getValue())
				.toArray(String[]::new));
	}

	/**
	 * One for all tests that leave nothing behind which others would trip over.
	 */
	public static synchronized Portal shared() {
		Portal running = shared;
		if (running == null) {
			running = start(Map.of());
			shared = running;
			Runtime.getRuntime().addShutdownHook(new Thread(running::close));
		}
		return running;
	}

	/**
	 * One of its own, with a database and a provider of its own.
	 */
	public static Portal start(Map<String, Object> settings) {
		return start(settings, (context) -> {
		});
	}

	/**
	 * One of its own with some beans more.
	 */
	public static Portal start(Map<String, Object> settings,
			ApplicationContextInitializer<GenericApplicationContext> more) {
		return new Portal(Postgres.shared().fresh(), Issuer.start(), keys(folder()), settings, more);
	}

	/**
	 * One of its own whose time passes when a test says so.
	 */
	public static Portal start(Map<String, Object> settings, Clock clock) {
		return start(settings, (context) -> context.registerBean("testClock", Clock.class, () -> clock,
				(bean) -> bean.setPrimary(true)));
	}

	/**
	 * One of its own on a database that a test has in its hands.
	 */
	public static Portal start(Postgres.Database database, Map<String, Object> settings) {
		return new Portal(database, Issuer.start(), keys(folder()), settings, (context) -> {
		});
	}

	/**
	 * A second process of the same portal: same database, same provider, same keys.
	 */
	public Portal another(Map<String, Object> settings) {
		return another(settings, (context) -> {
		});
	}

	/**
	 * A second process with some beans more.
	 */
	public Portal another(Map<String, Object> settings, ApplicationContextInitializer<GenericApplicationContext> more) {
		return new Portal(this.database, this.issuer, this.keys, settings, more);
	}

	public URI address() {
		return this.address;
	}

	public Issuer issuer() {
		return this.issuer;
	}

	public Postgres.Database database() {
		return this.database;
	}

	/**
	 * All that it was started with, for a process of its own beside it.
	 */
	public Map<String, Object> settings() {
		return this.settings;
	}

	public <T> T bean(Class<T> type) {
		return this.context.getBean(type);
	}

	public ConfigurableApplicationContext context() {
		return this.context;
	}

	public int managementPort() {
		return Integer
			.parseInt(String.valueOf(this.context.getEnvironment().getProperty("groundwork.management.port")));
	}

	/**
	 * Somebody with a browser, not signed in yet.
	 */
	public Guest guest() {
		return new Guest(this.address, this.issuer);
	}

	/**
	 * Somebody with a browser who has signed in.
	 */
	public Guest signedIn(String name) {
		Guest guest = guest();
		guest.signIn(name);
		return guest;
	}

	/**
	 * What a portal needs beside its database, for tests that never get it to run.
	 */
	public static Map<String, Object> settings(Path folder) {
		Map<String, Object> settings = new LinkedHashMap<>(keys(folder));
		settings.put("groundwork.identity.issuer", "http://localhost:1");
		settings.put("groundwork.identity.client-id", "groundwork");
		settings.put("groundwork.identity.client-secret", "secret");
		settings.put("groundwork.identity.roles.platform", "groundwork-platform");
		settings.put("groundwork.web.address", "http://localhost:1");
		settings.put("groundwork.web.port", 0);
		settings.put("groundwork.management.port", 0);
		return settings;
	}

	private static Path folder() {
		return Temporary.folder("groundwork-test");
	}

	private static Map<String, Object> keys(Path folder) {
		try {
			Path storage = folder.resolve("storage.json");
			Path signing = folder.resolve("signing.pem");
			KeyFile.create(storage);
			SigningKey.create(signing);
			return Map.of("groundwork.storage.keys", storage, "groundwork.audit.signing-key", signing,
					"groundwork.storage.folder", folder.resolve("objects"));
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	@Override
	public void close() {
		this.context.close();
	}

}
