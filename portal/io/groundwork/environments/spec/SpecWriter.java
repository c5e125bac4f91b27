package io.groundwork.environments.spec;

import java.util.Collection;

import io.groundwork.environments.spec.Spec.DataStore;
import io.groundwork.environments.spec.Spec.Kubernetes;
import io.groundwork.environments.spec.Spec.Network;
import io.groundwork.environments.spec.Spec.Pool;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Writes specs in the one form that is compared and hashed: complete, fields in the order
 * of the shape, labels in theirs, no white space.
 */
public final class SpecWriter {

	private static final JsonMapper JSON = JsonMapper.builder().build();

	private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

	private SpecWriter() {
	}

	public static String write(Spec spec) {
		return JSON.writeValueAsString(json(spec));
	}

	public static ObjectNode json(Spec spec) {
		ObjectNode json = NODES.objectNode();
		json.put("schema", spec.schema());
		json.put("kind", spec.kind().word());
		json.put("region", spec.region());
		json.put("topology", spec.topology().word());
		json.put("delivery", spec.delivery().word());
		Tier tier = spec.tier();
		if (tier != null) {
			json.put("tier", tier.word());
		}
		Kubernetes kubernetes = spec.kubernetes();
		if (kubernetes != null) {
			json.set("kubernetes", kubernetes(kubernetes));
		}
		ArrayNode pools = json.putArray("pools");
		spec.pools().forEach((pool) -> pools.add(pool(pool)));
		json.putObject("namespace")
			.put("name", spec.namespace().name())
			.put("services", spec.namespace().services())
			.put("podSecurity", spec.namespace().podSecurity().word());
		json.set("network", network(spec.network()));
		DataStore store = spec.dataStore();
		json.set("dataStore", (store != null) ? dataStore(store) : NODES.nullNode());
		ArrayNode secrets = json.putArray("secrets");
		spec.secrets()
			.forEach((secret) -> secrets.addObject()
				.put("name", secret.name())
				.put("generator", secret.generator().word())
				.put("rotateDays", secret.rotateDays()));
		json.putObject("observability")
			.put("retentionDays", spec.observability().retentionDays())
			.put("tracing", spec.observability().tracing());
		json.put("lifetimeHours", spec.lifetimeHours());
		return json;
	}

	private static ObjectNode kubernetes(Kubernetes kubernetes) {
		ObjectNode json = NODES.objectNode();
		if (kubernetes.version() != null) {
			json.put("version", kubernetes.version());
		}
		json.put("highAvailability", kubernetes.highAvailability());
		json.set("apiAllowList", texts(kubernetes.apiAllowList()));
		return json;
	}

	private static ObjectNode pool(Pool pool) {
		ObjectNode json = NODES.objectNode();
		json.put("name", pool.name());
		json.put("plan", pool.plan());
		json.put("min", pool.min());
		json.put("max", pool.max());
		ObjectNode labels = json.putObject("labels");
		pool.labels().forEach(labels::put);
		ArrayNode taints = json.putArray("taints");
		pool.taints()
			.forEach((taint) -> taints.addObject()
				.put("key", taint.key())
				.put("value", taint.value())
				.put("effect", taint.effect().word()));
		return json;
	}

	private static ObjectNode network(Network network) {
		ObjectNode json = NODES.objectNode();
		ArrayNode allow = json.putArray("allow");
		network.allow()
			.forEach((rule) -> allow.addObject()
				.put("from", rule.from().toString())
				.put("to", rule.to().toString())
				.put("port", rule.port()));
		ArrayNode egress = json.putArray("egress");
		network.egress()
			.forEach((rule) -> egress.addObject()
				.put("cidr", rule.cidr())
				.put("port", rule.port())
				.put("reason", rule.reason()));
		ArrayNode firewall = json.putArray("firewall");
		network.firewall().forEach((rule) -> {
			ObjectNode part = firewall.addObject().put("label", rule.label()).put("protocol", rule.protocol().word());
			if (rule.ports() != null) {
				part.put("ports", rule.ports());
			}
			part.set("sources", texts(rule.sources()));
		});
		return json;
	}

	private static ObjectNode dataStore(DataStore store) {
		ObjectNode json = NODES.objectNode();
		json.put("plan", store.plan());
		json.put("version", store.version());
		json.put("nodes", store.nodes());
		json.set("allowList", texts(store.allowList()));
		return json;
	}

	private static ArrayNode texts(Collection<String> texts) {
		ArrayNode array = NODES.arrayNode();
		texts.forEach(array::add);
		return array;
	}

}
