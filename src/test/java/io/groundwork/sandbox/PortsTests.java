package io.groundwork.sandbox;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class PortsTests {

	@Test
	void inARowUnlessSetOneByOne() {
		assertThat(all(Map.of())).containsExactly(8400, 8401, 8402, 8403, 8404, 8405, 8406);
		assertThat(all(Map.of("PORT", "9400"))).containsExactly(9400, 9401, 9402, 9403, 9404, 9405, 9406);
		assertThat(all(Map.of("PORT", "9400", "GROUNDWORK_DATABASE_PORT", "5432"))).containsExactly(9400, 9401, 9402,
				5432, 9404, 9405, 9406);
	}

	private static List<Integer> all(Map<String, String> environment) {
		Ports ports = Ports.of(environment);
		return Arrays.stream(Ports.Part.values()).map(ports::of).toList();
	}

	@Test
	void aWrongValueIsNamed() {
		for (String wrong : new String[] { "80", "65530", "eighty", "-1", "8400.5" }) {
			assertThatThrownBy(() -> Ports.of(Map.of("GROUNDWORK_ISSUER_PORT", wrong)))
				.isInstanceOf(CannotStartException.class)
				.hasMessageContainingAll("GROUNDWORK_ISSUER_PORT", wrong, "from 1024 to 65529");
		}
	}

	@Test
	void onePortForTwoPartsIsRefused() {
		assertThatThrownBy(() -> Ports.of(Map.of("PORT", "18400", "GROUNDWORK_ISSUER_PORT", "18400")).check())
			.hasMessageContainingAll("GROUNDWORK_PORTAL_PORT", "GROUNDWORK_ISSUER_PORT", "18400");
	}

	@Test
	@EnabledOnOs(OS.LINUX)
	void aTakenPortIsRefusedWithWhoHasItAndHowToMove() throws Exception {
		try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
			int port = taken.getLocalPort();
			assertThatThrownBy(() -> Ports.of(Map.of("GROUNDWORK_PORTAL_PORT", String.valueOf(port))).check())
				.isInstanceOf(CannotStartException.class)
				.hasMessageContainingAll("Port " + port + " is in use by process " + ProcessHandle.current().pid(),
						"GROUNDWORK_PORTAL_PORT=");
		}
	}

}
