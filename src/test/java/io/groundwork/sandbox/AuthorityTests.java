package io.groundwork.sandbox;

import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.Objects;

import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.NameConstraintValidatorException;
import org.bouncycastle.asn1.x509.NameConstraints;
import org.bouncycastle.asn1.x509.PKIXNameConstraintValidator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.ssl.pem.PemContent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class AuthorityTests {

	@TempDir
	private Path folder;

	@Test
	void itVouchesForThisMachine() throws Exception {
		check(GeneralName.dNSName, "localhost");
		check(GeneralName.iPAddress, "127.0.0.1");
		check(GeneralName.iPAddress, "::1");
	}

	@Test
	void itVouchesForNobodyElse() {
		for (String name : new String[] { "portal.example.test", "localhost.example.test", "mylocalhost" }) {
			assertThatExceptionOfType(NameConstraintValidatorException.class)
				.isThrownBy(() -> check(GeneralName.dNSName, name));
		}
		for (String address : new String[] { "127.0.0.2", "10.0.0.1", "::2" }) {
			assertThatExceptionOfType(NameConstraintValidatorException.class)
				.isThrownBy(() -> check(GeneralName.iPAddress, address));
		}
	}

	@Test
	void whoDoesNotUnderstandItsLimitsDoesNotTrustIt() {
		assertThat(authority().getCriticalExtensionOIDs()).contains(Extension.nameConstraints.getId());
	}

	private X509Certificate authority() {
		return PemContent.of(Authority.in(this.folder).certificate()).getCertificates().getFirst();
	}

	/**
	 * As OpenSSL and Go do it; Java does not look at the limits of what it trusts itself.
	 */
	private void check(int kind, String name) throws NameConstraintValidatorException {
		byte[] extension = Objects.requireNonNull(authority().getExtensionValue(Extension.nameConstraints.getId()));
		NameConstraints limits = NameConstraints.getInstance(ASN1OctetString.getInstance(extension).getOctets());
		PKIXNameConstraintValidator validator = new PKIXNameConstraintValidator();
		assertThat(Arrays.stream(limits.getPermittedSubtrees())).hasSize(3);
		validator.intersectPermittedSubtree(limits.getPermittedSubtrees());
		validator.checkPermitted(new GeneralName(kind, name));
	}

}
