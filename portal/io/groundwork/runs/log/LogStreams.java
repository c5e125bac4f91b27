package io.groundwork.runs.log;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

import io.groundwork.database.Signals;
import io.groundwork.identity.ShutOut;
import io.groundwork.runs.log.Hub.Behind;
import io.groundwork.runs.log.Hub.Closed;
import io.groundwork.runs.log.Hub.Ended;
import io.groundwork.runs.log.Hub.News;
import io.groundwork.runs.log.Hub.Next;
import io.groundwork.runs.log.Hub.Nothing;
import jakarta.annotation.PostConstruct;
import jakarta.annotation.PreDestroy;
import jakarta.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.event.EventListener;
import org.springframework.http.HttpHeaders;
import org.springframework.stereotype.Component;

/**
 * Sends the lines of a run as they come, each stream in a thread of its own that holds
 * nothing while it waits.
 */
@Component
class LogStreams {

	private static final Logger log = LoggerFactory.getLogger(LogStreams.class);

	/** By then it says that it lives. */
	private static final long HEARTBEAT = 15_000;

	/**
	 * By then the browser has to come again, so that its right to see this is looked at.
	 * With the four minutes after which the provider is asked again this is how long a
	 * role outlives its group.
	 */
	static final Duration LONGEST = Duration.ofMinutes(1);

	private static final Duration PAUSE = Duration.ofSeconds(1);

	/** The topic of people who were locked or whose sessions and tokens were ended. */
	private static final String SHUT_OUT = "shut-out";

	/** What somebody who fell behind reads at once. */
	private static final int PORTION = 64 * 1024;

	private static final byte[] BEGIN = "retry: 1000\n\n".getBytes(StandardCharsets.US_ASCII);

	/** It is time to come again, and nothing is wrong. */
	private static final byte[] AGAIN = "retry: 50\n\n".getBytes(StandardCharsets.US_ASCII);

	private static final byte[] ALIVE = ":\n\n".getBytes(StandardCharsets.US_ASCII);

	private final Hubs hubs;

	private final StoredLogs logs;

	private final StreamSettings settings;

	private final JsonMapper json;

	private final Signals signals;

	private final Duration longest;

	private final Duration pause;

	private final Map<Long, Integer> open = new ConcurrentHashMap<>();

	/** When those who watch were last shut out. */
	private final Map<Long, Long> shutOut = new ConcurrentHashMap<>();

	private Signals.@Nullable Listening listening;

	/** Those who fell behind must not take all connections. */
	private final Semaphore reading = new Semaphore(4);

	@Autowired
	LogStreams(Hubs hubs, StoredLogs logs, StreamSettings settings, JsonMapper json, Signals signals) {
		this(hubs, logs, settings, json, signals, LONGEST, PAUSE);
	}

	LogStreams(Hubs hubs, StoredLogs logs, StreamSettings settings, JsonMapper json, Signals signals, Duration longest,
			Duration pause) {
		this.hubs = hubs;
		this.logs = logs;
		this.settings = settings;
		this.json = json;
		this.signals = signals;
		this.longest = longest;
		this.pause = pause;
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
	 * Counts a stream of a person, to be given back with {@link #left}.
	 * @return whether they may have one more
	 */
	boolean enter(long person) {
		int now = this.open.merge(person, 1, Integer::sum);
		if (now > this.settings.streamsPerPerson()) {
			left(person);
			return false;
		}
		return true;
	}

	void left(long person) {
		if (this.open.computeIfPresent(person, (who, count) -> (count > 1) ? count - 1 : null) == null) {
			this.shutOut.remove(person);
		}
	}

	/**
	 * Sends all lines after that one, and goes on until the log has ended, whoever
	 * watches has left or is shut out, or it is time to come again.
	 */
	void send(long person, long run, long after, HttpServletResponse response) {
		response.setContentType("text/event-stream");
		response.setCharacterEncoding("UTF-8");
		response.setHeader(HttpHeaders.CACHE_CONTROL, "no-store");
		// Proxies that collect an answer before they pass it on are asked not to.
		response.setHeader("X-Accel-Buffering", "no");
		Hub hub = this.hubs.join(run);
		if (hub == null) {
			return;
		}
		try {
			OutputStream out = response.getOutputStream();
			out.write(BEGIN);
			out.flush();
			send(person, run, hub, after, out);
		}
		catch (IOException ex) {
			log.trace("Somebody who watched run {} has left", run, ex);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		finally {
			this.hubs.leave(run, hub);
		}
	}

	private void send(long person, long run, Hub hub, long after, OutputStream out)
			throws IOException, InterruptedException {
		long seq = after;
		long began = System.nanoTime();
		long most = this.longest.toNanos() - ThreadLocalRandom.current().nextLong(this.longest.toNanos() / 5);
		for (long left = most; left > 0; left = began + most - System.nanoTime()) {
			Next next = hub.after(seq, Math.min(HEARTBEAT, TimeUnit.NANOSECONDS.toMillis(left) + 1));
			Long shut = this.shutOut.get(person);
			if (shut != null && shut - began > 0) {
				return;
			}
			switch (next) {
				case News news -> seq = write(news.events(), seq, out);
				case Behind behind -> seq = write(read(run, seq), seq, out);
				case Nothing nothing -> out.write(ALIVE);
				case Ended ended -> {
					out.write("event: end\ndata: %s\n\n".formatted(end(ended.end())).getBytes(StandardCharsets.UTF_8));
					out.flush();
					return;
				}
				case Closed closed -> {
					return;
				}
			}
			out.flush();
		}
		out.write(AGAIN);
		out.flush();
	}

	/**
	 * What the last line of a log says: that it was, or why it is not.
	 */
	String end(LogEnd end) {
		Map<String, Object> said = new LinkedHashMap<>();
		said.put("end", end.complete());
		if (end.missing() != null) {
			said.put("after", end.missingAfter());
			said.put("missing", end.missing());
		}
		return this.json.writeValueAsString(said);
	}

	private static long write(List<Events> events, long after, OutputStream out) throws IOException {
		long seq = after;
		for (Events some : events) {
			some.writeTo(out, seq);
			seq = some.last();
		}
		return seq;
	}

	private List<Events> read(long run, long seq) throws InterruptedException {
		this.reading.acquire();
		try {
			return this.logs.after(run, seq, PORTION).stream().map(Events::of).toList();
		}
		catch (RuntimeException ex) {
			log.debug("The log of run {} cannot be read now", run, ex);
		}
		finally {
			this.reading.release();
		}
		Thread.sleep(this.pause);
		return List.of();
	}

}
