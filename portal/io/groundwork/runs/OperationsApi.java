package io.groundwork.runs;

import java.time.Instant;
import java.util.List;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.groundwork.identity.SignedIn;
import io.swagger.v3.oas.annotations.Operation;
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

	OperationsApi(Workers workers, QueueCare care) {
		this.workers = workers;
		this.care = care;
	}

	@GetMapping
	@Operation(summary = "The queue and its workers")
	Shown operations() {
		return new Shown(this.care.queue(), this.workers.alive().stream().map(ShownWorker::of).toList());
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
	record Why(@Nullable String reason) {

	}

	/**
	 * How things stand.
	 */
	record Shown(QueueCare.Standing queue, List<ShownWorker> workers) {

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
	record ShownWorker(long id, String host, long pid, String status, int capacity, int active, String program,
			Instant startedAt, Instant beatAt, @Nullable Pause pause) {

		static ShownWorker of(Workers.Shown worker) {
			return new ShownWorker(worker.id(), worker.host(), worker.pid(), worker.status(), worker.capacity(),
					worker.active(), worker.program(), worker.startedAt(), worker.beatAt(), worker.pause());
		}

	}

}
