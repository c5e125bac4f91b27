package io.groundwork.sandbox.linode;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.GZIPOutputStream;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Streams of logs and where they go. Those of the account itself are kept and deliver
 * nothing; those of clusters do.
 */
final class StreamRoutes implements Audits {

	private static final String KUBERNETES = "lke_audit_logs";

	private static final int LONGEST = 255;

	private static final Pattern FILE = Pattern.compile("audit-(\\d{8})T(\\d{6})\\.(\\d{3})-(\\d+)\\.jsonl");

	private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("uuuuMMddHHmmss");

	/**
	 * The account has no path of its own here, and its number is part of every object's
	 * name.
	 */
	private static final String ACCOUNT = "00000000-0000-4000-8000-000000000001";

	private final Store store;

	private final Settings settings;

	private final Life life;

	StreamRoutes(Store store, Settings settings, Life life) {
		this.store = store;
		this.settings = settings;
		this.life = life;
		life.step("stream", this::ready);
	}

	void register(Routes routes) {
		String area = "monitor";
		String places = "monitor/streams/destinations";
		Set<String> filterable = Set.of("id", "label", "type", "status");
		routes.list(places, area, (call) -> Page.answer(call,
				this.store.all(Kind.DESTINATION).stream().map(Item::body).toList(), filterable));
		routes.post(places, area, (call) -> this.store.change((draft) -> createDestination(draft, call)));
		routes.get(places + "/*", area, (call) -> Answer.ok(this.store.get(Kind.DESTINATION, call.id(0)).body()));
		routes.put(places + "/*", area, (call) -> this.store.change((draft) -> updateDestination(draft, call)));
		routes.delete(places + "/*", area, (call) -> this.store.change((draft) -> {
			Item destination = draft.get(Kind.DESTINATION, call.id(0));
			if (draft.all(Kind.STREAM).stream().anyMatch((stream) -> ids(stream).contains(destination.id()))) {
				throw Refusal.bad("The destination is used by a stream");
			}
			draft.remove(destination);
			return Answer.done();
		}));
		String all = "monitor/streams";
		routes.list(all, area, (call) -> Page.answer(call,
				this.store.all(Kind.STREAM).stream().map((stream) -> view(this.store, stream)).toList(), filterable));
		routes.post(all, area, (call) -> this.store.change((draft) -> createStream(draft, call)));
		routes.get(all + "/*", area, (call) -> Answer.ok(view(this.store, this.store.get(Kind.STREAM, call.id(0)))));
		routes.put(all + "/*", area, (call) -> this.store.change((draft) -> updateStream(draft, call)));
		routes.delete(all + "/*", area, (call) -> this.store.change((draft) -> {
			Item stream = draft.get(Kind.STREAM, call.id(0));
			this.life.forget(draft, stream.id());
			draft.remove(stream);
			return Answer.done();
		}));
	}

	private Answer createDestination(Draft draft, Call call) {
		Wish wish = call.wish();
		String label = filled(wish, "label", wish.required("label"));
		// The other type is an HTTPS server of somebody's own, which this machine has
		// not.
		String type = wish.oneOf("type", wish.required("type"), List.of("akamai_object_storage"));
		wish.check(wish.has("details"), "details", "details is required");
		Wish details = wish.inside("details");
		ObjectNode body = Json.object().put("id", draft.nextId()).put("label", label).put("type", type);
		body.put("status", "active").put("version", 0);
		ObjectNode shown = body.putObject("details");
		for (String field : List.of("access_key_id", "bucket_name", "host")) {
			shown.put(field, filled(details, field, details.required(field)));
		}
		shown.put("path", limited(details, "path", details.text("path", "")));
		String secret = filled(details, "access_key_secret", details.required("access_key_secret"));
		checkHost(details, shown);
		wish.done();
		return Answer.ok(
				draft
					.put(new Item(Kind.DESTINATION, body.path("id").asLong(), 0, call.owner(), signed(body, call),
							Json.object().put("secret", secret)))
					.body());
	}

	private Answer updateDestination(Draft draft, Call call) {
		Item destination = draft.get(Kind.DESTINATION, call.id(0));
		Wish wish = call.wish();
		ObjectNode body = destination.copy();
		body.put("label", filled(wish, "label", wish.text("label", destination.label())));
		Wish details = wish.inside("details");
		ObjectNode shown = body.withObject("/details");
		for (String field : List.of("access_key_id", "bucket_name", "host")) {
			shown.put(field, filled(details, field, details.text(field, shown.path(field).asString(""))));
		}
		shown.put("path", limited(details, "path", details.text("path", shown.path("path").asString(""))));
		String secret = filled(details, "access_key_secret",
				details.text("access_key_secret", destination.secret("secret")));
		checkHost(details, shown);
		wish.done();
		return Answer
			.ok(draft.put(destination.with(signed(body, call)).withHidden(Json.object().put("secret", secret))).body());
	}

	private static String limited(Wish wish, String field, String text) {
		wish.check(text.length() <= LONGEST, field, "Length must be 255 characters or less");
		return text;
	}

	private static String filled(Wish wish, String field, String text) {
		wish.check(!wish.has(field) || !text.isEmpty(), field, "Length must be 1-255 characters");
		return limited(wish, field, text);
	}

	private static void checkHost(Wish details, ObjectNode shown) {
		String host = shown.path("host").asString("");
		details.check(!host.contains("/") && !host.contains("@"), "host", "Must be a host");
	}

	/**
	 * Another version, and who made it when.
	 */
	private ObjectNode signed(ObjectNode body, Call call) {
		String now = Json.time(this.settings.clock().instant());
		if (!body.has("created")) {
			body.put("created", now).put("created_by", call.owner());
		}
		return body.put("updated", now)
			.put("updated_by", call.owner())
			.put("version", body.path("version").asInt(0) + 1);
	}

	private Answer createStream(Draft draft, Call call) {
		Wish wish = call.wish();
		String type = wish.oneOf("type", wish.required("type"), List.of("audit_logs", KUBERNETES));
		ObjectNode body = Json.object().put("id", draft.nextId()).put("label", label(draft, wish, "", 0));
		body.put("type", type).put("status", "provisioning").put("version", 0);
		body.set("details", details(draft, wish, type));
		ObjectNode hidden = Json.object();
		hidden.set("destinations", destinations(draft, wish));
		String status = wish.oneOf("status", wish.text("status", "active"), List.of("active", "inactive"));
		hidden.put("then", status);
		wish.done();
		Item stream = draft
			.put(new Item(Kind.STREAM, body.path("id").asLong(), 0, call.owner(), signed(body, call), hidden));
		this.life.plan(draft, this.settings.delays().cluster(), "stream", stream.id(), Json.object());
		return Answer.ok(view(draft, stream));
	}

	private boolean ready(Draft draft, Item due) {
		draft.find(Kind.STREAM, due.parent())
			.filter((stream) -> "provisioning".equals(stream.text("status")))
			.ifPresent((stream) -> draft.put(stream.with(stream.copy().put("status", stream.secret("then")))));
		return true;
	}

	private Answer updateStream(Draft draft, Call call) {
		Item stream = draft.get(Kind.STREAM, call.id(0));
		Wish wish = call.wish();
		ObjectNode body = stream.copy().put("label", label(draft, wish, stream.label(), stream.id()));
		ObjectNode hidden = stream.hidden().deepCopy();
		if (wish.has("details")) {
			body.set("details", details(draft, wish, stream.text("type")));
		}
		if (wish.has("destinations")) {
			hidden.set("destinations", destinations(draft, wish));
		}
		if (wish.has("status")) {
			String status = wish.oneOf("status", wish.text("status", ""), List.of("active", "inactive"));
			body.put("status", status);
			hidden.put("then", status);
		}
		wish.done();
		return Answer.ok(view(draft, draft.put(stream.with(signed(body, call)).withHidden(hidden))));
	}

	private static String label(Draft draft, Wish wish, String before, long self) {
		String label = (self == 0) ? wish.required("label") : wish.text("label", before);
		wish.check(label.length() >= 3 || !wish.has("label"), "label", "Length must be 3-255 characters");
		limited(wish, "label", label);
		wish.check(
				draft.all(Kind.STREAM).stream().noneMatch((other) -> other.id() != self && other.label().equals(label)),
				"label", "Label must be unique");
		return label;
	}

	private static ArrayNode destinations(Draft draft, Wish wish) {
		ArrayNode ids = Json.array();
		List<JsonNode> wished = Json.nodes(wish.raw("destinations"));
		wish.check(!wished.isEmpty(), "destinations", "destinations is required");
		for (JsonNode id : wished) {
			boolean known = id.isIntegralNumber() && draft.find(Kind.DESTINATION, id.asLong()).isPresent();
			wish.check(known, "destinations", "destinations is not valid");
			ids.add(id);
		}
		return ids;
	}

	/**
	 * Which clusters: all there are and will be, or those that are named.
	 */
	private static JsonNode details(Draft draft, Wish wish, String type) {
		if (!KUBERNETES.equals(type)) {
			wish.check(!wish.has("details"), "details", "Must be empty for streams of this type");
			return Json.object().nullNode();
		}
		Wish details = wish.inside("details");
		boolean all = details.flag("is_auto_add_all_clusters_enabled", false);
		List<JsonNode> clusters = Json.nodes(details.raw("cluster_ids"));
		details.check(all != !clusters.isEmpty(), "cluster_ids",
				"Either cluster_ids or is_auto_add_all_clusters_enabled should be set");
		ObjectNode shown = Json.object().put("is_auto_add_all_clusters_enabled", all);
		ArrayNode ids = shown.putArray("cluster_ids");
		for (JsonNode id : clusters) {
			boolean audited = id.isIntegralNumber() && draft.find(Kind.CLUSTER, id.asLong())
				.filter((cluster) -> cluster.body().path("control_plane").path("audit_logs_enabled").asBoolean(false))
				.isPresent();
			details.check(audited, "cluster_ids", "Must be enterprise clusters with audit logs enabled");
			ids.add(id);
		}
		return shown;
	}

	private static List<Long> ids(Item stream) {
		return Json.nodes(stream.hidden().path("destinations")).stream().map(JsonNode::asLong).toList();
	}

	private static ObjectNode view(Reading reading, Item stream) {
		ObjectNode view = stream.copy();
		ArrayNode destinations = view.putArray("destinations");
		for (long id : ids(stream)) {
			Optional<Item> destination = reading.find(Kind.DESTINATION, id);
			destination.ifPresent((one) -> {
				ObjectNode shown = destinations.addObject().put("id", id).put("label", one.label());
				shown.put("type", one.text("type")).set("details", one.body().path("details"));
			});
		}
		return view;
	}

	@Override
	public void take(long cluster, String file, byte[] lines) throws IOException {
		for (Item stream : this.store.all(Kind.STREAM)) {
			if (!carries(stream, cluster)) {
				continue;
			}
			if ("provisioning".equals(stream.text("status"))) {
				throw new IOException("the stream is not set up yet");
			}
			if ("active".equals(stream.text("status"))) {
				for (long id : ids(stream)) {
					Optional<Item> destination = this.store.find(Kind.DESTINATION, id);
					if (destination.isPresent()) {
						deliver(destination.get(), cluster, file, lines);
					}
				}
			}
		}
	}

	private static boolean carries(Item stream, long cluster) {
		JsonNode details = stream.body().path("details");
		return KUBERNETES.equals(stream.text("type"))
				&& (details.path("is_auto_add_all_clusters_enabled").asBoolean(false)
						|| Json.nodes(details.path("cluster_ids")).stream().anyMatch((id) -> id.asLong() == cluster));
	}

	private void deliver(Item destination, long cluster, String file, byte[] lines) throws IOException {
		ByteArrayOutputStream compressed = new ByteArrayOutputStream();
		try (GZIPOutputStream gzip = new GZIPOutputStream(compressed)) {
			gzip.write(lines);
		}
		JsonNode details = destination.body().path("details");
		this.settings.backends()
			.buckets()
			.put(new Buckets.Parcel(details.path("host").asString(""), details.path("bucket_name").asString(""),
					details.path("access_key_id").asString(""), destination.secret("secret"),
					name(details.path("path").asString(""), cluster, file), compressed.toByteArray()));
	}

	/**
	 * The object's name, the same one when the same file comes again.
	 */
	private static String name(String path, long cluster, String file) {
		Matcher parts = FILE.matcher(file);
		if (!parts.matches()) {
			throw new IllegalArgumentException("no audit log: " + file);
		}
		String day = parts.group(1);
		String folder = path.isEmpty() ? "%s/com.akamai.audit/%s/lke%d/%s/%s/%s".formatted(KUBERNETES, ACCOUNT, cluster,
				day.substring(0, 4), day.substring(4, 6), day.substring(6)) : path.replaceAll("^/+|/+$", "");
		String name = String.format(Locale.ROOT, "akamai_log-%06d-%d-%s%s-k8s.gz", Long.parseLong(parts.group(4)),
				LocalDateTime.parse(day + parts.group(2), TIME).toEpochSecond(ZoneOffset.UTC), parts.group(3), "000");
		return folder.isEmpty() ? name : folder + "/" + name;
	}

}
