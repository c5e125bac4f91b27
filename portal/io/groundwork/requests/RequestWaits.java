package io.groundwork.requests;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

import io.groundwork.approvals.Electorate;
import io.groundwork.approvals.Freeze;
import io.groundwork.approvals.Standing;
import io.groundwork.runs.Run;
import io.groundwork.runs.Runs;
import io.groundwork.runs.Waiting;
import org.jspecify.annotations.Nullable;

import org.springframework.stereotype.Component;

/**
 * Why a request waits: the rule, who could act, what is in front of it, and until when.
 */
@Component
class RequestWaits {

	private final RequestViews views;

	private final RequestRows rows;

	private final Electorate electorate;

	private final Runs runs;

	private final Waiting waiting;

	RequestWaits(RequestViews views, RequestRows rows, Electorate electorate, Runs runs, Waiting waiting) {
		this.views = views;
		this.rows = rows;
		this.electorate = electorate;
		this.runs = runs;
		this.waiting = waiting;
	}

	/**
	 * Null for what has ended.
	 */
	@Nullable Wait of(RequestSearch.Row row, @Nullable Standing standing, List<Freeze> freezes) {
		if (row.status().ended()) {
			return null;
		}
		Wait wait = new Wait(this.views.waitingFor(row, standing), because(row, standing, freezes), null, null, "",
				null, null);
		return switch (row.status()) {
			case CHECKING -> this.rows.before(row.environment(), row.number())
				.map((before) -> wait.behindRequest(before.number()))
				.orElse(wait);
			case PLANNING -> ofRun(wait, row.planRun());
			case QUEUED, APPLYING -> ofRun(wait, row.applyRun());
			default -> wait;
		};
	}

	private String because(RequestSearch.Row row, @Nullable Standing standing, List<Freeze> freezes) {
		List<String> reasons = new ArrayList<>();
		if (row.status() == RequestStatus.AWAITING_APPROVAL && standing != null) {
			standing.progress()
				.stream()
				.filter((one) -> !one.met())
				.map((one) -> one.need().why())
				.distinct()
				.forEach(reasons::add);
			List<String> people = this.electorate.couldAct(standing);
			reasons.add(people.isEmpty() ? "Nobody who could decide was here yet."
					: "They could decide: %s.".formatted(String.join(", ", people)));
		}
		if (row.heldBy() != null) {
			reasons.add(row.note());
		}
		else {
			freezes.stream()
				.findFirst()
				.map((freeze) -> "%s It can be agreed to all the same, and is carried out afterwards."
					.formatted(freeze.sentence()))
				.ifPresent(reasons::add);
		}
		return String.join(" ", reasons);
	}

	private Wait ofRun(Wait wait, @Nullable Long number) {
		if (number == null) {
			return wait;
		}
		Run run = this.runs.get(number);
		Optional<Waiting.Reason> reason = this.waiting.of(run);
		if (reason.isEmpty()) {
			return wait.atWork(number,
					run.status().ended() ? ": has ended, which is being looked at." : " is at work.");
		}
		return wait.inQueue(number, reason.get());
	}

	/**
	 * Why a request waits.
	 *
	 * @param of who or what it waits for
	 * @param because why, and who could go on, in sentences
	 * @param before the request that it waits for
	 * @param run its run that is waited for
	 * @param place where that run is
	 * @param behind the run in front of it
	 * @param start when that run is likely to start
	 */
	record Wait(List<String> of, String because, @Nullable Long before, @Nullable Long run, String place,
			@Nullable Long behind, @Nullable Instant start) {

		Wait behindRequest(long number) {
			return new Wait(this.of, this.because, number, this.run, this.place, this.behind, this.start);
		}

		Wait atWork(long number, String place) {
			return new Wait(this.of, this.because, this.before, number, place, this.behind, this.start);
		}

		Wait inQueue(long number, Waiting.Reason reason) {
			return new Wait(this.of, (reason.rule() + ". " + reason.remedy()).strip(), this.before, number,
					": %s.".formatted(reason.place().toLowerCase(Locale.ROOT)), reason.behind(), reason.start());
		}

		public String sentence() {
			return "Waiting for %s.".formatted(String.join(" and ", this.of).replaceAll("\\.$", ""));
		}

	}

}
