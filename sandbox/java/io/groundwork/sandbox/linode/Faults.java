package io.groundwork.sandbox.linode;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

import tools.jackson.databind.node.ObjectNode;

/**
 * What is to go wrong. Faults are kept like everything else: what a test of a restart
 * made go wrong goes on doing so.
 */
final class Faults {

	static final List<String> KINDS = List.of("account-limit", "no-capacity", "latency", "too-many-requests",
			"unavailable", "error", "cut", "region-down", "cluster-down");

	private static final int LONGEST = 600_000;

	/**
	 * The same as in the store, ready to be asked at every request.
	 */
	private final Map<Long, Fault> faults = new ConcurrentSkipListMap<>();

	private final Store store;

	private final Life life;

	private final Clock clock;

	private final Clusters clusters;

	Faults(Store store, Life life, Settings settings) {
		this.store = store;
		this.life = life;
		this.clock = settings.clock();
		this.clusters = settings.backends().clusters();
		life.step("fault", this::over);
		store.all(Kind.FAULT).forEach((item) -> this.faults.put(item.id(), Fault.of(item)));
	}

	/**
	 * Lets the clusters know again which of them are down: they forget when the machine
	 * does.
	 */
	void tell() {
		all().stream()
			.filter((fault) -> "cluster-down".equals(fault.kind()))
			.forEach((fault) -> this.clusters.down(fault.cluster(), true));
	}

	Fault add(ObjectNode body) {
		Wish wish = new Wish(body);
		String kind = wish.oneOf("kind", wish.required("kind"), KINDS);
		String path = wish.text("path", "");
		try {
			Pattern.compile(path);
		}
		catch (PatternSyntaxException ex) {
			wish.refuse("path", "Must be a regular expression");
		}
		wish.check(!"region-down".equals(kind) || wish.has("region"), "region", "region is required");
		wish.check(!"cluster-down".equals(kind) || wish.has("cluster"), "cluster", "cluster is required");
		wish.check(!"account-limit".equals(kind) || wish.has("nodes"), "nodes", "nodes is required");
		ObjectNode fault = Json.object().put("id", 0).put("kind", kind).put("method", wish.text("method", ""));
		fault.put("path", path).put("region", wish.text("region", "")).put("plan", wish.text("plan", ""));
		fault.put("cluster", wish.number("cluster", 0, 0, Integer.MAX_VALUE));
		fault.put("nodes", wish.number("nodes", 0, 0, Integer.MAX_VALUE));
		fault.put("millis", wish.number("millis", 1000, 0, LONGEST));
		int times = wish.number("times", 0, 0, Integer.MAX_VALUE);
		int seconds = wish.number("seconds", 0, 0, Integer.MAX_VALUE);
		wish.done();
		long end = (seconds > 0) ? this.clock.millis() + seconds * 1000L : 0;
		if (times > 0) {
			fault.put("left", times);
		}
		else {
			fault.putNull("left");
		}
		if (end > 0) {
			fault.put("until", Json.time(Instant.ofEpochMilli(end)));
		}
		else {
			fault.putNull("until");
		}
		Fault kept = this.store.change((draft) -> {
			long id = draft.nextId();
			if (seconds > 0) {
				this.life.plan(draft, Duration.ofSeconds(seconds), "fault", id, Json.object());
			}
			return Fault
				.of(draft.put(new Item(Kind.FAULT, id, 0, "", fault.put("id", id), Json.object().put("end", end))));
		});
		this.faults.put(kept.id(), kept);
		if ("cluster-down".equals(kind)) {
			this.clusters.down(kept.cluster(), true);
		}
		return kept;
	}

	private boolean over(Draft draft, Item due) {
		draft.find(Kind.FAULT, due.parent()).ifPresent(draft::remove);
		draft.then(() -> forget(due.parent()));
		return true;
	}

	void remove(long id) {
		this.store.run((draft) -> {
			draft.find(Kind.FAULT, id).ifPresent(draft::remove);
			this.life.forget(draft, id);
		});
		forget(id);
	}

	private void forget(long id) {
		Fault fault = this.faults.remove(id);
		if (fault != null && "cluster-down".equals(fault.kind()) && !isDown(fault.cluster())) {
			this.clusters.down(fault.cluster(), false);
		}
	}

	/**
	 * Those that are on. Nothing is removed here: this is asked in the middle of changes.
	 */
	List<Fault> all() {
		return this.faults.values()
			.stream()
			.filter((fault) -> fault.left().get() > 0 && (fault.end() == 0 || fault.end() > this.clock.millis()))
			.toList();
	}

	/**
	 * Uses up one time of a fault of that kind, if there is one for this request.
	 */
	Optional<Fault> strike(String kind, String method, String path) {
		if (this.faults.isEmpty()) {
			return Optional.empty();
		}
		Optional<Fault> found = all().stream()
			.filter((fault) -> fault.kind().equals(kind) && fault.meets(method, path)
					&& fault.left().getAndDecrement() > 0)
			.findFirst();
		found.filter(Fault::isCounted).ifPresent(this::count);
		return found;
	}

	private void count(Fault fault) {
		this.store.run((draft) -> draft.find(Kind.FAULT, fault.id()).ifPresent((item) -> {
			// Read in here, so that of two at once the last to write writes the least.
			long left = fault.left().get();
			if (left > 0) {
				draft.put(item.with(item.copy().put("left", left)));
			}
			else {
				draft.remove(item);
				this.life.forget(draft, fault.id());
				draft.then(() -> forget(fault.id()));
			}
		}));
	}

	boolean isDown(String region) {
		return all().stream().anyMatch((fault) -> "region-down".equals(fault.kind()) && fault.region().equals(region));
	}

	private boolean isDown(long cluster) {
		return all().stream().anyMatch((fault) -> "cluster-down".equals(fault.kind()) && fault.cluster() == cluster);
	}

	boolean lacksCapacity(String region, String plan) {
		return isDown(region) || all().stream()
			.anyMatch((fault) -> "no-capacity".equals(fault.kind())
					&& (fault.region().isEmpty() || fault.region().equals(region))
					&& (fault.plan().isEmpty() || fault.plan().equals(plan)));
	}

	/**
	 * Refuses more nodes than an account may have.
	 */
	void checkLimit(long nodes) {
		if (all().stream().anyMatch((fault) -> "account-limit".equals(fault.kind()) && nodes > fault.nodes())) {
			throw Refusal.bad("Account Limit reached. Please open a support ticket.");
		}
	}

	/**
	 * One of them; what does not matter for its kind is empty.
	 *
	 * @param item how it is kept
	 * @param path for requests whose path this is found in
	 * @param left how often still
	 */
	record Fault(Item item, Pattern path, AtomicLong left) {

		static Fault of(Item item) {
			return new Fault(item, Pattern.compile(item.text("path")),
					new AtomicLong(item.body().path("left").asLong(Long.MAX_VALUE)));
		}

		long id() {
			return this.item.id();
		}

		String kind() {
			return this.item.text("kind");
		}

		String region() {
			return this.item.text("region");
		}

		String plan() {
			return this.item.text("plan");
		}

		long cluster() {
			return this.item.body().path("cluster").asLong(0);
		}

		int nodes() {
			return this.item.body().path("nodes").asInt(0);
		}

		int millis() {
			return this.item.body().path("millis").asInt(0);
		}

		/**
		 * Until when, in milliseconds; 0 for as long as nobody removes it.
		 */
		long end() {
			return this.item.hidden().path("end").asLong(0);
		}

		boolean isCounted() {
			return this.item.body().hasNonNull("left");
		}

		boolean meets(String method, String path) {
			String wanted = this.item.text("method");
			return (wanted.isEmpty() || wanted.equalsIgnoreCase(method)) && this.path.matcher(path).find();
		}

		ObjectNode json() {
			ObjectNode json = this.item.copy();
			return isCounted() ? json.put("left", this.left.get()) : json;
		}

	}

}
