package io.groundwork.sandbox.linode;

import java.util.Locale;

/**
 * What there can be many of; the name is how the journal and the admin path call it.
 */
enum Kind {

	TOKEN, CLUSTER, POOL, FIREWALL, DEVICE, VPC, SUBNET, DATABASE, BUCKET, KEY, DOMAIN, RECORD, INSTANCE, DESTINATION,
	STREAM, EVENT, DUE, FAULT;

	String title() {
		return name().toLowerCase(Locale.ROOT);
	}

	/**
	 * Whether it is somebody's, and not the house's own bookkeeping.
	 */
	boolean isResource() {
		return this != EVENT && this != DUE && this != FAULT;
	}

}
