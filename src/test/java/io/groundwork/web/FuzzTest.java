package io.groundwork.web;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;

import io.groundwork.Guest;
import io.groundwork.Portal;
import io.groundwork.Proof;
import io.groundwork.Wire;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Whatever is sent, the portal never fails on it: no answer is a 500, and somebody
 * without the role never gets in.
 */
@Tag("proof")
class FuzzTest {

	private static final List<String> PIECES = List.of("/", "//", ".", "..", ";", "%2f", "%2e", "%5c", "%00", "%",
			"%25", "people", "audit", "css", "api", "v1", "me", "tokens", "search", "?", "&", "=", "name", "after",
			"limit", "q", "*", "'", "%27", "%22", "1", "0", "-1", "%ff", "%F0%9F%98%80", "x", "~", "+", "%20", ":", "@",
			"!");

	private static final List<String> JSON = List.of("{", "}", "[", "]", ":", ",", "\"name\"", "\"scopes\"",
			"\"expiry\"", "\"read\"", "\"\"", "1", "-0", "1e999", "null", "true", "\"2027-01-01T00:00:00Z\"", " ", "\\",
			"\"\\u0000\"", "\"\\ud800\"", "\u0001", "é", "\"", "NaN", "/**/");

	private static Portal portal;

	private static Guest engineer;

	@BeforeAll
	static void start() {
		portal = Portal.shared();
		engineer = portal.signedIn("engineer-1");
	}

	@Test
	void noAddressBreaksAnythingOrOpensADoor() {
		Random random = Proof.random("web.addresses");
		int size = Proof.size("web.addresses", 300, 20_000);
		Wire wire = new Wire(portal.address());
		String token = portal.issuer().accessToken("engineer-1");
		for (int i = 0; i < size; i++) {
			if (i % 1000 == 999) {
				token = portal.issuer().accessToken("engineer-1");
			}
			String path = "/" + some(PIECES, random, 10);
			Wire.Answer answer = random.nextBoolean()
					? wire.get(path, "Cookie: groundwork=" + engineer.cookie("groundwork"))
					: wire.get("/api/v1" + path, "Authorization: Bearer " + token);
			assertThat(answer.status()).as(path).isBetween(200, 499);
			assertThat(answer.body()).as(path).doesNotContain("reviewer-2", "Exception");
		}
	}

	@Test
	void noBodyBreaksAnythingOrMakesATokenByChance() {
		Random random = Proof.random("web.bodies");
		int size = Proof.size("web.bodies", 300, 20_000);
		String token = engineer.makeToken("fuzz-test", "read", "write");
		String good = "{\"name\":\"x\",\"scopes\":[\"read\"],\"expiry\":\"2020-01-01T00:00:00Z\"}";
		for (int i = 0; i < size; i++) {
			String body = random.nextBoolean() ? some(JSON, random, 20) : bent(good, random);
			int status = engineer.call("POST", "/api/v1/tokens", token, body).statusCode();
			assertThat(status).as(body).isEqualTo(400);
		}
	}

	@Test
	void noFilterBreaksAnything() {
		Random random = Proof.random("web.filters");
		int size = Proof.size("web.filters", 200, 10_000);
		Wire wire = new Wire(portal.address());
		String cookie = "Cookie: groundwork=" + portal.signedIn("platform-1").cookie("groundwork");
		List<String> filters = List.of("/runs?environment=", "/runs?kind=", "/runs?after=", "/people?name=",
				"/people?after=", "/search?q=", "/tokens?after=", "/audit?person=", "/audit?subject=", "/audit?action=",
				"/audit?from=", "/audit?to=", "/audit?after=");
		for (int i = 0; i < size; i++) {
			String address = filters.get(random.nextInt(filters.size()))
					+ URLEncoder.encode(signs(random), StandardCharsets.UTF_8);
			assertThat(wire.get(address, cookie).status()).as(address).isIn(200, 400, 404);
		}
	}

	private static String some(List<String> pieces, Random random, int most) {
		StringBuilder text = new StringBuilder();
		for (int i = random.nextInt(most); i >= 0; i--) {
			text.append(pieces.get(random.nextInt(pieces.size())));
		}
		return text.toString();
	}

	/**
	 * Something close to what is good.
	 */
	private static String bent(String text, Random random) {
		StringBuilder bent = new StringBuilder(text);
		int at = random.nextInt(text.length());
		switch (random.nextInt(3)) {
			case 0 -> bent.deleteCharAt(at);
			case 1 -> bent.insert(at, JSON.get(random.nextInt(JSON.size())));
			default -> bent.setLength(at);
		}
		// Taken away here and there this would be a good wish.
		return bent.toString().contains("expiry\":\"2020-01-01T00:00:00Z") ? bent.toString() : "{" + bent;
	}

	private static String signs(Random random) {
		StringBuilder text = new StringBuilder();
		for (int i = random.nextInt(12); i >= 0; i--) {
			text.appendCodePoint(switch (random.nextInt(4)) {
				case 0 -> random.nextInt(0x20);
				case 1 -> 0x20 + random.nextInt(0x60);
				case 2 -> random.nextInt(0xD800);
				default -> 0x10000 + random.nextInt(0x1000);
			});
		}
		return text.toString();
	}

}
