package io.groundwork.storage;

import java.io.IOException;
import java.io.InputStream;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.core.checksums.ResponseChecksumValidation;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.http.apache5.Apache5HttpClient;
import software.amazon.awssdk.profiles.ProfileFile;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.CommonPrefix;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Response;
import software.amazon.awssdk.services.s3.model.NoSuchBucketException;
import software.amazon.awssdk.services.s3.model.S3Object;

/**
 * Objects in a bucket of any S3 server.
 */
class S3Store implements ObjectStore, AutoCloseable {

	private static final Logger LOG = LoggerFactory.getLogger(S3Store.class);

	private static final int NOT_FOUND = 404;

	private static final int CONFLICT = 409;

	private static final int SERVER_FAULT = 500;

	private static final Duration ABANDONED = Duration.ofDays(1);

	private final S3Client client;

	private final StorageSettings.S3 settings;

	private final String bucket;

	/**
	 * Connects, and refuses to start with a bucket that cannot be used.
	 */
	S3Store(StorageSettings.S3 settings, Clock clock) {
		this.settings = settings;
		this.bucket = needed(settings.bucket());
		this.client = client(settings);
		try {
			checkBucket();
			removeAbandonedUploads(clock.instant().minus(ABANDONED));
		}
		catch (InvalidStorageSettingException ex) {
			this.client.close();
			throw ex;
		}
	}

	/**
	 * One that is another's: nothing is tried at its bucket, nor put away there.
	 */
	S3Store(StorageSettings.S3 settings) {
		this.settings = settings;
		this.bucket = needed(settings.bucket());
		this.client = client(settings);
	}

	private static S3Client client(StorageSettings.S3 settings) {
		Duration all = settings.timeout().multipliedBy(settings.attempts()).plusSeconds(30);
		return S3Client.builder()
			.endpointOverride(needed(settings.endpoint()))
			.region(Region.of(settings.region()))
			.forcePathStyle(true)
			.credentialsProvider(StaticCredentialsProvider
				.create(AwsBasicCredentials.create(needed(settings.accessKey()), needed(settings.secretKey()))))
			// Servers other than Amazon's often lack the newer checksums; what is kept is
			// authenticated by its seal.
			.requestChecksumCalculation(RequestChecksumCalculation.WHEN_REQUIRED)
			.responseChecksumValidation(ResponseChecksumValidation.WHEN_REQUIRED)
			.httpClientBuilder(Apache5HttpClient.builder()
				.connectionTimeout(Duration.ofSeconds(5))
				.connectionAcquisitionTimeout(Duration.ofSeconds(30))
				.socketTimeout(settings.timeout())
				.maxConnections(100))
			.overrideConfiguration((configuration) -> configuration.apiCallAttemptTimeout(settings.timeout())
				.apiCallTimeout(all)
				.retryStrategy(AwsRetryStrategy.standardRetryStrategy()
					.toBuilder()
					.maxAttempts(settings.attempts())
					// A conflict with another request, which a server over a folder has
					// when the
					// last object beside this one is deleted at the same moment.
					.retryOnException(
							(ex) -> ex instanceof AwsServiceException answer && answer.statusCode() == CONFLICT)
					.build())
				// Only groundwork.* decides, not files of the account the portal runs as.
				.defaultProfileFile(ProfileFile.aggregator().build()))
			.build();
	}

	private static <T> T needed(@Nullable T setting) {
		if (setting == null) {
			throw new IllegalStateException("Settings are only used after they were checked");
		}
		return setting;
	}

	/**
	 * Lists rather than asks for the bucket's head, since only an answer with a body says
	 * why.
	 */
	private void checkBucket() {
		try {
			this.client.listObjectsV2((request) -> request.bucket(this.bucket).maxKeys(1));
		}
		catch (NoSuchBucketException ex) {
			throw refused("bucket", "there is no bucket %s at %s; create it, or name another".formatted(this.bucket,
					this.settings.endpoint()));
		}
		catch (AwsServiceException ex) {
			// Servers disagree about the status of an unknown key.
			if (ex.statusCode() < SERVER_FAULT) {
				throw refused("access-key",
						"%s does not let this access key use the bucket %s, %s; check the key, its secret, its rights and the region"
							.formatted(this.settings.endpoint(), this.bucket, code(ex)));
			}
			throw refused("endpoint", "%s answered with status %d, %s, when asked for the bucket %s"
				.formatted(this.settings.endpoint(), ex.statusCode(), code(ex), this.bucket));
		}
		catch (SdkException ex) {
			throw refused("endpoint",
					"nothing that speaks S3 answers at %s: %s".formatted(this.settings.endpoint(), ex.getMessage()));
		}
	}

	private static String code(AwsServiceException ex) {
		return (ex.awsErrorDetails() != null && ex.awsErrorDetails().errorCode() != null)
				? ex.awsErrorDetails().errorCode() : "no reason";
	}

	private static InvalidStorageSettingException refused(String setting, String reason) {
		return new InvalidStorageSettingException("groundwork.storage.s3." + setting, reason);
	}

	/**
	 * Parts of uploads whose process died cost room and are seen by nobody.
	 */
	private void removeAbandonedUploads(Instant before) {
		try {
			this.client.listMultipartUploadsPaginator((request) -> request.bucket(this.bucket))
				.uploads()
				.stream()
				.filter((upload) -> upload.initiated().isBefore(before))
				.forEach((upload) -> this.client.abortMultipartUpload(
						(request) -> request.bucket(this.bucket).key(upload.key()).uploadId(upload.uploadId())));
		}
		catch (SdkException ex) {
			LOG.warn("Abandoned uploads in the bucket {} could not be removed: {}", this.bucket, ex.getMessage());
		}
	}

	@Override
	public void put(String name, Content content) {
		ObjectName.check(name, ObjectName.LONGEST_STORED);
		S3Upload upload = new S3Upload(this.client, this.bucket, name);
		boolean finished = false;
		try {
			content.writeTo(new Unclosed(upload));
			upload.finish();
			finished = true;
		}
		catch (IOException ex) {
			throw (ex.getCause() instanceof StorageException cause) ? cause : new StorageException(
					"The object %s could not be written: %s".formatted(name, ex.getMessage()), ex);
		}
		catch (SdkException ex) {
			throw failed(name, "written", ex);
		}
		finally {
			if (!finished) {
				upload.abort();
			}
		}
	}

	@Override
	public InputStream get(String name) {
		ObjectName.check(name, ObjectName.LONGEST_STORED);
		try {
			return new S3Download(this.client.getObject((request) -> request.bucket(this.bucket).key(name)));
		}
		catch (SdkException ex) {
			throw isMissing(ex) ? new NoSuchObjectException(name) : failed(name, "read", ex);
		}
	}

	@Override
	public Optional<ObjectHead> head(String name) {
		ObjectName.check(name, ObjectName.LONGEST_STORED);
		try {
			HeadObjectResponse head = this.client.headObject((request) -> request.bucket(this.bucket).key(name));
			return Optional.of(new ObjectHead(name, head.contentLength(), head.lastModified()));
		}
		catch (SdkException ex) {
			if (isMissing(ex)) {
				return Optional.empty();
			}
			throw failed(name, "looked up", ex);
		}
	}

	@Override
	public void delete(String name) {
		ObjectName.check(name, ObjectName.LONGEST_STORED);
		try {
			this.client.deleteObject((request) -> request.bucket(this.bucket).key(name));
		}
		catch (SdkException ex) {
			if (!isMissing(ex)) {
				throw failed(name, "deleted", ex);
			}
		}
	}

	@Override
	public ObjectPage list(String prefix, @Nullable String after, int limit) {
		ObjectName.checkPrefix(prefix, ObjectName.LONGEST_STORED);
		ObjectName.checkLimit(limit);
		try {
			ListObjectsV2Response page = this.client.listObjectsV2(
					(request) -> request.bucket(this.bucket).prefix(prefix).startAfter(after).maxKeys(limit));
			List<S3Object> found = page.contents();
			List<ObjectHead> objects = found.stream()
				.map((object) -> new ObjectHead(object.key(), object.size(), object.lastModified()))
				.toList();
			boolean more = Boolean.TRUE.equals(page.isTruncated()) && !found.isEmpty();
			return new ObjectPage(objects, more ? found.getLast().key() : null);
		}
		catch (SdkException ex) {
			throw failed(prefix + "…", "listed", ex);
		}
	}

	/**
	 * The next segments of what begins so, each with the slash at its end.
	 * @param prefix the beginning of names, up to a slash
	 */
	List<String> folders(String prefix) {
		try {
			return this.client
				.listObjectsV2Paginator((request) -> request.bucket(this.bucket).prefix(prefix).delimiter("/"))
				.commonPrefixes()
				.stream()
				.map(CommonPrefix::prefix)
				.toList();
		}
		catch (SdkException ex) {
			throw failed(prefix + "…", "listed", ex);
		}
	}

	@Override
	public void close() {
		this.client.close();
	}

	private static boolean isMissing(SdkException ex) {
		return ex instanceof AwsServiceException answer && answer.statusCode() == NOT_FOUND
				&& !(ex instanceof NoSuchBucketException);
	}

	private StorageException failed(String name, String what, SdkException ex) {
		String reason = (ex instanceof AwsServiceException answer) ? "%s answered with status %d, %s"
			.formatted(this.settings.endpoint(), answer.statusCode(), code(answer)) : ex.getMessage();
		return new StorageException("The object %s could not be %s: %s".formatted(name, what, reason), ex);
	}

}
