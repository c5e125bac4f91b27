package io.groundwork.sandbox.linode;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.security.KeyStore;

import javax.net.ssl.TrustManagerFactory;

import io.groundwork.sandbox.Authority;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.http.apache5.Apache5HttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;

import org.springframework.boot.ssl.pem.PemContent;

/**
 * Clients of the object storage, as people have them.
 */
final class ObjectClients {

	private ObjectClients() {
	}

	static S3Client make(String endpoint, String signing, String access, String secret, Authority authority) {
		return S3Client.builder()
			.endpointOverride(URI.create("https://" + endpoint))
			.region(Region.of(signing))
			.credentialsProvider(StaticCredentialsProvider.create(AwsBasicCredentials.create(access, secret)))
			.httpClientBuilder(
					Apache5HttpClient.builder().tlsTrustManagersProvider(() -> trust(authority).getTrustManagers()))
			.build();
	}

	static TrustManagerFactory trust(Authority authority) {
		try {
			KeyStore store = KeyStore.getInstance("PKCS12");
			store.load(null, null);
			store.setCertificateEntry("ca",
					PemContent.of(Files.readString(authority.file(), StandardCharsets.UTF_8))
						.getCertificates()
						.getFirst());
			TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
			trust.init(store);
			return trust;
		}
		catch (Exception ex) {
			throw new IllegalStateException(ex);
		}
	}

}
