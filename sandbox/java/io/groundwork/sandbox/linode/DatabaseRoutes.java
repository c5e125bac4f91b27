package io.groundwork.sandbox.linode;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.NullNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Managed PostgreSQL.
 */
final class DatabaseRoutes {

	private static final Pattern LABEL = Pattern.compile("[a-zA-Z](?!.*--)[a-zA-Z0-9-]*");

	private static final String USER = "akmadmin";

	private static final Set<String> FILTERABLE = Set.of("id", "label", "region", "type", "engine", "version", "status",
			"created", "updated", "cluster_size");

	private final ReentrantLock telling = new ReentrantLock();

	private final Store store;

	private final Settings settings;

	private final Databases databases;

	private final Land land;

	DatabaseRoutes(Store store, Settings settings, Land land) {
		this.store = store;
		this.settings = settings;
		this.databases = settings.backends().databases();
		this.land = land;
		land.life().step("database", this::ready);
	}

	void register(Routes routes) {
		String all = "databases/postgresql/instances";
		String area = "databases";
		for (String path : List.of(all, "databases/instances")) {
			routes.list(path, area, (call) -> Page.answer(call,
					this.store.all(Kind.DATABASE).stream().map(this::view).toList(), FILTERABLE));
		}
		routes.post(all, area, (call) -> this.store.change((draft) -> create(draft, call)));
		routes.get(all + "/*", area, (call) -> Answer.ok(view(database(call))));
		routes.put(all + "/*", area, (call) -> this.store.change((draft) -> update(draft, call)));
		routes.delete(all + "/*", area, (call) -> this.store.change((draft) -> {
			remove(draft, draft.get(Kind.DATABASE, call.id(0)));
			return Answer.done();
		}));
		routes.get(all + "/*/ssl", area, (call) -> {
			Databases.Access access = access(database(call));
			return Answer.ok(Json.object()
				.put("ca_certificate",
						Base64.getEncoder().encodeToString(access.ca().getBytes(StandardCharsets.UTF_8))));
		});
		routes.secret(all + "/*/credentials", area, (call) -> {
			Item database = database(call);
			access(database);
			return Answer.ok(Json.object().put("username", USER).put("password", database.secret("password")));
		});
		routes.post(all + "/*/credentials/reset", area, (call) -> change(call, "database_credentials_reset", "active",
				(database) -> database.withHidden(database.hidden().deepCopy().put("password", Secrets.letters(24)))));
		routes.post(all + "/*/suspend", area,
				(call) -> change(call, "database_suspend", "suspended", (database) -> database));
		routes.post(all + "/*/resume", area,
				(call) -> change(call, "database_resume", "active", (database) -> database));
		routes.post(all + "/*/patch", area,
				(call) -> change(call, "database_update", "active", (database) -> database));
	}

	/**
	 * With the port that it has now: where another took it meanwhile, it moves.
	 */
	private ObjectNode view(Item database) {
		boolean ready = database.hidden().path("ready").asBoolean(false);
		return (ready ? this.databases.access(database.id()) : Optional.<Databases.Access>empty())
			.filter((access) -> access.port() != database.body().path("port").asInt())
			.map((access) -> database.copy().put("port", access.port()))
			.orElse(database.body());
	}

	private Item database(Call call) {
		return this.store.get(Kind.DATABASE, call.id(0));
	}

	private Databases.Access access(Item database) {
		Optional<Databases.Access> access = database.hidden().path("ready").asBoolean(false)
				? this.databases.access(database.id()) : Optional.empty();
		return access.orElseThrow(() -> Refusal.bad("Database instance is not active yet. Please try again later."));
	}

	private Answer create(Draft draft, Call call) {
		Wish wish = call.wish();
		String label = label(draft, wish, 0);
		String region = wish.required("region");
		wish.check(!wish.has("region") || this.land.catalogue().can(region, "Managed Databases"), "region",
				"region is not valid");
		String engine = wish.required("engine");
		wish.check(
				!wish.has("engine")
						|| engine.startsWith("postgresql/") && this.land.catalogue().engine(engine).isPresent(),
				"engine", "engine is not valid");
		String type = wish.required("type");
		int size = wish.number("cluster_size", 1);
		checkSize(wish, type, size);
		List<String> allowed = allowed(wish);
		String now = Json.time(this.settings.clock().instant());
		long id = draft.nextId();
		ObjectNode body = Json.object().put("id", id).put("label", label).put("status", "provisioning");
		body.put("region", region).put("type", type).put("engine", "postgresql");
		body.put("version", engine.substring(engine.indexOf('/') + 1)).put("cluster_size", size);
		body.put("platform", "rdbms-default").put("port", 0).put("ssl_connection", true).put("encrypted", true);
		body.set("allow_list", Json.array(allowed));
		body.putObject("members");
		body.putObject("hosts")
			.put("primary", "a%d-akamai-prod-default.g2a.akamaidb.net".formatted(id))
			.put("standby", "replica-a%d-akamai-prod-default.g2a.akamaidb.net".formatted(id));
		body.put("created", now).put("updated", now).putNull("oldest_restore_time");
		body.set("fork", wish.open("fork"));
		body.putNull("used_disk_size_gb");
		body.put("total_disk_size_gb", disk(type));
		body.set("updates", updates(wish, Json.object()));
		body.set("engine_config", engineConfig(wish, Json.object()));
		body.set("private_network", network(draft, wish, region));
		wish.done();
		ObjectNode hidden = Json.object().put("password", Secrets.letters(24)).put("ready", false);
		Item database = draft.put(new Item(Kind.DATABASE, id, 0, call.owner(), body, hidden));
		plan(draft, database, "database_create", "active");
		return Answer.ok(database.body());
	}

	private int disk(String type) {
		return this.land.catalogue().databaseType(type).map((row) -> row.path("disk").asInt() / 1024).orElse(0);
	}

	private static String label(Draft draft, Wish wish, long self) {
		String label = wish.label(3, 32, LABEL,
				"Label must begin with a letter and include only ASCII letters, numbers, and single dashes");
		wish.check(
				draft.all(Kind.DATABASE)
					.stream()
					.noneMatch((other) -> other.id() != self && other.label().equals(label)),
				"label", "Label must be unique");
		return label;
	}

	private void checkSize(Wish wish, String type, int size) {
		Optional<ObjectNode> found = this.land.catalogue().databaseType(type);
		wish.check(type.isEmpty() || found.isPresent(), "type", "type is not valid");
		found.ifPresent((row) -> {
			Set<Integer> quantities = Catalogue.quantities(row);
			wish.check(quantities.contains(size), "cluster_size",
					"Must be one of " + String.join(", ", quantities.stream().map(String::valueOf).toList()));
		});
	}

	/**
	 * The allow list as ranges; an address alone is a range of one.
	 */
	private static List<String> allowed(Wish wish) {
		List<String> ranges = new ArrayList<>();
		for (String text : wish.texts("allow_list")) {
			Optional<Cidr> range = Cidr.parse(text);
			wish.check(range.isPresent(), "allow_list", "Must be a valid IPv4 or IPv6 address or range");
			range.ifPresent((cidr) -> ranges.add(cidr.toString()));
		}
		return ranges;
	}

	private static ObjectNode updates(Wish wish, JsonNode before) {
		Wish updates = wish.inside("updates");
		ObjectNode window = Json.object();
		window.put("day_of_week", updates.number("day_of_week", before.path("day_of_week").asInt(7), 1, 7));
		window.put("duration", updates.number("duration", before.path("duration").asInt(4), 1, 4));
		window.put("frequency", updates.oneOf("frequency", updates.text("frequency", "weekly"), List.of("weekly")));
		window.put("hour_of_day", updates.number("hour_of_day", before.path("hour_of_day").asInt(0), 0, 23));
		window.putArray("pending");
		return window;
	}

	/**
	 * Never null: the provider cannot read that.
	 */
	private static ObjectNode engineConfig(Wish wish, JsonNode before) {
		ObjectNode config = before.isObject() ? ((ObjectNode) before).deepCopy() : Json.object();
		Wish wanted = wish.inside("engine_config");
		for (String part : List.of("pg", "pglookout")) {
			ObjectNode target = config.withObject("/" + part);
			for (Map.Entry<String, JsonNode> entry : wanted.open(part).properties()) {
				target.set(entry.getKey(), entry.getValue());
			}
		}
		for (String single : List.of("pg_stat_monitor_enable", "shared_buffers_percentage", "work_mem")) {
			if (wanted.has(single)) {
				config.set(single, wanted.raw(single));
			}
		}
		return config;
	}

	private static JsonNode network(Reading reading, Wish wish, String region) {
		if (!wish.has("private_network")) {
			return NullNode.getInstance();
		}
		Wish network = wish.inside("private_network");
		long vpc = network.number("vpc_id", 0);
		long subnet = network.number("subnet_id", 0);
		network.check(reading.find(Kind.VPC, vpc).filter((one) -> region.equals(one.text("region"))).isPresent(),
				"vpc_id", "vpc_id is not valid");
		network.check(reading.find(Kind.SUBNET, subnet).filter((one) -> one.parent() == vpc).isPresent(), "subnet_id",
				"subnet_id is not valid");
		return Json.object()
			.put("vpc_id", vpc)
			.put("subnet_id", subnet)
			.put("public_access", network.flag("public_access", false));
	}

	private Answer update(Draft draft, Call call) {
		Item database = draft.get(Kind.DATABASE, call.id(0));
		if (!"active".equals(database.text("status"))) {
			throw Refusal.bad("Database instance must be active to be updated");
		}
		Wish wish = call.wish();
		ObjectNode body = database.copy();
		if (wish.has("label")) {
			body.put("label", label(draft, wish, database.id()));
		}
		if (wish.has("allow_list")) {
			body.set("allow_list", Json.array(allowed(wish)));
		}
		String type = wish.text("type", database.text("type"));
		int size = wish.number("cluster_size", body.path("cluster_size").asInt());
		checkSize(wish, type, size);
		wish.check(disk(type) >= disk(database.text("type")), "type", "Cannot resize to a smaller plan");
		boolean resized = !type.equals(database.text("type")) || size != body.path("cluster_size").asInt();
		body.put("type", type).put("cluster_size", size).put("total_disk_size_gb", disk(type));
		if (wish.has("version")) {
			String version = wish.text("version", "");
			wish.check(
					this.land.catalogue().engine("postgresql/" + version).isPresent()
							&& Integer.parseInt(version) >= body.path("version").asInt(),
					"version", "version is not valid");
			body.put("version", version);
		}
		body.set("updates", updates(wish, body.path("updates")));
		body.set("engine_config", engineConfig(wish, body.path("engine_config")));
		if (wish.names("private_network")) {
			body.set("private_network", network(draft, wish, database.text("region")));
		}
		wish.done();
		body.put("status", resized ? "resizing" : "updating")
			.put("updated", Json.time(this.settings.clock().instant()));
		Item changed = draft.put(database.with(body));
		plan(draft, changed, resized ? "database_resize" : "database_update", "active");
		return Answer.ok(changed.body());
	}

	private Answer change(Call call, String action, String status, UnaryOperator<Item> change) {
		return this.store.change((draft) -> {
			Item database = draft.get(Kind.DATABASE, call.id(0));
			String wanted = "database_resume".equals(action) ? "suspended" : "active";
			if (!wanted.equals(database.text("status"))) {
				throw Refusal.bad("Database instance must be " + wanted);
			}
			String passing = "database_suspend".equals(action) ? "suspending"
					: "database_resume".equals(action) ? "resuming" : "updating";
			Item changed = draft.put(change.apply(database.with(database.copy().put("status", passing))));
			plan(draft, changed, action, status);
			return Answer.done();
		});
	}

	private void plan(Draft draft, Item database, String action, String status) {
		Item event = this.land.events().schedule(draft, action, database);
		this.land.events().start(draft, event.id());
		this.land.life()
			.plan(draft, this.settings.delays().database(), "database", database.id(),
					Json.object().put("event", event.id()).put("status", status));
		tell(draft, database.id());
	}

	void remove(Draft draft, Item database) {
		this.land.life().forget(draft, database.id());
		draft.remove(database);
		this.land.events().tell(draft, "database_delete", database);
		tell(draft, database.id());
	}

	private boolean ready(Draft draft, Item due) {
		Optional<Item> database = draft.find(Kind.DATABASE, due.parent());
		String status = due.secret("status");
		boolean running = !"suspended".equals(status);
		Optional<Databases.Access> access = this.databases.access(due.parent());
		if (database.isPresent()
				&& (access.isEmpty() || running && this.land.faults().isDown(database.get().text("region")))) {
			return false;
		}
		database.ifPresent((one) -> {
			ObjectNode body = one.copy().put("status", status);
			access.ifPresent((where) -> {
				body.put("port", where.port())
					.withObject("/hosts")
					.put("primary", where.host())
					.put("standby", where.host());
				body.withObject("/members").put(where.host(), "primary");
				body.put("oldest_restore_time", one.text("created")).put("used_disk_size_gb", 0);
			});
			draft.put(one.with(body).withHidden(one.hidden().deepCopy().put("ready", running)));
		});
		this.land.events().finish(draft, due.hidden().path("event").asLong(0));
		return true;
	}

	/**
	 * Lets the backend know, once the change is kept, what a database is to be, or that
	 * it is not to be.
	 */
	void tell(Draft draft, long id) {
		draft.then(() -> tell(id));
	}

	void tell(long id) {
		this.telling.lock();
		try {
			Optional<Item> found = this.store.find(Kind.DATABASE, id);
			if (found.isEmpty()) {
				this.databases.delete(id);
				return;
			}
			Item database = found.get();
			boolean suspended = Set.of("suspending", "suspended").contains(database.text("status"));
			// Whoever changes it behind the back may write anything.
			List<String> allowed = Json.texts(database.body().path("allow_list"))
				.stream()
				.flatMap((text) -> Cidr.parse(text).stream())
				.map(Cidr::toString)
				.toList();
			this.databases.want(new Databases.Wanted(id, database.text("version"), USER, database.secret("password"),
					allowed, suspended));
		}
		finally {
			this.telling.unlock();
		}
	}

}
