package io.groundwork.bundles.values;

import java.util.SortedSet;

import io.groundwork.environments.spec.Tier;
import org.jspecify.annotations.Nullable;

/**
 * What Terraform has to know of the cluster that an environment is on.
 */
public sealed interface Cluster {

	/**
	 * The addresses that the environment's pods go out from at this moment.
	 */
	SortedSet<String> nodeAddresses();

	/**
	 * The environment's own.
	 */
	record Own(SortedSet<String> nodeAddresses) implements Cluster {

	}

	/**
	 * That of the environment which owns it, as its output {@code cluster} has it.
	 *
	 * @param id Linode's number of the cluster
	 * @param region where it is
	 * @param tier its tier
	 * @param subnet what its nodes are in, null where they are at public addresses
	 * @param nodeAddresses the addresses that pods go out from
	 */
	record Host(long id, String region, Tier tier, @Nullable Subnet subnet,
			SortedSet<String> nodeAddresses) implements Cluster {

	}

	/**
	 * A subnet of a VPC.
	 */
	record Subnet(long vpcId, long id, String range) {

	}

}
