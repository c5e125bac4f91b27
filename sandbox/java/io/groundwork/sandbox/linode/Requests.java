package io.groundwork.sandbox.linode;

import java.time.Clock;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

import tools.jackson.databind.node.ObjectNode;

/**
 * The last requests, newest first.
 */
final class Requests {

	private static final int KEPT = 200;

	private final Deque<Request> requests = new ArrayDeque<>();

	private final Clock clock;

	Requests(Clock clock) {
		this.clock = clock;
	}

	void note(String method, String path, int status, String owner, long micros) {
		Request request = new Request(this.clock.millis(), method, path, status, owner, micros);
		synchronized (this.requests) {
			this.requests.addFirst(request);
			if (this.requests.size() > KEPT) {
				this.requests.removeLast();
			}
		}
	}

	List<Request> last() {
		synchronized (this.requests) {
			return new ArrayList<>(this.requests);
		}
	}

	/**
	 * One of them.
	 *
	 * @param at when, in milliseconds
	 * @param method its method
	 * @param path its path
	 * @param status what was answered; 0 if the connection was cut
	 * @param owner whose token it came with
	 * @param micros how long the answer took
	 */
	record Request(long at, String method, String path, int status, String owner, long micros) {

		ObjectNode json() {
			ObjectNode json = Json.object().put("at", Json.time(Instant.ofEpochMilli(this.at)));
			json.put("method", this.method).put("path", this.path).put("status", this.status);
			return json.put("owner", this.owner).put("micros", this.micros);
		}

	}

}
