package io.groundwork.identity;

import io.groundwork.Portal;

import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Programs that want to act as somebody.
 */
public final class DeviceFixtures {

	private final Portal portal;

	public DeviceFixtures(Portal portal) {
		this.portal = portal;
	}

	/**
	 * The code that somebody types to confirm a new one.
	 */
	public String asking() {
		return begin("kubectl on a-laptop").user().toString();
	}

	/**
	 * What one shows that somebody has confirmed already.
	 */
	String confirmed(String by) {
		Devices.Begun begun = begin("kubectl of " + by);
		JdbcClient jdbc = this.portal.bean(JdbcClient.class);
		jdbc.sql("""
				update device set status = 'confirmed', decided_at = begun_at,
					person_id = (select id from person where name = ? order by id limit 1) where user_hash = ?""")
			.params(by, begun.user().hash())
			.update();
		return begun.code().value();
	}

	private Devices.Begun begin(String name) {
		return this.portal.bean(Devices.class).begin(name, "192.0.2.17");
	}

}
