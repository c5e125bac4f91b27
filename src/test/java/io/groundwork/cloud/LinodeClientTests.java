package io.groundwork.cloud;

import java.time.Duration;
import java.util.List;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.groundwork.web.InvalidInputException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Lists, storms, silence and refusals of the API.
 */
class LinodeClientTests {

	private static final JsonNode FIREWALL = JsonMapper.shared()
		.readTree("{\"label\":\"wall\",\"rules\":{\"inbound_policy\":\"DROP\",\"outbound_policy\":\"ACCEPT\"}}");

	private static final Land land = Land.start();

	private final LinodeClient linode = land.client();

	private final Bearer bearer = land.operator();

	@AfterAll
	static void stop() {
		land.close();
	}

	@AfterEach
	void leaveNothing() {
		land.mend();
		land.client()
			.list(land.operator(), "networking/firewalls")
			.forEach((row) -> land.delete("networking/firewalls/" + row.path("id").asString()));
	}

	@Test
	void aListIsReadToItsLastPage() {
		List<JsonNode> rows = this.linode.list(this.bearer, "regions/availability");
		assertThat(rows).hasSizeGreaterThan(500);
		assertThat(rows.stream().map(JsonNode::toString).distinct()).hasSameSizeAs(rows);
		JsonNode first = this.linode.get(this.bearer, "regions/availability");
		assertThat(rows).hasSize(first.path("results").asInt());
	}

	@Test
	void whoAsksTooOftenWaitsAsLongAsIsSaid() {
		land.fault("{'kind':'too-many-requests','times':1,'path':'vpcs'}");
		long start = System.nanoTime();
		assertThat(this.linode.list(this.bearer, "vpcs")).isEmpty();
		assertThat(System.nanoTime() - start).isGreaterThan(Duration.ofMillis(950).toNanos());
	}

	@Test
	void stormsAndErrorsAreSatOut() {
		land.fault("{'kind':'unavailable','times':2,'path':'vpcs'}");
		land.fault("{'kind':'error','times':1,'path':'domains'}");
		land.fault("{'kind':'cut','times':1,'path':'firewalls'}");
		assertThat(this.linode.list(this.bearer, "vpcs")).isEmpty();
		assertThat(this.linode.list(this.bearer, "domains")).isEmpty();
		assertThat(this.linode.list(this.bearer, "networking/firewalls")).isEmpty();
	}

	@Test
	void patienceEnds() {
		land.fault("{'kind':'unavailable','path':'vpcs'}");
		LinodeClient hasty = new LinodeClient(land.settings(Duration.ofMillis(400)));
		assertThatExceptionOfType(CloudAwayException.class).isThrownBy(() -> hasty.list(this.bearer, "vpcs"))
			.withMessage("Linode answered with 503");
		assertThat(land.requests().stream().filter("GET /v4beta/vpcs 503"::equals).count()).isGreaterThan(1);
	}

	@Test
	void whatTakesTooLongIsNotWaitedFor() {
		land.fault("{'kind':'latency','millis':1500,'path':'vpcs'}");
		LinodeClient hasty = new LinodeClient(land.settings(Duration.ofMillis(300)));
		long start = System.nanoTime();
		assertThatExceptionOfType(CloudAwayException.class).isThrownBy(() -> hasty.get(this.bearer, "vpcs"))
			.withMessage("Linode does not answer in time");
		assertThat(System.nanoTime() - start).isLessThan(Duration.ofMillis(1200).toNanos());
	}

	@Test
	void nobodyThereIsSaid() {
		LinodeClient nowhere = new LinodeClient(
				new CloudSettings(java.net.URI.create("http://127.0.0.1:1/"), null, Duration.ofMillis(300)));
		assertThatExceptionOfType(CloudAwayException.class).isThrownBy(() -> nowhere.get(this.bearer, "regions"))
			.withMessage("Linode cannot be reached at http://127.0.0.1:1");
	}

	@Test
	void whatMayHaveBeenDoneIsNotDoneTwice() {
		land.fault("{'kind':'cut','times':1,'method':'POST'}");
		assertThatExceptionOfType(CloudAwayException.class)
			.isThrownBy(() -> this.linode.post(this.bearer, "networking/firewalls", FIREWALL));
		assertThat(this.linode.list(this.bearer, "networking/firewalls")).hasSize(1);
	}

	@Test
	void anAnswerOf503IsNotRepeatedForWhatMakesThings() {
		land.fault("{'kind':'unavailable','times':1,'method':'POST'}");
		assertThatExceptionOfType(CloudAwayException.class)
			.isThrownBy(() -> this.linode.post(this.bearer, "networking/firewalls", FIREWALL));
		assertThat(this.linode.list(this.bearer, "networking/firewalls")).isEmpty();
	}

	@Test
	void whatWasRefusedForItsPaceIsRepeatedWhateverItIs() {
		land.fault("{'kind':'too-many-requests','times':1,'method':'POST'}");
		this.linode.post(this.bearer, "networking/firewalls", FIREWALL);
		assertThat(this.linode.list(this.bearer, "networking/firewalls")).hasSize(1);
	}

	@Test
	void aRefusalHasFieldsAndReasons() {
		assertThatExceptionOfType(CloudRefusedException.class)
			.isThrownBy(() -> this.linode.post(this.bearer, "networking/firewalls",
					JsonMapper.shared().readTree("{\"label\":\"x\",\"rules\":{}}")))
			.satisfies((refused) -> {
				assertThat(refused.status()).isEqualTo(400);
				assertThat(refused.reasons()).extracting(CloudRefusedException.Reason::field).contains("label");
				assertThat(refused.said()).startsWith("Linode refused with 400: ").contains("label: ");
			});
	}

	@Test
	void whatIsGoneNeedNotBeDeleted() {
		this.linode.delete(this.bearer, "networking/firewalls/1");
		assertThatExceptionOfType(CloudRefusedException.class)
			.isThrownBy(() -> this.linode.get(this.bearer, "networking/firewalls/1"))
			.satisfies((refused) -> assertThat(refused.status()).isEqualTo(404));
	}

	@Test
	void aTokenIsNeverWritten() {
		String canary = "canary-4f1d7c0b9e";
		Bearer secret = new Bearer(canary);
		ListAppender<ILoggingEvent> log = new ListAppender<>();
		Logger all = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
		Logger http = (Logger) LoggerFactory.getLogger("jdk.httpclient");
		Level before = all.getLevel();
		log.start();
		all.addAppender(log);
		all.setLevel(Level.DEBUG);
		http.setLevel(Level.TRACE);
		try {
			List<Throwable> said = List.of(thrown(() -> this.linode.get(secret, "profile")), thrown(() -> {
				land.fault("{'kind':'cut','path':'profile'}");
				new LinodeClient(land.settings(Duration.ofMillis(200))).get(secret, "profile");
			}), thrown(() -> new Bearer(canary + "\n")), thrown(() -> new LinodeClient(
					new CloudSettings(java.net.URI.create("http://127.0.0.1:1"), canary, Duration.ofMillis(200)))
				.get(secret, "profile")));
			for (Throwable one : said) {
				for (Throwable cause = one; cause != null; cause = cause.getCause()) {
					assertThat(String.valueOf(cause)).doesNotContain(canary);
				}
			}
		}
		finally {
			all.detachAppender(log);
			all.setLevel(before);
			http.setLevel(null);
		}
		assertThat(log.list).allSatisfy((event) -> assertThat(event.getFormattedMessage()).doesNotContain(canary));
		assertThat(secret.toString() + new CloudSettings(land.address(), canary, Duration.ofSeconds(1)))
			.doesNotContain(canary);
	}

	@Test
	void whatIsNoTokenIsRefusedBeforeItIsSent() {
		for (String wrong : List.of("", "short", "with a space in it", "tab\tinside-it", "umlaut-ä-inside")) {
			assertThatExceptionOfType(InvalidInputException.class).isThrownBy(() -> new Bearer(wrong))
				.satisfies((ex) -> assertThat(ex.field()).isEqualTo("token"));
		}
	}

	private static Throwable thrown(Runnable work) {
		return org.assertj.core.api.Assertions.catchThrowable(work::run);
	}

}
