package io.groundwork.environments.spec;

/**
 * A cluster's tier at Linode.
 */
public enum Tier implements Word {

	STANDARD,

	/** With a VPC, firewalls of pools, and Kubernetes' audit logs. */
	ENTERPRISE

}
