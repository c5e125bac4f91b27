package io.groundwork.sandbox.linode;

import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Counts what each token asks for in each minute.
 */
final class Pace {

	private final Clock clock;

	private final Settings.Limits limits;

	private final Map<String, Minute> minutes = new ConcurrentHashMap<>();

	Pace(Clock clock, Settings.Limits limits) {
		this.clock = clock;
		this.limits = limits;
	}

	/**
	 * Counts a request and says what to tell of it, or refuses it.
	 */
	Map<String, String> count(String token, boolean list) {
		long now = this.clock.instant().getEpochSecond();
		int limit = list ? this.limits.lists() : this.limits.others();
		// Two steps of reading and writing, in one for each token.
		Minute minute = this.minutes.compute(token + (list ? " lists" : " others"),
				(key, before) -> (before == null || now >= before.end()) ? new Minute(now + 60, 1)
						: new Minute(before.end(), before.count() + 1));
		String reset = Long.toString(minute.end());
		if (minute.count() > limit) {
			throw new Refusal(429, List.of(new Refusal.Reason("Too many requests", "")),
					Map.of("X-RateLimit-Limit", Integer.toString(limit), "X-RateLimit-Remaining", "0",
							"X-RateLimit-Reset", reset, "Retry-After", Long.toString(Math.max(1, minute.end() - now))));
		}
		return Map.of("X-RateLimit-Limit", Integer.toString(limit), "X-RateLimit-Remaining",
				Integer.toString(limit - minute.count()), "X-RateLimit-Reset", reset);
	}

	/**
	 * What was asked for in a minute.
	 *
	 * @param end when it is over, in seconds
	 * @param count how much so far
	 */
	private record Minute(long end, int count) {

	}

}
