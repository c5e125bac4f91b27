package io.groundwork.runs.log;

import java.io.IOException;

import io.groundwork.identity.SignedIn;
import io.groundwork.live.Streams;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;

import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/**
 * What runs say, for scripts.
 */
@RestController
@RequestMapping("/api/v1/runs/{number}")
@Tag(name = "Runs")
class LogApi {

	private final SeenRuns runs;

	private final LogDownload download;

	private final LogWatching watching;

	LogApi(SeenRuns runs, LogDownload download, LogWatching watching) {
		this.runs = runs;
		this.download = download;
		this.watching = watching;
	}

	@GetMapping("/log")
	@Operation(summary = "Read the log of a run as JSON lines",
			description = "Each line is {seq, at, step, level, text} and, if it is about one, resource. It is complete if "
					+ "the last line is {\"end\":true}; if lines are missing that line is {\"end\":false} with the reason; "
					+ "if the run goes on there is no such line.")
	@ApiResponse(responseCode = "200", description = "A line of the log on each line",
			content = @Content(mediaType = LogDownload.LINES, schema = @Schema(type = "string")))
	void log(@Parameter(hidden = true) @AuthenticationPrincipal SignedIn who,
			@Parameter(description = "The number of the run") @PathVariable long number,
			@Parameter(description = "Only lines after this one") @RequestParam(defaultValue = "0") long after,
			HttpServletResponse response) throws IOException {
		this.runs.check(who, number);
		this.download.lines(number, LogWatching.place(after), response);
	}

	@GetMapping("/events")
	@Operation(summary = "Watch the log of a run as server-sent events",
			description = "The data of each event is a line as in the log, its id is the line's number; an event named end "
					+ "is the last. A stream ends after a minute at most: go on with Last-Event-ID.")
	@ApiResponse(responseCode = "200", description = "An event for each line",
			content = @Content(mediaType = Streams.TYPE, schema = @Schema(type = "string")))
	void events(@Parameter(hidden = true) @AuthenticationPrincipal SignedIn who,
			@Parameter(description = "The number of the run") @PathVariable long number,
			@Parameter(description = "Only lines after this one") @RequestParam(defaultValue = "0") long after,
			@Parameter(description = "The last line that was seen; counts more than after") @RequestHeader(
					name = "Last-Event-ID", required = false) @Nullable Long seen,
			HttpServletRequest request, HttpServletResponse response) throws IOException {
		this.runs.check(who, number);
		this.watching.watch(who, number, (seen != null) ? seen : after, request, response);
	}

}
