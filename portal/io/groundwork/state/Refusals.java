package io.groundwork.state;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

import io.groundwork.audit.Audited;
import io.groundwork.audit.Outcome;

import org.springframework.context.ApplicationEventPublisher;
import org.springframework.stereotype.Component;

/**
 * Has refused credentials audited: the first of an address at once, and then one row a
 * minute with how many there were, so that a flood does not fill the record.
 */
@Component
class Refusals {

	private static final Duration PAUSE = Duration.ofMinutes(1);

	private static final int MANY = 1000;

	private final Map<String, Row> last = new LinkedHashMap<>();

	private final ApplicationEventPublisher events;

	private final Clock clock;

	Refusals(ApplicationEventPublisher events, Clock clock) {
		this.events = events;
		this.clock = clock;
	}

	void note(String address, String name, String path) {
		int unsaid;
		synchronized (this.last) {
			Instant now = this.clock.instant();
			Row row = this.last.get(address);
			if (row != null && now.isBefore(row.at().plus(PAUSE))) {
				this.last.put(address, new Row(row.at(), row.unsaid() + 1));
				return;
			}
			unsaid = (row != null) ? row.unsaid() : 0;
			this.last.remove(address);
			this.last.put(address, new Row(now, 0));
			if (this.last.size() > MANY) {
				this.last.remove(this.last.keySet().iterator().next());
			}
		}
		this.events.publishEvent(new Audited("somebody at " + address, "state.refused", "route:" + path,
				Outcome.REFUSED, Map.of("name", name.substring(0, Math.min(60, name.length())), "more", unsaid)));
	}

	private record Row(Instant at, int unsaid) {

	}

}
