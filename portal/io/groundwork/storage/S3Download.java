package io.groundwork.storage;

import java.io.FilterInputStream;
import java.io.IOException;

import software.amazon.awssdk.core.ResponseInputStream;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;

/**
 * One object on its way from S3. Closed early, it drops the connection unless so little
 * is left that reading it is cheaper than connecting again.
 */
class S3Download extends FilterInputStream {

	private static final long WORTH_READING = 256 * 1024;

	private final ResponseInputStream<GetObjectResponse> response;

	private long left;

	S3Download(ResponseInputStream<GetObjectResponse> response) {
		super(response);
		this.response = response;
		this.left = response.response().contentLength();
	}

	@Override
	public int read() throws IOException {
		int value = super.read();
		if (value != -1) {
			this.left--;
		}
		return value;
	}

	@Override
	public int read(byte[] bytes, int offset, int length) throws IOException {
		int read = super.read(bytes, offset, length);
		if (read > 0) {
			this.left -= read;
		}
		return read;
	}

	@Override
	public long skip(long count) throws IOException {
		long skipped = super.skip(count);
		this.left -= skipped;
		return skipped;
	}

	@Override
	public boolean markSupported() {
		return false;
	}

	@Override
	public void close() throws IOException {
		if (this.left > WORTH_READING) {
			this.response.abort();
		}
		else {
			super.close();
		}
	}

}
