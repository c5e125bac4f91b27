package io.groundwork.runs.log;

import java.io.IOException;
import java.time.Duration;

import io.groundwork.identity.SignedIn;
import io.groundwork.web.Answers;
import io.groundwork.web.InvalidInputException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;

/**
 * Answers those who want to watch a run, unless they watch too many.
 */
@Component
class LogWatching {

	static final String TYPE = "text/event-stream";

	private final LogStreams streams;

	private final Answers answers;

	LogWatching(LogStreams streams, Answers answers) {
		this.streams = streams;
		this.answers = answers;
	}

	void watch(SignedIn who, long run, long after, HttpServletRequest request, HttpServletResponse response)
			throws IOException {
		long place = place(after);
		if ("HEAD".equals(request.getMethod())) {
			response.setContentType(TYPE);
			return;
		}
		if (!this.streams.enter(who.person())) {
			this.answers.retryLater(request, response, HttpStatus.TOO_MANY_REQUESTS, Duration.ofSeconds(30));
			return;
		}
		try {
			this.streams.send(who.person(), run, place, response);
		}
		finally {
			this.streams.left(who.person());
		}
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
