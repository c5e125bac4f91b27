package io.groundwork.web;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

class TimesTest {

	private static final Instant NOW = Instant.parse("2026-11-05T09:26:41.5Z");

	private final Times times = new Times(Clock.fixed(NOW, ZoneOffset.UTC));

	@ParameterizedTest
	@CsvSource({ "PT0S, just now", "PT4S, just now", "PT5S, 5 seconds ago", "PT89S, 89 seconds ago",
			"PT90S, 1 minute ago", "PT14M, 14 minutes ago", "PT89M, 89 minutes ago", "PT90M, 1 hour ago",
			"PT47H, 47 hours ago", "P2D, 2 days ago", "P400D, 400 days ago", "PT-4S, just now", "PT-42M, in 42 minutes",
			"P-3D, in 3 days" })
	void aTimeIsSaidAsADistance(Duration since, String words) {
		assertThat(this.times.ago(NOW.minus(since))).isEqualTo(words);
	}

	@Test
	void whatNeverWasIsSaidSo() {
		assertThat(this.times.ago(null)).isEqualTo("never");
		assertThat(this.times.utc(null)).isEqualTo("never");
		assertThat(this.times.brief(null)).isEqualTo("never");
	}

	@Test
	void aTimeIsSaidInUtcWhateverTheMachineThinks() {
		assertThat(this.times.utc(NOW)).isEqualTo("5 Nov 2026, 09:26:41 UTC");
		assertThat(this.times.brief(NOW)).isEqualTo("5 Nov 09:26 UTC");
		assertThat(this.times.iso(NOW)).isEqualTo("2026-11-05T09:26:41Z");
	}

	@ParameterizedTest
	@CsvSource({ "PT42M, 42 minutes, QUIET", "PT30M, 30 minutes, QUIET", "PT29M59S, 29 minutes, WAIT",
			"PT1S, 1 second, WAIT", "PT0S, ended, BAD", "PT-1H, ended, BAD" })
	void anEndIsUrgentUnderThirtyMinutes(Duration left, String words, Tone tone) {
		assertThat(this.times.left(NOW.plus(left))).isEqualTo(words);
		assertThat(this.times.urgency(NOW.plus(left))).isEqualTo(tone);
	}

}
