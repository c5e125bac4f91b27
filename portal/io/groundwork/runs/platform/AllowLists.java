package io.groundwork.runs.platform;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

import io.groundwork.audit.Audited;
import io.groundwork.audit.Outcome;
import io.groundwork.cloud.CloudWork;
import io.groundwork.environments.Environment;
import io.groundwork.environments.spec.Spec;
import io.groundwork.state.States;
import tools.jackson.databind.JsonNode;

import org.springframework.context.ApplicationEventPublisher;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Keeps who may reach a database equal to the nodes of its environment, which come and go
 * as they are needed. In a private network nobody else can reach it anyway.
 */
@Component
public class AllowLists {

	private final States states;

	private final Nodes nodes;

	private final CloudWork cloud;

	private final ApplicationEventPublisher events;

	private final TransactionTemplate transaction;

	AllowLists(States states, Nodes nodes, CloudWork cloud, ApplicationEventPublisher events,
			TransactionTemplate transaction) {
		this.states = states;
		this.nodes = nodes;
		this.cloud = cloud;
		this.events = events;
		this.transaction = transaction;
	}

	/**
	 * Lets exactly the environment's nodes, and whom its spec names, reach its database.
	 * As long as nobody knows the nodes, nobody is shut out.
	 * @param token the token that Terraform has for Linode
	 * @return what it is now, if it was changed
	 */
	public Optional<List<String>> keep(Environment environment, Spec spec, String token) {
		Spec.DataStore store = spec.dataStore();
		JsonNode database = this.states.outputs(environment.id()).value("database");
		if (store == null || !database.path("id").isIntegralNumber() || database.path("private").asBoolean(false)) {
			return Optional.empty();
		}
		Optional<SortedSet<String>> addresses = this.nodes.addresses(environment);
		if (addresses.isEmpty() || addresses.get().isEmpty()) {
			return Optional.empty();
		}
		SortedSet<String> wanted = new TreeSet<>(store.allowList());
		addresses.get().forEach((address) -> wanted.add(address + (address.contains(":") ? "/128" : "/32")));
		long id = database.path("id").asLong();
		List<String> ranges = List.copyOf(wanted);
		List<String> before = this.cloud.allowList(id, token);
		if (before.equals(ranges)) {
			return Optional.empty();
		}
		this.cloud.allow(id, ranges, token);
		this.transaction.executeWithoutResult((status) -> this.events
			.publishEvent(new Audited("groundwork", "data-store.allowed", "environment:" + environment.name(),
					Outcome.DONE, Map.of("database", id, "before", before, "after", ranges))));
		return Optional.of(ranges);
	}

}
