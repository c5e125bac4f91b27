package io.groundwork.runs.log;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Semaphore;

import io.groundwork.live.Stream;
import io.groundwork.runs.log.Hub.Behind;
import io.groundwork.runs.log.Hub.Closed;
import io.groundwork.runs.log.Hub.Ended;
import io.groundwork.runs.log.Hub.News;
import io.groundwork.runs.log.Hub.Next;
import io.groundwork.runs.log.Hub.Nothing;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.stereotype.Component;

/**
 * Sends the lines of a run as they come, holding nothing while it waits.
 */
@Component
class LogStreams {

	private static final Logger log = LoggerFactory.getLogger(LogStreams.class);

	private static final Duration PAUSE = Duration.ofSeconds(1);

	/** What somebody who fell behind reads at once. */
	private static final int PORTION = 64 * 1024;

	private final Hubs hubs;

	private final StoredLogs logs;

	private final JsonMapper json;

	private final Duration pause;

	/** Those who fell behind must not take all connections. */
	private final Semaphore reading = new Semaphore(4);

	@Autowired
	LogStreams(Hubs hubs, StoredLogs logs, JsonMapper json) {
		this(hubs, logs, json, PAUSE);
	}

	LogStreams(Hubs hubs, StoredLogs logs, JsonMapper json, Duration pause) {
		this.hubs = hubs;
		this.logs = logs;
		this.json = json;
		this.pause = pause;
	}

	/**
	 * Sends all lines after that one, and goes on until the log has ended, whoever
	 * watches has left or is shut out, or it is time to come again.
	 */
	void send(long run, long after, Stream stream) throws IOException, InterruptedException {
		Hub hub = this.hubs.join(run);
		if (hub == null) {
			return;
		}
		try {
			send(run, hub, after, stream);
		}
		finally {
			this.hubs.leave(run, hub);
		}
	}

	private void send(long run, Hub hub, long after, Stream stream) throws IOException, InterruptedException {
		long seq = after;
		OutputStream out = stream.out();
		for (long patience = stream.patience(); patience > 0; patience = stream.patience()) {
			Next next = hub.after(seq, patience);
			if (stream.shut()) {
				return;
			}
			switch (next) {
				case News news -> seq = write(news.events(), seq, out);
				case Behind behind -> seq = write(read(run, seq), seq, out);
				case Nothing nothing -> stream.alive();
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
		stream.again();
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
