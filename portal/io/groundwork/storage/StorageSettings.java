package io.groundwork.storage;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;

import jakarta.validation.constraints.NotNull;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * Where objects are kept and which keys seal them.
 *
 * @param kind where objects are kept: folder for a folder of this machine, s3 for an S3
 * server
 * @param keys the file with the key-encryption keys, which nobody but the portal may be
 * able to read; the command new-keys makes one
 * @param folder the folder that objects are kept in; needed if the kind is folder
 * @param s3 the S3 server that objects are kept on; needed if the kind is s3
 */
@Validated
@CompleteStorage
@ConfigurationProperties(prefix = "groundwork.storage", ignoreUnknownFields = false)
record StorageSettings(@DefaultValue("folder") Kind kind,
		@NotNull(message = "must name the file with the keys; the command new-keys makes one") Path keys,
		@Nullable Path folder, @DefaultValue S3 s3) {

	enum Kind {

		/**
		 * A folder of this machine.
		 */
		FOLDER,

		/**
		 * An S3 server.
		 */
		S3

	}

	/**
	 * An S3 server. It is asked about only if the kind is s3.
	 *
	 * @param endpoint the server's address, such as https://fr-par-1.linodeobjects.com
	 * @param region the region that requests are signed for
	 * @param bucket the bucket, which must exist
	 * @param accessKey the access key's id
	 * @param secretKey the access key's secret
	 * @param timeout how long one attempt of one request may take before it is tried
	 * again
	 * @param attempts how often a request is tried in all
	 */
	record S3(@Nullable URI endpoint, @DefaultValue("us-east-1") String region, @Nullable String bucket,
			@Nullable String accessKey, @Nullable String secretKey, @DefaultValue("30s") Duration timeout,
			@DefaultValue("4") int attempts) {

		/**
		 * Without the secret: this may end up in a log.
		 */
		@Override
		public String toString() {
			return "S3[endpoint=%s, region=%s, bucket=%s]".formatted(this.endpoint, this.region, this.bucket);
		}

	}

}
