package io.groundwork.runs;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.groundwork.state.Salvaged;
import io.groundwork.terraform.Execution;
import io.groundwork.terraform.Terraform;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.stereotype.Component;

/**
 * Looks again and again for folders that claims which are over have left on this machine,
 * brings home what may be in them, and removes them.
 */
@Component
class Sweep {

	private static final Logger logger = LoggerFactory.getLogger(Sweep.class);

	private static final Pattern NAME = Pattern.compile("([0-9]{1,18})-([0-9]{1,18})");

	/**
	 * After that what cannot be seen from here cannot deposit a state any more either.
	 */
	private static final Duration UNSEEN = Duration.ofHours(24);

	private final WorkPlace place;

	private final Journal journal;

	private final Salvage salvage;

	private final Terraform terraform;

	private final RunSettings settings;

	private final Clock clock;

	Sweep(WorkPlace place, Journal journal, Salvage salvage, Terraform terraform, RunSettings settings, Clock clock) {
		this.place = place;
		this.journal = journal;
		this.salvage = salvage;
		this.terraform = terraform;
		this.settings = settings;
		this.clock = clock;
	}

	/**
	 * Goes on until it is interrupted.
	 */
	void keepOn() {
		try {
			while (true) {
				pass();
				Thread.sleep(this.settings.sweep());
			}
		}
		catch (InterruptedException ex) {
			// The worker ends.
		}
	}

	void pass() {
		try {
			for (Path folder : this.place.folders()) {
				Matcher name = NAME.matcher(folder.getFileName().toString());
				if (name.matches()) {
					tryToClear(new RunFolder(folder), Long.parseLong(name.group(1)), Long.parseLong(name.group(2)));
				}
			}
			this.place.removeEmpty();
		}
		catch (RuntimeException ex) {
			logger.warn("What runs left on this machine could not be looked for; trying again later", ex);
		}
	}

	private void tryToClear(RunFolder folder, long run, long fence) {
		try {
			Optional<Journal.Over> over = this.journal.over(run, fence, folder.top());
			// Otherwise it is at work, or of another portal on this machine.
			if (over.isPresent() && quiet(folder, run, over.get())) {
				clear(folder, run, fence, over.get());
			}
		}
		catch (RuntimeException ex) {
			logger.warn("The folder {} of a claim that is over could not be removed; trying again later", folder.top(),
					ex);
		}
	}

	/**
	 * Whether nothing writes in it any more.
	 */
	private boolean quiet(RunFolder folder, long run, Journal.Over over) {
		boolean seen = this.place.sees(over.host()) || over.since().plus(UNSEEN).isBefore(this.clock.instant());
		for (Path command : folder.begun()) {
			Execution execution = this.terraform.attach(command);
			if (execution.ending().isEmpty()) {
				logger.warn("Terraform of run {} is still there although its claim is over; it is asked to stop", run);
				execution.stop();
				return false;
			}
			if (!seen && !Files.exists(command.resolve("exit"))) {
				return false;
			}
		}
		return true;
	}

	private void clear(RunFolder folder, long run, long fence, Journal.Over over) {
		Optional<Salvaged> salvaged = this.salvage.bringHome(over.environment(), run, fence, folder);
		salvaged.ifPresent((state) -> logger.warn("The claim {} of run {} had left its state behind. {}", fence, run,
				Salvage.sentence(state)));
		folder.wipe();
	}

}
