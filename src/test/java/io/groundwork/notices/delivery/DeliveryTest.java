package io.groundwork.notices.delivery;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import com.zaxxer.hikari.HikariDataSource;
import io.groundwork.Eventually;
import io.groundwork.Portal;
import io.groundwork.TestClock;
import io.groundwork.notices.Addressee;
import io.groundwork.notices.Concern;
import io.groundwork.notices.NoticeEvent;
import io.groundwork.notices.NoticeFixtures;
import io.groundwork.notices.Notices;
import io.groundwork.notices.Receiver;
import io.groundwork.notices.SlackStandIn;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.IllegalTransactionStateException;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/**
 * What is told gets out: once to each, in order, however often receivers fail, and not at
 * all if it did not happen.
 */
class DeliveryTest {

	private static final Duration MOST = Duration.ofSeconds(60);

	private static final String CHANNEL = "CPLATFORM-INFRA";

	private static final TestClock clock = new TestClock();

	private static long number = 1000;

	@SuppressWarnings("NullAway.Init")
	private static SlackStandIn slack;

	@SuppressWarnings("NullAway.Init")
	private static Portal portal;

	@SuppressWarnings("NullAway.Init")
	private static NoticeFixtures fixtures;

	@SuppressWarnings("NullAway.Init")
	private static JdbcClient jdbc;

	@SuppressWarnings("NullAway.Init")
	private Receiver receiver;

	@BeforeAll
	static void start() {
		slack = new SlackStandIn();
		portal = Portal.start(settings(), clock);
		fixtures = new NoticeFixtures(portal);
		jdbc = portal.bean(JdbcClient.class);
		portal.signedIn("engineer-1");
		portal.signedIn("platform-1");
	}

	private static Map<String, Object> settings() {
		Map<String, Object> settings = new HashMap<>(slack.settings());
		// Without what recurs: tests say when it is due.
		settings.put("groundwork.roles", "web");
		settings.put("groundwork.notices.loopback", "true");
		settings.put("groundwork.notices.patience", "5s");
		return settings;
	}

	@AfterAll
	static void stop() {
		portal.close();
		slack.close();
	}

	@BeforeEach
	void listen() {
		this.receiver = new Receiver();
		number += 10;
	}

	@AfterEach
	void hangUp() {
		slack.refuse(null);
		slack.busy(0);
		slack.broken(200);
		this.receiver.answers((came) -> 204);
		Webhooks webhooks = portal.bean(Webhooks.class);
		webhooks.all().forEach((webhook) -> webhooks.remove(webhook.id(), "a test"));
		clock.pass(Duration.ofHours(2));
		wake();
		Eventually.that(MOST, () -> count("status = 'waiting'") == 0);
		this.receiver.close();
	}

	@Test
	void whatIsRolledBackIsToldToNobody() {
		webhook();
		long before = count("true");
		assertThatThrownBy(() -> fixtures.within(() -> {
			portal.bean(Notices.class)
				.tell(NoticeFixtures.happening(NoticeEvent.REQUEST_DONE, number, 1, to("engineer-1", Concern.MINE)));
			throw new IllegalStateException("it did not happen");
		})).hasMessage("it did not happen");
		assertThat(count("true")).isEqualTo(before);
		assertThat(notices("engineer-1")).isZero();
		assertThatThrownBy(
				() -> portal.bean(Notices.class).tell(NoticeFixtures.happening(NoticeEvent.REQUEST_DONE, number, 1)))
			.as("outside of any transaction")
			.isInstanceOf(IllegalTransactionStateException.class);
	}

	@Test
	void eachIsToldOnceEvenIfItIsToldTwice() {
		webhook();
		for (int i = 0; i < 2; i++) {
			fixtures.tell(NoticeEvent.REQUEST_DONE, number, 1, to("engineer-1", Concern.MINE));
		}
		arrived(1);
		assertThat(notices("engineer-1")).isEqualTo(1);
		assertThat(count("subject = 'request:%d'".formatted(number))).isEqualTo(2);
	}

	@Test
	void aWebhookHearsOfTheEventsItWantsSignedSoThatAnybodyCanCheckIt() throws Exception {
		String secret = webhook();
		portal.bean(Webhooks.class)
			.add("only-failures", this.receiver.address() + "&only=failures", List.of("request.failed"), "a test");
		fixtures.tell(NoticeEvent.REQUEST_DONE, number, 1);
		arrived(1);
		Receiver.Came came = this.receiver.taken().getFirst();
		String[] signature = came.header("Groundwork-Signature").split("[=,]");
		assertThat(signature).hasSize(4).startsWith("t").contains("v1");
		assertThat(signature[3]).isEqualTo(hmac(secret, signature[1] + "." + came.body()));
		assertThat(Long.parseLong(signature[1])).isCloseTo(clock.instant().getEpochSecond(),
				org.assertj.core.data.Offset.offset(60L));
		assertThat(came.header("Groundwork-Delivery")).isEqualTo(came.json().path("id").asString());
		assertThat(UUID.fromString(came.json().path("id").asString())).isNotNull();
		assertThat(came.header("Groundwork-Event")).isEqualTo("request.done");
		assertThat(came.json().path("event").asString()).isEqualTo("request.done");
		assertThat(came.json().path("at").asString()).isEqualTo("2026-11-22T09:40:00Z");
		assertThat(came.json().path("by").asString()).isEqualTo("engineer-1");
		assertThat(came.json().path("request").path("number").asLong()).isEqualTo(number);
		assertThat(came.json().path("request").path("environment").asString()).isEqualTo("production");
		assertThat(came.json().path("request").path("link").asString())
			.isEqualTo(portal.address() + "/requests/%d#approve".formatted(number));
	}

	@Test
	void whatDoesNotArriveIsTriedAgainInOrderUntilItDoes() {
		webhook();
		this.receiver.answers((came) -> 503);
		for (int step = 1; step <= 3; step++) {
			fixtures.tell(NoticeEvent.REQUEST_COMMENTED, number, step);
		}
		for (int i = 1; i <= 4; i++) {
			int tries = i;
			Eventually.that(MOST, () -> this.receiver.all().size() == tries);
			Eventually.that(MOST, () -> count("claimed_until is not null and status = 'waiting'") == 0);
			assertThat(this.receiver.all()).as("only the first is tried")
				.allSatisfy((came) -> assertThat(step(came)).isEqualTo(1));
			clock.pass(Duration.ofMinutes(5));
			if (i == 4) {
				this.receiver.answers((came) -> 204);
			}
			wake();
		}
		arrived(3);
		assertThat(this.receiver.taken()).extracting(DeliveryTest::step).containsExactly(1, 2, 3);
		assertThat(ids(this.receiver.all())).as("the same id each time").hasSize(3);
	}

	@Test
	void pausesGrow() {
		List<Duration> pauses = new ArrayList<>();
		for (int tries = 1; tries <= 7; tries++) {
			pauses.add(Outbox.pause(tries));
		}
		assertThat(pauses).isSorted().startsWith(Duration.ofSeconds(5)).endsWith(Duration.ofMinutes(5));
	}

	@Test
	void nobodyWaitsForSomebodyElsesTrouble() {
		try (Receiver other = new Receiver()) {
			webhook();
			portal.bean(Webhooks.class).add("other", other.address(), List.of("request.done"), "a test");
			this.receiver
				.answers((came) -> (came.json().path("request").path("number").asLong() == number) ? 500 : 204);
			fixtures.tell(NoticeEvent.REQUEST_DONE, number, 1);
			fixtures.tell(NoticeEvent.REQUEST_DONE, number + 1, 1);
			arrived(1);
			Eventually.that(MOST, () -> other.taken().size() == 2);
			assertThat(slack.in(CHANNEL)).anyMatch((message) -> message.contains(number + " Change production"));
		}
	}

	@Test
	void redirectionsAreNotFollowedAndTroubleIsNamed() {
		webhook();
		this.receiver.answers((came) -> 302);
		fixtures.tell(NoticeEvent.REQUEST_DONE, number, 1);
		Eventually.that(MOST, () -> remark().contains("redirections are not followed"));
		this.receiver.close();
		clock.pass(Duration.ofMinutes(1));
		wake();
		Eventually.that(MOST, () -> remark().equals("The receiver cannot be reached"));
		jdbc.sql("update webhook set paused_at = now(), paused_by = 'a test' where removed_at is null").update();
	}

	@Test
	void whatIsTooLateIsGivenUpRecordedAndTriedAgainWhenSomebodySaysSo() {
		webhook();
		this.receiver.answers((came) -> 500);
		fixtures.tell(NoticeEvent.REQUEST_DONE, number, 1);
		Eventually.that(MOST, () -> remark().contains("500"));
		clock.pass(Duration.ofHours(25));
		wake();
		Eventually.that(MOST, () -> count("status = 'given-up' and subject = 'request:%d'".formatted(number)) == 1);
		long id = jdbc.sql("select id from notice_delivery where status = 'given-up' and subject = ?")
			.param("request:" + number)
			.query(Long.class)
			.single();
		assertThat(jdbc.sql("select outcome from audit_row where action = 'notice.given-up' and subject = ?")
			.param("notice-delivery:" + id)
			.query(String.class)
			.single()).isEqualTo("failed");
		Deliveries deliveries = portal.bean(Deliveries.class);
		assertThat(deliveries.givenUp()).isPositive();
		assertThat(deliveries.page("given-up", null, 10).items()).anyMatch((row) -> row.id() == id);
		this.receiver.answers((came) -> 204);
		assertThat(portal.bean(Outbox.class).retry(id)).isTrue();
		arrived(1);
		Eventually.that(MOST, () -> count("status = 'sent' and id = " + id) == 1);
		assertThat(portal.bean(Outbox.class).retry(id)).as("what has arrived").isFalse();
	}

	@Test
	void twoProcessesSendEachOnceAndInOrder() {
		webhook();
		List<Receiver.Came> seen = java.util.Collections.synchronizedList(new ArrayList<>());
		this.receiver.answers((came) -> {
			seen.add(came);
			return 204;
		});
		try (Portal other = portal.another(settings(), (context) -> context.registerBean("testClock",
				java.time.Clock.class, () -> clock, (bean) -> bean.setPrimary(true)))) {
			for (int step = 1; step <= 10; step++) {
				for (int subject = 0; subject < 8; subject++) {
					fixtures.tell(NoticeEvent.REQUEST_COMMENTED, number + subject, step);
					other.bean(Sender.class).wake();
				}
			}
			arrived(80);
		}
		assertThat(ids(seen)).as("each once").hasSize(80);
		assertThat(seen).hasSize(80);
		Map<Long, List<Integer>> order = seen.stream()
			.collect(Collectors.groupingBy((came) -> came.json().path("request").path("number").asLong(),
					Collectors.mapping(DeliveryTest::step, Collectors.toList())));
		assertThat(order).hasSize(8).allSatisfy((subject, steps) -> assertThat(steps).hasSize(10).isSorted());
	}

	@Test
	void whatADeadSenderHadIsSentByAnotherAndTheDeadOneChangesNothing() {
		webhook();
		portal.bean(Sender.class).stop();
		Delivery dead;
		try {
			fixtures.tell(NoticeEvent.REQUEST_DONE, number, 1);
			List<Delivery> claimed = new ArrayList<>();
			portal.bean(Outbox.class).claim().ifPresent(claimed::add);
			portal.bean(Outbox.class).claim().ifPresent(claimed::add);
			assertThat(claimed).as("Slack's and the webhook's").hasSize(2);
			assertThat(portal.bean(Outbox.class).claim()).isEmpty();
			dead = claimed.stream().filter((one) -> one.way() == Delivery.Way.WEBHOOK).findFirst().orElseThrow();
		}
		finally {
			portal.bean(Sender.class).start();
		}
		wake();
		assertThat(this.receiver.all()).isEmpty();
		clock.pass(Duration.ofMinutes(2));
		wake();
		arrived(1);
		Eventually.that(MOST, () -> count("status = 'sent' and id = " + dead.id()) == 1);
		portal.bean(Outbox.class).ended(dead, new Outcome.Failed("too late"));
		assertThat(count("status = 'sent' and remark = '' and id = " + dead.id())).isEqualTo(1);
	}

	@Test
	void noConnectionToTheDatabaseIsHeldWhileSomebodyIsSpokenTo() throws Exception {
		webhook();
		CountDownLatch spoken = new CountDownLatch(1);
		CountDownLatch done = new CountDownLatch(1);
		this.receiver.answers((came) -> {
			spoken.countDown();
			try {
				return done.await(4, TimeUnit.SECONDS) ? 204 : 500;
			}
			catch (InterruptedException ex) {
				return 500;
			}
		});
		fixtures.tell(NoticeEvent.REQUEST_DONE, number, 1);
		assertThat(spoken.await(MOST.toSeconds(), TimeUnit.SECONDS)).isTrue();
		HikariDataSource source = (HikariDataSource) portal.bean(javax.sql.DataSource.class);
		AtomicBoolean free = new AtomicBoolean();
		Eventually.that(Duration.ofSeconds(3), () -> {
			free.set(source.getHikariPoolMXBean().getActiveConnections() == 0);
			return free.get();
		});
		done.countDown();
		arrived(1);
	}

	@Test
	void whatIsPausedIsNotCalledAndWhatWaitedForItGoesOnLater() {
		webhook();
		Webhooks webhooks = portal.bean(Webhooks.class);
		UUID id = webhooks.all().getFirst().id();
		this.receiver.answers((came) -> 500);
		fixtures.tell(NoticeEvent.REQUEST_DONE, number, 1);
		Eventually.that(MOST, () -> remark().contains("500"));
		webhooks.pause(id, "a test");
		this.receiver.answers((came) -> 204);
		clock.pass(Duration.ofMinutes(10));
		fixtures.tell(NoticeEvent.REQUEST_DONE, number, 2);
		Eventually.that(MOST, () -> slack.in(CHANNEL).stream().anyMatch((one) -> one.contains("Step 2")));
		assertThat(this.receiver.taken()).isEmpty();
		webhooks.resume(id, "a test");
		arrived(1);
		assertThat(step(this.receiver.taken().getFirst())).isEqualTo(1);
		fixtures.tell(NoticeEvent.REQUEST_DONE, number, 3);
		arrived(2);
		assertThat(step(this.receiver.taken().getLast())).isEqualTo(3);
	}

	@Test
	void slackHasOneMessageForEachRequestThatIsWrittenAnew() {
		for (int step = 1; step <= 3; step++) {
			String said = "Step " + step;
			fixtures.tell(NoticeEvent.REQUEST_APPROVED, number, step);
			Eventually.that(MOST, () -> ours().stream().anyMatch((message) -> message.contains(said)));
			Eventually.that(MOST, () -> count("status = 'waiting'") == 0);
		}
		assertThat(ours()).hasSize(1);
		String message = ours().getFirst();
		assertThat(message)
			.contains("\"url\":\"%s/requests/%d#approve\"".formatted(portal.address(), number), "Look and decide",
					"*Awaiting approval*", "Asked by &lt;!channel&gt; &amp; engineer-1", "\"type\":\"section\"",
					"\"type\":\"button\"")
			.doesNotContain("<!channel>", SlackStandIn.TOKEN);
		// Somebody deletes it: another is written.
		slack.deleteAll();
		fixtures.tell(NoticeEvent.REQUEST_DONE, number, 4);
		Eventually.that(MOST, () -> ours().size() == 1);
	}

	@Test
	void slackIsLeftAloneWhenItWantsToBe() {
		slack.busy(30);
		int before = slack.calls().size();
		fixtures.tell(NoticeEvent.REQUEST_DONE, number, 1);
		Eventually.that(MOST,
				() -> slack.calls().size() == before + 1 && portal.bean(Deliveries.class).slack().restsUntil() != null);
		slack.busy(0);
		fixtures.tell(NoticeEvent.REQUEST_DONE, number, 2);
		fixtures.tell(NoticeEvent.REQUEST_DONE, number + 1, 1);
		clock.pass(Duration.ofSeconds(25));
		wake();
		Eventually.that(MOST, () -> count("claimed_until is not null and status = 'waiting'") == 0);
		assertThat(slack.calls()).as("nobody calls before it is time").hasSize(before + 1);
		clock.pass(Duration.ofSeconds(10));
		wake();
		Eventually.that(MOST, () -> count("status = 'waiting'") == 0);
		assertThat(ours()).hasSize(1);
		assertThat(ours().getFirst()).contains("Step 2");
		assertThat(count("status = 'superseded' and subject = 'request:%d'".formatted(number))).isEqualTo(1);
	}

	@Test
	void whatSlackHasAgainstItIsSaidWithTheRemedy() {
		for (Map.Entry<String, String> refusal : Map
			.of("channel_not_found", "invite the app into it", "invalid_auth", "set a bot token that works",
					"missing_scope", "chat:write", "<b>odd</b>", "Slack says boddb")
			.entrySet()) {
			slack.refuse(refusal.getKey());
			number++;
			fixtures.tell(NoticeEvent.REQUEST_DONE, number, 1);
			Eventually.that(MOST, () -> {
				String trouble = portal.bean(Deliveries.class).slack().trouble();
				return trouble != null && trouble.contains(refusal.getValue());
			});
		}
		slack.refuse(null);
		slack.broken(502);
		number++;
		fixtures.tell(NoticeEvent.REQUEST_DONE, number, 1);
		Eventually.that(MOST, () -> String.valueOf(portal.bean(Deliveries.class).slack().trouble()).contains("502"));
	}

	@Test
	void peopleAreToldInSlackIfTheyWantToAndTheirMessageMovesOnToo() {
		jdbc.sql("""
				insert into notice_preference (person_id, here, slack, slack_member, hour, changed_at)
				values (?, '{}', '{decide}', 'U0CANARY1', 6, now())
				on conflict (person_id) do update set slack = excluded.slack, slack_member = excluded.slack_member""")
			.param(fixtures.person("platform-1"))
			.update();
		try {
			fixtures.tell(NoticeEvent.REQUEST_PLANNED, number, 1, to("platform-1", Concern.DECIDE),
					to("engineer-1", Concern.MINE));
			Eventually.that(MOST, () -> slack.in("D0CANARY1").size() == 1);
			assertThat(notices("platform-1")).as("not wanted here").isZero();
			assertThat(notices("engineer-1")).isEqualTo(1);
			fixtures.tell(NoticeEvent.REQUEST_DONE, number, 2);
			Eventually.that(MOST, () -> slack.in("D0CANARY1").getFirst().contains("Step 2"));
			assertThat(slack.in("D0CANARY1")).hasSize(1);
			// What is only their own to hear is not sent for another concern.
			fixtures.tell(NoticeEvent.REQUEST_DONE, number + 1, 1, to("platform-1", Concern.MINE));
			Eventually.that(MOST, () -> count("status = 'waiting'") == 0);
			assertThat(slack.in("D0CANARY1")).hasSize(1);
			jdbc.sql(
					"update person set locked_at = now(), locked_by = 'x', lock_reason = 'x' where name = 'platform-1'")
				.update();
			fixtures.tell(NoticeEvent.REQUEST_DONE, number, 3, to("platform-1", Concern.DECIDE));
			Eventually.that(MOST, () -> count("status = 'waiting'") == 0);
			assertThat(slack.in("D0CANARY1").getFirst()).contains("Step 2");
		}
		finally {
			jdbc.sql("update person set locked_at = null, locked_by = null, lock_reason = null").update();
			jdbc.sql("update notice_preference set here = '{mine}', slack = '{}'").update();
		}
	}

	@Test
	void noSecretIsInATableOrInTheLog() {
		Logger all = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
		Logger ours = (Logger) LoggerFactory.getLogger("io.groundwork");
		Level before = ours.getLevel();
		ListAppender<ILoggingEvent> log = new ListAppender<>();
		log.start();
		ours.setLevel(Level.DEBUG);
		all.addAppender(log);
		String secret = webhook();
		try {
			this.receiver.answers((came) -> 500);
			slack.refuse("invalid_auth");
			fixtures.tell(NoticeEvent.REQUEST_DONE, number, 1);
			Eventually.that(MOST, () -> remark().contains("500"));
			Eventually.that(MOST,
					() -> count("subject = 'request:%d' and remark like 'Slack says%%'".formatted(number)) == 1);
		}
		finally {
			all.detachAppender(log);
			ours.setLevel(before);
		}
		StringBuilder said = new StringBuilder();
		List.copyOf(log.list).forEach((event) -> said.append(event.getFormattedMessage()).append('\n'));
		assertThat(said).contains("has not arrived");
		StringBuilder kept = new StringBuilder();
		for (String table : List.of("webhook", "notice_delivery", "slack_message", "audit_row", "notice")) {
			jdbc.sql("select t::text from " + table + " t").query(String.class).list().forEach(kept::append);
		}
		jdbc.sql("select secret from webhook where secret is not null")
			.query(byte[].class)
			.list()
			.forEach((sealed) -> kept.append(new String(sealed, java.nio.charset.StandardCharsets.ISO_8859_1)));
		for (String one : List.of(secret, SlackStandIn.TOKEN)) {
			assertThat(said.toString()).doesNotContain(one);
			assertThat(kept.toString()).doesNotContain(one)
				.doesNotContain(HexFormat.of().formatHex(one.getBytes(UTF_8)));
		}
		assertThat(portal.bean(NoticeSettings.class).toString()).doesNotContain(SlackStandIn.TOKEN);
	}

	/**
	 * A webhook that hears of everything.
	 * @return its secret
	 */
	private String webhook() {
		return portal.bean(Webhooks.class)
			.add("desk-" + UUID.randomUUID(), this.receiver.address(),
					java.util.Arrays.stream(NoticeEvent.values()).map(NoticeEvent::word).toList(), "a test");
	}

	private static Addressee to(String name, Concern concern) {
		return new Addressee(fixtures.person(name), concern, "Request %d waits".formatted(number), "", "/requests");
	}

	private void arrived(int many) {
		Eventually.that(MOST, () -> this.receiver.taken().size() == many);
	}

	private static void wake() {
		portal.bean(Sender.class).wake();
	}

	private static long count(String condition) {
		return jdbc.sql("select count(*) from notice_delivery where " + condition).query(Long.class).single();
	}

	private static long notices(String name) {
		return jdbc.sql("select count(*) from notice where person_id = ? and subject = ?")
			.params(fixtures.person(name), "request:" + number)
			.query(Long.class)
			.single();
	}

	/**
	 * What the webhook's delivery about the request of this test says.
	 */
	private static String remark() {
		return jdbc.sql("select remark from notice_delivery where way = 'webhook' and subject = ? order by id limit 1")
			.param("request:" + number)
			.query(String.class)
			.single();
	}

	private static List<String> ours() {
		return slack.in(CHANNEL).stream().filter((message) -> message.contains(number + " Change production")).toList();
	}

	private static int step(Receiver.Came came) {
		return came.json().path("request").path("step").asInt();
	}

	private static java.util.Set<String> ids(List<Receiver.Came> all) {
		return all.stream().map((came) -> came.header("Groundwork-Delivery")).collect(Collectors.toSet());
	}

	/**
	 * As RFC 2104 has it, without the JDK's.
	 */
	private static String hmac(String secret, String text) throws GeneralSecurityException {
		byte[] key = secret.getBytes(UTF_8);
		byte[] inner = new byte[64];
		byte[] outer = new byte[64];
		for (int i = 0; i < 64; i++) {
			byte at = (i < key.length) ? key[i] : 0;
			inner[i] = (byte) (at ^ 0x36);
			outer[i] = (byte) (at ^ 0x5c);
		}
		MessageDigest digest = MessageDigest.getInstance("SHA-256");
		digest.update(inner);
		byte[] within = digest.digest(text.getBytes(UTF_8));
		digest.update(outer);
		return HexFormat.of().formatHex(digest.digest(within));
	}

}
