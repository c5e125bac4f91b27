package io.groundwork.runs;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The way to a server, which a test can close and open.
 */
final class Door implements AutoCloseable {

	private final URI there;

	private final ServerSocket server;

	private final Set<Socket> ends = ConcurrentHashMap.newKeySet();

	private volatile boolean closed;

	Door(URI there) {
		this.there = there;
		try {
			this.server = new ServerSocket(0, 200, InetAddress.getLoopbackAddress());
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		Thread.ofVirtual().name("door").start(this::accept);
	}

	/**
	 * The server's address on this side.
	 */
	URI here() {
		return URI.create("http://127.0.0.1:" + this.server.getLocalPort());
	}

	/**
	 * Ends every connection and lets no new one through.
	 */
	void shut() {
		this.closed = true;
		this.ends.forEach(Door::end);
		this.ends.clear();
	}

	void open() {
		this.closed = false;
	}

	private void accept() {
		try {
			while (true) {
				Socket near = this.server.accept();
				if (this.closed) {
					end(near);
					continue;
				}
				Thread.ofVirtual().start(() -> join(near));
			}
		}
		catch (IOException ex) {
			// The end.
		}
	}

	private void join(Socket near) {
		try {
			Socket far = new Socket(this.there.getHost(), this.there.getPort());
			this.ends.add(near);
			this.ends.add(far);
			Thread.ofVirtual().start(() -> pass(near, far));
			pass(far, near);
		}
		catch (IOException ex) {
			end(near);
		}
	}

	private void pass(Socket from, Socket to) {
		try (InputStream in = from.getInputStream()) {
			in.transferTo(to.getOutputStream());
		}
		catch (IOException ex) {
			// One side has gone.
		}
		finally {
			end(from);
			end(to);
			this.ends.remove(from);
			this.ends.remove(to);
		}
	}

	private static void end(Socket socket) {
		try {
			socket.close();
		}
		catch (IOException ex) {
			// It is gone already.
		}
	}

	@Override
	public void close() {
		shut();
		try {
			this.server.close();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
