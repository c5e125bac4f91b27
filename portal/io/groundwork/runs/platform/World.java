package io.groundwork.runs.platform;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SortedSet;
import java.util.TreeSet;

import io.groundwork.bundles.BundleOrder.Reach;
import io.groundwork.bundles.Facts;
import io.groundwork.bundles.KnownReach;
import io.groundwork.bundles.Organisation;
import io.groundwork.bundles.values.Cluster;
import io.groundwork.bundles.values.Names;
import io.groundwork.environments.Environment;
import io.groundwork.environments.Environments;
import io.groundwork.environments.spec.Spec;
import io.groundwork.environments.spec.Tier;
import io.groundwork.state.Outputs;
import io.groundwork.state.States;
import io.groundwork.storage.StorageException;
import io.groundwork.web.ConflictException;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

import org.springframework.stereotype.Component;

/**
 * What the world is like for an environment at this moment.
 */
@Component
public class World implements KnownReach {

	private final Environments environments;

	private final States states;

	private final Nodes nodes;

	private final Organisation organisation;

	private final PlatformSettings settings;

	World(Environments environments, States states, Nodes nodes, Organisation organisation, PlatformSettings settings) {
		this.settings = settings;
		this.environments = environments;
		this.states = states;
		this.nodes = nodes;
		this.organisation = organisation;
	}

	/**
	 * The facts that an environment is rendered with.
	 * @throws ConflictException if the cluster that it is to be on is not there
	 */
	public Facts of(Environment environment, Spec spec) {
		Outputs own = this.states.outputs(environment.id());
		SortedSet<String> nodes = this.nodes.addresses(environment).orElseGet(TreeSet::new);
		if (spec.ownsCluster()) {
			return new Facts(new Cluster.Own(nodes), names(), reach(own, own.value("cluster")));
		}
		Environment owner = this.environments.get(environment.cluster());
		JsonNode cluster = this.states.outputs(owner.id()).value("cluster");
		if (!cluster.path("id").isIntegralNumber()) {
			throw new ConflictException("%s lives on the cluster of %s, which is not there yet; apply %2$s first"
				.formatted(environment.name(), owner.name()));
		}
		if (!this.nodes.reachable(environment)) {
			throw new ConflictException(
					"The portal was not let into the cluster of %s yet; plan %1$s again and carry it out first"
						.formatted(owner.name()));
		}
		return new Facts(new Cluster.Host(cluster.path("id").asLong(), cluster.path("region").asString(""),
				Tier.valueOf(cluster.path("tier").asString("standard").toUpperCase(Locale.ROOT)), subnet(cluster),
				nodes), names(), reach(own, cluster));
	}

	@Override
	public List<Reach> dataStore(Environment environment) {
		try {
			Outputs own = this.states.outputs(environment.id());
			return reach(own,
					((environment.host() == null) ? own : this.states.outputs(environment.cluster())).value("cluster"));
		}
		catch (StorageException ex) {
			// Where the states are is away: nothing more is known than what was wanted.
			return List.of();
		}
	}

	/**
	 * Nobody has a zone unless the organisation says which.
	 */
	private @Nullable Names names() {
		Long zone = this.settings.zone();
		return (zone != null) ? new Names(this.organisation.domain(), zone, null, null, new TreeSet<>(), null) : null;
	}

	private static Cluster.@Nullable Subnet subnet(JsonNode cluster) {
		return cluster.path("subnet_id").isIntegralNumber() ? new Cluster.Subnet(cluster.path("vpc_id").asLong(),
				cluster.path("subnet_id").asLong(), cluster.path("subnet_range").asString("")) : null;
	}

	/**
	 * In a private network the data store is somewhere in it; elsewhere it is where its
	 * name leads.
	 */
	private static List<Reach> reach(Outputs own, JsonNode cluster) {
		JsonNode database = own.value("database");
		int port = database.path("port").asInt(0);
		if (port == 0) {
			return List.of();
		}
		String range = cluster.path("subnet_range").asString("");
		if (!range.isEmpty()) {
			return List.of(new Reach(range, port));
		}
		List<Reach> reaches = new ArrayList<>();
		try {
			for (InetAddress address : InetAddress.getAllByName(database.path("host").asString(""))) {
				if (!address.isLoopbackAddress()) {
					reaches.add(new Reach(
							address.getHostAddress() + ((address.getAddress().length == 4) ? "/32" : "/128"), port));
				}
			}
		}
		catch (UnknownHostException ex) {
			// It is not there yet, or not for us to see.
		}
		return reaches;
	}

}
