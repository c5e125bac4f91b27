package io.groundwork.audit;

import java.io.IOException;

import io.groundwork.web.Page;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;
import org.springdoc.core.annotations.ParameterObject;

import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/**
 * The audit record, for scripts.
 */
@RestController
@RequestMapping("/api/v1/audit")
@Tag(name = "Audit")
class AuditApi {

	private final AuditSearch search;

	private final AuditExport export;

	AuditApi(AuditSearch search, AuditExport export) {
		this.search = search;
		this.export = export;
	}

	@GetMapping
	@Operation(summary = "Search the audit record, newest first")
	Page<AuditEntry> search(@ParameterObject AuditQuery query, @RequestParam(required = false) @Nullable String after,
			@RequestParam(defaultValue = "50") int limit) {
		int most = Page.size(limit);
		return this.search.page(AuditFilter.of(query), Cursor.of(after), most);
	}

	@GetMapping("/export")
	@Operation(summary = "Export the audit record as JSON lines: whole and verifiable, or what the filters find")
	@ApiResponse(responseCode = "200", description = "One row a line",
			content = @Content(mediaType = AuditExport.TYPE, schema = @Schema(type = "string")))
	void export(@ParameterObject AuditQuery query, HttpServletResponse response) throws IOException {
		this.export.send(AuditFilter.of(query), response);
	}

}
