package io.groundwork.live;

import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import io.groundwork.database.Signals;
import io.groundwork.identity.ShutOut;
import io.groundwork.identity.SignedIn;
import io.groundwork.web.Answers;
import jakarta.annotation.PostConstruct;
import jakarta.annotation.PreDestroy;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.context.event.EventListener;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;

/**
 * The streams that are open in this process, each in the thread of its request.
 */
@Component
public class Streams {

	private static final Logger log = LoggerFactory.getLogger(Streams.class);

	public static final String TYPE = "text/event-stream";

	/**
	 * By then the browser has to come again, so that its right to see this is looked at.
	 * With the four minutes after which the provider is asked again this is how long a
	 * role outlives its group.
	 */
	static final Duration LONGEST = Duration.ofMinutes(1);

	/** The topic of people who were locked or whose sessions and tokens were ended. */
	private static final String SHUT_OUT = "shut-out";

	private final LiveSettings settings;

	private final Answers answers;

	private final Signals signals;

	private final Map<Long, Integer> open = new ConcurrentHashMap<>();

	/** When those who watch were last shut out. */
	private final Map<Long, Long> shutOut = new ConcurrentHashMap<>();

	private Signals.@Nullable Listening listening;

	Streams(LiveSettings settings, Answers answers, Signals signals) {
		this.settings = settings;
		this.answers = answers;
		this.signals = signals;
	}

	@PostConstruct
	void start() {
		// A signal that goes astray is made up for when the stream ends by itself.
		this.listening = this.signals.listen(SHUT_OUT, this::shutOut, () -> {
		});
	}

	@PreDestroy
	void stop() {
		if (this.listening != null) {
			this.listening.close();
		}
	}

	/**
	 * Tells all processes that somebody must not see any more.
	 */
	@EventListener
	void shutOut(ShutOut person) {
		this.signals.send(SHUT_OUT, person.id());
	}

	private void shutOut(long person) {
		if (this.open.containsKey(person)) {
			this.shutOut.put(person, System.nanoTime());
		}
	}

	/**
	 * Answers with a stream, unless whoever asks has too many open.
	 */
	public void open(SignedIn who, HttpServletRequest request, HttpServletResponse response, Body body)
			throws IOException {
		if ("HEAD".equals(request.getMethod())) {
			response.setContentType(TYPE);
			return;
		}
		long person = who.person();
		if (!enter(person)) {
			this.answers.retryLater(request, response, HttpStatus.TOO_MANY_REQUESTS, Duration.ofSeconds(30));
			return;
		}
		try {
			send(person, response, body);
		}
		finally {
			left(person);
		}
	}

	private void send(long person, HttpServletResponse response, Body body) {
		response.setContentType(TYPE);
		response.setCharacterEncoding("UTF-8");
		response.setHeader(HttpHeaders.CACHE_CONTROL, "no-store");
		// Proxies that collect an answer before they pass it on are asked not to.
		response.setHeader("X-Accel-Buffering", "no");
		long began = System.nanoTime();
		try {
			Stream stream = new Stream(response.getOutputStream(), LONGEST, () -> {
				Long shut = this.shutOut.get(person);
				return shut != null && shut - began > 0;
			});
			stream.begin();
			body.send(stream);
		}
		catch (IOException ex) {
			log.trace("Somebody who watched has left", ex);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	private boolean enter(long person) {
		int now = this.open.merge(person, 1, Integer::sum);
		if (now > this.settings.streamsPerPerson()) {
			left(person);
			return false;
		}
		return true;
	}

	private void left(long person) {
		if (this.open.computeIfPresent(person, (who, count) -> (count > 1) ? count - 1 : null) == null) {
			this.shutOut.remove(person);
		}
	}

	/**
	 * What is sent, until there is no more or the stream's time is over.
	 */
	@FunctionalInterface
	public interface Body {

		void send(Stream stream) throws IOException, InterruptedException;

	}

}
