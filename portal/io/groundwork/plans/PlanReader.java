package io.groundwork.plans;

import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import io.groundwork.masking.Mask;
import io.groundwork.plans.Changes.Action;
import io.groundwork.terraform.PlanDocument;
import io.groundwork.terraform.PlanDocument.ResourceChange;
import io.groundwork.terraform.PlanDocumentReader;

/**
 * Reads a plan, one change after the other.
 */
final class PlanReader implements PlanDocument.Visitor {

	private final Secrets secrets = new Secrets();

	private final Stakes stakes = new Stakes();

	private final Count count = new Count();

	private final Costs costs = new Costs();

	private final List<Changes.Change> changes = new ArrayList<>();

	private final List<Changes.Change> drift = new ArrayList<>();

	private final List<Changes.OutputChange> outputs = new ArrayList<>();

	private PlanReader() {
	}

	static PlanReading read(InputStream content, Mask known) {
		PlanReader reader = new PlanReader();
		PlanDocument document = PlanDocumentReader.read(content, reader);
		// Only at the end is it known what is secret.
		Scrub scrub = new Scrub(known.with(reader.secrets.values()));
		Changes changes = reader.count.changes(scrub.all(reader.changes), scrub.all(reader.drift),
				scrub.outputs(reader.outputs));
		return new PlanReading(document, changes, scrub.blastRadius(reader.stakes.blastRadius(changes.nothing())),
				reader.costs.bills(scrub::name), reader.secrets.values());
	}

	@Override
	public void resource(ResourceChange change) {
		this.secrets.add(change.change());
		if (!change.mode().equals("managed")) {
			return;
		}
		this.costs.add(change);
		Optional<Action> action = Actions.of(change);
		if (action.isPresent()) {
			this.changes.add(change(change, action.get()));
			this.count.add(change, action.get());
			this.stakes.add(change, action.get());
		}
	}

	@Override
	public void drift(ResourceChange change) {
		this.secrets.add(change.change());
		Optional<Action> action = Actions.of(change);
		if (action.isPresent() && change.mode().equals("managed")) {
			Changes.Change difference = change(change, action.get());
			// An empty list in the place of none is no difference to anybody.
			if (action.get() != Action.UPDATE || !difference.attributes().isEmpty() && !expected(difference)) {
				this.drift.add(difference);
			}
		}
	}

	/**
	 * A cluster's credential is made anew by the portal itself; nobody has changed the
	 * cluster then.
	 */
	private static boolean expected(Changes.Change difference) {
		return difference.type().equals("linode_lke_cluster")
				&& difference.attributes().stream().allMatch((attribute) -> attribute.path().equals("kubeconfig"));
	}

	@Override
	public void output(String name, PlanDocument.Change change) {
		this.secrets.add(change);
		Actions.of(change)
			.ifPresent((action) -> this.outputs.add(new Changes.OutputChange(name, action,
					Values.whole(change.before(), change.sensitiveBefore(), change.sensitiveAfter()),
					Values.known(change))));
	}

	private static Changes.Change change(ResourceChange change, Action action) {
		String address = change.deposed()
			.map((key) -> change.address() + " (deposed " + key + ")")
			.orElse(change.address());
		return new Changes.Change(address, change.type(), change.name(), change.module(),
				Groups.of(change.type(), change.module()), action, change.change().actions(), Reasons.of(change),
				change.previousAddress().filter((previous) -> !previous.equals(change.address())),
				change.change().importing(), Differences.of(change.change()));
	}

}
