package io.groundwork.plans;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;

import io.groundwork.environments.prices.Bill;
import io.groundwork.environments.prices.Item;
import io.groundwork.environments.prices.Item.Kind;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.MissingNode;

import io.groundwork.terraform.PlanDocument.Change;
import io.groundwork.terraform.PlanDocument.ResourceChange;

/**
 * Collects what is paid by the month, of everything that a plan knows of: also of what
 * stays as it is, so that both sums are whole.
 */
final class Costs {

	private final Side before = new Side();

	private final Side after = new Side();

	private final Set<String> regions = new HashSet<>();

	void add(ResourceChange resource) {
		Change change = resource.change();
		this.before.add(resource, new Sight(change.before(), MissingNode.getInstance(), change.sensitiveBefore()));
		// What is let go of stays, and goes on being paid.
		this.after.add(resource,
				change.actions().contains("forget")
						? new Sight(change.before(), MissingNode.getInstance(), change.sensitiveBefore())
						: new Sight(change.after(), change.unknown(), change.sensitiveAfter()));
	}

	/**
	 * A pool does not say where it is; an environment is in one region.
	 * @param name how names are shown
	 */
	Bills bills(UnaryOperator<String> name) {
		String region = (this.regions.size() == 1) ? this.regions.iterator().next() : "";
		return new Bills(this.before.bill(name, region), this.after.bill(name, region));
	}

	/**
	 * What there is on one side.
	 */
	private final class Side {

		private final List<Item> items = new ArrayList<>();

		private final Set<String> names = new HashSet<>();

		void add(ResourceChange resource, Sight values) {
			if (values.nothing()) {
				return;
			}
			String region = values.text("region");
			if (!region.isEmpty()) {
				Costs.this.regions.add(region);
			}
			String type = resource.type();
			if (type.startsWith("linode_database_") && !type.contains("access_control")) {
				int nodes = values.number("cluster_size");
				add(Kind.DATABASE, "Data store " + values.name(resource), values.text("type"), region, nodes, nodes);
				return;
			}
			switch (type) {
				case "linode_lke_cluster" -> cluster(resource, values, region);
				case "linode_lke_node_pool" -> pool(resource, values, region, "node_count");
				case "linode_instance" ->
					add(Kind.NODES, "Node " + values.name(resource), values.text("type"), region, 1, 1);
				case "linode_object_storage_bucket" -> add(Kind.OBJECTS, "Buckets", "", region, 1, 1);
				case "linode_nodebalancer" -> add(Kind.BALANCER, "NodeBalancers", "", region, 1, 1);
				case "linode_volume" -> add(Kind.VOLUME, "Volumes", "", region, 1, 1);
				default -> {
				}
			}
		}

		private void cluster(ResourceChange resource, Sight values, String region) {
			Sight plane = values.at("control_plane");
			if (values.text("tier").equals("enterprise")) {
				add(Kind.CONTROL_PLANE, "Control plane", Bill.ENTERPRISE, region, 1, 1);
			}
			else if (plane.first().bool("high_availability") || plane.bool("high_availability")) {
				add(Kind.CONTROL_PLANE, "Control plane", Bill.HIGHLY_AVAILABLE, region, 1, 1);
			}
			add(Kind.BALANCER, "NodeBalancers", "", region, 1, 1);
			values.at("pool").each().forEach((pool) -> pool(resource, pool, region, "count"));
		}

		private void pool(ResourceChange resource, Sight values, String region, String count) {
			Sight scaler = values.at("autoscaler").first();
			boolean scaled = scaler.number("max") > 0;
			int least = scaled ? scaler.number("min") : values.number(count);
			int most = scaled ? scaler.number("max") : least;
			// As many as nobody knows yet have no price.
			add(Kind.NODES, "Pool " + values.name(resource), (most > 0) ? values.text("type") : "", region, least,
					most);
		}

		private void add(Kind kind, String name, String plan, String region, int least, int most) {
			if (kind == Kind.OBJECTS || kind == Kind.BALANCER || kind == Kind.VOLUME) {
				// One is enough to say how it is billed.
				if (!this.names.add(name)) {
					return;
				}
			}
			this.items.add(new Item(kind, name, plan, region, least, most));
		}

		Bill bill(UnaryOperator<String> name, String region) {
			return new Bill(this.items.stream()
				.map((item) -> new Item(item.kind(), name.apply(item.name()), name.apply(item.plan()), item.region(),
						item.least(), item.most()))
				.toList()).in(region);
		}

	}

	/**
	 * A value with what is not known of it and what is not to be shown.
	 */
	private record Sight(JsonNode value, JsonNode unknown, JsonNode sensitive) {

		boolean nothing() {
			return Values.nothing(this.value);
		}

		Sight at(String field) {
			return new Sight(this.value.path(field), inside(this.unknown, field), inside(this.sensitive, field));
		}

		/**
		 * The first of a block's occurrences.
		 */
		Sight first() {
			return new Sight(this.value.path(0), inside(this.unknown, 0), inside(this.sensitive, 0));
		}

		List<Sight> each() {
			List<Sight> each = new ArrayList<>();
			for (int i = 0; i < this.value.size(); i++) {
				each.add(new Sight(this.value.path(i), inside(this.unknown, i), inside(this.sensitive, i)));
			}
			return each;
		}

		private static JsonNode inside(JsonNode mark, String field) {
			return Values.all(mark) ? mark : mark.path(field);
		}

		private static JsonNode inside(JsonNode mark, int index) {
			return Values.all(mark) ? mark : mark.path(index);
		}

		private JsonNode shown(String field) {
			Sight inside = at(field);
			return (Values.any(inside.unknown, 0) || Values.any(inside.sensitive, 0)) ? MissingNode.getInstance()
					: inside.value;
		}

		String text(String field) {
			JsonNode text = shown(field);
			return (text.isString() && text.asString().length() <= 100) ? text.asString() : "";
		}

		int number(String field) {
			return shown(field).asInt(0);
		}

		boolean bool(String field) {
			return shown(field).asBoolean(false);
		}

		/**
		 * What people called it.
		 */
		String name(ResourceChange resource) {
			String label = text("label");
			return label.isEmpty() ? resource.address() : label;
		}

	}

}
