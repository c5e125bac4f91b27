package io.groundwork;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;

/**
 * The time of day, and as much later as a test says.
 */
public final class TestClock extends Clock {

	private volatile Duration later = Duration.ZERO;

	/**
	 * Lets that much time pass at once.
	 */
	public void pass(Duration time) {
		this.later = this.later.plus(time);
	}

	@Override
	public Instant instant() {
		return Instant.now().plus(this.later);
	}

	@Override
	public ZoneId getZone() {
		return ZoneOffset.UTC;
	}

	@Override
	public Clock withZone(ZoneId zone) {
		return this;
	}

}
