package io.groundwork.state;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;

import io.groundwork.digest.Sha256;
import io.groundwork.storage.ObjectStore;
import io.groundwork.storage.StorageException;
import org.jspecify.annotations.Nullable;

import org.springframework.stereotype.Component;

/**
 * Takes states into the object store while it reads them: of a state of any size there is
 * never more than a buffer in memory.
 */
@Component
class Intake {

	static final String OBJECTS = "state/";

	private static final int BUFFER = 64 * 1024;

	private final ObjectStore store;

	private final StateSettings settings;

	Intake(ObjectStore objectStore, StateSettings settings) {
		this.store = objectStore;
		this.settings = settings;
	}

	/**
	 * Takes in a state.
	 * @param md5 what its MD5 has to be, if the sender said so
	 * @throws UnreadableStateException if it is none, or not what was sent
	 */
	Arrival take(long environment, InputStream content, byte @Nullable [] md5) {
		String object = fresh(environment);
		AtomicReference<@Nullable Arrival> arrival = new AtomicReference<>();
		this.store.put(object, (out) -> {
			Tap tap = new Tap(content, out, this.settings.largest().toBytes());
			StateHead head = StateHead.read(tap);
			tap.drain();
			if (md5 != null && !Arrays.equals(md5, tap.md5())) {
				throw new UnreadableStateException(
						"The state is not what was sent: its MD5 is not the one in Content-MD5");
			}
			arrival.set(new Arrival(object, head, "", tap.count, tap.digest()));
		});
		return arrived(arrival);
	}

	/**
	 * Takes in whatever it is; what is no state is kept too.
	 */
	Arrival salvage(long environment, InputStream content) {
		String object = fresh(environment);
		AtomicReference<@Nullable Arrival> arrival = new AtomicReference<>();
		this.store.put(object, (out) -> {
			Tap tap = new Tap(content, out, Long.MAX_VALUE);
			@Nullable StateHead head = null;
			String flaw = "";
			try {
				head = StateHead.read(tap);
			}
			catch (UnreadableStateException ex) {
				flaw = String.valueOf(ex.getMessage());
			}
			tap.drain();
			arrival.set(new Arrival(object, head, flaw, tap.count, tap.digest()));
		});
		return arrived(arrival);
	}

	private static String fresh(long environment) {
		return OBJECTS + environment + "/" + UUID.randomUUID();
	}

	private static Arrival arrived(AtomicReference<@Nullable Arrival> arrival) {
		Arrival whole = arrival.get();
		if (whole == null) {
			throw new IllegalStateException("The store kept an object without its content");
		}
		return whole;
	}

	/**
	 * Writes on what is read, and takes its measure.
	 */
	private static final class Tap extends FilterInputStream {

		private final OutputStream out;

		private final long most;

		private final MessageDigest sha256;

		private final MessageDigest md5;

		private long count;

		Tap(InputStream in, OutputStream out, long most) {
			this(in, out, most, Sha256.begin(), Digests.md5());
		}

		private Tap(InputStream in, OutputStream out, long most, MessageDigest sha256, MessageDigest md5) {
			super(new DigestInputStream(new DigestInputStream(in, sha256), md5));
			this.out = out;
			this.most = most;
			this.sha256 = sha256;
			this.md5 = md5;
		}

		@Override
		public int read() throws IOException {
			byte[] one = new byte[1];
			return (read(one, 0, 1) < 0) ? -1 : Byte.toUnsignedInt(one[0]);
		}

		@Override
		public int read(byte[] bytes, int offset, int length) throws IOException {
			int some = this.in.read(bytes, offset, length);
			if (some > 0) {
				this.count += some;
				if (this.count > this.most) {
					throw new TooLargeStateException(this.most);
				}
				pass(bytes, offset, some);
			}
			return some;
		}

		/**
		 * A store that fails is not a sender that does.
		 */
		private void pass(byte[] bytes, int offset, int length) {
			try {
				this.out.write(bytes, offset, length);
			}
			catch (IOException ex) {
				throw new StorageException("The state could not be kept: " + ex.getMessage(), ex);
			}
		}

		/**
		 * What is read belongs to whoever sent it, who closes it.
		 */
		@Override
		public void close() {
		}

		void drain() throws IOException {
			byte[] some = new byte[BUFFER];
			while (read(some, 0, some.length) >= 0) {
				// Written on by reading.
			}
		}

		byte[] md5() {
			return this.md5.digest();
		}

		String digest() {
			return HexFormat.of().formatHex(this.sha256.digest());
		}

	}

}
