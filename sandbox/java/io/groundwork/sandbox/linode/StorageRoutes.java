package io.groundwork.sandbox.linode;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.locks.ReentrantLock;
import java.util.regex.Pattern;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.NullNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Buckets and the keys to them.
 */
final class StorageRoutes implements Buckets.Watcher {

	private static final Log log = LogFactory.getLog(StorageRoutes.class);

	private static final Pattern BUCKET = Pattern.compile("[a-z0-9](?!.*(\\.\\.|-\\.|\\.-))[a-z0-9.-]*[a-z0-9]");

	private static final List<String> ACLS = List.of("private", "public-read", "authenticated-read",
			"public-read-write");

	/**
	 * For changes of buckets and keys: the store is not to wait for the S3 server, and
	 * what is there must be what is said to be there.
	 */
	private final ReentrantLock changing = new ReentrantLock();

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
		routes.list(all, area, (call) -> Page.answer(call, views(), filterable));
		routes.list(all + "/*", area, (call) -> {
			String region = place(call);
			return Page.answer(call,
					views().stream().filter((bucket) -> region.equals(bucket.path("region").asString())).toList(),
					filterable);
		});
		routes.post(all, area, (call) -> outside(() -> create(call)));
		routes.get(all + "/*/*", area, (call) -> Answer.ok(view(bucket(call))));
		routes.delete(all + "/*/*", area, (call) -> outside(() -> delete(call)));
		routes.get(all + "/*/*/access", area, (call) -> {
			Item bucket = bucket(call);
			return Answer.ok(Json.object()
				.put("acl", bucket.secret("acl"))
				.put("acl_xml", "")
				.put("cors_enabled", bucket.hidden().path("cors").asBoolean(true))
				.put("cors_xml", ""));
		});
		routes.post(all + "/*/*/access", area, (call) -> outside(() -> access(call)));
		routes.put(all + "/*/*/access", area, (call) -> outside(() -> access(call)));
		String keys = "object-storage/keys";
		routes.list(keys, area, (call) -> Page.answer(call, this.store.all(Kind.KEY).stream().map(Item::body).toList(),
				Set.of("id", "label")));
		routes.post(keys, area, (call) -> outside(() -> createKey(call)));
		routes.get(keys + "/*", area, (call) -> Answer.ok(key(call).body()));
		routes.put(keys + "/*", area, (call) -> outside(() -> updateKey(call)));
		routes.delete(keys + "/*", area, (call) -> outside(() -> {
			Item key = key(call);
			this.buckets.forget(key.text("access_key"));
			return this.store.change((draft) -> {
				draft.remove(key);
				this.land.events().tell(draft, "obj_access_key_delete", key);
				return Answer.done();
			});
		}));
	}

	/**
	 * Tells the backend what there is, once.
	 */
	void begin() {
		try {
			this.buckets.begin(this.store.all(Kind.KEY).stream().map(StorageRoutes::keyOf).toList(),
					this.store.all(Kind.BUCKET).stream().map(StorageRoutes::place).toList(), this);
		}
		catch (IOException ex) {
			// All else can be had all the same.
			log.warn("The object storage is not as it should be", ex);
		}
	}

	/**
	 * Somebody has made a bucket by the way of S3.
	 */
	@Override
	public void made(Buckets.Place place, String accessKey) {
		outside(() -> this.store.change((draft) -> {
			Optional<ObjectNode> endpoint = this.land.catalogue().endpoint(place.region(), "");
			if (endpoint.isPresent() && find(draft, place.region(), place.name()).isEmpty()) {
				String owner = draft.all(Kind.KEY)
					.stream()
					.filter((key) -> accessKey.equals(key.text("access_key")))
					.map(Item::owner)
					.findFirst()
					.orElse("");
				keep(draft, place, endpoint.get(), owner, Json.object().put("acl", "private").put("cors", false));
			}
			return Answer.done();
		}));
	}

	/**
	 * Somebody has deleted a bucket by the way of S3, and somebody else may have made it
	 * again since.
	 */
	@Override
	public void gone(Buckets.Place place) {
		outside(() -> {
			boolean back = this.buckets.has(place);
			return this.store.change((draft) -> {
				find(draft, place.region(), place.name()).filter((bucket) -> !back).ifPresent(draft::remove);
				return Answer.done();
			});
		});
	}

	/**
	 * Deletes a bucket with all that is in it, or a key, behind everybody's back.
	 */
	Answer destroy(Item item) {
		return outside(() -> {
			if (item.kind() == Kind.BUCKET) {
				this.buckets.destroy(place(item));
			}
			else {
				this.buckets.forget(item.text("access_key"));
			}
			this.store.run((draft) -> draft.remove(item));
			return Answer.done();
		});
	}

	/**
	 * First the backend and then the store, one after another: what fails outside leaves
	 * nothing here.
	 */
	private Answer outside(Work work) {
		this.changing.lock();
		try {
			return work.run();
		}
		catch (IOException ex) {
			log.warn("The object storage failed", ex);
			throw new Refusal(500, "Internal Server Error");
		}
		finally {
			this.changing.unlock();
		}
	}

	private static Buckets.Place place(Item bucket) {
		return new Buckets.Place(bucket.text("region"), bucket.label());
	}

	private static Buckets.Key keyOf(Item key) {
		List<Buckets.Grant> grants = Json.nodes(key.body().path("bucket_access"))
			.stream()
			.map((grant) -> new Buckets.Grant(grant.path("region").asString(""), grant.path("bucket_name").asString(""),
					grant.path("permissions").asString("")))
			.toList();
		Set<String> regions = new TreeSet<>();
		key.body().path("regions").forEach((region) -> regions.add(region.path("id").asString("")));
		return new Buckets.Key(key.text("access_key"), key.secret("secret"),
				key.body().path("limited").asBoolean(false), grants, Set.copyOf(regions));
	}

	/**
	 * What there is to tell now: how much is in it, and where it is reached today.
	 */
	private ObjectNode view(Item bucket) {
		Buckets.Contents contents = this.buckets.contents(place(bucket));
		ObjectNode view = bucket.copy().put("objects", contents.objects()).put("size", contents.size());
		String here = this.buckets.endpoint(bucket.text("region"));
		return here.isEmpty() ? view : view.put("s3_endpoint", here).put("hostname", bucket.label() + "." + here);
	}

	private List<ObjectNode> views() {
		return this.store.all(Kind.BUCKET).stream().map(this::view).toList();
	}

	private Item key(Call call) {
		return this.store.find(Kind.KEY, call.id(0))
			.orElseThrow(() -> new Refusal(404, "The specified access key was not found."));
	}

	private String place(Call call) {
		String region = region(call.text(0));
		if (this.land.catalogue().endpoint(region, "").isEmpty()) {
			throw new Refusal(404, "The specified region was not found or does not support Object Storage.");
		}
		return region;
	}

	private Item bucket(Call call) {
		return find(this.store, place(call), call.text(1)).orElseThrow(Refusal::notFound);
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

	private Answer create(Call call) throws IOException {
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
		wish.check(find(this.store, region, label).isEmpty(), "label", "Bucket already exists");
		wish.done();
		Buckets.Place place = new Buckets.Place(region, label);
		this.buckets.create(place);
		try {
			this.buckets.open(place, acl, cors);
		}
		catch (IOException ex) {
			this.buckets.delete(place);
			throw ex;
		}
		return Answer.ok(view(this.store.change((draft) -> {
			Item bucket = keep(draft, place, endpoint.orElseThrow(), call.owner(),
					Json.object().put("acl", acl).put("cors", cors));
			this.land.events().tell(draft, "obj_bucket_create", bucket);
			return bucket;
		})));
	}

	private Item keep(Draft draft, Buckets.Place place, ObjectNode endpoint, String owner, ObjectNode hidden) {
		String host = endpoint.path("s3_endpoint").asString("");
		long id = draft.nextId();
		ObjectNode body = Json.object().put("hostname", place.name() + "." + host).put("label", place.name());
		body.put("created", Json.time(this.settings.clock().instant())).put("region", place.region());
		body.put("cluster", place.region() + "-1").put("size", 0).put("objects", 0);
		body.put("endpoint_type", endpoint.path("endpoint_type").asString(""));
		body.put("s3_endpoint", host);
		return draft.put(new Item(Kind.BUCKET, id, 0, owner, body, hidden));
	}

	private Answer delete(Call call) throws IOException {
		Item bucket = bucket(call);
		if (!this.buckets.delete(place(bucket))) {
			throw Refusal.bad("Bucket is not empty");
		}
		return this.store.change((draft) -> {
			draft.remove(bucket);
			this.land.events().tell(draft, "obj_bucket_delete", bucket);
			return Answer.done();
		});
	}

	private Answer access(Call call) throws IOException {
		Item bucket = bucket(call);
		Wish wish = call.wish();
		String acl = wish.oneOf("acl", wish.text("acl", bucket.secret("acl")), ACLS);
		boolean cors = wish.flag("cors_enabled", bucket.hidden().path("cors").asBoolean(true));
		wish.done();
		this.buckets.open(place(bucket), acl, cors);
		return this.store.change((draft) -> {
			draft.put(bucket.withHidden(Json.object().put("acl", acl).put("cors", cors)));
			return Answer.done();
		});
	}

	private static String keyLabel(Wish wish, String otherwise) {
		String label = wish.text("label", otherwise);
		wish.check(label.length() <= 50 && !label.isEmpty(), "label", "Length must be 1-50 characters");
		return label;
	}

	private Answer createKey(Call call) throws IOException {
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
			grant.check(!grant.has("bucket_name") || find(this.store, region, bucket).isPresent(), "bucket_name",
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
		ObjectNode body = Json.object().put("label", label);
		body.put("access_key", Secrets.letters(20).toUpperCase(Locale.ROOT));
		body.put("secret_key", "[REDACTED]").put("limited", limited);
		JsonNode shown = limited ? access : NullNode.getInstance();
		body.set("bucket_access", shown);
		body.set("regions", regions);
		String secret = Secrets.letters(40);
		Item key = new Item(Kind.KEY, 0, 0, call.owner(), body, Json.object().put("secret", secret));
		this.buckets.allow(keyOf(key));
		return this.store.change((draft) -> {
			long id = draft.nextId();
			Item kept = draft.put(new Item(Kind.KEY, id, 0, key.owner(), body.put("id", id), key.hidden()));
			this.land.events().tell(draft, "obj_access_key_create", kept);
			return Answer.ok(kept.copy().put("secret_key", secret));
		});
	}

	private Answer updateKey(Call call) throws IOException {
		Item key = key(call);
		Wish wish = call.wish();
		String label = keyLabel(wish, key.label());
		List<Buckets.Grant> grants = keyOf(key).grants();
		ArrayNode regions = wish.has("regions") ? regions(wish, grants) : (ArrayNode) key.body().path("regions");
		wish.done();
		ObjectNode body = key.copy().put("label", label);
		body.set("regions", regions);
		Item changed = key.with(body);
		this.buckets.allow(keyOf(changed));
		return this.store.change((draft) -> {
			this.land.events().tell(draft, "obj_access_key_update", key);
			return Answer.ok(draft.put(changed).body());
		});
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

	/**
	 * Something that is done outside and then noted here.
	 */
	private interface Work {

		Answer run() throws IOException;

	}

}
