package io.groundwork.identity;

import io.groundwork.Guest;
import io.groundwork.Portal;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * People sign in at the provider, with its real pages.
 */
class SignInTest {

	private final Portal portal = Portal.shared();

	@Test
	void bringsPeopleBackToThePageThatTheyAskedFor() {
		Guest guest = this.portal.guest();
		var page = guest.signIn("engineer-1", "/tokens");
		assertThat(page.statusCode()).isEqualTo(200);
		assertThat(page.uri().getPath()).isEqualTo("/tokens");
	}

	@Test
	void apiKnowsWhoAnAccessTokenIsOf() {
		var answer = this.portal.guest().call("GET", "/api/v1/me", this.portal.issuer().accessToken("platform-1"), "");
		assertThat(answer.body()).contains("\"name\":\"platform-1\"", "\"roles\":[\"reviewer\",\"platform\"]",
				"\"teams\":[\"platform\"]");
	}

}
