package io.groundwork.plans;

import java.util.List;

import io.groundwork.plans.Changes.Action;
import io.groundwork.terraform.PlanDocument.ResourceChange;

/**
 * The numbers on top of a plan.
 */
final class Count {

	private int add;

	private int change;

	private int destroy;

	private int replace;

	private int move;

	private int imported;

	private int forget;

	void add(ResourceChange resource, Action action) {
		switch (action) {
			case CREATE -> this.add++;
			case UPDATE -> this.change++;
			case DESTROY -> this.destroy++;
			case FORGET -> this.forget++;
			case REPLACE -> {
				this.add++;
				this.destroy++;
				this.replace++;
			}
			case MOVE, IMPORT -> {
				// Counted below, since what is moved or imported may be changed as well.
			}
		}
		if (Actions.moved(resource)) {
			this.move++;
		}
		if (resource.change().importing().isPresent()) {
			this.imported++;
		}
	}

	Changes changes(List<Changes.Change> changes, List<Changes.Change> drift, List<Changes.OutputChange> outputs) {
		return new Changes(this.add, this.change, this.destroy, this.replace, this.move, this.imported, this.forget,
				changes, drift, outputs);
	}

}
