package io.groundwork.audit;

import java.io.IOException;
import java.io.OutputStream;
import java.util.List;

import io.groundwork.web.Page;
import jakarta.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;

import org.springframework.http.HttpHeaders;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;

/**
 * Writes the record as JSON lines, some rows at a time, so that neither memory nor a
 * connection is held for a slow reader.
 */
@Component
class AuditExport {

	static final String TYPE = "application/jsonl";

	private static final int PORTION = 1_000;

	private final JdbcTemplate jdbc;

	private final AuditSearch search;

	AuditExport(JdbcTemplate jdbc, AuditSearch search) {
		this.jdbc = jdbc;
		this.search = search;
	}

	/**
	 * As a file to keep: everything, or what the filter finds.
	 */
	void send(AuditFilter filter, HttpServletResponse response) throws IOException {
		response.setContentType(TYPE);
		response.setCharacterEncoding("UTF-8");
		response.setHeader(HttpHeaders.CACHE_CONTROL, "no-store");
		response.setHeader(HttpHeaders.CONTENT_DISPOSITION,
				"attachment; filename=\"%s.jsonl\"".formatted(filter.isEmpty() ? "audit" : "audit-excerpt"));
		if (filter.isEmpty()) {
			whole(response.getOutputStream());
		}
		else {
			excerpt(filter, response.getOutputStream());
		}
	}

	/**
	 * The whole chain, oldest first, as far as it is sealed now; it can be verified.
	 */
	void whole(OutputStream out) throws IOException {
		long end = Head.read(this.jdbc).seq();
		long seq = 0;
		List<AuditEntry> portion;
		do {
			portion = this.jdbc.query("""
					select %s from audit_link l join audit_row r on r.id = l.row_id
					where l.seq > ? and l.seq <= ? order by l.seq limit %d
					""".formatted(AuditEntry.COLUMNS, PORTION), AuditEntry::read, seq, end);
			write(portion, out);
			if (!portion.isEmpty() && portion.getLast().seq() instanceof Long last) {
				seq = last;
			}
		}
		while (portion.size() == PORTION);
	}

	/**
	 * The rows that the filter finds, newest first: an excerpt.
	 */
	void excerpt(AuditFilter filter, OutputStream out) throws IOException {
		@Nullable Cursor after = null;
		do {
			Page<AuditEntry> page = this.search.page(filter, after, PORTION);
			write(page.items().stream().filter((entry) -> entry.seq() != null).toList(), out);
			after = Cursor.of(page.next());
		}
		while (after != null);
	}

	private static void write(List<AuditEntry> entries, OutputStream out) throws IOException {
		Line line = new Line();
		for (AuditEntry entry : entries) {
			out.write(entry.line(line));
			out.write('\n');
		}
	}

}
