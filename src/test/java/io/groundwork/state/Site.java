package io.groundwork.state;

import java.net.URI;
import java.util.concurrent.atomic.AtomicInteger;

import io.groundwork.Portal;
import io.groundwork.environments.EnvironmentKind;
import io.groundwork.environments.Environments;

import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * An environment with a state to come, and claims on it.
 */
final class Site {

	private static final AtomicInteger NUMBER = new AtomicInteger();

	private final Portal portal;

	private final long id;

	private final String name;

	private Site(Portal portal, long id, String name) {
		this.portal = portal;
		this.id = id;
		this.name = name;
	}

	static Site fresh(Portal portal) {
		return fresh(portal, "payments");
	}

	static Site fresh(Portal portal, String team) {
		String name = "state-" + NUMBER.incrementAndGet();
		long id = portal.bean(Environments.class).add(name, EnvironmentKind.DEVELOPMENT, team, null, "platform-1").id();
		return new Site(portal, id, name);
	}

	long id() {
		return this.id;
	}

	String name() {
		return this.name;
	}

	URI address() {
		return this.portal.address().resolve("/state/" + this.name);
	}

	States states() {
		return this.portal.bean(States.class);
	}

	JdbcClient jdbc() {
		return this.portal.bean(JdbcClient.class);
	}

	/**
	 * A new claim, which ends the one before.
	 */
	Writer claim() {
		long fence = jdbc().sql("select nextval('run_fence')").query(Long.class).single();
		long run = 1000 + fence;
		return new Writer(this, run, fence, this.portal.bean(StateCredentials.class).open(this.id, run, fence));
	}

	void end(Writer writer) {
		this.portal.bean(StateCredentials.class).close(writer.fence());
	}

}
