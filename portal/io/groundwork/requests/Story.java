package io.groundwork.requests;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

import io.groundwork.approvals.Progress;
import io.groundwork.approvals.Standing;
import io.groundwork.runs.RunFailure;
import io.groundwork.runs.StepView;
import io.groundwork.web.Tone;
import org.jspecify.annotations.Nullable;

/**
 * What happened to a request, and what is still to come, as its timeline shows it.
 *
 * @param events what happened, in its order
 * @param now what it waits for; null if it has ended
 * @param ahead what is still to come
 * @param failure why it failed, if a run did
 */
record Story(List<Line> events, @Nullable Line now, List<Line> ahead, @Nullable RunFailure failure) {

	/**
	 * How good it was.
	 */
	static Tone tone(String what) {
		return switch (what) {
			case "failed", "denied", "undoing" -> Tone.BAD;
			case "stale", "withdrawn", "cancelled", "stop-asked", "held" -> Tone.WAIT;
			case "commented", "edited", "retried" -> Tone.QUIET;
			default -> Tone.GOOD;
		};
	}

	/**
	 * What happened, in a few words.
	 * @param standing the votes on the request, if there are any
	 */
	static String sentence(RequestEvents.Happened event, @Nullable Standing standing) {
		return switch (event.what()) {
			case "asked" -> "Asked by " + event.by();
			case "edited" -> "Written anew by " + event.by();
			case "retried" -> "Begun again by " + event.by();
			case "checked" -> "Checked";
			case "planning" -> "A worker was asked to plan it";
			case "planned" -> "Planned";
			case "approved" -> "Approved by " + event.by() + place(event, standing);
			case "denied" -> "Denied by " + event.by();
			case "agreed" -> "Agreed to";
			case "scheduled" -> "Waits for its time";
			case "held" -> "Held by a freeze";
			case "excepted" -> "Exception given by " + event.by();
			case "queued" -> "A worker was asked to carry it out";
			case "applying" -> "A worker began to carry it out";
			case "begun" -> "Its parts were begun";
			case "undoing" -> "It could not be made; what was made of it is taken away";
			case "clearing" -> "A worker was asked to take it away";
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

	/**
	 * The how many-eth of how many that was, in the round that counts.
	 */
	private static String place(RequestEvents.Happened event, @Nullable Standing standing) {
		int place = (standing == null || event.at().isBefore(standing.openedAt())) ? 0
				: standing.approvers().indexOf(event.by()) + 1;
		return (standing == null || place == 0 || place > standing.needed()) ? ""
				: ", %d of %d".formatted(place, standing.needed());
	}

	static @Nullable Line now(RequestSearch.Row row, @Nullable Standing standing, List<StepView> steps) {
		return switch (row.status()) {
			case CHECKING -> Line.of(row.note().isEmpty() ? Tone.BUSY : Tone.WAIT,
					row.note().isEmpty() ? "Being checked" : "Waits", row.note(), null, null);
			case PLANNING -> Line.of(Tone.BUSY, "Being planned", "", row.planRun(), null).with(steps);
			case AWAITING_APPROVAL -> Line.of(Tone.WAIT, approvals(standing), missing(standing), null, null);
			case SCHEDULED -> (row.heldBy() != null) ? Line.of(Tone.WAIT,
					"Waits for the end of the freeze “%s”".formatted(row.heldBy()), "", null, row.heldUntil())
					: Line.of(Tone.WAIT, "Waits for its time", "", null, row.applyAt());
			case QUEUED -> Line.of(Tone.WAIT, "Waits for a worker", "", row.applyRun(), null);
			case APPLYING -> applying(row, steps);
			case STALE -> Line.of(Tone.WAIT, "Waits for somebody to have it planned again", "", null, null);
			case DONE, FAILED, REJECTED, WITHDRAWN, CANCELLED -> null;
		};
	}

	private static Line applying(RequestSearch.Row row, List<StepView> steps) {
		if (row.kind() == RequestKind.FOUNDATION) {
			return Line.of(Tone.BUSY, "Its parts are made", row.note(), null, null);
		}
		Long clearing = (row.undoRun() != null) ? row.undoRun() : row.undoPlan();
		return (clearing != null) ? Line.of(Tone.BUSY, "What was made of it is taken away", "", clearing, null)
				: Line.of(Tone.BUSY, "Being carried out", "", row.applyRun(), null).with(steps);
	}

	/**
	 * Such as "Approved 1 of 2, by reviewer-1; one more approval".
	 */
	private static String approvals(@Nullable Standing standing) {
		int missing = (standing != null) ? standing.missing() : 0;
		String more = (missing == 1) ? "one more approval" : missing + " more approvals";
		if (standing == null || standing.approvers().isEmpty()) {
			return more.substring(0, 1).toUpperCase(Locale.ROOT) + more.substring(1);
		}
		return "Approved %s, by %s; %s".formatted(standing.count(), String.join(" and ", standing.approvers()), more);
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

	/**
	 * @param lifetime for how many hours it is to be there; null for ever
	 */
	static List<Line> ahead(RequestSearch.Row row, @Nullable Integer lifetime) {
		List<Line> ahead = new ArrayList<>();
		switch (row.status()) {
			case CHECKING -> ahead.addAll(List.of(Line.ahead("A plan"), Line.ahead("Approvals"), carryingOut(row)));
			case PLANNING, STALE -> ahead.addAll(List.of(Line.ahead("Approvals"), carryingOut(row)));
			case AWAITING_APPROVAL, SCHEDULED, QUEUED -> ahead.add(carryingOut(row));
			case APPLYING, DONE, FAILED, REJECTED, WITHDRAWN, CANCELLED -> {
			}
		}
		if (!row.status().ended()) {
			ahead.add(Line.ahead((row.kind() == RequestKind.DESTROY) ? "Gone" : "Ready"));
			if (lifetime != null && row.kind() != RequestKind.DESTROY) {
				ahead.add(Line.ahead("Expires after %d hours".formatted(lifetime)));
			}
		}
		return List.copyOf(ahead);
	}

	private static Line carryingOut(RequestSearch.Row row) {
		boolean later = row.applyAt() != null && row.status() != RequestStatus.QUEUED;
		return Line.of(Tone.QUIET, "Carrying it out", "", null, later ? row.applyAt() : null);
	}

	/**
	 * One line of it.
	 *
	 * @param tone how it went
	 * @param text what happened
	 * @param note what was said
	 * @param run the run that is about it
	 * @param at when
	 * @param steps what that run did
	 * @param failure why that run failed, if it did
	 */
	record Line(Tone tone, String text, String note, @Nullable Long run, @Nullable Instant at, List<StepView> steps,
			@Nullable RunFailure failure) {

		static Line of(Tone tone, String text, String note, @Nullable Long run, @Nullable Instant at) {
			return new Line(tone, text, note, run, at, List.of(), null);
		}

		static Line of(RequestEvents.Happened event, @Nullable Standing standing) {
			return of(Story.tone(event.what()), sentence(event, standing), event.text(), event.run(), event.at());
		}

		static Line ahead(String text) {
			return of(Tone.QUIET, text, "", null, null);
		}

		Line with(List<StepView> did) {
			return new Line(this.tone, this.text, this.note, this.run, this.at, did, this.failure);
		}

		Line failed(List<StepView> did, @Nullable RunFailure why) {
			// What went wrong is said once.
			return new Line(this.tone, this.text, (why != null) ? "" : this.note, this.run, this.at, did, why);
		}

	}

}
