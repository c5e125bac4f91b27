package io.groundwork.cluster;

import java.net.URI;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

import io.groundwork.storage.ForeignBucket;
import jakarta.validation.constraints.AssertTrue;
import jakarta.validation.constraints.Pattern;
import org.hibernate.validator.constraints.time.DurationMin;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * Where Linode delivers what clusters of the enterprise tier write of who did what.
 *
 * @param endpoint the server's address, such as https://fr-par-1.linodeobjects.com
 * @param region the region that requests are signed for
 * @param bucket the bucket that the stream of type lke_audit_logs goes to; without one
 * nothing of what is done in clusters is observed
 * @param accessKey the id of an access key that may read this bucket, and better nothing
 * else
 * @param secretKey the access key's secret
 * @param folder what names in it begin with, before the account's; as Linode has it when
 * the destination names no path
 * @param quiet platform engineers are told of a cluster that has told of itself, and then
 * nothing for so long
 */
@Validated
@ConfigurationProperties(prefix = "groundwork.cluster-log", ignoreUnknownFields = false)
record ClusterLogSettings(@Nullable URI endpoint, @DefaultValue("us-east-1") String region, @Nullable String bucket,
		@Nullable String accessKey, @Nullable String secretKey,
		@DefaultValue("lke_audit_logs/com.akamai.audit/") @Pattern(regexp = "([A-Za-z0-9_-][A-Za-z0-9._-]*/)+",
				message = "must be segments that each end with a slash") String folder,
		@DefaultValue("1h") @DurationMin(minutes = 1) Duration quiet) {

	/**
	 * All or nothing.
	 */
	@AssertTrue(message = "endpoint, bucket, access-key and secret-key must be given together")
	boolean isWhole() {
		long given = Stream.of(this.endpoint, this.bucket, this.accessKey, this.secretKey)
			.filter(Objects::nonNull)
			.count();
		return given == 0 || given == 4;
	}

	boolean setUp() {
		return this.bucket != null;
	}

	Optional<ForeignBucket> open() {
		return (this.endpoint == null || this.bucket == null || this.accessKey == null || this.secretKey == null)
				? Optional.empty() : Optional
					.of(new ForeignBucket(this.endpoint, this.region, this.bucket, this.accessKey, this.secretKey));
	}

	/**
	 * Without the secret: this may end up in a log.
	 */
	@Override
	public String toString() {
		return "ClusterLogSettings[endpoint=%s, bucket=%s]".formatted(this.endpoint, this.bucket);
	}

}
