package io.groundwork;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;

import io.groundwork.sandbox.Postgres;
import org.jspecify.annotations.Nullable;

/**
 * The line between a portal and its database, which a test can cut and mend.
 */
public final class DatabaseLine implements AutoCloseable {

	private final Postgres.Database database;

	private final ServerSocket server;

	private final Set<Socket> ends = ConcurrentHashMap.newKeySet();

	private final AtomicReference<@Nullable Trap> trap = new AtomicReference<>();

	private volatile boolean cut;

	public DatabaseLine(Postgres.Database database) {
		this.database = database;
		try {
			this.server = new ServerSocket(0, 200, InetAddress.getLoopbackAddress());
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		Thread.ofVirtual().name("database-line").start(this::accept);
	}

	/**
	 * The database at this end of the line. Statements are always said in full, so that
	 * they can be heard on the way.
	 */
	public Postgres.Database database() {
		URI there = there();
		return new Postgres.Database("jdbc:postgresql://127.0.0.1:%d%s?prepareThreshold=0"
			.formatted(this.server.getLocalPort(), there.getPath()));
	}

	/**
	 * Ends every connection and lets no new one through.
	 */
	public synchronized void cut() {
		this.cut = true;
		this.ends.forEach(DatabaseLine::close);
	}

	/**
	 * Cuts as soon as the portal says that to the database.
	 * @param before what it has said on the same connection before
	 * @param heard whether the database still hears it; its answer is lost in any case
	 */
	public void cutAt(String words, String before, boolean heard) {
		this.trap.set(new Trap(words, before, heard));
	}

	/**
	 * Lets connections through again. A cut that is being made is waited for: it would
	 * end what comes afterwards.
	 */
	public synchronized void mend() {
		this.trap.set(null);
		this.cut = false;
	}

	public boolean isCut() {
		return this.cut;
	}

	@Override
	public void close() {
		cut();
		try {
			this.server.close();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private URI there() {
		return URI.create(this.database.url().substring("jdbc:".length()));
	}

	private void accept() {
		while (!this.server.isClosed()) {
			try {
				Socket here = this.server.accept();
				if (this.cut) {
					close(here);
					continue;
				}
				Socket there = new Socket(there().getHost(), there().getPort());
				this.ends.add(here);
				this.ends.add(there);
				Thread.ofVirtual().start(() -> carry(here, there, true));
				Thread.ofVirtual().start(() -> carry(there, here, false));
			}
			catch (IOException ex) {
				// Closed, or the database refused; the portal notices both.
			}
		}
	}

	private void carry(Socket from, Socket to, boolean asking) {
		byte[] some = new byte[65_536];
		StringBuilder said = new StringBuilder();
		try (from; to) {
			InputStream in = from.getInputStream();
			OutputStream out = to.getOutputStream();
			for (int read = in.read(some); read >= 0; read = in.read(some)) {
				if (asking) {
					said.append(new String(some, 0, read, StandardCharsets.ISO_8859_1));
					if (sprung(said, some, read, out)) {
						return;
					}
				}
				else if (this.cut) {
					// The answer to what was still heard.
					return;
				}
				out.write(some, 0, read);
			}
		}
		catch (IOException ex) {
			// The line was cut, or one side hung up.
		}
		finally {
			this.ends.remove(from);
			this.ends.remove(to);
		}
	}

	private boolean sprung(StringBuilder all, byte[] said, int length, OutputStream out) throws IOException {
		Trap set = this.trap.get();
		if (set == null) {
			all.setLength(0);
			return false;
		}
		int before = all.indexOf(set.before());
		if (before < 0 || all.indexOf(set.words(), before) < 0 || !this.trap.compareAndSet(set, null)) {
			return false;
		}
		synchronized (this) {
			if (set.heard()) {
				// Nothing of the answer gets back, as everything is closed at this end
				// first.
				this.cut = true;
				out.write(said, 0, length);
				out.flush();
			}
			cut();
		}
		return true;
	}

	private static void close(Socket socket) {
		try {
			socket.close();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private record Trap(String words, String before, boolean heard) {

	}

}
