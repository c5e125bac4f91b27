package io.groundwork.plans;

import java.util.List;
import java.util.Optional;

import io.groundwork.masking.Mask;
import io.groundwork.plans.Changes.Attribute;
import io.groundwork.plans.Changes.Change;
import io.groundwork.plans.Changes.OutputChange;

/**
 * Hides a value that is sensitive in one place wherever else it stands, in whatever form,
 * since not every provider marks all of them.
 */
final class Scrub {

	private final Mask mask;

	Scrub(Mask mask) {
		this.mask = mask;
	}

	List<Change> all(List<Change> changes) {
		return changes.stream()
			.map((change) -> new Change(name(change.address()), change.type(), name(change.name()),
					name(change.module()), change.group(), change.action(), change.actions(), change.reason(),
					change.movedFrom().map(this::name), change.importedBy().map(this::text),
					change.attributes().stream().map(this::attribute).toList()))
			.toList();
	}

	BlastRadius blastRadius(BlastRadius blast) {
		return new BlastRadius(blast.sentence(), blast.severity(),
				blast.findings()
					.stream()
					.map((finding) -> new BlastRadius.Finding(finding.severity(), finding.kind(),
							name(finding.address()), name(finding.text())))
					.toList());
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

	/**
	 * A name that has a secret in it must still tell one thing from another.
	 */
	String name(String name) {
		return this.mask.apply(name);
	}

	private String text(String text) {
		boolean cut = text.endsWith(Values.CUT);
		String shown = cut ? text.substring(0, text.length() - Values.CUT.length()) : text;
		return this.mask.hides(shown, cut) ? Values.SENSITIVE : text;
	}

}
