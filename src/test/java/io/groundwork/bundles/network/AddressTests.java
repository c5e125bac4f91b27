package io.groundwork.bundles.network;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class AddressTests {

	@ParameterizedTest
	@CsvSource({ "0.0.0.0,0.0.0.0", "255.255.255.255,255.255.255.255", "10.2.0.11,10.2.0.11", "::,::", "::1,::1",
			"1::,1::", "2001:DB8:0:0:1:0:0:1,2001:db8::1:0:0:1", "1:0:2:3:4:5:6:7,1:0:2:3:4:5:6:7",
			"1:0:0:2:0:0:0:3,1:0:0:2::3", "fd00:0000:0000:0000:0000:0000:0000:00ff,fd00::ff", "::1.2.3.4,::102:304" })
	void anAddressIsWrittenInItsUsualForm(String text, String usual) {
		assertThat(Address.of(text)).hasToString(usual).isEqualTo(Address.of(usual));
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "1", "1.2.3", "1.2.3.4.5", "256.0.0.1", "01.2.3.4", "1.2.3.4 ", "a.b.c.d", ":", ":::",
			"1:2", "fe80::1%eth0", "[::1]", "1::2::3", "::ffff:1.2.3.4", "example.org" })
	void whatIsNoAddressIsRefused(String text) {
		assertThatExceptionOfType(InvalidManifestException.class).isThrownBy(() -> Address.of(text));
	}

	@ParameterizedTest
	@CsvSource({ "10.1.2.3/0,0.0.0.0/0", "10.1.2.3/8,10.0.0.0/8", "10.1.2.3/31,10.1.2.2/31", "10.1.2.3/32,10.1.2.3/32",
			"ffff:ffff:ffff:ffff:ffff::/0,::/0", "fd12:3456::1/20,fd12:3000::/20", "1:2:3:4:5:6:7:8/64,1:2:3:4::/64",
			"1:2:3:4:ffff::/65,1:2:3:4:8000::/65", "::ffff:ffff/127,::ffff:fffe/127", "::3/128,::3/128" })
	void aRangeBeginsAtItsFirstAddress(String text, String range) {
		assertThat(Cidr.of(text)).hasToString(range);
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "/", "10.0.0.0", "10.0.0.0/", "10.0.0.0/33", "10.0.0.0/-1", "10.0.0.0/8/8",
			"10.0.0.0/+8", "::/129", "/8" })
	void whatIsNoRangeIsRefused(String text) {
		assertThatExceptionOfType(InvalidManifestException.class).isThrownBy(() -> Cidr.of(text));
	}

}
