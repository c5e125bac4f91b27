package io.groundwork.sandbox;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class PortsTests {

	@Test
	void fourInARowUnlessSetOneByOne() {
		assertThat(Ports.of(Map.of())).isEqualTo(new Ports(8400, 8401, 8402, 8403));
		assertThat(Ports.of(Map.of("PORT", "9400"))).isEqualTo(new Ports(9400, 9401, 9402, 9403));
		assertThat(Ports.of(Map.of("PORT", "9400", "GROUNDWORK_DATABASE_PORT", "5432")))
			.isEqualTo(new Ports(9400, 9401, 9402, 5432));
	}

	@Test
	void aWrongValueIsNamed() {
		for (String wrong : new String[] { "80", "65533", "eighty", "-1", "8400.5" }) {
			assertThatThrownBy(() -> Ports.of(Map.of("GROUNDWORK_ISSUER_PORT", wrong)))
				.isInstanceOf(CannotStartException.class)
				.hasMessageContainingAll("GROUNDWORK_ISSUER_PORT", wrong, "from 1024 to 65532");
		}
	}

	@Test
	void onePortForTwoPartsIsRefused() {
		assertThatThrownBy(() -> new Ports(18400, 18401, 18400, 18403).check())
			.hasMessageContainingAll("GROUNDWORK_PORTAL_PORT", "GROUNDWORK_ISSUER_PORT", "18400");
	}

	@Test
	@EnabledOnOs(OS.LINUX)
	void aTakenPortIsRefusedWithWhoHasItAndHowToMove() throws Exception {
		try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
			int port = taken.getLocalPort();
			assertThatThrownBy(() -> new Ports(port, port + 1, port + 2, port + 3).check())
				.isInstanceOf(CannotStartException.class)
				.hasMessageContainingAll("Port " + port + " is in use by process " + ProcessHandle.current().pid(),
						"GROUNDWORK_PORTAL_PORT=");
		}
	}

}
