package io.groundwork.audit;

import java.io.IOException;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import jakarta.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;
import org.springdoc.core.annotations.ParameterObject;

import org.springframework.http.HttpHeaders;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/**
 * The audit record for programs.
 */
@RestController
@RequestMapping("/api/v1/audit")
class AuditApi {

	private static final int MOST = 200;

	private final AuditSearch search;

	private final AuditExport export;

	AuditApi(AuditSearch search, AuditExport export) {
		this.search = search;
		this.export = export;
	}

	@GetMapping
	@Operation(summary = "Search the audit record, newest first")
	AuditPage search(@ParameterObject AuditQuery query, @RequestParam(required = false) @Nullable String after,
			@RequestParam(required = false) @Nullable String limit) {
		return this.search.page(AuditFilter.of(query), Cursor.of(after), limit(limit));
	}

	@GetMapping("/export")
	@Operation(summary = "Export the audit record as JSON lines: whole and verifiable, or what the filters find")
	@ApiResponse(responseCode = "200", description = "One row a line",
			content = @Content(mediaType = "application/jsonl", schema = @Schema(type = "string")))
	void export(@ParameterObject AuditQuery query, HttpServletResponse response) throws IOException {
		AuditFilter filter = AuditFilter.of(query);
		response.setContentType("application/jsonl");
		response.setCharacterEncoding("UTF-8");
		response.setHeader(HttpHeaders.CACHE_CONTROL, "no-store");
		response.setHeader(HttpHeaders.CONTENT_DISPOSITION,
				"attachment; filename=\"%s.jsonl\"".formatted(filter.isEmpty() ? "audit" : "audit-excerpt"));
		if (filter.isEmpty()) {
			this.export.whole(response.getOutputStream());
		}
		else {
			this.export.excerpt(filter, response.getOutputStream());
		}
	}

	private static int limit(@Nullable String typed) {
		if (typed == null || typed.isBlank()) {
			return 50;
		}
		try {
			int limit = Integer.parseInt(typed);
			if (limit >= 1 && limit <= MOST) {
				return limit;
			}
		}
		catch (NumberFormatException ex) {
			// Said below.
		}
		throw new InvalidFilterException("limit", "is a number from 1 to " + MOST);
	}

}
