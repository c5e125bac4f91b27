package io.groundwork.storage;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;

import io.groundwork.sandbox.S3Server;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class S3StoreTests extends ObjectStoreContract {

	private static final S3Server.Access ACCESS = S3Server.shared().access();

	private static final S3Store STORE = new S3Store(Stores.settings(ACCESS), Clock.systemUTC());

	@AfterAll
	static void close() {
		STORE.close();
	}

	@Override
	ObjectStore store() {
		return STORE;
	}

	@Test
	void aMissingBucketIsNamedAtStart() {
		assertRefused(
				new StorageSettings.S3(ACCESS.endpoint(), ACCESS.region(), "another-bucket", ACCESS.accessKey(),
						ACCESS.secretKey(), Duration.ofSeconds(5), 1),
				"groundwork.storage.s3.bucket: there is no bucket another-bucket at");
	}

	@Test
	void aWrongKeyIsSaidAtStart() {
		assertRefused(new StorageSettings.S3(ACCESS.endpoint(), ACCESS.region(), ACCESS.bucket(), "nobody",
				ACCESS.secretKey(), Duration.ofSeconds(5), 1), "groundwork.storage.s3.access-key: ");
		assertRefused(new StorageSettings.S3(ACCESS.endpoint(), ACCESS.region(), ACCESS.bucket(), ACCESS.accessKey(),
				"not the secret", Duration.ofSeconds(5), 1), "groundwork.storage.s3.access-key: ");
	}

	@Test
	void aServerThatDoesNotAnswerIsNamedAtStart() throws IOException {
		URI nobody;
		try (ServerSocket socket = new ServerSocket(0)) {
			nobody = URI.create("http://127.0.0.1:" + socket.getLocalPort());
		}
		assertRefused(
				new StorageSettings.S3(nobody, ACCESS.region(), ACCESS.bucket(), ACCESS.accessKey(), ACCESS.secretKey(),
						Duration.ofSeconds(5), 1),
				"groundwork.storage.s3.endpoint: nothing that speaks S3 answers at " + nobody);
	}

	@Test
	void aServerThatNeverAnswersIsGivenUp() throws IOException {
		try (ServerSocket silent = new ServerSocket(0)) {
			URI endpoint = URI.create("http://127.0.0.1:" + silent.getLocalPort());
			assertRefused(new StorageSettings.S3(endpoint, ACCESS.region(), ACCESS.bucket(), ACCESS.accessKey(),
					ACCESS.secretKey(), Duration.ofSeconds(1), 1), "groundwork.storage.s3.endpoint: ");
		}
	}

	private static void assertRefused(StorageSettings.S3 settings, String message) {
		assertThatExceptionOfType(InvalidStorageSettingException.class)
			.isThrownBy(() -> new S3Store(settings, Clock.systemUTC()))
			.withMessageStartingWith(message)
			.satisfies((ex) -> assertThat(ex.getMessage()).doesNotContain(ACCESS.secretKey()));
	}

	@Test
	void abandonedUploadsAreRemovedAfterADay() {
		try (S3Client client = S3Client.builder()
			.endpointOverride(ACCESS.endpoint())
			.region(Region.of(ACCESS.region()))
			.forcePathStyle(true)
			.credentialsProvider(StaticCredentialsProvider
				.create(AwsBasicCredentials.create(ACCESS.accessKey(), ACCESS.secretKey())))
			.build()) {
			client.createMultipartUpload((request) -> request.bucket(ACCESS.bucket()).key("abandoned"));
			new S3Store(Stores.settings(ACCESS), Clock.systemUTC()).close();
			assertThat(uploads(client)).isEqualTo(1);
			Clock tomorrow = Clock.fixed(Instant.now().plus(Duration.ofHours(25)), ZoneOffset.UTC);
			new S3Store(Stores.settings(ACCESS), tomorrow).close();
			assertThat(uploads(client)).isZero();
		}
	}

	private static long uploads(S3Client client) {
		return client.listMultipartUploads((request) -> request.bucket(ACCESS.bucket()))
			.uploads()
			.stream()
			.filter((upload) -> upload.key().equals("abandoned"))
			.count();
	}

	@Test
	void failedUploadsLeaveNoParts() {
		assertThatExceptionOfType(IllegalStateException.class).isThrownBy(() -> STORE.put("given-up", (out) -> {
			out.write(bytes(20_000_000));
			throw new IllegalStateException("changed my mind");
		}));
		try (S3Client client = S3Client.builder()
			.endpointOverride(ACCESS.endpoint())
			.region(Region.of(ACCESS.region()))
			.forcePathStyle(true)
			.credentialsProvider(StaticCredentialsProvider
				.create(AwsBasicCredentials.create(ACCESS.accessKey(), ACCESS.secretKey())))
			.build()) {
			assertThat(client.listMultipartUploads((request) -> request.bucket(ACCESS.bucket())).uploads())
				.noneMatch((upload) -> upload.key().equals("given-up"));
		}
	}

}
