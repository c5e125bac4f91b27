package io.groundwork.runs;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;

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
	 * Brings home what a folder has of it, and takes the file away once it is there: as
	 * long as there is a file nobody wipes the folder. Doing so again changes nothing.
	 * @param fence the claim whose folder it is
	 */
	Optional<Salvaged> bringHome(long environment, long run, long fence, RunFolder folder) {
		Path file = folder.erroredState();
		if (!Files.exists(file)) {
			return Optional.empty();
		}
		try {
			Salvaged salvaged = this.states.salvage(environment, run, fence, file);
			Files.deleteIfExists(file);
			return Optional.of(salvaged);
		}
		catch (UncheckedIOException ex) {
			if (ex.getCause() instanceof NoSuchFileException) {
				// Somebody else has just brought it home.
				return Optional.empty();
			}
			throw ex;
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * Brings it home and then tells, since whoever tells may find that the run is
	 * somebody else's.
	 * @param fence the claim whose folder it is
	 */
	void erroredState(RunInHand hand, long fence, RunFolder folder) {
		Patience.insist(() -> bringHome(hand.run().environmentId(), hand.run().number(), fence, folder))
			.ifPresent((salvaged) -> {
				hand.say(LogLevel.WARN, "Terraform could not hand over its state and left it in its folder");
				hand.say((salvaged instanceof Salvaged.Diverged) ? LogLevel.ERROR : LogLevel.INFO, sentence(salvaged));
			});
	}

	static String sentence(Salvaged salvaged) {
		return switch (salvaged) {
			case Salvaged.Taken taken ->
				"It was brought home and is version %d of the state now".formatted(taken.version().serial());
			case Salvaged.Known known -> "It had arrived already, as version %d".formatted(known.version().serial());
			case Salvaged.Diverged diverged ->
				"It is kept beside the state and did not replace it: " + diverged.state().reason();
		};
	}

}
