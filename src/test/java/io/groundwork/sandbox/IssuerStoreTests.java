package io.groundwork.sandbox;

import java.io.IOException;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class IssuerStoreTests {

	@Test
	void keysAndSignInsOutliveTheProvider() throws IOException {
		Postgres.Database database = Postgres.shared().fresh();
		int port = FreePort.next();
		String keys;
		String refreshToken;
		try (Issuer issuer = Issuer.start(port, database); Visitor browser = new Visitor(issuer.address())) {
			keys = browser.get("/oauth2/jwks").body();
			refreshToken = new PortalClient(issuer, browser).signIn("engineer-1").renewal();
		}
		try (Issuer issuer = Issuer.start(port, database); Visitor browser = new Visitor(issuer.address())) {
			assertThat(browser.get("/oauth2/jwks").body()).isEqualTo(keys);
			PortalClient portal = new PortalClient(issuer, browser);
			assertThat(portal.refresh(refreshToken).statusCode()).isEqualTo(200);
			assertThat(portal.refresh(refreshToken).statusCode()).isEqualTo(400);
			Visitor.Tokens tokens = portal.signIn("sre-1");
			assertThat(browser.get("/userinfo", tokens.accessToken()).statusCode()).isEqualTo(200);
		}
	}

}
