package io.groundwork.sandbox.linode;

import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

import tools.jackson.databind.node.ObjectNode;

/**
 * What is to go wrong. Faults are forgotten when the server ends: a new start is sound.
 */
final class Faults {

	static final List<String> KINDS = List.of("account-limit", "no-capacity", "latency", "too-many-requests",
			"unavailable", "error", "cut", "region-down", "cluster-down");

	private final Map<Long, Fault> faults = new ConcurrentSkipListMap<>();

	private final AtomicLong number = new AtomicLong();

	private final Clock clock;

	Faults(Clock clock) {
		this.clock = clock;
	}

	Fault add(ObjectNode body) {
		Wish wish = new Wish(body);
		String kind = wish.oneOf("kind", wish.required("kind"), KINDS);
		String method = wish.text("method", "");
		String path = wish.text("path", "");
		try {
			Pattern.compile(path);
		}
		catch (PatternSyntaxException ex) {
			wish.refuse("path", "Must be a regular expression");
		}
		int times = wish.number("times", 0);
		int seconds = wish.number("seconds", 0);
		long end = (seconds > 0) ? this.clock.millis() + seconds * 1000L : Long.MAX_VALUE;
		wish.check(!"region-down".equals(kind) || wish.has("region"), "region", "region is required");
		wish.check(!"cluster-down".equals(kind) || wish.has("cluster"), "cluster", "cluster is required");
		wish.check(!"account-limit".equals(kind) || wish.has("nodes"), "nodes", "nodes is required");
		int cluster = wish.number("cluster", 0);
		int nodes = wish.number("nodes", 0);
		int millis = wish.number("millis", 1000, 0, 600_000);
		String region = wish.text("region", "");
		String plan = wish.text("plan", "");
		wish.done();
		Fault fault = new Fault(this.number.incrementAndGet(), kind, method, Pattern.compile(path), region, plan,
				cluster, nodes, millis, end, (times > 0) ? new AtomicLong(times) : new AtomicLong(Long.MAX_VALUE));
		this.faults.put(fault.id(), fault);
		return fault;
	}

	Optional<Fault> remove(long id) {
		return Optional.ofNullable(this.faults.remove(id));
	}

	List<Fault> all() {
		this.faults.values().removeIf((fault) -> fault.end() <= this.clock.millis() || fault.left().get() <= 0);
		return new ArrayList<>(this.faults.values());
	}

	/**
	 * Uses up one time of a fault of that kind, if there is one for this request.
	 */
	Optional<Fault> strike(String kind, String method, String path) {
		if (this.faults.isEmpty()) {
			return Optional.empty();
		}
		return all().stream()
			.filter((fault) -> fault.kind().equals(kind) && fault.meets(method, path)
					&& fault.left().getAndDecrement() > 0)
			.findFirst();
	}

	boolean isDown(String region) {
		return all().stream().anyMatch((fault) -> "region-down".equals(fault.kind()) && fault.region().equals(region));
	}

	boolean isDown(long cluster) {
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
	 * @param id its number
	 * @param kind what goes wrong
	 * @param method for requests of this method
	 * @param path for requests whose path this is found in
	 * @param region where
	 * @param plan for which plan
	 * @param cluster for which cluster
	 * @param nodes how many nodes there may be
	 * @param millis how slow
	 * @param end until when, in milliseconds
	 * @param left how often still
	 */
	record Fault(long id, String kind, String method, Pattern path, String region, String plan, long cluster, int nodes,
			int millis, long end, AtomicLong left) {

		boolean meets(String method, String path) {
			return (this.method.isEmpty() || this.method.equalsIgnoreCase(method)) && this.path.matcher(path).find();
		}

		ObjectNode json() {
			ObjectNode json = Json.object().put("id", this.id).put("kind", this.kind);
			json.put("method", this.method).put("path", this.path.pattern()).put("region", this.region);
			json.put("plan", this.plan).put("cluster", this.cluster).put("nodes", this.nodes);
			json.put("millis", this.millis);
			long times = this.left.get();
			return (times > Long.MAX_VALUE / 2) ? json.putNull("left") : json.put("left", times);
		}

	}

}
