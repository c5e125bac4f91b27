package io.groundwork.runs.log;

import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;

import org.springframework.web.util.UriComponentsBuilder;

/**
 * What a run's page shows of its log.
 *
 * @param run the run
 * @param steps the lines to show, by step
 * @param first the number of the first line that was looked at
 * @param last the number of the last line that was looked at
 * @param total how many lines there are now
 * @param end how it ended, if it did
 * @param filter what is wanted
 * @param names the steps to choose from
 */
public record LogView(long run, List<Step> steps, long first, long last, long total, @Nullable LogEnd end,
		LogFilter filter, List<String> names) {

	static LogView of(long run, LogWindow window, long total, @Nullable LogEnd end, LogFilter filter,
			List<String> names) {
		List<Step> steps = new ArrayList<>();
		for (LogLine line : window.lines()) {
			if (steps.isEmpty() || !steps.getLast().name().equals(line.step())) {
				steps.add(new Step(line.step(), new ArrayList<>()));
			}
			steps.getLast().lines().add(line);
		}
		return new LogView(run, steps, window.first(), window.last(), total, end, filter, names);
	}

	/**
	 * How it stands, in a word for a badge's colour.
	 */
	public String tone() {
		return (this.end == null) ? "busy" : this.end.complete() ? "good" : "bad";
	}

	/**
	 * How it stands: live, complete or incomplete.
	 */
	public String sentence() {
		String lines = (this.total == 1) ? "1 line" : "%,d lines".formatted(this.total);
		if (this.end == null) {
			return "Live, %s so far".formatted(lines);
		}
		return (this.end.missing() == null) ? "Complete, " + lines
				: "Incomplete after line %,d because %s".formatted(this.end.missingAfter(), this.end.missing());
	}

	public boolean live() {
		return this.end == null;
	}

	public boolean filtered() {
		return !this.filter.isEmpty();
	}

	/**
	 * Where older lines are, none if these are the first.
	 */
	public @Nullable String older() {
		return (this.first > 1) ? address("before", this.first) : null;
	}

	/**
	 * Where newer lines are, none if these are the last.
	 */
	public @Nullable String newer() {
		return (this.last < this.total) ? address("after", this.last) : null;
	}

	public boolean isEmpty() {
		return this.steps.isEmpty();
	}

	public String level() {
		return this.filter.level().word();
	}

	private String address(String place, long seq) {
		UriComponentsBuilder address = UriComponentsBuilder.fromPath("/runs/" + this.run).queryParam(place, seq);
		this.filter.parameters().forEach((name, value) -> address.queryParam(name, "{" + name + "}"));
		return address.fragment("log").encode().buildAndExpand(this.filter.parameters()).toUriString();
	}

	/**
	 * Lines in a row that belong to one step.
	 *
	 * @param name the step
	 * @param lines its lines
	 */
	public record Step(String name, List<LogLine> lines) {

		public String count() {
			return (this.lines.size() == 1) ? "1 line" : "%,d lines".formatted(this.lines.size());
		}

	}

}
