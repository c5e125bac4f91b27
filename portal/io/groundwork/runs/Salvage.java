package io.groundwork.runs;

import java.nio.file.Files;
import java.nio.file.Path;

import io.groundwork.runs.log.LogLevel;
import io.groundwork.state.Salvaged;
import io.groundwork.state.States;

import org.springframework.stereotype.Component;

/**
 * Brings home the state that Terraform could not hand over.
 */
@Component
class Salvage {

	private final States states;

	Salvage(States states) {
		this.states = states;
	}

	/**
	 * Looks into a folder for it.
	 * @param fence the claim whose folder it is
	 */
	void erroredState(RunInHand hand, long fence, RunFolder folder) {
		Path file = folder.erroredState();
		if (!Files.exists(file)) {
			return;
		}
		hand.say(LogLevel.WARN, "Terraform could not hand over its state and left it in its folder");
		Salvaged salvaged = Patience
			.insist(() -> this.states.salvage(hand.run().environmentId(), hand.run().number(), fence, file));
		hand.say((salvaged instanceof Salvaged.Diverged) ? LogLevel.ERROR : LogLevel.INFO, switch (salvaged) {
			case Salvaged.Taken taken ->
				"It was brought home and is version %d of the state now".formatted(taken.version().serial());
			case Salvaged.Known known -> "It had arrived already, as version %d".formatted(known.version().serial());
			case Salvaged.Diverged diverged ->
				"It is kept beside the state and did not replace it: " + diverged.state().reason();
		});
	}

}
