package io.groundwork.plans;

import java.util.Optional;
import java.util.stream.Collectors;

import io.groundwork.terraform.PlanDocument.ResourceChange;

/**
 * Why a resource changes, in words.
 */
final class Reasons {

	private Reasons() {
	}

	static Optional<String> of(ResourceChange resource) {
		return resource.actionReason().map((reason) -> switch (reason) {
			case "replace_because_cannot_update" -> forced(resource);
			case "replace_because_tainted" -> "it was left half made";
			case "replace_by_request" -> "replacing it was asked for";
			case "replace_by_triggers" -> "what it depends on changes";
			case "delete_because_no_resource_config" -> "it is no longer in the configuration";
			case "delete_because_no_module" -> "its module is no longer in the configuration";
			case "delete_because_no_move_target" -> "what it was moved to is not in the configuration";
			case "delete_because_wrong_repetition" -> "it is now repeated in another way";
			case "delete_because_count_index" -> "there are to be fewer of it";
			case "delete_because_each_key" -> "its key is no longer in the list";
			default -> reason.replace('_', ' ');
		});
	}

	private static String forced(ResourceChange resource) {
		String paths = resource.change()
			.replacePaths()
			.stream()
			.map(Differences::path)
			.distinct()
			.collect(Collectors.joining(", "));
		return paths.isEmpty() ? "it cannot be changed where it is" : "forced by " + paths;
	}

}
