package io.groundwork.cloud;

import java.time.Duration;
import java.util.List;

import org.springframework.stereotype.Component;

/**
 * What Linode has, and what the account has of it. Everything but {@link #discover} is
 * answered from what Linode said last, so that it works while Linode is away.
 */
@Component
public class Cloud {

	private final KnownCloud known;

	private final Inventories inventories;

	private final CloudRefresh refresh;

	Cloud(KnownCloud known, Inventories inventories, CloudRefresh refresh) {
		this.known = known;
		this.inventories = inventories;
		this.refresh = refresh;
	}

	public Catalogue catalogue() {
		return this.known.catalogue();
	}

	public List<Region> regions() {
		return catalogue().regions();
	}

	public List<Plan> plans() {
		return catalogue().plans();
	}

	public List<KubernetesVersion> versions() {
		return catalogue().versions();
	}

	/**
	 * What there was in the account when Linode was asked last.
	 */
	public Inventory inventory() {
		return this.inventories.last();
	}

	/**
	 * Asks Linode what there is in the account.
	 * @throws CloudException if it does not say
	 */
	public Inventory discover() {
		return this.inventories.now();
	}

	/**
	 * Asks Linode again if what is known is older than that. If Linode does not answer,
	 * what is known stays.
	 */
	public void lookAgain(Duration age) {
		this.refresh.ifOlder(age);
	}

}
