package io.groundwork.sandbox.linode;

import java.util.Set;

import tools.jackson.databind.node.ObjectNode;

/**
 * Node pools and their nodes.
 */
final class PoolRoutes {

	private final Store store;

	private final Land land;

	private final Fleet fleet;

	PoolRoutes(Store store, Land land, Fleet fleet) {
		this.store = store;
		this.land = land;
		this.fleet = fleet;
	}

	void register(Routes routes) {
		String all = "lke/clusters/*/pools";
		routes.list(all, "lke", (call) -> {
			Item cluster = this.store.get(Kind.CLUSTER, call.id(0));
			return Page.answer(call, this.store.children(Kind.POOL, cluster.id()).stream().map(Item::body).toList(),
					Set.of("id", "type", "count", "tags", "label"));
		});
		routes.post(all, "lke", (call) -> this.store.change((draft) -> {
			Item cluster = draft.get(Kind.CLUSTER, call.id(0));
			Wish wish = call.wish();
			ObjectNode body = new PoolWish(this.land.catalogue(), draft).create(wish, cluster.text("region"),
					isEnterprise(cluster));
			wish.done();
			Item pool = put(draft, cluster, body, this.fleet);
			this.land.events().tell(draft, "lke_pool_create", pool);
			return Answer.ok(pool.body());
		}));
		routes.get(all + "/*", "lke", (call) -> Answer.ok(this.store.get(Kind.POOL, call.id(0), call.id(1)).body()));
		routes.put(all + "/*", "lke", (call) -> this.store.change((draft) -> {
			Item pool = draft.get(Kind.POOL, call.id(0), call.id(1));
			Wish wish = call.wish();
			ObjectNode body = new PoolWish(this.land.catalogue(), draft).update(wish, pool,
					isEnterprise(draft.get(Kind.CLUSTER, call.id(0))));
			wish.done();
			int count = body.path("count").asInt(1);
			Item resized = this.fleet.resize(draft, draft.put(pool.with(body)), count);
			this.land.events().tell(draft, "lke_pool_update", resized);
			return Answer.ok(resized.body());
		}));
		routes.delete(all + "/*", "lke", (call) -> this.store.change((draft) -> {
			Item pool = draft.get(Kind.POOL, call.id(0), call.id(1));
			boolean last = draft.children(Kind.POOL, call.id(0)).size() == 1;
			if (last && !isEnterprise(draft.get(Kind.CLUSTER, call.id(0)))) {
				throw Refusal.bad("Cannot delete the last pool of a cluster");
			}
			this.fleet.removePool(draft, pool);
			this.land.events().tell(draft, "lke_pool_delete", pool);
			return Answer.done();
		}));
		routes.post(all + "/*/recycle", "lke", (call) -> this.store.change((draft) -> {
			Item pool = draft.get(Kind.POOL, call.id(0), call.id(1));
			this.fleet.recycle(draft, pool);
			this.land.events().tell(draft, "lke_pool_recycle", pool);
			return Answer.done();
		}));
		String node = "lke/clusters/*/nodes/*";
		routes.get(node, "lke",
				(call) -> Answer.ok(Fleet.nodes(poolOf(this.store, call))
					.stream()
					.filter((one) -> call.text(1).equals(one.path("id").asString()))
					.findFirst()
					.orElseThrow(Refusal::notFound)));
		routes.post(node + "/recycle", "lke", (call) -> this.store.change((draft) -> {
			Item pool = poolOf(draft, call);
			this.fleet.recycle(draft, pool, call.text(1));
			this.land.events().tell(draft, "lke_node_recycle", draft.get(Kind.CLUSTER, call.id(0)));
			return Answer.done();
		}));
		routes.delete(node, "lke", (call) -> this.store.change((draft) -> {
			this.fleet.remove(draft, poolOf(draft, call), call.text(1));
			return Answer.done();
		}));
	}

	private static Item poolOf(Reading reading, Call call) {
		Item cluster = reading.get(Kind.CLUSTER, call.id(0));
		return reading.children(Kind.POOL, cluster.id())
			.stream()
			.filter((pool) -> Fleet.nodes(pool)
				.stream()
				.anyMatch((node) -> call.text(1).equals(node.path("id").asString())))
			.findFirst()
			.orElseThrow(Refusal::notFound);
	}

	private static boolean isEnterprise(Item cluster) {
		return "enterprise".equals(cluster.text("tier"));
	}

	/**
	 * Puts a pool in a cluster and its first nodes in the pool.
	 */
	static Item put(Draft draft, Item cluster, ObjectNode body, Fleet fleet) {
		long id = draft.nextId();
		int count = body.path("count").asInt(1);
		Item pool = draft.put(new Item(Kind.POOL, id, cluster.id(), cluster.owner(), body.put("id", id)));
		return fleet.resize(draft, pool, count);
	}

}
