package io.groundwork.runs.log;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;

/**
 * Somebody who watches a run and comes again whenever the stream breaks, as a browser
 * does.
 */
public final class Watcher {

	private final HttpClient http;

	private final URI events;

	private final String token;

	private final List<Long> seqs = new ArrayList<>();

	private volatile long last;

	private volatile int connections;

	private volatile @Nullable String end;

	private Consumer<String> seen = (line) -> {
	};

	public Watcher(HttpClient http, URI portal, long run, String token) {
		this.http = http;
		this.events = portal.resolve("/api/v1/runs/%d/events".formatted(run));
		this.token = token;
	}

	/**
	 * Shows each line, as it was sent, to somebody.
	 */
	public Watcher seeing(Consumer<String> seen) {
		this.seen = seen;
		return this;
	}

	/**
	 * Watches to the end.
	 */
	public void watch() {
		while (this.end == null) {
			watch(Integer.MAX_VALUE);
			if (this.end == null) {
				java.util.concurrent.locks.LockSupport.parkNanos(50_000_000);
			}
		}
	}

	/**
	 * Watches so many lines, and hangs up.
	 */
	void watch(int most) {
		HttpRequest.Builder request = HttpRequest.newBuilder(this.events)
			.header("Authorization", "Bearer " + this.token)
			.header("Accept", "text/event-stream");
		if (this.last > 0) {
			request.header("Last-Event-ID", String.valueOf(this.last));
		}
		try {
			HttpResponse<InputStream> answer = this.http.send(request.build(),
					HttpResponse.BodyHandlers.ofInputStream());
			try (InputStream body = answer.body()) {
				if (answer.statusCode() / 100 == 4) {
					throw new IllegalStateException("answered " + answer.statusCode());
				}
				if (answer.statusCode() == 200) {
					this.connections++;
					read(new BufferedReader(new InputStreamReader(body, StandardCharsets.UTF_8)), most);
				}
			}
		}
		catch (IOException ex) {
			// It comes again.
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private void read(BufferedReader lines, int most) throws IOException {
		boolean ending = false;
		long id = 0;
		int read = 0;
		for (String line = lines.readLine(); line != null && read < most; line = lines.readLine()) {
			if (line.startsWith("id: ")) {
				id = Long.parseLong(line.substring(4));
			}
			else if (line.equals("event: end")) {
				ending = true;
			}
			else if (line.startsWith("data: ") && ending) {
				this.end = line.substring(6);
				return;
			}
			else if (line.startsWith("data: ")) {
				if (!line.startsWith("data: {\"seq\":" + id + ",")) {
					throw new IllegalStateException("%d is not the number of %s".formatted(id, line));
				}
				this.seqs.add(id);
				this.last = id;
				this.seen.accept(line);
				read++;
			}
		}
	}

	public List<Long> seqs() {
		return this.seqs;
	}

	public long last() {
		return this.last;
	}

	int connections() {
		return this.connections;
	}

	public @Nullable String end() {
		return this.end;
	}

}
