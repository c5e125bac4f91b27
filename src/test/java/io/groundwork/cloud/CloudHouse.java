package io.groundwork.cloud;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.UUID;

import io.groundwork.Portal;
import io.groundwork.sandbox.Postgres;
import org.jspecify.annotations.Nullable;

import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * The one portal of these tests, with a Linode of its own.
 */
final class CloudHouse {

	private static @Nullable CloudHouse shared;

	final Land land = Land.start();

	final Portal portal = Portal.start(Map.of("groundwork.cloud.address", this.land.address(),
			"groundwork.cloud.patience", "2s", "groundwork.roles", "web"));

	final JdbcClient jdbc = this.portal.bean(JdbcClient.class);

	final CloudTokenRows tokens = this.portal.bean(CloudTokenRows.class);

	final TokenRotation rotation = this.portal.bean(TokenRotation.class);

	final CloudRefresh refresh = this.portal.bean(CloudRefresh.class);

	static synchronized CloudHouse shared() {
		CloudHouse house = shared;
		if (house == null) {
			house = new CloudHouse();
			shared = house;
			Runtime.getRuntime().addShutdownHook(new Thread(house.portal::close));
		}
		return house;
	}

	/**
	 * As on the first day: nothing is known, and Linode is well and empty.
	 */
	void empty() {
		this.land.mend();
		this.land.clear();
		try (Connection connection = Postgres.shared().superuser(this.portal.database());
				Statement statement = connection.createStatement()) {
			statement.execute("truncate cloud_token, cloud_limit");
			statement.execute("update cloud_known set catalogue_at = null, catalogue = null, inventory_at = null,"
					+ " inventory = null, failed_at = null, failure = null");
		}
		catch (SQLException ex) {
			throw new IllegalStateException(ex);
		}
	}

	/**
	 * A new token at Linode with the scopes that are wanted.
	 */
	Bearer made() {
		return new Bearer(this.land.token("by-hand-" + UUID.randomUUID(), Scopes.wanted().words()));
	}

	Bearer entered() {
		Bearer token = made();
		this.rotation.enter(token, "platform-1");
		return token;
	}

	CloudToken current() {
		return this.tokens.one(CloudToken.Status.CURRENT).orElseThrow();
	}

	/**
	 * What was audited of tokens since that row, in order.
	 */
	List<String> audited(long since) {
		return this.jdbc.sql("select action from audit_row where id > ? and action like 'cloud-token.%' order by id")
			.param(since)
			.query((row, number) -> row.getString(1))
			.list();
	}

	long lastAudited() {
		return this.jdbc.sql("select coalesce(max(id), 0) from audit_row").query(Long.class).single();
	}

}
