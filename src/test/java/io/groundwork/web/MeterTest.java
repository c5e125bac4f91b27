package io.groundwork.web;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class MeterTest {

	@Test
	void whatIsNearlyFullSaysSo() {
		assertThat(new Meter("Services", 19, 30, "").words()).isEqualTo("19 of 30");
		assertThat(new Meter("Memory", 81.5, 96, " GiB").words()).isEqualTo("81.5 of 96 GiB, nearly full");
		assertThat(new Meter("Addresses", 8, 8, "").words()).isEqualTo("8 of 8, full");
	}

	@Test
	void theBarNeverLeavesItsGround() {
		assertThat(new Meter("Services", 15, 30, "").width()).isEqualTo("50");
		assertThat(new Meter("Services", 45, 30, "").width()).isEqualTo("100");
		assertThat(new Meter("Services", 0, 0, "").width()).isEqualTo("0");
	}

}
