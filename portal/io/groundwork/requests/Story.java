package io.groundwork.requests;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

import io.groundwork.approvals.Progress;
import io.groundwork.approvals.Standing;
import io.groundwork.web.Tone;
import org.jspecify.annotations.Nullable;

/**
 * What happened to a request, and what is still to come, as its timeline shows it.
 *
 * @param events what happened, in its order
 * @param now what it waits for; null if it has ended
 * @param ahead what is still to come
 */
record Story(List<Line> events, @Nullable Line now, List<String> ahead) {

	static Story of(RequestSearch.Row row, List<RequestEvents.Happened> happened, @Nullable Standing standing) {
		List<Line> lines = happened.stream().map(Story::line).toList();
		return new Story(lines, now(row, standing), ahead(row));
	}

	private static Line line(RequestEvents.Happened event) {
		return new Line(tone(event.what()), sentence(event), event.text(), event.run(), event.at());
	}

	private static Tone tone(String what) {
		return switch (what) {
			case "failed", "denied" -> Tone.BAD;
			case "stale", "withdrawn", "cancelled", "stop-asked" -> Tone.WAIT;
			case "commented", "edited", "retried" -> Tone.QUIET;
			default -> Tone.GOOD;
		};
	}

	/**
	 * What happened, in a few words.
	 */
	static String sentence(RequestEvents.Happened event) {
		return switch (event.what()) {
			case "asked" -> "Asked by " + event.by();
			case "edited" -> "Written anew by " + event.by();
			case "retried" -> "Begun again by " + event.by();
			case "checked" -> "Checked";
			case "planning" -> "A worker was asked to plan it";
			case "planned" -> "Planned";
			case "approved" -> "Approved by " + event.by();
			case "denied" -> "Denied by " + event.by();
			case "agreed" -> "Agreed to";
			case "scheduled" -> "Waits for its time";
			case "queued" -> "A worker was asked to carry it out";
			case "applying" -> "Being carried out";
			case "done" -> "Done";
			case "failed" -> "Failed";
			case "stale" -> "What was planned is out of date";
			case "planned-again" -> "Planned again by itself";
			case "withdrawn" -> "Withdrawn by " + event.by();
			case "cancelled" -> "Cancelled";
			case "stop-asked" -> "Asked to stop by " + event.by();
			case "commented" -> event.by() + " says";
			default -> event.what();
		};
	}

	private static @Nullable Line now(RequestSearch.Row row, @Nullable Standing standing) {
		return switch (row.status()) {
			case CHECKING -> new Line(row.note().isEmpty() ? Tone.BUSY : Tone.WAIT,
					row.note().isEmpty() ? "Being checked" : "Waits", row.note(), null, null);
			case PLANNING -> new Line(Tone.BUSY, "Being planned", "", row.planRun(), null);
			case AWAITING_APPROVAL -> new Line(Tone.WAIT, approvals(standing), missing(standing), null, null);
			case SCHEDULED -> new Line(Tone.WAIT, "Waits for its time", "", null, row.applyAt());
			case QUEUED -> new Line(Tone.WAIT, "Waits for a worker", "", row.applyRun(), null);
			case APPLYING -> new Line(Tone.BUSY, "Being carried out", "", row.applyRun(), null);
			case STALE -> new Line(Tone.WAIT, "Waits for somebody to have it planned again", "", null, null);
			case DONE, FAILED, REJECTED, WITHDRAWN, CANCELLED -> null;
		};
	}

	private static String approvals(@Nullable Standing standing) {
		int missing = (standing != null) ? standing.missing() : 0;
		return (missing == 1) ? "One more approval" : missing + " more approvals";
	}

	private static String missing(@Nullable Standing standing) {
		return (standing == null) ? ""
				: standing.progress()
					.stream()
					.filter((one) -> !one.met())
					.map(Progress::need)
					.map((need) -> need.why())
					.reduce((one, other) -> one + " " + other)
					.orElse("");
	}

	private static List<String> ahead(RequestSearch.Row row) {
		List<String> ahead = new ArrayList<>();
		switch (row.status()) {
			case CHECKING -> ahead.addAll(List.of("A plan", "Approvals", "Carrying it out"));
			case PLANNING, STALE -> ahead.addAll(List.of("Approvals", "Carrying it out"));
			case AWAITING_APPROVAL ->
				ahead.add((row.applyAt() != null) ? "Carrying it out at " + row.applyAt() : "Carrying it out");
			case SCHEDULED, QUEUED -> ahead.add("Carrying it out");
			case APPLYING, DONE, FAILED, REJECTED, WITHDRAWN, CANCELLED -> {
			}
		}
		return List.copyOf(ahead);
	}

	/**
	 * One line of it.
	 *
	 * @param tone how it went
	 * @param text what happened
	 * @param note what was said
	 * @param run the run that is about it
	 * @param at when
	 */
	record Line(Tone tone, String text, String note, @Nullable Long run, @Nullable Instant at) {

	}

}
