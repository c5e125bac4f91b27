package io.groundwork.notices;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

import io.groundwork.Eventually;
import io.groundwork.Portal;
import io.groundwork.TestClock;
import io.groundwork.requests.RequestFixtures;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import org.springframework.jdbc.core.simple.JdbcClient;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What waits is told once a day, at the hour that somebody chose, if anything does.
 */
class SummaryTests {

	private static final Duration MOST = Duration.ofSeconds(60);

	private static final TestClock clock = new TestClock();

	@SuppressWarnings("NullAway.Init")
	private static SlackStandIn slack;

	@SuppressWarnings("NullAway.Init")
	private static Portal portal;

	@BeforeAll
	static void start() {
		slack = new SlackStandIn();
		Map<String, Object> settings = new HashMap<>(slack.settings());
		settings.put("groundwork.roles", "web");
		portal = Portal.start(settings, clock);
		portal.signedIn("engineer-1");
		portal.signedIn("reviewer-1");
		portal.signedIn("platform-1");
	}

	@AfterAll
	static void stop() {
		portal.close();
		slack.close();
	}

	@Test
	void onceADayAtTheirHourAndOnlyIfSomethingWaits() throws Exception {
		NoticeFixtures fixtures = new NoticeFixtures(portal);
		portal.bean(Preferences.class)
			.keep(fixtures.person("platform-1"),
					new Preference(java.util.Set.of(), java.util.Set.of(Concern.SUMMARY), "U0PLATFORM1", 15));
		tomorrowAt(3);
		tell();
		assertThat(told("reviewer-1")).as("nothing waits, and it is too early").isEmpty();
		tomorrowAt(7);
		tell();
		assertThat(told("reviewer-1")).as("nothing waits").isEmpty();
		RequestFixtures requests = new RequestFixtures(portal);
		long waiting = requests.waiting("payments", "staging", requests.stranger());
		tell();
		assertThat(told("reviewer-1")).as("it was looked after today already").isEmpty();
		tomorrowAt(7);
		twice(portal);
		assertThat(told("reviewer-1")).containsExactly("One thing waits for you");
		assertThat(link("reviewer-1")).isEqualTo("/requests/%d#approve".formatted(waiting));
		assertThat(told("engineer-1")).as("not theirs to decide").isEmpty();
		assertThat(slack.in("D0PLATFORM1")).as("their hour has not come").isEmpty();
		clock.pass(Duration.ofHours(9));
		twice(portal);
		Eventually.that(MOST, () -> slack.in("D0PLATFORM1").size() == 1);
		assertThat(slack.in("D0PLATFORM1").getFirst()).contains("One thing waits for you",
				portal.address() + "/requests/%d#approve".formatted(waiting));
		assertThat(told("platform-1")).as("not wanted here").isEmpty();
		assertThat(told("reviewer-1")).hasSize(1);
		requests.waiting("payments", "staging", requests.stranger());
		tomorrowAt(7);
		tell();
		assertThat(told("reviewer-1")).containsExactly("One thing waits for you", "2 things wait for you");
		assertThat(portal.bean(JdbcClient.class)
			.sql("select count(*) from notice where concern = 'summary' and read_at is null and person_id = ?")
			.param(fixtures.person("reviewer-1"))
			.query(Integer.class)
			.single()).as("yesterday's is settled").isEqualTo(1);
	}

	private static void twice(Portal portal) throws Exception {
		try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
			Runnable tell = portal.bean(Summaries.class)::tell;
			List<Future<?>> both = List.of(threads.submit(tell), threads.submit(tell));
			for (Future<?> one : both) {
				one.get();
			}
		}
		tell();
	}

	private static void tell() {
		portal.bean(Summaries.class).tell();
	}

	/**
	 * Lets time pass to that hour of the next day.
	 */
	private static void tomorrowAt(int hour) {
		Instant now = clock.instant();
		LocalDate next = now.atOffset(ZoneOffset.UTC).toLocalDate();
		Instant then = next.atTime(hour, 5).toInstant(ZoneOffset.UTC);
		clock.pass(Duration.between(now, then.isAfter(now) && hour != 3 ? then : then.plus(Duration.ofDays(1))));
	}

	private static List<String> told(String name) {
		return portal.bean(JdbcClient.class)
			.sql("""
					select n.title from notice n join person p on p.id = n.person_id
					where p.name = ? and n.concern = 'summary' order by n.id""")
			.param(name)
			.query((row, number) -> row.getString("title"))
			.list();
	}

	private static String link(String name) {
		return portal.bean(JdbcClient.class)
			.sql("""
					select n.link from notice n join person p on p.id = n.person_id
					where p.name = ? and n.concern = 'summary' order by n.id desc limit 1""")
			.param(name)
			.query(String.class)
			.single();
	}

}
