package io.groundwork.sandbox;

import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Date;
import java.util.List;
import java.util.Objects;

import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.GeneralSubtree;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.asn1.x509.NameConstraints;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509ExtensionUtils;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.openssl.jcajce.JcaPEMWriter;
import org.bouncycastle.openssl.jcajce.JcaPKCS8Generator;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.springframework.boot.ssl.pem.PemContent;

/**
 * A certificate authority for this machine's own servers. Whoever is to trust them is
 * told of {@link #file()}.
 */
public final class Authority {

	private static final Duration OWN_LIFE = Duration.ofDays(3650);

	/**
	 * Some clients trust no server's certificate for longer.
	 */
	private static final Duration LIFE = Duration.ofDays(397);

	/**
	 * For a client whose clock is behind.
	 */
	private static final Duration GRACE = Duration.ofHours(1);

	private static final SecureRandom RANDOM = new SecureRandom();

	private final Path folder;

	private final Clock clock;

	private final X509Certificate certificate;

	private final PrivateKey key;

	private Authority(Path folder, Clock clock, X509Certificate certificate, PrivateKey key) {
		this.folder = folder;
		this.clock = clock;
		this.certificate = certificate;
		this.key = key;
	}

	/**
	 * The authority of that folder, made if there is none yet.
	 */
	public static Authority in(Path folder) {
		return in(folder, Clock.systemUTC());
	}

	static Authority in(Path folder, Clock clock) {
		try {
			if (!Files.exists(folder.resolve("ca.pem"))) {
				make(folder, clock);
			}
			PemContent certificate = PemContent.of(Files.readString(folder.resolve("ca.pem")));
			PemContent key = PemContent.of(Files.readString(folder.resolve("ca-key.pem")));
			return new Authority(folder, clock, certificate.getCertificates().getFirst(),
					Objects.requireNonNull(key.getPrivateKey()));
		}
		catch (IOException ex) {
			throw new UncheckedIOException("The certificate authority in %s cannot be read".formatted(folder), ex);
		}
	}

	private static void make(Path folder, Clock clock) throws IOException {
		Files.createDirectories(folder);
		KeyPair pair = pair();
		// No two authorities have one name: a client that knows both would take the wrong
		// one's key.
		X500Name name = new X500Name("CN=Groundwork sandbox " + new BigInteger(64, RANDOM).toString(16));
		Instant now = clock.instant();
		try {
			JcaX509ExtensionUtils extensions = new JcaX509ExtensionUtils();
			X509v3CertificateBuilder builder = new JcaX509v3CertificateBuilder(name, serial(),
					Date.from(now.minus(GRACE)), Date.from(now.plus(OWN_LIFE)), name, pair.getPublic());
			builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(0));
			builder.addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.keyCertSign | KeyUsage.cRLSign));
			builder.addExtension(Extension.nameConstraints, true, new NameConstraints(here(), null));
			builder.addExtension(Extension.subjectKeyIdentifier, false,
					extensions.createSubjectKeyIdentifier(pair.getPublic()));
			write(folder.resolve("ca-key.pem"), pem(pair.getPrivate()), "rw-------");
			// Last, since it says that there is an authority.
			write(folder.resolve("ca.pem"), pem(sign(builder, pair.getPrivate())), "rw-r--r--");
		}
		catch (GeneralSecurityException ex) {
			throw new IllegalStateException("No certificate authority could be made", ex);
		}
	}

	/**
	 * Who trusts it, trusts it for this machine's own names only: its key is worth
	 * nothing elsewhere.
	 */
	private static GeneralSubtree[] here() {
		return new GeneralSubtree[] { new GeneralSubtree(new GeneralName(GeneralName.dNSName, "localhost")),
				new GeneralSubtree(new GeneralName(GeneralName.iPAddress, "127.0.0.1/32")),
				new GeneralSubtree(new GeneralName(GeneralName.iPAddress, "::1/128")) };
	}

	private static void write(Path file, String text, String permissions) throws IOException {
		Path building = Files.createTempFile(file.getParent(), "authority", "",
				PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
		Files.writeString(building, text);
		Files.setPosixFilePermissions(building, PosixFilePermissions.fromString(permissions));
		Files.move(building, file, StandardCopyOption.ATOMIC_MOVE);
	}

	/**
	 * Where a client finds the certificate to trust.
	 */
	public Path file() {
		return this.folder.resolve("ca.pem");
	}

	/**
	 * The authority's own certificate, PEM.
	 */
	public String certificate() {
		return pem(this.certificate);
	}

	/**
	 * A key and a certificate for a server that is reached by these names and addresses.
	 */
	public Issued issue(String... hosts) {
		KeyPair pair = pair();
		Instant now = this.clock.instant();
		GeneralName[] names = Arrays.stream(hosts).map(Authority::name).toArray(GeneralName[]::new);
		try {
			JcaX509ExtensionUtils extensions = new JcaX509ExtensionUtils();
			X509v3CertificateBuilder builder = new JcaX509v3CertificateBuilder(this.certificate, serial(),
					Date.from(now.minus(GRACE)), Date.from(now.plus(LIFE)), new X500Name("CN=" + hosts[0]),
					pair.getPublic());
			builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(false));
			builder.addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature));
			builder.addExtension(Extension.extendedKeyUsage, false,
					new ExtendedKeyUsage(KeyPurposeId.id_kp_serverAuth));
			builder.addExtension(Extension.subjectAlternativeName, false, new GeneralNames(names));
			builder.addExtension(Extension.subjectKeyIdentifier, false,
					extensions.createSubjectKeyIdentifier(pair.getPublic()));
			builder.addExtension(Extension.authorityKeyIdentifier, false,
					extensions.createAuthorityKeyIdentifier(this.certificate));
			return new Issued(pem(pair.getPrivate()), pem(sign(builder, this.key)));
		}
		catch (GeneralSecurityException | IOException ex) {
			throw new IllegalStateException("No certificate for %s could be made".formatted(List.of(hosts)), ex);
		}
	}

	private static GeneralName name(String host) {
		boolean address = host.contains(":") || host.matches("[0-9.]+");
		try {
			return address ? new GeneralName(GeneralName.iPAddress, InetAddress.getByName(host).getHostAddress())
					: new GeneralName(GeneralName.dNSName, host);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private static KeyPair pair() {
		try {
			KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
			generator.initialize(new ECGenParameterSpec("secp256r1"), RANDOM);
			return generator.generateKeyPair();
		}
		catch (GeneralSecurityException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private static BigInteger serial() {
		return new BigInteger(127, RANDOM).add(BigInteger.ONE);
	}

	private static X509Certificate sign(X509v3CertificateBuilder builder, PrivateKey key)
			throws GeneralSecurityException {
		try {
			return new JcaX509CertificateConverter()
				.getCertificate(builder.build(new JcaContentSignerBuilder("SHA256withECDSA").build(key)));
		}
		catch (OperatorCreationException ex) {
			throw new GeneralSecurityException(ex);
		}
	}

	private static String pem(Object what) {
		StringWriter text = new StringWriter();
		try (JcaPEMWriter writer = new JcaPEMWriter(text)) {
			// PKCS 8 is what everybody reads; the writer's own choice for a key is not.
			writer.writeObject((what instanceof PrivateKey key) ? new JcaPKCS8Generator(key, null) : what);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		return text.toString();
	}

	/**
	 * What a server shows.
	 *
	 * @param key its private key, PEM
	 * @param certificate its certificate, PEM
	 */
	public record Issued(String key, String certificate) {

		@Override
		public String toString() {
			return this.certificate;
		}

	}

}
