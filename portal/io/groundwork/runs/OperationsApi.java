package io.groundwork.runs;

import java.time.Instant;
import java.util.List;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.groundwork.identity.SignedIn;
import io.groundwork.process.Recurring;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/**
 * The queue and its workers, for scripts.
 */
@RestController
@RequestMapping("/api/v1/operations")
@Tag(name = "Operations")
class OperationsApi {

	private final Workers workers;

	private final QueueCare care;

	private final Recurring recurring;

	OperationsApi(Workers workers, QueueCare care, Recurring recurring) {
		this.workers = workers;
		this.care = care;
		this.recurring = recurring;
	}

	@GetMapping
	@Operation(summary = "The queue, its workers and how much they can take, and what recurs")
	Shown operations() {
		List<Workers.Shown> alive = this.workers.alive();
		return new Shown(this.care.queue(), alive.stream().map(ShownWorker::of).toList(), Capacity.of(alive),
				this.recurring.all().stream().map((work) -> ShownSweep.of(work, this.recurring.status(work))).toList());
	}

	@PostMapping("/workers/{id}/pause")
	@Operation(summary = "Let a worker take no more runs; those that it has go on")
	ShownWorker pause(@AuthenticationPrincipal SignedIn who, @PathVariable long id, @RequestBody Why why) {
		return ShownWorker.of(this.care.pauseWorker(id, who.name(), why.reason()));
	}

	@PostMapping("/workers/{id}/resume")
	@Operation(summary = "Let a paused worker take runs again")
	ShownWorker resume(@AuthenticationPrincipal SignedIn who, @PathVariable long id) {
		return ShownWorker.of(this.care.resumeWorker(id, who.name()));
	}

	@PostMapping("/queue/pause")
	@Operation(summary = "Let no run start; those that are at work go on")
	QueueCare.Standing pause(@AuthenticationPrincipal SignedIn who, @RequestBody Why why) {
		return this.care.pauseQueue(who.name(), why.reason());
	}

	@PostMapping("/queue/resume")
	@Operation(summary = "Let runs start again")
	QueueCare.Standing resume(@AuthenticationPrincipal SignedIn who) {
		return this.care.resumeQueue(who.name());
	}

	/**
	 * Why something is paused.
	 *
	 * @param reason what for, for those who wait
	 */
	@Schema(name = "PauseWish")
	record Why(@Nullable String reason) {

	}

	/**
	 * How things stand.
	 *
	 * @param queue what waits and what is at work
	 * @param workers those that have not ended
	 * @param capacity how many runs they can take
	 * @param sweeps what recurs, each once over all workers
	 */
	@Schema(name = "Operations")
	record Shown(QueueCare.Standing queue, List<ShownWorker> workers, Capacity capacity, List<ShownSweep> sweeps) {

	}

	/**
	 * Work that recurs.
	 *
	 * @param status done, running, failing, overdue (nobody does it although it is due)
	 * or ahead (it was never due)
	 * @param lastRunAt when it was last tried
	 * @param lastFailureAt when it last failed
	 * @param failures how often in a row it has failed until now
	 * @param nextRunAt when it is due
	 */
	@JsonInclude(JsonInclude.Include.NON_NULL)
	@Schema(name = "Sweep")
	record ShownSweep(String name, @Schema(allowableValues = {
			"done", "running", "failing", "overdue", "ahead" }) String status, @Nullable Instant lastRunAt,
			@Nullable Instant lastFailureAt, int failures, @Nullable Instant nextRunAt){

		static ShownSweep of(Recurring.Work work, Recurring.Status status) {
			return new ShownSweep(work.name(), status.word(), work.lastRun(), work.lastFailure(), work.failures(),
					work.next());
		}

	}

	/**
	 * A worker.
	 *
	 * @param status working, paused, draining, late (not heard of for longer than its
	 * lease) or unready (its program is missing)
	 * @param active how many runs it has in hand
	 * @param program what it drives, or why it can drive nothing
	 */
	@JsonInclude(JsonInclude.Include.NON_NULL)
	@Schema(name = "Worker")
	record ShownWorker(long id, String host, long pid, String status, int capacity, int active, String program,
			Instant startedAt, Instant beatAt, @Nullable Pause pause) {

		static ShownWorker of(Workers.Shown worker) {
			return new ShownWorker(worker.id(), worker.host(), worker.pid(), worker.status(), worker.capacity(),
					worker.active(), worker.program(), worker.startedAt(), worker.beatAt(), worker.pause());
		}

	}

}
