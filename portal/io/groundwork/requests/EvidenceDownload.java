package io.groundwork.requests;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;

import io.groundwork.audit.Audited;
import io.groundwork.audit.Outcome;
import io.groundwork.identity.SignedIn;
import io.swagger.v3.oas.annotations.Hidden;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

import org.springframework.context.ApplicationEventPublisher;
import org.springframework.http.HttpHeaders;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;

/**
 * Hands out the evidence of a request to whoever may see it; that they took it stands in
 * the record.
 */
@RestController
@Tag(name = "Requests")
class EvidenceDownload {

	static final String TYPE = "application/zip";

	private final Requests requests;

	private final Evidence evidence;

	private final ApplicationEventPublisher events;

	EvidenceDownload(Requests requests, Evidence evidence, ApplicationEventPublisher events) {
		this.requests = requests;
		this.evidence = evidence;
		this.events = events;
	}

	@GetMapping("/api/v1/requests/{number}/evidence")
	@Operation(summary = "All that proves how a request came about and what came of it, as a zip",
			description = "The request with its story, its plan, all rounds of votes, the rules that counted, the logs of "
					+ "its runs, what the audit record says of it, and a README that tells how to verify it.")
	@ApiResponse(responseCode = "200", description = "The archive",
			content = @Content(mediaType = TYPE, schema = @Schema(type = "string", format = "binary")))
	void script(@AuthenticationPrincipal SignedIn who, @PathVariable long number, HttpServletRequest request,
			HttpServletResponse response) throws IOException {
		send(who, number, request, response);
	}

	@Hidden
	@GetMapping("/requests/{number}/evidence")
	void page(@AuthenticationPrincipal SignedIn who, @PathVariable long number, HttpServletRequest request,
			HttpServletResponse response) throws IOException {
		send(who, number, request, response);
	}

	private void send(SignedIn who, long number, HttpServletRequest asked, HttpServletResponse response)
			throws IOException {
		Request request = this.requests.seenBy(who, number);
		response.setContentType(TYPE);
		if ("HEAD".equals(asked.getMethod())) {
			return;
		}
		// Not about the request itself: evidence is the same however often it is taken.
		this.events.publishEvent(new Audited(who.name(), "evidence.downloaded", "evidence:" + number, Outcome.DONE,
				Evidence.details(request)));
		response.setHeader(HttpHeaders.CACHE_CONTROL, "no-store");
		response.setHeader(HttpHeaders.CONTENT_DISPOSITION,
				"attachment; filename=\"request-%d-evidence.zip\"".formatted(number));
		OutputStream out = new BufferedOutputStream(response.getOutputStream(), 32_768);
		this.evidence.write(request, out);
		out.flush();
	}

}
