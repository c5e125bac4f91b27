package io.groundwork.cluster;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

import io.groundwork.cluster.Change.Action;
import io.groundwork.digest.Sha256;

/**
 * What a cluster would get differently; no secret is in it, so that it can be stored and
 * shown.
 *
 * @param changes each object that is declared, and each that no longer is
 * @param digest SHA-256 in hex over all of it that matters, values of secrets included;
 * the same changes have the same digest
 */
public record Changes(List<Change> changes, String digest) {

	public Changes {
		changes = List.copyOf(changes);
	}

	/**
	 * What applying will change in a cluster that does not exist yet: everything is
	 * added. Once it exists and has nothing of that environment,
	 * {@link Baseline#plan(Manifests, Consent)} says the same, with the same digest.
	 */
	public static Changes fresh(Manifests wanted, Consent consent) {
		return Applier.fresh(wanted, consent);
	}

	/**
	 * Those with that action.
	 */
	public List<Change> that(Action action) {
		return this.changes.stream().filter((change) -> change.action() == action).toList();
	}

	/**
	 * Whether applying would change nothing.
	 */
	public boolean nothing() {
		return this.changes.stream()
			.allMatch((change) -> change.action() == Action.UNCHANGED || change.action() == Action.KEPT);
	}

	/**
	 * Whether it cannot be applied as it is: something would be refused, or belongs to
	 * others.
	 */
	public boolean blocked(Consent consent) {
		return this.changes.stream()
			.anyMatch((change) -> change.action() == Action.REFUSED
					|| (change.action() == Action.CONFLICTED && !consent.takeFields()));
	}

	/**
	 * Brings together what was found.
	 */
	static Changes of(List<Found> found, Consent consent) {
		List<Found> ordered = new ArrayList<>(found);
		ordered.sort(Comparator.comparing((one) -> one.change().object()));
		MessageDigest digest = Sha256.begin();
		add(digest, "groundwork-kubernetes-1");
		add(digest, consent.toString());
		ordered.stream().filter((one) -> one.change().action() != Action.UNCHANGED).forEach((one) -> one.addTo(digest));
		return new Changes(ordered.stream().map(Found::change).toList(), HexFormat.of().formatHex(digest.digest()));
	}

	/**
	 * Each text goes in with its length, so that no two lists give the same bytes.
	 */
	private static void add(MessageDigest digest, String text) {
		byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
		digest.update((bytes.length + ":").getBytes(StandardCharsets.UTF_8));
		digest.update(bytes);
	}

	/**
	 * A change with the values behind it.
	 *
	 * @param change what can be shown
	 * @param differences what is behind it, secrets included
	 * @param uid which object it is about, if there is one
	 * @param ours whether we have applied it before
	 */
	record Found(Change change, List<Difference> differences, Optional<String> uid, boolean ours) {

		static Found of(Change change) {
			return new Found(change, List.of(), Optional.empty(), false);
		}

		static Found of(Ref ref, Action action, List<Difference> differences) {
			List<Change.Field> fields = differences.stream().map((one) -> Change.Field.of(ref, one)).toList();
			return of(new Change(ref, action, fields, List.of(), Optional.empty())).with(differences);
		}

		private Found with(List<Difference> differences) {
			return new Found(this.change, differences, this.uid, this.ours);
		}

		Found of(String uid, boolean ours) {
			return new Found(this.change, this.differences, Optional.of(uid), ours);
		}

		Found with(Action action, List<Change.Conflict> conflicts) {
			Change conflicted = new Change(this.change.object(), action, this.change.fields(), conflicts,
					this.change.refusal());
			return new Found(conflicted, this.differences, this.uid, this.ours);
		}

		private void addTo(MessageDigest digest) {
			add(digest, this.change.action().word());
			add(digest, this.change.object().apiVersion());
			add(digest, this.change.object().key());
			for (Difference difference : this.differences) {
				add(digest, difference.path());
				add(digest, difference.before().toString());
				add(digest, difference.after().toString());
			}
			for (Change.Conflict conflict : this.change.conflicts()) {
				add(digest, conflict.manager());
				add(digest, conflict.path());
			}
			this.change.refusal().ifPresent((refusal) -> add(digest, refusal.kind().word()));
		}

	}

}
