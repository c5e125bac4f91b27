package io.groundwork.web;

import org.junit.jupiter.api.Test;

import org.springframework.mock.web.MockHttpServletRequest;

import static org.assertj.core.api.Assertions.assertThat;

class HereTest {

	private final Here here = new Here("/audit", "person=a%26b&after=x&sort=-at");

	@Test
	void aParameterIsReplacedAndTheOthersStay() {
		assertThat(this.here.with("after", "y=/&z")).hasToString("/audit?person=a%26b&sort=-at&after=y%3D%2F%26z");
	}

	@Test
	void aParameterIsTakenOut() {
		assertThat(this.here.without("after")).hasToString("/audit?person=a%26b&sort=-at");
		assertThat(new Here("/audit", "after=x").without("after")).hasToString("/audit");
	}

	@Test
	void sortingStartsAtTheFirstRowAndTurnsRoundTheSecondTime() {
		assertThat(this.here.sortedBy("at", "-at")).hasToString("/audit?person=a%26b&sort=at");
		assertThat(this.here.sortedBy("at", "at")).hasToString("/audit?person=a%26b&sort=-at");
		assertThat(this.here.sortedBy("actor", "at")).hasToString("/audit?person=a%26b&sort=actor");
	}

	@Test
	void anEmptyParameterIsNone() {
		assertThat(new Here("/audit", "after=&person=a").has("after")).isFalse();
		assertThat(new Here("/audit", "after=&person=a").has("person")).isTrue();
		assertThat(new Here("/audit", null).has("person")).isFalse();
	}

	@Test
	void whatAFormWasSentToIsNoPlaceToComeBackTo() {
		MockHttpServletRequest request = new MockHttpServletRequest("POST", "/tokens");
		assertThat(Here.of(request)).hasToString("/");
	}

	@Test
	void theContextPathIsNotPartOfIt() {
		MockHttpServletRequest request = new MockHttpServletRequest("GET", "/portal/audit");
		request.setContextPath("/portal");
		request.setQueryString("sort=at");
		assertThat(Here.of(request)).hasToString("/audit?sort=at");
	}

}
