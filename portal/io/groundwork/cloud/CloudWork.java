package io.groundwork.cloud;

import java.util.List;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

import org.springframework.stereotype.Component;

/**
 * What is changed at Linode beside Terraform's work, with the token that Terraform has:
 * the portal's own may only read.
 */
@Component
public class CloudWork {

	private final LinodeClient linode;

	CloudWork(LinodeClient linode) {
		this.linode = linode;
	}

	/**
	 * Has Linode make a cluster's administrator's credential anew; the one before is
	 * worth nothing some seconds later.
	 * @throws CloudException if Linode does not do it
	 */
	public void renewKubeconfig(long cluster, String token) {
		this.linode.delete(new Bearer(token), "lke/clusters/%d/kubeconfig".formatted(cluster));
	}

	/**
	 * Who may reach a database.
	 */
	public List<String> allowList(long database, String token) {
		return this.linode.get(new Bearer(token), path(database))
			.path("allow_list")
			.valueStream()
			.map(JsonNode::asString)
			.sorted()
			.toList();
	}

	/**
	 * Lets exactly these reach a database.
	 */
	public void allow(long database, List<String> ranges, String token) {
		ObjectNode body = JsonNodeFactory.instance.objectNode();
		ArrayNode list = body.putArray("allow_list");
		ranges.forEach(list::add);
		this.linode.put(new Bearer(token), path(database), body);
	}

	private static String path(long database) {
		return "databases/postgresql/instances/" + database;
	}

}
