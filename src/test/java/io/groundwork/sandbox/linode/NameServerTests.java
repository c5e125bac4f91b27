package io.groundwork.sandbox.linode;

import java.io.DataOutputStream;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Header;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.OPTRecord;
import org.xbill.DNS.Opcode;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.SOARecord;
import org.xbill.DNS.Section;
import org.xbill.DNS.SimpleResolver;
import org.xbill.DNS.TXTRecord;
import org.xbill.DNS.Type;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

class NameServerTests {

	private static final Duration PATIENCE = Duration.ofSeconds(60);

	private LinodeApi api;

	private Caller caller;

	private String domain;

	@BeforeEach
	void start(@TempDir Path folder) {
		this.api = LinodeApi.start(folder, Settings.quick());
		this.caller = new Caller(this.api);
		this.domain = "domains/"
				+ this.caller.post("domains", "{'domain':'example.com','type':'master','soa_email':'a.b@example.com'}")
					.id();
	}

	@AfterEach
	void stop() {
		this.api.close();
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '`',
			textBlock = """
					'type':'A','name':'www','target':'192.0.2.1','ttl_sec':300 | WWW.example.com A | 300 192.0.2.1
					'type':'A','name':'','target':'192.0.2.1'                  | example.com A     | 86400 192.0.2.1
					'type':'A','name':'x.example.com','target':'192.0.2.1'     | x.example.com A   | 86400 192.0.2.1
					'type':'A','name':'me','target':'[remote_addr]'            | me.example.com A  | 86400 127.0.0.1
					'type':'A','name':'*','target':'192.0.2.1'                 | a.b.example.com A | 86400 192.0.2.1
					'type':'A','name':'*.in','target':'192.0.2.1'              | a.in.example.com A | 86400 192.0.2.1
					'type':'AAAA','name':'www','target':'2001:db8::1'          | www.example.com AAAA | 86400 2001:db8:0:0:0:0:0:1
					'type':'MX','name':'','target':'mail.example.org','priority':10 | example.com MX | 86400 10 mail.example.org.
					'type':'TXT','name':'t','target':'v=1 \\"a\\" ü'           | t.example.com TXT | 86400 "v=1 \\"a\\" \\195\\188"
					'type':'SRV','name':'','service':'sip','protocol':'tcp','target':'host','port':5060,'priority':1,'weight':2 | _sip._tcp.example.com SRV | 86400 1 2 5060 host.example.com.
					'type':'CAA','name':'','tag':'issue','target':'letsencrypt.org' | example.com CAA | 86400 0 issue "letsencrypt.org"
					'type':'CNAME','name':'c','target':'elsewhere.example.org' | c.example.com A   | 86400 elsewhere.example.org.
					""")
	void aRecordIsAnswered(String record, String question, String answer) throws IOException {
		Caller.Reply made = this.caller.post(this.domain + "/records", "{" + record + "}");
		assertThat(made.status()).as(made.body()).isEqualTo(200);
		for (boolean tcp : List.of(false, true)) {
			Message reply = ask(question, tcp);
			assertThat(reply.getHeader().getFlag(Flags.AA)).isTrue();
			assertThat(texts(reply)).containsExactly(answer);
		}
	}

	@Test
	void anAliasIsFollowedInsideTheZone() throws IOException {
		record("'type':'CNAME','name':'one','target':'two.example.com'");
		record("'type':'CNAME','name':'two','target':'three.example.com'");
		record("'type':'A','name':'three','target':'192.0.2.3'");
		assertThat(texts(ask("one.example.com A"))).containsExactly("86400 two.example.com.",
				"86400 three.example.com.", "86400 192.0.2.3");
		assertThat(texts(ask("one.example.com CNAME"))).containsExactly("86400 two.example.com.");
		record("'type':'CNAME','name':'lost','target':'nowhere.example.com'");
		Message lost = ask("lost.example.com A");
		assertThat(texts(lost)).containsExactly("86400 nowhere.example.com.");
		assertThat(lost.getRcode()).isEqualTo(Rcode.NXDOMAIN);
	}

	@Test
	void aliasesInACircleEnd() throws IOException {
		record("'type':'CNAME','name':'one','target':'two.example.com'");
		record("'type':'CNAME','name':'two','target':'one.example.com'");
		assertThat(texts(ask("one.example.com A"))).containsExactly("86400 two.example.com.", "86400 one.example.com.");
	}

	@Test
	void whatIsNotThereIsToldWithTheAuthority() throws IOException {
		record("'type':'A','name':'deep.down','target':'192.0.2.1'");
		Message noName = ask("nobody.example.com A");
		assertThat(noName.getRcode()).isEqualTo(Rcode.NXDOMAIN);
		for (String existing : List.of("deep.down.example.com AAAA", "down.example.com A", "example.com TXT")) {
			Message noData = ask(existing);
			assertThat(noData.getRcode()).as(existing).isEqualTo(Rcode.NOERROR);
			assertThat(texts(noData)).isEmpty();
			assertThat(noData.getSection(Section.AUTHORITY)).hasOnlyElementsOfType(SOARecord.class).hasSize(1);
		}
		SOARecord authority = (SOARecord) noName.getSection(Section.AUTHORITY).getFirst();
		assertThat(authority.getName()).hasToString("example.com.");
		assertThat(authority.getAdmin()).hasToString("a\\.b.example.com.");
		assertThat(authority.getMinimum()).isEqualTo(86_400);
	}

	@Test
	void aWildcardCoversWhatDoesNotExistOnly() throws IOException {
		record("'type':'A','name':'*','target':'192.0.2.1'");
		record("'type':'TXT','name':'host.sub','target':'here'");
		assertThat(texts(ask("other.example.com A"))).containsExactly("86400 192.0.2.1");
		assertThat(texts(ask("host.sub.example.com A"))).isEmpty();
		assertThat(ask("else.sub.example.com A").getRcode()).isEqualTo(Rcode.NXDOMAIN);
	}

	@Test
	void aSubdomainOfOthersIsReferredToThem() throws IOException {
		record("'type':'NS','name':'sub','target':'ns.sub.example.com'");
		record("'type':'A','name':'ns.sub','target':'192.0.2.53'");
		Message reply = ask("www.sub.example.com A");
		assertThat(reply.getHeader().getFlag(Flags.AA)).isFalse();
		assertThat(texts(reply)).isEmpty();
		assertThat(reply.getSection(Section.AUTHORITY)).extracting(Record::rdataToString)
			.containsExactly("ns.sub.example.com.");
		assertThat(reply.getSection(Section.ADDITIONAL)).extracting(Record::rdataToString).contains("192.0.2.53");
	}

	@Test
	void theServersOfADomainAreLinodes() throws IOException {
		assertThat(texts(ask("example.com NS"))).containsExactly("86400 ns1.linode.com.", "86400 ns2.linode.com.",
				"86400 ns3.linode.com.", "86400 ns4.linode.com.", "86400 ns5.linode.com.");
	}

	@Test
	void othersDomainsAreRefused() throws IOException {
		assertThat(ask("example.org A").getRcode()).isEqualTo(Rcode.REFUSED);
		assertThat(ask("notexample.com A").getRcode()).isEqualTo(Rcode.REFUSED);
		assertThat(ask("com A").getRcode()).isEqualTo(Rcode.REFUSED);
		this.caller.put(this.domain, "{'status':'disabled'}");
		assertThat(ask("example.com SOA").getRcode()).isEqualTo(Rcode.REFUSED);
		this.caller.put(this.domain, "{'status':'active'}");
		assertThat(ask("example.com SOA").getRcode()).isEqualTo(Rcode.NOERROR);
		this.caller.delete(this.domain);
		assertThat(ask("example.com SOA").getRcode()).isEqualTo(Rcode.REFUSED);
	}

	@Test
	void theClosestDomainAnswers() throws IOException {
		record("'type':'A','name':'www.sub','target':'192.0.2.1'");
		this.caller.post("domains", "{'domain':'sub.example.com','type':'master','soa_email':'a@example.com'}");
		assertThat(ask("www.sub.example.com A").getRcode()).isEqualTo(Rcode.NXDOMAIN);
	}

	@Test
	void aChangeIsAnsweredAtOnceAndTheSerialGrows() throws IOException {
		long before = serial();
		String record = this.domain + "/records/" + record("'type':'A','name':'www','target':'192.0.2.1'");
		assertThat(texts(ask("www.example.com A"))).containsExactly("86400 192.0.2.1");
		long made = serial();
		this.caller.put(record, "{'target':'192.0.2.2','ttl_sec':30}");
		assertThat(texts(ask("www.example.com A"))).containsExactly("30 192.0.2.2");
		long changed = serial();
		this.caller.delete(record);
		assertThat(ask("www.example.com A").getRcode()).isEqualTo(Rcode.NXDOMAIN);
		assertThat(List.of(before, made, changed, serial())).isSorted().doesNotHaveDuplicates();
	}

	@Test
	void theDomainsOwnTimeCountsForRecordsWithoutOne() throws IOException {
		this.caller.put(this.domain, "{'ttl_sec':120}");
		record("'type':'A','name':'www','target':'192.0.2.1'");
		assertThat(texts(ask("www.example.com A"))).containsExactly("120 192.0.2.1");
	}

	@Test
	void aLongTextIsCutOverUdpAndWholeOverTcp() throws IOException {
		String text = "x".repeat(2000);
		record("'type':'TXT','name':'long','target':'%s'".formatted(text));
		SimpleResolver udp = resolver(false);
		udp.setIgnoreTruncation(true);
		assertThat(udp.send(query("long.example.com TXT")).getHeader().getFlag(Flags.TC)).isTrue();
		Message whole = ask("long.example.com TXT", true);
		assertThat(String.join("", ((TXTRecord) whole.getSection(Section.ANSWER).getFirst()).getStrings()))
			.isEqualTo(text);
	}

	@Test
	void whatIsNoOrdinaryQuestionIsRefused() throws IOException {
		Message notice = query("example.com A");
		notice.getHeader().setOpcode(Opcode.NOTIFY);
		assertThat(resolver(true).send(notice).getRcode()).isEqualTo(Rcode.NOTIMP);
		Message chaos = Message.newQuery(Record.newRecord(Name.fromString("example.com."), Type.A, DClass.CH));
		assertThat(resolver(true).send(chaos).getRcode()).isEqualTo(Rcode.REFUSED);
		assertThatIOException().isThrownBy(() -> ask("example.com AXFR", true)).withMessageContaining("REFUSED");
		Message future = query("example.com A");
		future.addRecord(new OPTRecord(1232, 0, 7), Section.ADDITIONAL);
		assertThat(resolver(true).send(future).getRcode()).isEqualTo(Rcode.BADVERS);
	}

	@Test
	void garbageIsSurvived() throws IOException {
		record("'type':'A','name':'www','target':'192.0.2.1'");
		Random random = new Random(42);
		InetAddress here = InetAddress.getLoopbackAddress();
		try (DatagramSocket socket = new DatagramSocket(0, here)) {
			for (int i = 0; i < 300; i++) {
				byte[] garbage = new byte[random.nextInt(600)];
				random.nextBytes(garbage);
				socket.send(new DatagramPacket(garbage, garbage.length, this.api.dns()));
			}
		}
		for (int i = 0; i < 20; i++) {
			try (Socket socket = new Socket(here, this.api.dns().getPort())) {
				byte[] garbage = new byte[random.nextInt(600)];
				random.nextBytes(garbage);
				new DataOutputStream(socket.getOutputStream()).write(garbage);
			}
		}
		assertThat(texts(ask("www.example.com A", false))).containsExactly("86400 192.0.2.1");
		assertThat(texts(ask("www.example.com A", true))).containsExactly("86400 192.0.2.1");
	}

	@Test
	void aTornQuestionIsToldSoAndAnAnswerIsNotTalkedTo() throws IOException {
		byte[] torn = Arrays.copyOf(query("www.example.com A").toWire(), 20);
		byte[] answer = new Header(7).toWire();
		answer[2] |= (byte) 0x80;
		try (DatagramSocket socket = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
			socket.setSoTimeout((int) PATIENCE.toMillis());
			socket.send(new DatagramPacket(answer, answer.length, this.api.dns()));
			socket.send(new DatagramPacket(torn, torn.length, this.api.dns()));
			DatagramPacket reply = new DatagramPacket(new byte[600], 600);
			socket.receive(reply);
			Message told = new Message(Arrays.copyOf(reply.getData(), reply.getLength()));
			assertThat(told.getRcode()).isEqualTo(Rcode.FORMERR);
			assertThat(told.getHeader().getID()).isEqualTo(((torn[0] & 0xFF) << 8) | torn[1] & 0xFF);
		}
	}

	@Test
	void whatNobodyCanSayIsLeftOut() throws IOException {
		long record = record("'type':'A','name':'www','target':'192.0.2.1'");
		this.caller.put("/admin/resources/record/" + record, "{'target':'nonsense'}");
		Message reply = ask("www.example.com A");
		assertThat(reply.getRcode()).isEqualTo(Rcode.NOERROR);
		assertThat(texts(reply)).isEmpty();
	}

	@Test
	void whatDoesNotFitIntoAMessageStopsNobody() throws IOException {
		record("'type':'TXT','name':'huge','target':'%s'".formatted("x".repeat(65_535)));
		record("'type':'A','name':'www','target':'192.0.2.1'");
		for (boolean tcp : List.of(false, true)) {
			SimpleResolver resolver = resolver(tcp);
			resolver.setIgnoreTruncation(true);
			Message huge = resolver.send(query("huge.example.com TXT"));
			assertThat(huge.getHeader().getFlag(Flags.TC) || huge.getRcode() == Rcode.SERVFAIL).isTrue();
			assertThat(texts(ask("www.example.com A", tcp))).containsExactly("86400 192.0.2.1");
		}
	}

	private long record(String record) {
		Caller.Reply made = this.caller.post(this.domain + "/records", "{" + record + "}");
		assertThat(made.status()).as(made.body()).isEqualTo(200);
		return made.id();
	}

	private long serial() throws IOException {
		return ((SOARecord) ask("example.com SOA").getSection(Section.ANSWER).getFirst()).getSerial();
	}

	private SimpleResolver resolver(boolean tcp) {
		SimpleResolver resolver = new SimpleResolver(this.api.dns());
		resolver.setTimeout(PATIENCE);
		resolver.setTCP(tcp);
		return resolver;
	}

	private Message ask(String question) throws IOException {
		return ask(question, false);
	}

	/**
	 * Asks again, as resolvers do: a question that finds the server's queue full is lost.
	 */
	private Message ask(String question, boolean tcp) throws IOException {
		SimpleResolver resolver = resolver(tcp);
		resolver.setTimeout(Duration.ofSeconds(3));
		for (int asked = 1; asked < 20; asked++) {
			try {
				return resolver.send(query(question));
			}
			catch (IOException ex) {
				// Once more.
			}
		}
		return resolver.send(query(question));
	}

	private static Message query(String question) throws IOException {
		String[] parts = question.split(" ");
		return Message
			.newQuery(Record.newRecord(Name.fromString(parts[0], Name.root), Type.value(parts[1]), DClass.IN));
	}

	private static List<String> texts(Message reply) {
		return reply.getSection(Section.ANSWER)
			.stream()
			.map((record) -> record.getTTL() + " " + record.rdataToString())
			.toList();
	}

}
