package io.groundwork.web;

import jakarta.servlet.http.Cookie;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.test.web.servlet.assertj.MockMvcTester;

import static org.assertj.core.api.Assertions.assertThat;

class LookControllerTest {

	private final MockMvcTester mvc = MockMvcTester.of(new LookController());

	@Test
	void theChoiceIsKeptForAYearOutOfReachOfScripts() {
		assertThat(this.mvc.post().uri("/me/look").param("theme", "dark").param("back", "/audit?sort=-at"))
			.hasStatus(303)
			.hasHeader("Location", "/audit?sort=-at")
			.cookies()
			.hasValue("theme", "dark")
			.hasValue("density", "comfortable")
			.isHttpOnly("theme", true);
	}

	@Test
	void whatIsNotChosenStays() {
		assertThat(this.mvc.post().uri("/me/look").cookie(new Cookie("theme", "light")).param("density", "compact"))
			.cookies()
			.hasValue("theme", "light")
			.hasValue("density", "compact");
	}

	@Test
	void whatNobodyOfferedIsIgnored() {
		assertThat(this.mvc.post().uri("/me/look").param("theme", "pink\r\nSet-Cookie: a=b")).hasStatus(303)
			.cookies()
			.hasValue("theme", "system")
			.doesNotContainCookie("a");
	}

	@ParameterizedTest
	@ValueSource(strings = { "https://evil.example", "//evil.example", "/\\evil.example", "\\\\evil.example",
			"javascript:alert(1)", "/a\r\nSet-Cookie: a=b", "", "audit", "/ /evil.example", "///evil.example" })
	void theWayBackNeverLeadsElsewhere(String back) {
		assertThat(this.mvc.post().uri("/me/look").param("theme", "dark").param("back", back)).hasStatus(303)
			.hasHeader("Location", "/");
	}

}
