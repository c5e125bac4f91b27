package io.groundwork.identity;

import java.net.HttpCookie;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.core.read.ListAppender;
import io.groundwork.Eventually;
import io.groundwork.Guest;
import io.groundwork.Portal;
import io.groundwork.storage.Sealer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

import org.springframework.jdbc.core.simple.JdbcClient;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Nothing that opens a door is ever written to the log, the record or a table, whatever
 * goes right or wrong.
 */
class SecretsInLogsTest {

	private final Logger ours = (Logger) LoggerFactory.getLogger("io.groundwork");

	private final Logger all = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);

	private final ListAppender<ILoggingEvent> log = new ListAppender<>();

	private @Nullable Level before;

	/**
	 * Each start of a portal sets logging up anew, so this comes after that.
	 */
	private void listen() {
		this.before = this.ours.getLevel();
		this.ours.setLevel(Level.DEBUG);
		this.log.start();
		this.all.addAppender(this.log);
	}

	@AfterEach
	void stop() {
		this.all.detachAppender(this.log);
		this.ours.setLevel(this.before);
	}

	@Test
	void noneIsWritten() {
		try (Portal portal = Portal.start(Map.of("groundwork.identity.confirm-every", "1s"), (context) -> listen())) {
			Map<String, String> secrets = new LinkedHashMap<>();
			Guest guest = live(portal, secrets);
			failures(portal, guest, secrets);
			assertThat(secrets).hasSizeGreaterThan(8)
				.allSatisfy((name, secret) -> assertThat(secret).hasSizeGreaterThan(8));
			assertThat(this.log.list).as("something is logged at all").isNotEmpty();
			String logged = logged();
			String kept = tables(portal);
			assertThat(kept).contains("session.started", "token.created", "engineer-1");
			secrets.forEach((name, secret) -> {
				assertThat(logged.contains(secret)).as(name + " in the log").isFalse();
				assertThat(kept.contains(secret)).as(name + " in a table").isFalse();
			});
		}
	}

	@Test
	void aSecretThatIsWrittenWouldBeFound() {
		listen();
		this.ours.debug("a canary {}", "canary-in-a-message", new IllegalStateException("canary-in-an-exception"));
		assertThat(logged()).contains("canary-in-a-message", "canary-in-an-exception");
	}

	/**
	 * What people do all day.
	 */
	private Guest live(Portal portal, Map<String, String> secrets) {
		Map<String, Object> settings = portal.issuer().settings();
		secrets.put("client secret", String.valueOf(settings.get("groundwork.identity.client-secret")));
		Guest guest = portal.guest();
		guest.get("/me");
		secrets.put("session before the sign-in", guest.cookie("groundwork"));
		guest.signIn("engineer-1");
		secrets.put("password", portal.issuer().person("engineer-1").password());
		session(guest, secrets, "session");
		secrets.put("API token of a page", guest.makeToken("of-a-page", "read", "write"));
		HttpResponse<String> made = guest.call("POST", "/api/v1/tokens", secrets.get("API token of a page"),
				"{\"name\":\"of-a-script\",\"scopes\":[\"read\"],\"expiry\":\"%s\"}"
					.formatted(Instant.now().plusSeconds(600)));
		String body = made.body();
		int at = body.indexOf("gw_", body.indexOf("\"secret\""));
		secrets.put("API token of a script", body.substring(at, at + 46));
		String access = portal.issuer().accessToken("engineer-1");
		secrets.put("access token", access);
		assertThat(guest.call("GET", "/api/v1/me", access, "").statusCode()).isEqualTo(200);
		secrets.put("refresh token", refreshToken(portal));
		return guest;
	}

	/**
	 * And what goes wrong.
	 */
	private void failures(Portal portal, Guest guest, Map<String, String> secrets) {
		String api = secrets.getOrDefault("API token of a page", "");
		guest.call("GET", "/api/v1/me", api + "x", "");
		guest.call("GET", "/api/v1/me", secrets.get("access token") + "x", "");
		guest.call("POST", "/api/v1/tokens", api, "{\"name\":\"" + api);
		guest.call("POST", "/api/v1/tokens", api, "{\"scopes\":\"" + api + "\"}");
		guest.get("/login/oauth2/code/groundwork?code=the-code-of-a-sign-in&state=the-state-of-a-sign-in");
		secrets.put("code", "the-code-of-a-sign-in");
		secrets.put("state", "the-state-of-a-sign-in");
		guest.post("/tokens", Map.of("_csrf", "a-token-of-a-form", "name", "x"));
		secrets.put("token of a form", "a-token-of-a-form");
		portal.issuer().lock("engineer-1");
		String session = guest.cookie("groundwork");
		Eventually.that(Duration.ofSeconds(60), () -> guest.get("/me").statusCode() == 302);
		portal.issuer().reset();
		portal.issuer().down(true);
		Guest nobody = portal.guest();
		nobody.get("/me");
		nobody.follow(nobody.get("/oauth2/authorization/groundwork"));
		portal.issuer().down(false);
		secrets.put("session that was ended", session);
	}

	/**
	 * The cookie's value and the id that it stands for; the latter has to be in a table.
	 */
	private static void session(Guest guest, Map<String, String> secrets, String name) {
		secrets.put(name, guest.cookie("groundwork"));
		for (HttpCookie cookie : guest.cookies().getCookieStore().getCookies()) {
			if (cookie.getName().equals("issuer")) {
				secrets.put("session at the provider", cookie.getValue());
			}
		}
	}

	private static String refreshToken(Portal portal) {
		byte[] sealed = portal.bean(JdbcClient.class)
			.sql("select refresh_token from person where name = 'engineer-1'")
			.query(byte[].class)
			.single();
		long person = portal.bean(JdbcClient.class)
			.sql("select id from person where name = 'engineer-1'")
			.query(Long.class)
			.single();
		return new String(portal.bean(Sealer.class).open(sealed, "person:" + person + "/refresh-token"),
				StandardCharsets.UTF_8);
	}

	private String logged() {
		StringBuilder text = new StringBuilder();
		for (ILoggingEvent event : List.copyOf(this.log.list)) {
			text.append(event.getFormattedMessage()).append(event.getMDCPropertyMap()).append('\n');
			for (IThrowableProxy cause = event.getThrowableProxy(); cause != null; cause = cause.getCause()) {
				text.append(cause.getMessage()).append('\n');
			}
		}
		return text.toString();
	}

	/**
	 * Everything that the portal keeps but the sessions' own attributes, as text.
	 */
	private static String tables(Portal portal) {
		StringBuilder text = new StringBuilder();
		JdbcClient jdbc = portal.bean(JdbcClient.class);
		for (String table : List.of("person", "api_token", "audit_row", "repeatable_post")) {
			jdbc.sql("select row_to_json(t)::text from " + table + " t")
				.query(String.class)
				.list()
				.forEach((row) -> text.append(row).append('\n'));
		}
		jdbc.sql("select refresh_token from person where refresh_token is not null")
			.query(byte[].class)
			.list()
			.forEach((bytes) -> text.append(new String(bytes, StandardCharsets.ISO_8859_1))
				.append(Base64.getEncoder().encodeToString(bytes)));
		return text.toString();
	}

}
