package io.groundwork.cluster;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.groundwork.cluster.Change.Action;
import io.groundwork.cluster.Changes.Found;
import tools.jackson.databind.JsonNode;

/**
 * Brings the objects of an environment to what its files say, by server-side apply, after
 * having said what that would change.
 */
final class Applier {

	/** What was only just made may take the API server a moment to count in. */
	private static final Duration SETTLING = Duration.ofSeconds(10);

	private static final Pattern MANAGER = Pattern.compile("\"([^\"]+)\"");

	private final Api api;

	private final Manifests wanted;

	private final Consent consent;

	Applier(Api api, Manifests wanted, Consent consent) {
		this.api = api;
		this.wanted = wanted;
		this.consent = consent;
	}

	Changes plan() {
		Kinds kinds = Kinds.of(this.api);
		return Changes.of(find(kinds, Inventory.read(this.api, this.wanted.environment())), this.consent);
	}

	static Changes fresh(Manifests wanted, Consent consent) {
		return Changes.of(wanted.all().stream().map(Applier::added).toList(), consent);
	}

	Applied apply(String agreed) {
		Kinds kinds = Kinds.of(this.api);
		Inventory before = Inventory.read(this.api, this.wanted.environment());
		List<Found> found = find(kinds, before);
		Changes changes = Changes.of(found, this.consent);
		if (!changes.digest().equals(agreed)) {
			throw new StaleChangesException(changes);
		}
		if (changes.blocked(this.consent)) {
			return new Applied(List.of(), refusals(changes));
		}
		return new Work(kinds, before, found).apply();
	}

	private Map<Ref, Refusal> refusals(Changes changes) {
		Map<Ref, Refusal> refused = new HashMap<>();
		changes.that(Action.REFUSED)
			.forEach((change) -> change.refusal().ifPresent((why) -> refused.put(change.object(), why)));
		if (!this.consent.takeFields()) {
			changes.that(Action.CONFLICTED)
				.forEach((change) -> change.refusal().ifPresent((why) -> refused.put(change.object(), why)));
		}
		return refused;
	}

	private List<Found> find(Kinds kinds, Inventory before) {
		List<Found> found = new ArrayList<>(Parallel.each(this.wanted.all(), (manifest) -> look(kinds, manifest)));
		found.addAll(new Pruning(this.api, kinds, before, this.consent).find(this.wanted));
		return found;
	}

	private static Found added(Manifest manifest) {
		return Found.of(manifest.ref(), Action.ADDED, Difference.of(manifest.json()));
	}

	private static Found refused(Ref ref, Refusal why) {
		return Found.of(Change.of(ref, Action.REFUSED, why));
	}

	private Found look(Kinds kinds, Manifest manifest) {
		Ref ref = manifest.ref();
		Optional<Kinds.Kind> kind = kinds.find(ref);
		if (kind.isEmpty()) {
			return this.wanted.definition(ref).isPresent() ? added(manifest) : refused(ref, Refusal.unknownKind(ref));
		}
		if (kind.get().namespaced() == ref.namespace().isEmpty()) {
			return refused(ref, kind.get().namespaced() ? Refusal.noNamespace(ref) : Refusal.namespaceUseless(ref));
		}
		String path = kind.get().path(ref);
		Api.Answer answer = patiently(() -> this.api.apply(path, manifest.json(), true, false), ref,
				(refusal) -> refusal.kind() == Refusal.Kind.NOT_YET);
		if (answer.status() == 201) {
			return added(manifest);
		}
		if (answer.absent() && lacks(answer)) {
			return added(manifest);
		}
		List<Change.Conflict> conflicts = conflicts(answer);
		if (!conflicts.isEmpty()) {
			Api.Answer forced = this.api.apply(path, manifest.json(), true, true);
			if (!forced.ok()) {
				return refused(ref, Refusal.of(ref, forced));
			}
			Found found = compare(path, manifest, forced.body());
			return (found.change().action() == Action.REFUSED) ? found : conflicted(found, conflicts, answer);
		}
		return answer.ok() ? compare(path, manifest, answer.body()) : refused(ref, Refusal.of(ref, answer));
	}

	private static Found conflicted(Found found, List<Change.Conflict> conflicts, Api.Answer answer) {
		Found with = found.with(Action.CONFLICTED, conflicts);
		Change change = with.change();
		Change explained = new Change(change.object(), change.action(), change.fields(), change.conflicts(),
				Optional.of(Refusal.of(change.object(), answer)));
		return new Found(explained, with.differences(), with.uid(), with.ours());
	}

	/**
	 * Whether it fails only for want of something that these declare as well.
	 */
	private boolean lacks(Api.Answer answer) {
		JsonNode details = answer.body().path("details");
		String plural = details.path("kind").asString("");
		String name = details.path("name").asString("");
		return plural.equals("namespaces") ? this.wanted.declaresNamespace(name) : this.wanted.declares(plural, name);
	}

	private static List<Change.Conflict> conflicts(Api.Answer answer) {
		if (answer.status() != 409) {
			return List.of();
		}
		List<Change.Conflict> conflicts = new ArrayList<>();
		for (JsonNode cause : answer.body().path("details").path("causes")) {
			if (cause.path("reason").asString("").equals("FieldManagerConflict")) {
				Matcher manager = MANAGER.matcher(cause.path("message").asString(""));
				conflicts.add(new Change.Conflict(manager.find() ? manager.group(1) : "somebody",
						cause.path("field").asString("").replaceFirst("^\\.", "")));
			}
		}
		conflicts.sort(Comparator.comparing(Change.Conflict::path).thenComparing(Change.Conflict::manager));
		return conflicts;
	}

	private Found compare(String path, Manifest manifest, JsonNode after) {
		Ref ref = manifest.ref();
		Api.Answer answer = this.api.get(path);
		if (answer.absent()) {
			return added(manifest);
		}
		JsonNode live = answer.orRefused(ref);
		if (live.path("metadata").has("deletionTimestamp")) {
			return refused(ref, Refusal.ending(ref));
		}
		List<Difference> differences = Difference.between(live, after, manifest.json());
		return Found.of(ref, differences.isEmpty() ? Action.UNCHANGED : Action.CHANGED, differences)
			.of(live.path("metadata").path("uid").asString(""), Labels.applied(live));
	}

	/**
	 * Asks again for a while as long as the refusal is one that may pass.
	 */
	private static Api.Answer patiently(Supplier<Api.Answer> asking, Ref ref, Predicate<Refusal> mayPass) {
		long end = System.nanoTime() + SETTLING.toNanos();
		long pause = 20;
		while (true) {
			Api.Answer answer = asking.get();
			if (answer.ok() || System.nanoTime() > end || !mayPass.test(Refusal.of(ref, answer))) {
				return answer;
			}
			try {
				Thread.sleep(pause);
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
				return answer;
			}
			pause = Math.min(500, pause * 2);
		}
	}

	/**
	 * One apply, once it is known what there is to do.
	 */
	private final class Work {

		private final Inventory before;

		private final Map<String, Found> found = new HashMap<>();

		private final Map<Ref, Refusal> refused = new ConcurrentHashMap<>();

		private final Map<Ref, String> there = new ConcurrentHashMap<>();

		private final List<Ref> done = new ArrayList<>();

		private Kinds kinds;

		Work(Kinds kinds, Inventory before, List<Found> found) {
			this.kinds = kinds;
			this.before = before;
			found.forEach((one) -> this.found.put(one.change().object().key(), one));
		}

		/**
		 * What will be there is written down before, so that nothing is forgotten of
		 * which only the making is known.
		 */
		Applied apply() {
			Inventory during = this.before.and(Applier.this.wanted.all()
				.stream()
				.map(Manifest::ref)
				.map((ref) -> new Inventory.Entry(ref, uid(ref)))
				.toList());
			writeIfOther(during, this.before);
			for (Wave wave : Wave.values()) {
				if (this.refused.isEmpty()) {
					apply(wave);
				}
			}
			List<Ref> stays = new ArrayList<>();
			if (this.refused.isEmpty()) {
				prune(stays);
			}
			Inventory now = during.and(this.there.entrySet()
				.stream()
				.map((entry) -> new Inventory.Entry(entry.getKey(), entry.getValue()))
				.toList());
			writeIfOther(this.refused.isEmpty() ? left(now, stays) : now, during);
			return new Applied(this.done, this.refused);
		}

		private String uid(Ref ref) {
			Found one = this.found.get(ref.key());
			return (one != null) ? one.uid().orElse("") : "";
		}

		private void writeIfOther(Inventory now, Inventory last) {
			if (!now.equals(last)) {
				now.write(Applier.this.api, Applier.this.wanted.environment());
			}
		}

		/**
		 * What is declared, and what could not be removed yet.
		 */
		private Inventory left(Inventory all, List<Ref> stays) {
			return Inventory.of(all.entries()
				.values()
				.stream()
				.filter((entry) -> Applier.this.wanted.declares(entry.ref()) || stays.contains(entry.ref()))
				.toList());
		}

		private void apply(Wave wave) {
			List<Manifest> now = Applier.this.wanted.all()
				.stream()
				.filter((manifest) -> Wave.of(manifest.ref()) == wave && isToDo(manifest))
				.toList();
			if (now.stream().anyMatch((manifest) -> this.kinds.find(manifest.ref()).isEmpty())) {
				awaitKinds(now);
			}
			List<Optional<Ref>> applied = Parallel.each(now, this::apply);
			applied.forEach((one) -> one.ifPresent(this.done::add));
		}

		/**
		 * Also what is as it should be, but was never applied by us: it becomes ours.
		 */
		private boolean isToDo(Manifest manifest) {
			Found one = this.found.get(manifest.ref().key());
			return one == null || one.change().action() != Action.UNCHANGED || !one.ours();
		}

		private void awaitKinds(List<Manifest> manifests) {
			long end = System.nanoTime() + SETTLING.toNanos();
			while (System.nanoTime() < end && !Thread.currentThread().isInterrupted()
					&& manifests.stream().anyMatch((manifest) -> this.kinds.find(manifest.ref()).isEmpty())) {
				try {
					Thread.sleep(100);
				}
				catch (InterruptedException ex) {
					Thread.currentThread().interrupt();
				}
				this.kinds = Kinds.of(Applier.this.api);
			}
		}

		private Optional<Ref> apply(Manifest manifest) {
			Ref ref = manifest.ref();
			Optional<Kinds.Kind> kind = this.kinds.find(ref);
			if (kind.isEmpty()) {
				this.refused.put(ref, Refusal.unknownKind(ref));
				return Optional.empty();
			}
			String path = kind.get().path(ref);
			Api.Answer answer = patiently(
					() -> Applier.this.api.apply(path, manifest.json(), false, Applier.this.consent.takeFields()), ref,
					(refusal) -> refusal.kind() == Refusal.Kind.NOT_YET || refusal.kind() == Refusal.Kind.NOT_THERE);
			if (!answer.ok()) {
				this.refused.put(ref, Refusal.of(ref, answer));
				return Optional.empty();
			}
			this.there.put(ref, answer.body().path("metadata").path("uid").asString(""));
			return Optional.of(ref);
		}

		private void prune(List<Ref> stays) {
			for (Wave wave : List.of(Wave.values()).reversed()) {
				List<Found> now = this.found.values()
					.stream()
					.filter((one) -> one.change().action() == Action.REMOVED && Wave.of(one.change().object()) == wave)
					.toList();
				Parallel.each(now, this::remove).forEach((one) -> one.ifPresent(this.done::add));
			}
			this.found.values().stream().map(Found::change).forEach((change) -> {
				boolean inhabited = change.refusal().filter((why) -> why.kind() == Refusal.Kind.INHABITED).isPresent();
				if (inhabited || this.refused.containsKey(change.object())) {
					stays.add(change.object());
				}
			});
		}

		private Optional<Ref> remove(Found one) {
			Ref ref = one.change().object();
			Optional<Kinds.Kind> kind = this.kinds.find(ref);
			if (kind.isEmpty()) {
				return Optional.empty();
			}
			Api.Answer answer = Applier.this.api.delete(kind.get().path(ref), one.uid().orElse(""));
			if (answer.ok() || answer.absent()) {
				return Optional.of(ref);
			}
			this.refused.put(ref, Refusal.of(ref, answer));
			return Optional.empty();
		}

	}

}
