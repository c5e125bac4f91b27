package io.groundwork.sandbox.linode;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.NullNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Buckets and the keys to them.
 */
final class StorageRoutes {

	private static final Pattern BUCKET = Pattern.compile("[a-z0-9](?!.*(\\.\\.|-\\.|\\.-))[a-z0-9.-]*[a-z0-9]");

	private static final List<String> ACLS = List.of("private", "public-read", "authenticated-read",
			"public-read-write");

	private final Store store;

	private final Settings settings;

	private final Buckets buckets;

	private final Land land;

	StorageRoutes(Store store, Settings settings, Land land) {
		this.store = store;
		this.settings = settings;
		this.buckets = settings.backends().buckets();
		this.land = land;
	}

	void register(Routes routes) {
		String all = "object-storage/buckets";
		String area = "object_storage";
		Set<String> filterable = Set.of("label", "region", "created", "cluster");
		routes.list(all, area, (call) -> Page.answer(call, bodies(Kind.BUCKET), filterable));
		routes.list(all + "/*", area, (call) -> {
			String region = place(call);
			return Page.answer(call,
					bodies(Kind.BUCKET).stream()
						.filter((bucket) -> region.equals(bucket.path("region").asString()))
						.toList(),
					filterable);
		});
		routes.post(all, area, (call) -> this.store.change((draft) -> create(draft, call)));
		routes.get(all + "/*/*", area, (call) -> Answer.ok(bucket(this.store, call).body()));
		routes.delete(all + "/*/*", area, (call) -> this.store.change((draft) -> {
			Item bucket = bucket(draft, call);
			if (!this.buckets.delete(bucket.text("region"), bucket.label())) {
				throw Refusal.bad("Bucket is not empty");
			}
			draft.remove(bucket);
			this.land.events().tell(draft, "obj_bucket_delete", bucket);
			return Answer.done();
		}));
		routes.get(all + "/*/*/access", area, (call) -> {
			Item bucket = bucket(this.store, call);
			return Answer.ok(Json.object()
				.put("acl", bucket.secret("acl"))
				.put("acl_xml", "")
				.put("cors_enabled", bucket.hidden().path("cors").asBoolean(true))
				.put("cors_xml", ""));
		});
		routes.post(all + "/*/*/access", area, this::access);
		routes.put(all + "/*/*/access", area, this::access);
		String keys = "object-storage/keys";
		routes.list(keys, area, (call) -> Page.answer(call, bodies(Kind.KEY), Set.of("id", "label")));
		routes.post(keys, area, (call) -> this.store.change((draft) -> createKey(draft, call)));
		routes.get(keys + "/*", area, (call) -> Answer.ok(key(this.store, call).body()));
		routes.put(keys + "/*", area, (call) -> this.store.change((draft) -> {
			Item key = key(draft, call);
			Wish wish = call.wish();
			String label = keyLabel(wish, key.label());
			ArrayNode regions = wish.has("regions") ? regions(wish, List.of()) : (ArrayNode) key.body().path("regions");
			wish.done();
			ObjectNode body = key.copy().put("label", label);
			body.set("regions", regions);
			this.land.events().tell(draft, "obj_access_key_update", key);
			return Answer.ok(draft.put(key.with(body)).body());
		}));
		routes.delete(keys + "/*", area, (call) -> this.store.change((draft) -> {
			Item key = key(draft, call);
			draft.remove(key);
			draft.then(() -> this.buckets.forget(key.text("access_key")));
			this.land.events().tell(draft, "obj_access_key_delete", key);
			return Answer.done();
		}));
	}

	private List<ObjectNode> bodies(Kind kind) {
		return this.store.all(kind).stream().map(Item::body).toList();
	}

	private static Item key(Reading reading, Call call) {
		return reading.find(Kind.KEY, call.id(0))
			.orElseThrow(() -> new Refusal(404, "The specified access key was not found."));
	}

	private String place(Call call) {
		String region = region(call.text(0));
		if (this.land.catalogue().endpoint(region, "").isEmpty()) {
			throw new Refusal(404, "The specified region was not found or does not support Object Storage.");
		}
		return region;
	}

	private Item bucket(Reading reading, Call call) {
		return find(reading, place(call), call.text(1)).orElseThrow(Refusal::notFound);
	}

	/**
	 * Older clients name a cluster, which is the region and a number.
	 */
	private static String region(String place) {
		return place.matches("[a-z]+-[a-z]+-1") && !place.startsWith("no-osl") ? place.substring(0, place.length() - 2)
				: place;
	}

	private static Optional<Item> find(Reading reading, String region, String label) {
		return reading.all(Kind.BUCKET)
			.stream()
			.filter((bucket) -> label.equals(bucket.label()) && region.equals(bucket.text("region")))
			.findFirst();
	}

	private Answer create(Draft draft, Call call) {
		Wish wish = call.wish();
		String label = wish.label(3, 63, BUCKET,
				"Bucket names may only include lowercase letters, numbers, periods and hyphens");
		wish.check(Cidr.parse(label).isEmpty(), "label", "Bucket names may not be formatted as an IP address");
		String region = wish.text("region", region(wish.text("cluster", "")));
		wish.check(wish.has("region") || wish.has("cluster"), "region", "region is required");
		Optional<ObjectNode> endpoint = this.land.catalogue().endpoint(region, wish.text("endpoint_type", ""));
		wish.check(this.land.catalogue().endpoint(region, "").isPresent(), "region", "region is not valid");
		wish.check(endpoint.isPresent(), "endpoint_type", "endpoint_type is not valid");
		String acl = wish.oneOf("acl", wish.text("acl", "private"), ACLS);
		boolean cors = wish.flag("cors_enabled", true);
		wish.check(find(draft, region, label).isEmpty(), "label", "Bucket already exists");
		wish.done();
		String host = endpoint.map((one) -> one.path("s3_endpoint").asString("")).orElse("");
		long id = draft.nextId();
		ObjectNode body = Json.object().put("hostname", label + "." + host).put("label", label);
		body.put("created", Json.time(this.settings.clock().instant())).put("region", region);
		body.put("cluster", region + "-1").put("size", 0).put("objects", 0);
		body.put("endpoint_type", endpoint.map((one) -> one.path("endpoint_type").asString("")).orElse(""));
		body.put("s3_endpoint", host);
		this.buckets.create(region, label);
		Item bucket = draft
			.put(new Item(Kind.BUCKET, id, 0, call.owner(), body, Json.object().put("acl", acl).put("cors", cors)));
		this.land.events().tell(draft, "obj_bucket_create", bucket);
		return Answer.ok(bucket.body());
	}

	private Answer access(Call call) {
		return this.store.change((draft) -> {
			Item bucket = bucket(draft, call);
			Wish wish = call.wish();
			String acl = wish.oneOf("acl", wish.text("acl", bucket.secret("acl")), ACLS);
			boolean cors = wish.flag("cors_enabled", bucket.hidden().path("cors").asBoolean(true));
			wish.done();
			draft.put(bucket.withHidden(Json.object().put("acl", acl).put("cors", cors)));
			return Answer.done();
		});
	}

	private static String keyLabel(Wish wish, String otherwise) {
		String label = wish.text("label", otherwise);
		wish.check(label.length() <= 50 && !label.isEmpty(), "label", "Length must be 1-50 characters");
		return label;
	}

	private Answer createKey(Draft draft, Call call) {
		Wish wish = call.wish();
		wish.check(wish.has("label"), "label", "label is required");
		String label = keyLabel(wish, "");
		// An empty list limits the key to nothing, no list does not limit it.
		boolean limited = wish.has("bucket_access");
		List<Buckets.Grant> grants = new ArrayList<>();
		ArrayNode access = Json.array();
		for (Wish grant : wish.each("bucket_access")) {
			String region = grant.text("region", region(grant.text("cluster", "")));
			grant.check(this.land.catalogue().endpoint(region, "").isPresent(), "region", "region is not valid");
			String bucket = grant.required("bucket_name");
			grant.check(!grant.has("bucket_name") || find(draft, region, bucket).isPresent(), "bucket_name",
					"Bucket not found");
			String permissions = grant.oneOf("permissions", grant.required("permissions"),
					List.of("read_only", "read_write"));
			grants.add(new Buckets.Grant(region, bucket, permissions));
			access.addObject()
				.put("cluster", region + "-1")
				.put("bucket_name", bucket)
				.put("permissions", permissions)
				.put("region", region);
		}
		ArrayNode regions = regions(wish, grants);
		wish.done();
		Buckets.Key key = new Buckets.Key(Secrets.letters(20).toUpperCase(Locale.ROOT), Secrets.letters(40), limited,
				List.copyOf(grants));
		long id = draft.nextId();
		ObjectNode body = Json.object().put("id", id).put("label", label).put("access_key", key.accessKey());
		body.put("secret_key", "[REDACTED]").put("limited", limited);
		JsonNode shown = limited ? access : NullNode.getInstance();
		body.set("bucket_access", shown);
		body.set("regions", regions);
		Item kept = draft
			.put(new Item(Kind.KEY, id, 0, call.owner(), body, Json.object().put("secret", key.secretKey())));
		this.land.events().tell(draft, "obj_access_key_create", kept);
		draft.then(() -> this.buckets.allow(key));
		return Answer.ok(kept.copy().put("secret_key", key.secretKey()));
	}

	private ArrayNode regions(Wish wish, List<Buckets.Grant> grants) {
		Set<String> ids = new TreeSet<>(wish.texts("regions"));
		grants.forEach((grant) -> ids.add(grant.region()));
		ArrayNode regions = Json.array();
		for (String id : ids) {
			Optional<ObjectNode> endpoint = this.land.catalogue().endpoint(id, "");
			wish.check(endpoint.isPresent(), "regions", "region is not valid");
			endpoint.ifPresent((one) -> regions.addObject()
				.put("id", id)
				.put("s3_endpoint", one.path("s3_endpoint").asString(""))
				.put("endpoint_type", one.path("endpoint_type").asString("")));
		}
		return regions;
	}

}
