package io.groundwork.storage;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PushbackInputStream;
import java.security.GeneralSecurityException;

import org.jspecify.annotations.Nullable;

/**
 * An object in the clear. It hands out only what was authenticated, and once it has
 * refused something it never again says anything else.
 */
final class UnsealedStream extends InputStream {

	private final String name;

	private final Source source;

	private final InputStream plain;

	private @Nullable IOException failure;

	private UnsealedStream(DataKey key, SealedVersion version, Source source)
			throws IOException, GeneralSecurityException {
		this.name = version.name();
		this.source = source;
		this.plain = key.streaming().newDecryptingStream(source, version.bound());
	}

	/**
	 * Opens an object and checks its first segment, which for a small object is all of
	 * it, so that most that is wrong is known before anything is done with it.
	 */
	static InputStream open(DataKey key, SealedVersion version, InputStream sealed) throws IOException {
		try {
			PushbackInputStream in = new PushbackInputStream(new UnsealedStream(key, version, new Source(sealed)));
			int first = in.read();
			if (first != -1) {
				in.unread(first);
			}
			return in;
		}
		catch (GeneralSecurityException ex) {
			throw new BrokenSealException("The object " + version.name() + " cannot be opened", ex);
		}
	}

	@Override
	public int read() throws IOException {
		byte[] one = new byte[1];
		return (read(one, 0, 1) == -1) ? -1 : Byte.toUnsignedInt(one[0]);
	}

	@Override
	public int read(byte[] bytes, int offset, int length) throws IOException {
		IOException failed = this.failure;
		if (failed == null) {
			try {
				return this.plain.read(bytes, offset, length);
			}
			catch (IOException ex) {
				failed = (this.source.failure != null) ? this.source.failure : broken(ex);
				this.failure = failed;
			}
		}
		throw failed;
	}

	private IOException broken(IOException ex) {
		BrokenSealException broken = new BrokenSealException(
				"The object %s was changed or cut short; none of it may be used".formatted(this.name), ex);
		return new IOException(broken.getMessage(), broken);
	}

	@Override
	public void close() throws IOException {
		this.plain.close();
	}

	/**
	 * Remembers a failure of the store, which is not one of the seal.
	 */
	private static final class Source extends FilterInputStream {

		private @Nullable IOException failure;

		private Source(InputStream in) {
			super(in);
		}

		@Override
		public int read() throws IOException {
			try {
				return super.read();
			}
			catch (IOException ex) {
				this.failure = ex;
				throw ex;
			}
		}

		@Override
		public int read(byte[] bytes, int offset, int length) throws IOException {
			try {
				return super.read(bytes, offset, length);
			}
			catch (IOException ex) {
				this.failure = ex;
				throw ex;
			}
		}

	}

}
