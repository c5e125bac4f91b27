package io.groundwork.sandbox.linode;

import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Header;
import org.xbill.DNS.Message;
import org.xbill.DNS.OPTRecord;
import org.xbill.DNS.Opcode;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/**
 * Answers for the domains that are kept and for nothing else, over UDP and TCP.
 */
final class NameServer implements AutoCloseable {

	private static final Log log = LogFactory.getLog(NameServer.class);

	private static final Duration IDLE = Duration.ofSeconds(10);

	private static final int HEADER = 12;

	private static final int SMALL = 512;

	/**
	 * What passes everywhere in one piece.
	 */
	private static final int DATAGRAM = 1232;

	private static final int LARGEST = 65_535;

	private static final int ATTEMPTS = 20;

	private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

	private final Set<Socket> connections = ConcurrentHashMap.newKeySet();

	private final Store store;

	private final ServerSocket listener;

	private final DatagramSocket datagrams;

	private NameServer(Store store, ServerSocket listener, DatagramSocket datagrams) {
		this.store = store;
		this.listener = listener;
		this.datagrams = datagrams;
		this.threads.execute(this::receive);
		this.threads.execute(this::accept);
	}

	/**
	 * @param port the port to listen on, 0 for any
	 */
	static NameServer start(Store store, int port) throws IOException {
		InetAddress here = InetAddress.getLoopbackAddress();
		for (int i = 1;; i++) {
			ServerSocket listener = new ServerSocket(port, 50, here);
			try {
				return new NameServer(store, listener, new DatagramSocket(listener.getLocalPort(), here));
			}
			catch (BindException ex) {
				// Free for one protocol is not free for both.
				listener.close();
				if (port != 0 || i == ATTEMPTS) {
					throw ex;
				}
			}
		}
	}

	InetSocketAddress address() {
		return (InetSocketAddress) this.listener.getLocalSocketAddress();
	}

	private void receive() {
		byte[] buffer = new byte[LARGEST];
		while (!this.datagrams.isClosed()) {
			DatagramPacket packet = new DatagramPacket(buffer, buffer.length);
			try {
				this.datagrams.receive(packet);
				Optional<byte[]> reply = reply(Arrays.copyOf(buffer, packet.getLength()), true);
				if (reply.isPresent()) {
					this.datagrams.send(new DatagramPacket(reply.get(), reply.get().length, packet.getSocketAddress()));
				}
			}
			catch (IOException ex) {
				log.debug("A datagram was lost", ex);
			}
		}
	}

	private void accept() {
		while (!this.listener.isClosed()) {
			try {
				Socket connection = this.listener.accept();
				this.connections.add(connection);
				this.threads.execute(() -> serve(connection));
			}
			catch (IOException ex) {
				log.debug("A connection was lost", ex);
			}
		}
	}

	private void serve(Socket connection) {
		try (connection) {
			connection.setSoTimeout((int) IDLE.toMillis());
			DataInputStream in = new DataInputStream(connection.getInputStream());
			DataOutputStream out = new DataOutputStream(new BufferedOutputStream(connection.getOutputStream()));
			while (!this.listener.isClosed()) {
				byte[] query = new byte[in.readUnsignedShort()];
				in.readFully(query);
				Optional<byte[]> reply = reply(query, false);
				if (reply.isEmpty()) {
					return;
				}
				out.writeShort(reply.get().length);
				out.write(reply.get());
				out.flush();
			}
		}
		catch (EOFException ex) {
			// It had no more questions.
		}
		catch (IOException ex) {
			log.debug("A connection was lost", ex);
		}
		finally {
			this.connections.remove(connection);
		}
	}

	/**
	 * What is no question gets no answer, so that two servers never talk for ever.
	 */
	private Optional<byte[]> reply(byte[] bytes, boolean datagram) {
		if (bytes.length < HEADER || (bytes[2] & 0x80) != 0) {
			return Optional.empty();
		}
		Message query;
		try {
			query = new Message(bytes);
		}
		catch (IOException | RuntimeException ex) {
			return Optional.of(failure(new Message(((bytes[0] & 0xFF) << 8) | bytes[1] & 0xFF), Rcode.FORMERR));
		}
		OPTRecord extension = query.getOPT();
		int room = (extension == null) ? SMALL : Math.clamp(extension.getPayloadSize(), SMALL, DATAGRAM);
		try {
			return Optional.of(answer(query).toWire(datagram ? room : LARGEST));
		}
		catch (RuntimeException ex) {
			log.warn("There is no answer for " + query.getQuestion(), ex);
			Message failure = new Message(query.getHeader().getID());
			query.getSection(Section.QUESTION).forEach((question) -> failure.addRecord(question, Section.QUESTION));
			return Optional.of(failure(failure, Rcode.SERVFAIL));
		}
	}

	private static byte[] failure(Message failure, int code) {
		failure.getHeader().setFlag(Flags.QR);
		failure.getHeader().setRcode(code);
		return failure.toWire();
	}

	private Message answer(Message query) {
		Message answer = new Message(query.getHeader().getID());
		Header header = answer.getHeader();
		header.setOpcode(query.getHeader().getOpcode());
		header.setFlag(Flags.QR);
		if (query.getHeader().getFlag(Flags.RD)) {
			header.setFlag(Flags.RD);
		}
		Record question = query.getQuestion();
		if (question != null) {
			answer.addRecord(question, Section.QUESTION);
		}
		OPTRecord extension = query.getOPT();
		boolean known = extension == null || extension.getVersion() == 0;
		if (extension != null) {
			// The upper bits of a code that the header has no room for.
			answer.addRecord(new OPTRecord(DATAGRAM, known ? 0 : Rcode.BADVERS >> 4, 0), Section.ADDITIONAL);
		}
		if (!known) {
			return answer;
		}
		if (header.getOpcode() != Opcode.QUERY) {
			header.setRcode(Rcode.NOTIMP);
		}
		else if (question == null || query.getSection(Section.QUESTION).size() != 1) {
			header.setRcode(Rcode.FORMERR);
		}
		else {
			answer(question, answer);
		}
		return answer;
	}

	private void answer(Record question, Message answer) {
		boolean ordinary = question.getDClass() == DClass.IN
				&& !Set.of(Type.AXFR, Type.IXFR).contains(question.getType());
		Optional<Zone> zone = ordinary ? Zone.of(this.store, question.getName(), this.store.lastId())
				: Optional.empty();
		zone.ifPresentOrElse((found) -> found.answer(answer, question.getName(), question.getType()),
				() -> answer.getHeader().setRcode(Rcode.REFUSED));
	}

	@Override
	public void close() {
		try {
			this.listener.close();
			this.datagrams.close();
			for (Socket connection : this.connections) {
				connection.close();
			}
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		this.threads.close();
	}

}
