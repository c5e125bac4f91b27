package io.groundwork.runs;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

import io.groundwork.masking.Clean;
import io.groundwork.terraform.Ending;
import io.groundwork.terraform.Message;
import io.groundwork.terraform.TerraformCommand;
import org.jspecify.annotations.Nullable;

/**
 * What a command told of itself: what went wrong, what was made, what was still being
 * made when it ended.
 */
final class Told {

	/** An address has a place in a row, whatever is in it. */
	private static final int LONGEST = 500;

	private final TerraformCommand command;

	private final List<String> complaints = new ArrayList<>();

	private final Set<String> begun = Collections.synchronizedSet(new LinkedHashSet<>());

	private final Set<String> errored = new LinkedHashSet<>();

	private int finished;

	private Message.@Nullable ChangeSummary summary;

	private @Nullable Ending ending;

	Told(TerraformCommand command) {
		this.command = command;
	}

	void hear(Message message) {
		switch (message) {
			case Message.Diagnostic diagnostic when diagnostic.level() == Message.Level.ERROR ->
				complain(diagnostic.text());
			// What is read is not changed.
			case Message.ResourceWork work when work.work() == Message.Work.APPLY && !work.action().equals("read") ->
				hear(work);
			case Message.ChangeSummary counts -> this.summary = counts;
			default -> {
			}
		}
	}

	private void hear(Message.ResourceWork work) {
		// What stands between brackets in it may be anything.
		String address = Clean.cut(Clean.text(work.address().orElse("")), LONGEST);
		switch (work.phase()) {
			case START -> this.begun.add(address);
			case PROGRESS -> {
			}
			case COMPLETE -> {
				this.begun.remove(address);
				this.finished++;
			}
			case ERRORED -> {
				this.begun.remove(address);
				this.errored.add(address);
			}
		}
	}

	void complain(String text) {
		if (this.complaints.size() < 20) {
			this.complaints.add(text);
		}
	}

	Told ended(Ending how) {
		this.ending = how;
		return this;
	}

	Ending ending() {
		Ending how = this.ending;
		if (how == null) {
			throw new IllegalStateException("It has not ended");
		}
		return how;
	}

	boolean succeeded() {
		return ending().succeeded(this.command);
	}

	boolean code(int code) {
		return ending().code().orElse(-1) == code;
	}

	/**
	 * What went wrong first, in its own words.
	 */
	String complaint() {
		if (this.complaints.isEmpty()) {
			return ending().code().isPresent() ? "terraform %s ended with exit code %d and did not say why"
				.formatted(this.command.title(), ending().code().getAsInt())
					: "terraform %s was killed".formatted(this.command.title());
		}
		List<String> lines = this.complaints.getFirst()
			.lines()
			.map(String::strip)
			.filter((line) -> !line.isEmpty())
			.limit(3)
			.toList();
		if (lines.size() < 2) {
			return String.join("", lines);
		}
		// Terraform's first line is a heading.
		String heading = lines.getFirst();
		return heading + (heading.matches(".*[.:!?]") ? " " : ": ") + String.join(" ", lines.subList(1, lines.size()));
	}

	/**
	 * All that went wrong, each in its own words.
	 */
	List<String> complaints() {
		return List.copyOf(this.complaints);
	}

	/**
	 * The addresses of what was being made when it ended. A stop makes providers give up
	 * what they had asked for, and then they call it an error.
	 */
	Set<String> unfinished() {
		Set<String> all = new TreeSet<>(begun());
		if (ending().stopped()) {
			all.addAll(this.errored);
		}
		return all;
	}

	/**
	 * The addresses of what is being changed at this moment.
	 */
	Set<String> begun() {
		synchronized (this.begun) {
			return Set.copyOf(this.begun);
		}
	}

	int finished() {
		return this.finished;
	}

	/**
	 * What was done, in words.
	 */
	String done() {
		Message.ChangeSummary counts = this.summary;
		return (counts == null) ? "%d changes made".formatted(this.finished)
				: "%d added, %d changed, %d destroyed".formatted(counts.add(), counts.change(), counts.destroy());
	}

}
