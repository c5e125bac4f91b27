package io.groundwork.runs.log;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

import jakarta.servlet.http.HttpServletResponse;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.http.HttpHeaders;
import org.springframework.stereotype.Component;

/**
 * Writes whole logs, some lines at a time.
 */
@Component
class LogDownload {

	static final String LINES = "application/x-ndjson";

	private final StoredLogs logs;

	private final LogStreams streams;

	private final JsonMapper json;

	LogDownload(StoredLogs logs, LogStreams streams, JsonMapper json) {
		this.logs = logs;
		this.streams = streams;
		this.json = json;
	}

	/**
	 * As JSON lines; the last one says whether that was all.
	 */
	void lines(long run, long after, HttpServletResponse response) throws IOException {
		begin(response, LINES);
		try (OutputStream out = new BufferedOutputStream(response.getOutputStream(), 32_768)) {
			long last = each(run, after, out, (text) -> text);
			Optional<LogEnd> end = this.logs.end(run).filter((it) -> it.lastSeq() <= last);
			if (end.isPresent()) {
				out.write((this.streams.end(end.get()) + "\n").getBytes(StandardCharsets.UTF_8));
			}
		}
	}

	/**
	 * As a text to read.
	 */
	void text(long run, HttpServletResponse response) throws IOException {
		begin(response, "text/plain");
		response.setHeader(HttpHeaders.CONTENT_DISPOSITION, "attachment; filename=\"run-%d.txt\"".formatted(run));
		try (OutputStream out = new BufferedOutputStream(response.getOutputStream(), 32_768)) {
			long last = each(run, 0, out, this::plain);
			String end = this.logs.end(run)
				.filter((it) -> it.lastSeq() <= last)
				.map((it) -> it.complete() ? "Complete, %d lines.".formatted(last)
						: "Incomplete after line %d because %s.".formatted(it.missingAfter(), it.missing()))
				.orElse("The run goes on; these are its lines so far.");
			out.write(("-- " + end + "\n").getBytes(StandardCharsets.UTF_8));
		}
	}

	private static void begin(HttpServletResponse response, String type) {
		response.setContentType(type);
		response.setCharacterEncoding("UTF-8");
		response.setHeader(HttpHeaders.CACHE_CONTROL, "no-store");
	}

	private long each(long run, long after, OutputStream out, java.util.function.UnaryOperator<String> form)
			throws IOException {
		long[] last = { after };
		try {
			this.logs.each(run, after, (seq, text) -> {
				last[0] = seq;
				try {
					out.write(form.apply(text).getBytes(StandardCharsets.UTF_8));
					out.write('\n');
				}
				catch (IOException ex) {
					throw new Gone(ex);
				}
				return true;
			});
		}
		catch (Gone ex) {
			throw ex.getCause();
		}
		return last[0];
	}

	private String plain(String text) {
		LogLine line = this.json.readValue(text, LogLine.class);
		return "%6d %s %-5s [%s] %s".formatted(line.seq(), line.at(), line.level(), line.step(), line.text());
	}

	/**
	 * Whoever reads has left.
	 */
	private static final class Gone extends UncheckedIOException {

		Gone(IOException cause) {
			super(cause);
		}

	}

}
