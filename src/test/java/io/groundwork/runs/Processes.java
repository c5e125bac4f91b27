package io.groundwork.runs;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The processes of a run, for tests that are unkind to them.
 */
final class Processes {

	private Processes() {
	}

	/**
	 * Terraform, and what it has started, of a run that is at work in that folder; other
	 * portals of this machine have runs of the same number.
	 */
	static List<ProcessHandle> of(Path runs, long run) {
		return ProcessHandle.allProcesses()
			.filter((process) -> process.info()
				.arguments()
				.map((arguments) -> List.of(arguments).contains("groundwork-supervisor"))
				.orElse(false))
			.filter((process) -> worksIn(process)
				.filter((folder) -> folder.startsWith(runs) && folder.toString().contains("/%d-".formatted(run)))
				.isPresent())
			.flatMap(ProcessHandle::descendants)
			.toList();
	}

	private static Optional<Path> worksIn(ProcessHandle process) {
		try {
			return Optional.of(Files.readSymbolicLink(Path.of("/proc", Long.toString(process.pid()), "cwd")));
		}
		catch (IOException ex) {
			// It has ended.
			return Optional.empty();
		}
	}

	/**
	 * Lets them neither go on nor hear anything.
	 */
	static void freeze(Path runs, long run) {
		signal("STOP", of(runs, run));
	}

	static void kill(ProcessHandle process) {
		signal("KILL", List.of(process));
	}

	static void signal(String signal, List<ProcessHandle> processes) {
		assertThat(processes).isNotEmpty();
		for (ProcessHandle process : processes) {
			try {
				new ProcessBuilder("kill", "-" + signal, Long.toString(process.pid())).start().waitFor();
			}
			catch (IOException ex) {
				throw new UncheckedIOException(ex);
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
			}
		}
	}

}
