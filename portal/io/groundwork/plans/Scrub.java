package io.groundwork.plans;

import java.util.Collection;
import java.util.List;
import java.util.Optional;

import io.groundwork.plans.Changes.Attribute;
import io.groundwork.plans.Changes.Change;
import io.groundwork.plans.Changes.OutputChange;

/**
 * Hides a value that is sensitive in one place wherever else it stands, since not every
 * provider marks all of them.
 */
final class Scrub {

	private final Collection<String> secrets;

	Scrub(Collection<String> secrets) {
		this.secrets = secrets;
	}

	List<Change> all(List<Change> changes) {
		return changes.stream()
			.map((change) -> new Change(change.address(), change.type(), change.name(), change.module(), change.group(),
					change.action(), change.actions(), change.reason(), change.movedFrom(),
					change.importedBy().map(this::text), change.attributes().stream().map(this::attribute).toList()))
			.toList();
	}

	List<OutputChange> outputs(List<OutputChange> outputs) {
		return outputs.stream()
			.map((output) -> new OutputChange(output.name(), output.action(), output.before().map(this::text),
					output.after().map(this::text)))
			.toList();
	}

	private Attribute attribute(Attribute attribute) {
		Optional<String> before = attribute.before().map(this::text);
		return new Attribute(text(attribute.path()), before, attribute.after().map(this::text), attribute.forces());
	}

	private String text(String text) {
		return this.secrets.stream().anyMatch((secret) -> shows(text, secret)) ? Values.SENSITIVE : text;
	}

	private static boolean shows(String text, String secret) {
		if (text.contains(secret)) {
			return true;
		}
		if (!text.endsWith(Values.CUT)) {
			return false;
		}
		// The cut may have gone through the secret.
		String rest = text.substring(0, text.length() - Values.CUT.length());
		for (int length = Math.min(secret.length(), rest.length()); length >= Secrets.SHORTEST; length--) {
			if (rest.regionMatches(rest.length() - length, secret, 0, length)) {
				return true;
			}
		}
		return false;
	}

}
