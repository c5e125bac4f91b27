package io.groundwork.web;

import java.io.IOException;
import java.time.Duration;
import java.util.Iterator;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

import io.github.bucket4j.Bucket;
import io.github.bucket4j.ConsumptionProbe;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;

/**
 * How many requests one person, or one address that is nobody yet, may make. Counted in
 * each process by itself: it guards the process, it is not an account of use.
 */
@Component
public class Limits {

	private static final int MANY = 20_000;

	private final WebSettings settings;

	private final Answers answers;

	private final ConcurrentMap<String, Bucket> buckets = new ConcurrentHashMap<>();

	Limits(WebSettings settings, Answers answers) {
		this.settings = settings;
		this.answers = answers;
	}

	/**
	 * Counts one request of somebody who is signed in.
	 * @return whether it may go on; if not, the answer is written already
	 */
	public boolean person(String person, HttpServletRequest request, HttpServletResponse response) throws IOException {
		return take(person, this.settings.requestsPerMinute(), request, response);
	}

	/**
	 * Counts one request of somebody who is not, or who showed something that was not
	 * taken.
	 * @return whether it may go on; if not, the answer is written already
	 */
	public boolean address(HttpServletRequest request, HttpServletResponse response) throws IOException {
		return take("address:" + request.getRemoteAddr(), this.settings.anonymousRequestsPerMinute(), request,
				response);
	}

	private boolean take(String who, int perMinute, HttpServletRequest request, HttpServletResponse response)
			throws IOException {
		ConsumptionProbe probe = this.buckets.computeIfAbsent(who, (key) -> bucket(perMinute))
			.tryConsumeAndReturnRemaining(1);
		if (this.buckets.size() > MANY) {
			forgetTheIdle();
		}
		if (probe.isConsumed()) {
			return true;
		}
		this.answers.retryLater(request, response, HttpStatus.TOO_MANY_REQUESTS,
				Duration.ofNanos(probe.getNanosToWaitForRefill()).plusSeconds(1));
		return false;
	}

	private static Bucket bucket(int perMinute) {
		return Bucket.builder()
			.addLimit((limit) -> limit.capacity(perMinute).refillGreedy(perMinute, Duration.ofMinutes(1)))
			.build();
	}

	private void forgetTheIdle() {
		for (Iterator<Bucket> all = this.buckets.values().iterator(); all.hasNext()
				&& this.buckets.size() > MANY / 2;) {
			all.next();
			all.remove();
		}
	}

}
