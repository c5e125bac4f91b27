package io.groundwork.plans;

import java.util.List;
import java.util.Optional;

import io.groundwork.plans.Changes.Action;
import io.groundwork.terraform.PlanDocument.Change;
import io.groundwork.terraform.PlanDocument.ResourceChange;

/**
 * What happens to a resource, by what Terraform calls it.
 */
final class Actions {

	private Actions() {
	}

	/**
	 * Nothing for what stays as and where it is.
	 */
	static Optional<Action> of(ResourceChange resource) {
		Optional<Action> action = of(resource.change());
		if (action.isPresent()) {
			return action;
		}
		if (resource.change().importing().isPresent()) {
			return Optional.of(Action.IMPORT);
		}
		return moved(resource) ? Optional.of(Action.MOVE) : Optional.empty();
	}

	static Optional<Action> of(Change change) {
		List<String> actions = change.actions();
		if (actions.contains("create")) {
			return Optional.of((actions.size() > 1) ? Action.REPLACE : Action.CREATE);
		}
		if (actions.contains("delete")) {
			return Optional.of(Action.DESTROY);
		}
		if (actions.contains("update")) {
			return Optional.of(Action.UPDATE);
		}
		return actions.contains("forget") ? Optional.of(Action.FORGET) : Optional.empty();
	}

	static boolean moved(ResourceChange resource) {
		return resource.previousAddress().filter((previous) -> !previous.equals(resource.address())).isPresent();
	}

}
