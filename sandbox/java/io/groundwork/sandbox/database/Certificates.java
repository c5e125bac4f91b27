package io.groundwork.sandbox.database;

import java.io.IOException;
import java.io.StringWriter;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;

import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509ExtensionUtils;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.openssl.jcajce.JcaPEMWriter;
import org.bouncycastle.openssl.jcajce.JcaPKCS8Generator;
import org.bouncycastle.operator.ContentSigner;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/**
 * What a server needs to be believed on this machine. The authority's own key is
 * forgotten at once, so that it never signs for anybody else.
 *
 * @param authority the authority, PEM
 * @param server the server's certificate, PEM
 * @param key the server's key, PEM
 */
record Certificates(String authority, String server, String key) {

	private static final Duration LIFE = Duration.ofDays(3650);

	/**
	 * Makes an authority of that name and a certificate for the address and for
	 * localhost, from now on by the machine's clock, which is what clients go by.
	 */
	static Certificates make(String authority, String address) {
		try {
			KeyPair signing = keys();
			X500Name issuer = new X500Name("CN=" + authority);
			JcaX509ExtensionUtils identifiers = new JcaX509ExtensionUtils();
			X509v3CertificateBuilder root = builder(issuer, issuer, signing);
			root.addExtension(Extension.basicConstraints, true, new BasicConstraints(0));
			root.addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.keyCertSign));
			root.addExtension(Extension.subjectKeyIdentifier, false,
					identifiers.createSubjectKeyIdentifier(signing.getPublic()));
			KeyPair serving = keys();
			X509v3CertificateBuilder leaf = builder(issuer, new X500Name("CN=" + address), serving);
			leaf.addExtension(Extension.basicConstraints, true, new BasicConstraints(false));
			leaf.addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature));
			leaf.addExtension(Extension.extendedKeyUsage, false, new ExtendedKeyUsage(KeyPurposeId.id_kp_serverAuth));
			leaf.addExtension(Extension.authorityKeyIdentifier, false,
					identifiers.createAuthorityKeyIdentifier(signing.getPublic()));
			leaf.addExtension(Extension.subjectAlternativeName, false,
					new GeneralNames(new GeneralName[] { new GeneralName(GeneralName.iPAddress, address),
							new GeneralName(GeneralName.dNSName, "localhost") }));
			ContentSigner signer = new JcaContentSignerBuilder("SHA256withECDSA").build(signing.getPrivate());
			return new Certificates(pem(root.build(signer)), pem(leaf.build(signer)),
					// The form that OpenSSL of any age reads.
					pem(new JcaPKCS8Generator(serving.getPrivate(), null)));
		}
		catch (GeneralSecurityException | OperatorCreationException | IOException ex) {
			throw new IllegalStateException("A certificate could not be made", ex);
		}
	}

	private static X509v3CertificateBuilder builder(X500Name issuer, X500Name subject, KeyPair keys) {
		Instant now = Instant.now();
		// A little before now: clocks that are a moment behind must believe it too.
		return new JcaX509v3CertificateBuilder(issuer, new BigInteger(127, new SecureRandom()),
				Date.from(now.minus(Duration.ofHours(1))), Date.from(now.plus(LIFE)), subject, keys.getPublic());
	}

	private static KeyPair keys() throws GeneralSecurityException {
		KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
		generator.initialize(new ECGenParameterSpec("secp256r1"));
		return generator.generateKeyPair();
	}

	private static String pem(Object object) throws IOException {
		StringWriter text = new StringWriter();
		try (JcaPEMWriter writer = new JcaPEMWriter(text)) {
			writer.writeObject(object);
		}
		return text.toString();
	}

}
