package io.groundwork.notices.delivery;

import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;

import io.groundwork.web.InvalidInputException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Where webhooks may lead, and where not.
 */
class DestinationTests {

	@ParameterizedTest
	@ValueSource(strings = { "https://203.0.113.7/hooks", "https://203.0.113.7", "https://203.0.113.7:8443/a?b=c",
			"HTTPS://203.0.113.7/", "https://[2606:4700::6810:84e5]/hooks" })
	void outsideWillDo(String address) throws UnknownHostException {
		assertThat(Destination.typed(address, false).resolve()).hasSize(1);
	}

	@ParameterizedTest
	@ValueSource(strings = { "", " ", "hooks.example.org", "/hooks", "//203.0.113.7/", "http://203.0.113.7/",
			"ftp://203.0.113.7/", "file:///etc/passwd", "https:///hooks", "https://user:word@203.0.113.7/",
			"https://203.0.113.7/#part", "https://203.0.113.7/ a", "https://203.0.113.7:port/",
			"https://203.0.113.7/\r\nX: y", "javascript:alert(1)", "jar:https://203.0.113.7/a!/b" })
	void whatIsNoAddressIsRefused(String address) {
		refused(address, false);
	}

	@ParameterizedTest
	@ValueSource(strings = { "https://127.0.0.1/", "https://127.1.2.3/", "https://localhost/",
			"https://LOCALHOST:8443/", "https://0.0.0.0/", "https://10.1.2.3/", "https://172.16.0.1/",
			"https://172.31.255.255/", "https://192.168.1.1/", "https://169.254.169.254/latest/meta-data/",
			"https://100.64.0.1/", "https://192.0.0.8/", "https://198.18.0.1/", "https://224.0.0.1/",
			"https://255.255.255.255/", "https://[::1]/", "https://[::]/", "https://[fe80::1]/", "https://[fd00::1]/",
			"https://[fc12::1]/", "https://[ff02::1]/", "https://[::ffff:127.0.0.1]/", "https://[::ffff:10.0.0.1]/",
			"https://[::127.0.0.1]/", "https://[64:ff9b::7f00:1]/", "https://[2002:7f00:1::]/",
			"https://[2001:0:7f00:1::]/", "https://2130706433/", "https://127.1/" })
	void insideIsRefused(String address) {
		refused(address, false);
	}

	@Test
	void aSandboxMayCallItselfAndNothingElse() throws UnknownHostException {
		assertThat(Destination.typed("http://127.0.0.1:8080/hooks", true).resolve()).hasSize(1);
		assertThat(Destination.typed("https://127.0.0.1:8080/hooks", true).resolve()).hasSize(1);
		refused("http://203.0.113.7/", true);
		refused("https://10.1.2.3/", true);
		refused("https://169.254.169.254/", true);
	}

	@Test
	void aNameThatHasMovedInsideIsRefusedWhenItIsCalled() {
		assertThatExceptionOfType(Destination.InsideException.class)
			.isThrownBy(() -> new Destination(URI.create("https://localhost/"), false).resolve());
	}

	@Test
	void everyAddressBesideTheEdgesOfWhatIsInsideIsOutside() throws UnknownHostException {
		for (String address : new String[] { "9.255.255.255", "11.0.0.0", "172.15.255.255", "172.32.0.0",
				"192.167.255.255", "192.169.0.0", "100.63.255.255", "100.128.0.0", "169.253.255.255", "169.255.0.0",
				"198.17.255.255", "198.20.0.0", "223.255.255.255", "1.1.1.1", "2a00:1450::1" }) {
			assertThat(Destination.inside(InetAddress.getByName(address))).as(address).isFalse();
		}
	}

	private static void refused(String address, boolean loopback) {
		assertThatExceptionOfType(InvalidInputException.class).as(address)
			.isThrownBy(() -> Destination.typed(address, loopback))
			.satisfies((ex) -> assertThat(ex.field()).isEqualTo("address"))
			.satisfies((ex) -> assertThat(ex.remedy()).endsWith(".").doesNotContain("Exception"));
	}

}
