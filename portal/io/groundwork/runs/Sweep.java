package io.groundwork.runs;

import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.groundwork.state.Salvaged;
import io.groundwork.state.States;
import io.groundwork.terraform.Execution;
import io.groundwork.terraform.Terraform;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Looks at the start for folders that workers of this machine left behind, brings home
 * what may be in them, and removes them.
 */
@Component
class Sweep {

	private static final Logger logger = LoggerFactory.getLogger(Sweep.class);

	private static final Pattern NAME = Pattern.compile("([0-9]{1,18})-([0-9]{1,18})");

	private final WorkPlace place;

	private final JdbcClient jdbc;

	private final States states;

	private final Terraform terraform;

	Sweep(WorkPlace place, JdbcClient jdbc, States states, Terraform terraform) {
		this.place = place;
		this.jdbc = jdbc;
		this.states = states;
		this.terraform = terraform;
	}

	void pass() {
		for (Path folder : this.place.folders()) {
			try {
				Matcher name = NAME.matcher(folder.getFileName().toString());
				if (name.matches()) {
					look(new RunFolder(folder), Long.parseLong(name.group(1)), Long.parseLong(name.group(2)));
				}
			}
			catch (RuntimeException ex) {
				logger.warn("The folder {} of a run that has ended could not be removed", folder, ex);
			}
		}
		this.place.removeEmpty();
	}

	private void look(RunFolder folder, long run, long fence) {
		Optional<Boolean> ended = this.jdbc
			.sql("select ended_at is not null from run_claim where fence = ? and run = ? and folder = ?")
			.params(fence, run, folder.top().toString())
			.query(Boolean.class)
			.optional();
		if (ended.isEmpty() || !ended.get()) {
			// Of another portal on this machine, or for whoever takes the run over.
			return;
		}
		for (Path command : folder.begun()) {
			Execution execution = this.terraform.attach(command);
			if (execution.ending().isEmpty()) {
				logger.warn("Terraform of run {} is still there although the run has ended; it is asked to stop", run);
				execution.stop();
				return;
			}
		}
		if (java.nio.file.Files.exists(folder.erroredState())) {
			long environment = this.jdbc.sql("select environment_id from run where number = ?")
				.param(run)
				.query(Long.class)
				.single();
			Salvaged salvaged = this.states.salvage(environment, run, fence, folder.erroredState());
			logger.warn("Run {} had left its state behind: {}", run, salvaged);
		}
		folder.wipe();
	}

}
