package io.groundwork.storage;

import java.io.ByteArrayInputStream;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.CompletedPart;

/**
 * One object on its way to S3, of a length that is only known at its end: kept in memory
 * up to one part, and sent in parts if there is more.
 */
class S3Upload extends OutputStream {

	private static final Logger LOG = LoggerFactory.getLogger(S3Upload.class);

	private static final int FIRST = 64 * 1024;

	/**
	 * S3 wants at least 5 MiB in each part but the last, and at most 10,000 parts.
	 */
	private static final int PART = 8 * 1024 * 1024;

	private static final String TYPE = "application/octet-stream";

	private final S3Client client;

	private final String bucket;

	private final String name;

	private final List<CompletedPart> parts = new ArrayList<>();

	private byte[] buffer = new byte[FIRST];

	private int filled;

	private @Nullable String uploadId;

	S3Upload(S3Client client, String bucket, String name) {
		this.client = client;
		this.bucket = bucket;
		this.name = name;
	}

	@Override
	public void write(int value) {
		write(new byte[] { (byte) value }, 0, 1);
	}

	@Override
	public void write(byte[] bytes, int offset, int length) {
		int from = offset;
		int left = length;
		while (left > 0) {
			if (this.filled == this.buffer.length) {
				makeRoom();
			}
			int taken = Math.min(left, this.buffer.length - this.filled);
			System.arraycopy(bytes, from, this.buffer, this.filled, taken);
			this.filled += taken;
			from += taken;
			left -= taken;
		}
	}

	private void makeRoom() {
		if (this.buffer.length < PART) {
			this.buffer = Arrays.copyOf(this.buffer, PART);
		}
		else {
			sendPart();
		}
	}

	private String begin() {
		String id = this.uploadId;
		if (id == null) {
			id = this.client
				.createMultipartUpload((request) -> request.bucket(this.bucket).key(this.name).contentType(TYPE))
				.uploadId();
			this.uploadId = id;
		}
		return id;
	}

	private void sendPart() {
		String id = begin();
		int number = this.parts.size() + 1;
		String tag = this.client
			.uploadPart((request) -> request.bucket(this.bucket).key(this.name).uploadId(id).partNumber(number), body())
			.eTag();
		this.parts.add(CompletedPart.builder().partNumber(number).eTag(tag).build());
		this.filled = 0;
	}

	/**
	 * Makes the object visible, whole.
	 */
	void finish() {
		String id = this.uploadId;
		if (id == null) {
			this.client.putObject((request) -> request.bucket(this.bucket).key(this.name).contentType(TYPE), body());
			return;
		}
		sendPart();
		this.client.completeMultipartUpload((request) -> request.bucket(this.bucket)
			.key(this.name)
			.uploadId(id)
			.multipartUpload((upload) -> upload.parts(this.parts)));
	}

	/**
	 * Gives up what was sent; if even that fails, it is removed when the portal next
	 * starts after a day.
	 */
	void abort() {
		String id = this.uploadId;
		if (id == null) {
			return;
		}
		try {
			this.client.abortMultipartUpload((request) -> request.bucket(this.bucket).key(this.name).uploadId(id));
		}
		catch (SdkException ex) {
			LOG.warn("The unfinished upload of {} could not be removed now: {}", this.name, ex.getMessage());
		}
	}

	/**
	 * The buffer itself, not a copy; a retry reads it again.
	 */
	private RequestBody body() {
		int length = this.filled;
		return RequestBody.fromContentProvider(() -> new ByteArrayInputStream(this.buffer, 0, length), length, TYPE);
	}

}
