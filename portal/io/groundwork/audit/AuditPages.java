package io.groundwork.audit;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.groundwork.web.InvalidInputException;
import io.groundwork.web.Page;
import io.swagger.v3.oas.annotations.Hidden;
import jakarta.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;

/**
 * The audit record, for people.
 */
@Hidden
@Controller
class AuditPages {

	private static final int ROWS = 50;

	private final AuditSearch search;

	private final AuditExport export;

	private final Standing standing;

	private final ObjectProvider<Beyond> beyond;

	AuditPages(AuditSearch search, AuditExport export, Standing standing, ObjectProvider<Beyond> beyond) {
		this.search = search;
		this.export = export;
		this.standing = standing;
		this.beyond = beyond;
	}

	@GetMapping("/audit")
	String search(AuditQuery query, @RequestParam(required = false) @Nullable String after, Model model,
			HttpServletResponse response) {
		Page<AuditEntry> page = new Page<>(List.of(), null);
		Map<String, String> errors = new LinkedHashMap<>();
		try {
			page = this.search.page(AuditFilter.of(query), Cursor.of(after), ROWS);
		}
		catch (InvalidInputException ex) {
			errors.put(ex.field(), ex.remedy());
			response.setStatus(HttpStatus.BAD_REQUEST.value());
		}
		model.addAttribute("query", query);
		model.addAttribute("errors", errors);
		model.addAttribute("page", page);
		model.addAttribute("chain", this.standing.say());
		model.addAttribute("download", query.address("/audit/export"));
		model.addAttribute("beyond", beyond(query.subject()));
		model.addAttribute("filtered", !query.address("").isEmpty());
		return "audit/search";
	}

	private List<Beyond.Told> beyond(@Nullable String subject) {
		return (subject == null) ? List.of()
				: this.beyond.stream().flatMap((one) -> one.of(subject.strip()).stream()).toList();
	}

	@GetMapping("/audit/export")
	void export(AuditQuery query, HttpServletResponse response) throws IOException {
		this.export.send(AuditFilter.of(query), response);
	}

}
