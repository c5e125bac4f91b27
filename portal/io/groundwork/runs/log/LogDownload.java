package io.groundwork.runs.log;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

import jakarta.servlet.http.HttpServletResponse;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.dao.DataAccessException;
import org.springframework.http.HttpHeaders;
import org.springframework.stereotype.Component;

/**
 * Writes whole logs, some lines at a time.
 */
@Component
public class LogDownload {

	private static final Logger logger = LoggerFactory.getLogger(LogDownload.class);

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
			long[] last = { after };
			each(run, last, out, (text) -> text);
			Optional<LogEnd> end = end(run, last[0]);
			if (end.isPresent()) {
				out.write(endLine(end.get()));
			}
		}
	}

	/**
	 * Copies a log as JSON lines. One that cannot be read to its end has a last line that
	 * says so, as one whose lines are missing has.
	 * @return how much of it that is, in a sentence
	 */
	public String copy(long run, OutputStream out) throws IOException {
		long[] last = { 0 };
		Optional<LogEnd> end;
		try {
			each(run, last, out, (text) -> text);
			end = end(run, last[0]);
		}
		catch (DataAccessException ex) {
			throw ex;
		}
		catch (RuntimeException ex) {
			logger.warn("The log of run {} cannot be read beyond line {}", run, last[0], ex);
			end = Optional.of(new LogEnd(run, last[0], last[0], "the object store does not give the rest of it", null,
					0, LogMarks.NONE));
		}
		if (end.isPresent()) {
			out.write(endLine(end.get()));
		}
		return sentence(end, last[0]);
	}

	private Optional<LogEnd> end(long run, long last) {
		return this.logs.end(run).filter((it) -> it.lastSeq() <= last);
	}

	private byte[] endLine(LogEnd end) {
		return (this.streams.end(end) + "\n").getBytes(StandardCharsets.UTF_8);
	}

	private static String sentence(Optional<LogEnd> end, long last) {
		return end
			.map((it) -> it.complete() ? "Complete, %d lines.".formatted(last)
					: "Incomplete after line %d because %s.".formatted(it.missingAfter(), it.missing()))
			.orElse("The run goes on; these are its lines so far.");
	}

	/**
	 * As a text to read.
	 */
	void text(long run, HttpServletResponse response) throws IOException {
		begin(response, "text/plain");
		response.setHeader(HttpHeaders.CONTENT_DISPOSITION, "attachment; filename=\"run-%d.txt\"".formatted(run));
		try (OutputStream out = new BufferedOutputStream(response.getOutputStream(), 32_768)) {
			long[] last = { 0 };
			each(run, last, out, this::plain);
			out.write(("-- " + sentence(end(run, last[0]), last[0]) + "\n").getBytes(StandardCharsets.UTF_8));
		}
	}

	private static void begin(HttpServletResponse response, String type) {
		response.setContentType(type);
		response.setCharacterEncoding("UTF-8");
		response.setHeader(HttpHeaders.CACHE_CONTROL, "no-store");
	}

	/**
	 * @param last the line after which to begin; in the end the last that was written
	 */
	private void each(long run, long[] last, OutputStream out, java.util.function.UnaryOperator<String> form)
			throws IOException {
		try {
			this.logs.each(run, last[0], (seq, text) -> {
				try {
					out.write(form.apply(text).getBytes(StandardCharsets.UTF_8));
					out.write('\n');
				}
				catch (IOException ex) {
					throw new Gone(ex);
				}
				last[0] = seq;
				return true;
			});
		}
		catch (Gone ex) {
			throw ex.getCause();
		}
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
