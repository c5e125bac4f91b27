package io.groundwork.runs.log;

import java.io.IOException;

import io.groundwork.identity.SignedIn;
import io.swagger.v3.oas.annotations.Hidden;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;

import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;

/**
 * What the log part of a run's page asks for: more lines, live lines, all lines.
 */
@Hidden
@Controller
@RequestMapping("/runs/{number}")
class LogPages {

	private final SeenRuns runs;

	private final StoredLogs logs;

	private final LogViews views;

	private final LogDownload download;

	private final LogWatching watching;

	LogPages(SeenRuns runs, StoredLogs logs, LogViews views, LogDownload download, LogWatching watching) {
		this.runs = runs;
		this.logs = logs;
		this.views = views;
		this.download = download;
		this.watching = watching;
	}

	/**
	 * As JSON, whatever a browser would rather have.
	 */
	@GetMapping("/log")
	ResponseEntity<LogWindow> lines(@AuthenticationPrincipal SignedIn who, @PathVariable long number, LogQuery query) {
		this.runs.check(who, number);
		LogFilter filter = LogFilter.of(query.step(), query.resource(), query.level());
		return ResponseEntity.ok()
			.contentType(MediaType.APPLICATION_JSON)
			.body(this.views.window(number, query, filter, this.logs.lastSeq(number)));
	}

	@GetMapping("/log.txt")
	void text(@AuthenticationPrincipal SignedIn who, @PathVariable long number, HttpServletResponse response)
			throws IOException {
		this.runs.check(who, number);
		this.download.text(number, response);
	}

	@GetMapping("/events")
	void events(@AuthenticationPrincipal SignedIn who, @PathVariable long number,
			@RequestParam(defaultValue = "0") long after,
			@RequestHeader(name = "Last-Event-ID", required = false) @Nullable Long seen, HttpServletRequest request,
			HttpServletResponse response) throws IOException {
		this.runs.check(who, number);
		this.watching.watch(who, number, (seen != null) ? seen : after, request, response);
	}

}
