package io.groundwork.audit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

import io.groundwork.Eventually;
import io.groundwork.Temporary;
import io.groundwork.sandbox.Postgres;
import io.groundwork.web.Times;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.autoconfigure.context.ConfigurationPropertiesAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;
import org.springframework.boot.flyway.autoconfigure.FlywayAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.DataSourceTransactionManagerAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.JdbcClientAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.JdbcTemplateAutoConfiguration;
import org.springframework.boot.transaction.autoconfigure.TransactionAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.ComponentScan;
import org.springframework.context.annotation.FilterType;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * The audit module alone, as one process of the portal, over a real database.
 */
final class Record implements AutoCloseable {

	final Postgres.Database database;

	final Path key;

	final MemoryAnchors anchors;

	final ConfigurableApplicationContext context;

	private Record(Postgres.Database database, Path key, MemoryAnchors anchors, Map<String, Object> settings) {
		this.database = database;
		this.key = key;
		this.anchors = anchors;
		Map<String, Object> all = new HashMap<>(database.settings());
		all.put("groundwork.audit.signing-key", key);
		all.put("groundwork.audit.segment-rows", 10);
		all.putAll(settings);
		SpringApplication application = new SpringApplicationBuilder(Slice.class).web(WebApplicationType.NONE)
			.properties("spring.main.banner-mode=off", "logging.level.root=warn", "spring.main.log-startup-info=false")
			.initializers((context) -> ((GenericApplicationContext) context).registerBean(Anchors.class, () -> anchors))
			.properties(all)
			.build();
		this.context = application.run();
	}

	static Record open() {
		return open(Map.of());
	}

	/**
	 * Over rows that are brought in bulk, so that segments are as large as they are.
	 */
	static Record large() {
		return open(Map.of("groundwork.audit.segment-rows", 10_000));
	}

	static Record open(Map<String, Object> settings) {
		return new Record(Postgres.shared().fresh(), newKey(), new MemoryAnchors(), settings);
	}

	/**
	 * Another process on the same database.
	 */
	Record another(Map<String, Object> settings) {
		return new Record(this.database, this.key, this.anchors, settings);
	}

	static Path newKey() {
		try {
			Path file = Temporary.folder("audit").resolve("audit.pem");
			SigningKey.create(file);
			return file;
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	<T> T get(Class<T> type) {
		return this.context.getBean(type);
	}

	JdbcClient jdbc() {
		return get(JdbcClient.class);
	}

	TransactionTemplate transaction() {
		return new TransactionTemplate(get(PlatformTransactionManager.class));
	}

	void publish(String actor, String action, String subject) {
		publish(new Audited(actor, action, subject, Outcome.DONE, Map.of("number", 1)));
	}

	void publish(Audited audited) {
		this.context.publishEvent(audited);
	}

	/**
	 * Publishes so many rows and waits until they are chained and their segments
	 * anchored.
	 */
	void filled(int rows) {
		for (int i = 1; i <= rows; i++) {
			publish("engineer-" + (i % 3), "token.created", "token:" + i);
		}
		sealed();
		get(AnchorThread.class).anchor();
	}

	/**
	 * Waits until nothing is left to chain.
	 */
	void sealed() {
		sealed(Duration.ofSeconds(60));
	}

	void sealed(Duration limit) {
		Eventually.that(limit, () -> this.jdbc()
			.sql("select count(*) from audit_row r where not exists (select from audit_link l where l.row_id = r.id)")
			.query(Long.class)
			.single() == 0);
	}

	/**
	 * Does as somebody does who has taken over the database server, in one transaction
	 * and with its triggers out of the way.
	 */
	void tamper(String... commands) {
		try (Connection connection = Postgres.shared().superuser(this.database);
				Statement statement = connection.createStatement()) {
			connection.setAutoCommit(false);
			statement.execute("set local session_replication_role = replica");
			for (String command : commands) {
				statement.execute(command);
			}
			connection.commit();
		}
		catch (SQLException ex) {
			throw new IllegalStateException(ex);
		}
	}

	@Override
	public void close() {
		this.context.close();
	}

	@SpringBootConfiguration
	@ComponentScan(basePackages = { "io.groundwork.audit", "io.groundwork.database" },
			excludeFilters = @ComponentScan.Filter(type = FilterType.ASSIGNABLE_TYPE, classes = StoredAnchors.class))
	@ComponentScan(basePackages = "io.groundwork.web", useDefaultFilters = false,
			includeFilters = @ComponentScan.Filter(type = FilterType.ASSIGNABLE_TYPE, classes = Times.class))
	@ConfigurationPropertiesScan({ "io.groundwork.audit", "io.groundwork.database" })
	@ImportAutoConfiguration({ ConfigurationPropertiesAutoConfiguration.class, DataSourceAutoConfiguration.class,
			JdbcTemplateAutoConfiguration.class, JdbcClientAutoConfiguration.class,
			DataSourceTransactionManagerAutoConfiguration.class, TransactionAutoConfiguration.class,
			FlywayAutoConfiguration.class })
	static class Slice {

	}

}
