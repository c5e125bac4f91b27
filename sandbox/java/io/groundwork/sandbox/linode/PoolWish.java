package io.groundwork.sandbox.linode;

import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Reads what a node pool is to be.
 */
final class PoolWish {

	static final int NODES = 100;

	static final int ENTERPRISE_NODES = 500;

	private static final Pattern NAME = Pattern.compile("[a-zA-Z0-9]([a-zA-Z0-9_.-]{0,61}[a-zA-Z0-9])?");

	private static final Pattern PREFIX = Pattern
		.compile("(?=.{1,253}$)[a-z0-9]([a-z0-9-]*[a-z0-9])?(\\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*");

	private static final List<String> EFFECTS = List.of("NoSchedule", "PreferNoSchedule", "NoExecute");

	private final Catalogue catalogue;

	private final Reading reading;

	PoolWish(Catalogue catalogue, Reading reading) {
		this.catalogue = catalogue;
		this.reading = reading;
	}

	/**
	 * A new pool's body, but for its number and its nodes; how many there are to be
	 * stands in {@code count}.
	 */
	ObjectNode create(Wish wish, String region, boolean enterprise) {
		ObjectNode body = Json.object().put("id", 0);
		String type = wish.required("type");
		if (wish.has("type")) {
			type(wish, type, region);
		}
		wish.check(wish.has("count"), "count", "count is required");
		body.put("type", type).put("label", label(wish, "")).put("count", count(wish, 1, enterprise));
		body.putArray("nodes");
		// Taken by the real API from a few accounts only, and null from everybody else.
		wish.each("disks");
		body.putArray("disks");
		body.set("autoscaler", autoscaler(wish, body.path("count").asInt(), enterprise));
		body.set("labels", labels(wish));
		body.set("taints", taints(wish));
		body.set("tags", Json.tags(wish.tags()));
		body.put("disk_encryption",
				wish.oneOf("disk_encryption", wish.text("disk_encryption", "enabled"), List.of("enabled", "disabled")));
		if (wish.has("firewall_id")) {
			body.put("firewall_id", firewall(wish));
		}
		else if (enterprise) {
			body.put("firewall_id", 0);
		}
		clamp(body);
		return body;
	}

	/**
	 * What of an existing pool is to be different.
	 */
	ObjectNode update(Wish wish, Item pool, boolean enterprise) {
		ObjectNode body = pool.copy();
		int before = pool.body().path("count").asInt(1);
		body.put("count", count(wish, before, enterprise)).put("label", label(wish, pool.text("label")));
		if (wish.has("autoscaler")) {
			body.set("autoscaler", autoscaler(wish, body.path("count").asInt(), enterprise));
		}
		if (wish.has("labels")) {
			body.set("labels", labels(wish));
		}
		if (wish.has("taints")) {
			body.set("taints", taints(wish));
		}
		if (wish.has("tags")) {
			body.set("tags", Json.tags(wish.tags()));
		}
		if (wish.has("firewall_id")) {
			body.put("firewall_id", firewall(wish));
		}
		clamp(body);
		return body;
	}

	private void type(Wish wish, String type, String region) {
		boolean known = this.catalogue.type(type).isPresent();
		wish.check(known, "type", "type is not valid");
		if (!known) {
			return;
		}
		// The smallest plan and the old GPUs cannot join a cluster.
		boolean joins = !type.startsWith("g6-nanode") && !type.startsWith("g1-gpu");
		wish.check(joins, "type", "Linode type is not supported by LKE");
		wish.check(!joins || !this.catalogue.hasRegion(region) || this.catalogue.isOffered(type, region), "type",
				"Linode type is not available in the selected region");
	}

	private static int count(Wish wish, int otherwise, boolean enterprise) {
		return wish.number("count", otherwise, 1, enterprise ? ENTERPRISE_NODES : NODES);
	}

	private static String label(Wish wish, String otherwise) {
		String label = wish.text("label", otherwise);
		wish.check(label.length() <= 63, "label", "Length must be 1-63 characters");
		return label;
	}

	private static ObjectNode autoscaler(Wish wish, int count, boolean enterprise) {
		Wish scaler = wish.inside("autoscaler");
		int most = enterprise ? ENTERPRISE_NODES : NODES;
		boolean enabled = scaler.flag("enabled", false);
		int min = scaler.number("min", count);
		int max = scaler.number("max", count);
		// Switched off it may say 0, which is none.
		int least = enabled ? 1 : 0;
		scaler.check(!scaler.has("min") || min >= (enterprise ? 0 : least) && min <= most, "min", "Must be 1-" + most);
		scaler.check(!scaler.has("max") || max >= least && max <= most, "max", "Must be 1-" + most);
		if (enabled) {
			scaler.check(min <= max, "min", "Minimum cannot be greater than maximum");
		}
		return Json.object().put("enabled", enabled).put("min", min).put("max", max);
	}

	/**
	 * An autoscaler brings its pool within its bounds.
	 */
	private static void clamp(ObjectNode body) {
		if (body.path("autoscaler").path("enabled").asBoolean(false)) {
			int min = body.path("autoscaler").path("min").asInt();
			int max = body.path("autoscaler").path("max").asInt();
			if (min <= max) {
				body.put("count", Math.clamp(body.path("count").asInt(), min, max));
			}
		}
	}

	private int firewall(Wish wish) {
		int id = wish.number("firewall_id", 0);
		wish.check(id == 0 || this.reading.find(Kind.FIREWALL, id).isPresent(), "firewall_id",
				"firewall_id is not valid");
		return id;
	}

	private static ObjectNode labels(Wish wish) {
		ObjectNode labels = Json.object();
		for (Map.Entry<String, String> label : wish.map("labels").entrySet()) {
			wish.check(isKey(label.getKey()), "labels", "Label key is not valid: " + label.getKey());
			wish.check(isValue(label.getValue()), "labels", "Label value is not valid: " + label.getValue());
			labels.put(label.getKey(), label.getValue());
		}
		return labels;
	}

	private static ArrayNode taints(Wish wish) {
		ArrayNode taints = Json.array();
		for (Wish taint : wish.each("taints")) {
			String key = taint.required("key");
			taint.check(isKey(key), "key", "Taint key is not valid: " + key);
			String value = taint.text("value", "");
			taint.check(isValue(value), "value", "Taint value is not valid: " + value);
			String effect = taint.oneOf("effect", taint.required("effect"), EFFECTS);
			taints.addObject().put("key", key).put("value", value).put("effect", effect);
		}
		return taints;
	}

	private static boolean isKey(String key) {
		int slash = key.indexOf('/');
		String name = key.substring(slash + 1);
		// What is Kubernetes' own cannot be set from outside.
		boolean prefixed = slash < 0 || PREFIX.matcher(key.substring(0, slash)).matches()
				&& !key.substring(0, slash).matches("(.*\\.)?(kubernetes|k8s)\\.io")
				&& !key.startsWith("lke.linode.com/");
		return prefixed && NAME.matcher(name).matches();
	}

	private static boolean isValue(String value) {
		return value.isEmpty() || NAME.matcher(value).matches();
	}

}
