package io.groundwork.runs;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.groundwork.identity.Role;
import io.groundwork.identity.SignedIn;
import io.groundwork.process.Recurring;
import io.groundwork.web.ConflictException;
import io.groundwork.web.Flash;
import io.groundwork.web.InvalidInputException;
import io.groundwork.web.Tone;
import io.swagger.v3.oas.annotations.Hidden;
import jakarta.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;

import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.mvc.support.RedirectAttributes;

/**
 * The queue and its workers, for those who keep them going.
 */
@Hidden
@Controller
@RequestMapping("/operations")
class OperationsPage {

	private final QueueCare care;

	private final Workers workers;

	private final Throughput throughput;

	private final Recurring recurring;

	OperationsPage(QueueCare care, Workers workers, Throughput throughput, Recurring recurring) {
		this.care = care;
		this.workers = workers;
		this.throughput = throughput;
		this.recurring = recurring;
	}

	@GetMapping
	String operations(@AuthenticationPrincipal SignedIn who, Model model) {
		model.addAttribute("queue", QueueView.of(this.care.queue()));
		List<Workers.Shown> alive = this.workers.alive();
		model.addAttribute("workers", alive.stream().map(Row::of).toList());
		model.addAttribute("capacity", Capacity.of(alive).sentence());
		model.addAttribute("sweeps",
				this.recurring.all().stream().map((work) -> SweepRow.of(work, this.recurring.status(work))).toList());
		model.addAttribute("charts", List.of(this.throughput.ended(), this.throughput.waited()));
		model.addAttribute("platform", who.is(Role.PLATFORM));
		return "runs/operations";
	}

	@PostMapping("/queue/pause")
	String pause(@AuthenticationPrincipal SignedIn who, @RequestParam(defaultValue = "") String reason, Model model,
			HttpServletResponse response, RedirectAttributes redirect) {
		return act(who, "queue", reason, model, response, redirect, () -> {
			this.care.pauseQueue(who.name(), RunsPage.reason(reason));
			return "The queue is paused: what is at work goes on, and nothing starts.";
		});
	}

	@PostMapping("/queue/resume")
	String resume(@AuthenticationPrincipal SignedIn who, Model model, HttpServletResponse response,
			RedirectAttributes redirect) {
		return act(who, "queue", "", model, response, redirect, () -> {
			this.care.resumeQueue(who.name());
			return "The queue goes on.";
		});
	}

	@PostMapping("/workers/{id}/pause")
	String pause(@AuthenticationPrincipal SignedIn who, @PathVariable long id,
			@RequestParam(defaultValue = "") String reason, Model model, HttpServletResponse response,
			RedirectAttributes redirect) {
		return act(who, "worker-" + id, reason, model, response, redirect, () -> {
			Workers.Shown worker = this.care.pauseWorker(id, who.name(), RunsPage.reason(reason));
			return "The worker on %s takes no more runs.".formatted(worker.machine());
		});
	}

	@PostMapping("/workers/{id}/resume")
	String resume(@AuthenticationPrincipal SignedIn who, @PathVariable long id, Model model,
			HttpServletResponse response, RedirectAttributes redirect) {
		return act(who, "worker-" + id, "", model, response, redirect, () -> {
			Workers.Shown worker = this.care.resumeWorker(id, who.name());
			return "The worker on %s takes runs again.".formatted(worker.machine());
		});
	}

	private String act(SignedIn who, String field, String reason, Model model, HttpServletResponse response,
			RedirectAttributes redirect, java.util.function.Supplier<String> act) {
		try {
			redirect.addFlashAttribute("flash", Flash.done(act.get()));
		}
		catch (ConflictException ex) {
			redirect.addFlashAttribute("flash", Flash.refused(ex.getMessage() + "."));
		}
		catch (InvalidInputException ex) {
			Map<String, String> errors = new LinkedHashMap<>();
			errors.put(field + "-reason",
					"The reason must say in 1 to 200 characters what for; those who wait will read it.");
			model.addAttribute("errors", errors);
			model.addAttribute("reason", reason);
			response.setStatus(400);
			return operations(who, model);
		}
		return "redirect:/operations";
	}

	/**
	 * Work that recurs, in the list.
	 *
	 * @param last when it was last tried
	 * @param failures how often in a row it has failed, in words
	 */
	record SweepRow(String name, Tone tone, String word, @Nullable Instant last, String failures,
			@Nullable Instant next) {

		static SweepRow of(Recurring.Work work, Recurring.Status status) {
			Tone tone = switch (status) {
				case DONE -> Tone.GOOD;
				case RUNNING -> Tone.BUSY;
				case FAILING -> Tone.BAD;
				case OVERDUE -> Tone.WAIT;
				case AHEAD -> Tone.QUIET;
			};
			String word = (status == Recurring.Status.AHEAD) ? "not yet due" : status.word();
			String failures = switch (work.failures()) {
				case 0 -> "";
				case 1 -> "once";
				default -> "%d times in a row".formatted(work.failures());
			};
			return new SweepRow(work.name().replace('-', ' '), tone, word, work.lastRun(), failures, work.next());
		}

	}

	/**
	 * A worker in the list.
	 *
	 * @param width how much of its capacity is used, of 100
	 * @param why why it takes no runs, if it does not
	 */
	record Row(long id, String host, long pid, Tone tone, String status, int active, int capacity, int width,
			String program, Instant startedAt, Instant beatAt, @Nullable Pause pause, String why) {

		static Row of(Workers.Shown worker) {
			String status = worker.status();
			Pause pause = worker.pause();
			String why = switch (status) {
				case "late" -> "Nothing was heard of it for longer than its lease; others pick up its runs.";
				case "draining" -> "It ends as soon as its runs have.";
				case "paused" -> (pause != null) ? "%s: %s".formatted(pause.by(), pause.reason()) : "";
				case "unready" -> worker.program().isEmpty() ? "It looks for its program." : worker.program();
				default -> "";
			};
			Tone tone = switch (status) {
				case "working" -> Tone.GOOD;
				case "late", "unready" -> Tone.BAD;
				default -> Tone.WAIT;
			};
			return new Row(worker.id(), worker.machine(), worker.pid(), tone, status, worker.active(),
					worker.capacity(), Math.min(100, 100 * worker.active() / worker.capacity()),
					worker.ready() ? worker.program() : "none", worker.startedAt(), worker.beatAt(), pause, why);
		}

	}

}
