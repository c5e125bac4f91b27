package io.groundwork.runs.log;

import java.io.IOException;

import io.groundwork.identity.SignedIn;
import io.groundwork.live.Streams;
import io.groundwork.web.InvalidInputException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

import org.springframework.stereotype.Component;

/**
 * Answers those who want to watch a run, unless they watch too many.
 */
@Component
class LogWatching {

	private final LogStreams logs;

	private final Streams open;

	LogWatching(LogStreams logs, Streams open) {
		this.logs = logs;
		this.open = open;
	}

	void watch(SignedIn who, long run, long after, HttpServletRequest request, HttpServletResponse response)
			throws IOException {
		long place = place(after);
		this.open.open(who, request, response, (stream) -> this.logs.send(run, place, stream));
	}

	/**
	 * The number of a line, or 0 for before the first.
	 */
	static long place(long after) {
		if (after < 0) {
			throw new InvalidInputException("after", "after must be the number of a line, or 0.");
		}
		return after;
	}

}
