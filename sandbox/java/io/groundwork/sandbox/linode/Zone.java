package io.groundwork.sandbox.linode;

import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import org.xbill.DNS.AAAARecord;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.CAARecord;
import org.xbill.DNS.CNAMERecord;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Flags;
import org.xbill.DNS.MXRecord;
import org.xbill.DNS.Message;
import org.xbill.DNS.NSRecord;
import org.xbill.DNS.Name;
import org.xbill.DNS.PTRRecord;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.SOARecord;
import org.xbill.DNS.SRVRecord;
import org.xbill.DNS.Section;
import org.xbill.DNS.TXTRecord;
import org.xbill.DNS.TextParseException;
import org.xbill.DNS.Type;

/**
 * A domain as DNS knows it, read anew for each question.
 */
final class Zone {

	private static final long TTL = 86_400;

	private static final int SERVERS = 5;

	private static final int STRING = 255;

	private final Item domain;

	private final Name apex;

	private final long serial;

	private final Map<Name, List<Item>> records = new HashMap<>();

	/**
	 * What exists, if only because something below it does.
	 */
	private final Set<Name> names = new HashSet<>();

	private Zone(Reading kept, Item domain, Name apex, long serial) {
		this.domain = domain;
		this.apex = apex;
		this.serial = serial;
		this.names.add(apex);
		for (Item record : kept.children(Kind.RECORD, domain.id())) {
			owner(record).filter((owner) -> owner.subdomain(apex)).ifPresent((owner) -> {
				this.records.computeIfAbsent(owner, (name) -> new ArrayList<>()).add(record);
				for (Name name = owner; !name.equals(apex); name = new Name(name, 1)) {
					this.names.add(name);
				}
			});
		}
	}

	/**
	 * The zone that this name belongs to, if it is served here.
	 * @param serial a number that grows whenever something changes
	 */
	static Optional<Zone> of(Reading kept, Name name, long serial) {
		Optional<Zone> closest = Optional.empty();
		for (Item domain : kept.all(Kind.DOMAIN)) {
			Optional<Name> apex = absolute(domain.label());
			if ("active".equals(domain.text("status")) && "master".equals(domain.text("type"))
					&& apex.filter(name::subdomain).isPresent()
					&& closest.filter((other) -> other.apex.labels() > apex.get().labels()).isEmpty()) {
				closest = Optional.of(new Zone(kept, domain, apex.get(), serial));
			}
		}
		return closest;
	}

	/**
	 * Writes what is known of it into the answer.
	 */
	void answer(Message answer, Name question, int type) {
		answer.getHeader().setFlag(Flags.AA);
		Set<Name> seen = new HashSet<>();
		Name name = question;
		while (seen.add(name)) {
			Optional<Name> cut = cut(name);
			if (cut.isPresent()) {
				refer(answer, cut.get());
				return;
			}
			Optional<Name> node = node(name);
			if (node.isEmpty()) {
				answer.getHeader().setRcode(Rcode.NXDOMAIN);
				answer.addRecord(soa(), Section.AUTHORITY);
				return;
			}
			List<Record> all = at(node.get(), name);
			List<Record> found = all.stream()
				.filter((record) -> type == Type.ANY || type == record.getType())
				.distinct()
				.toList();
			found.forEach((record) -> answer.addRecord(record, Section.ANSWER));
			if (!found.isEmpty()) {
				return;
			}
			Optional<Record> alias = all.stream().filter((record) -> record.getType() == Type.CNAME).findFirst();
			if (alias.isEmpty()) {
				answer.addRecord(soa(), Section.AUTHORITY);
				return;
			}
			answer.addRecord(alias.get(), Section.ANSWER);
			name = ((CNAMERecord) alias.get()).getTarget();
			if (!name.subdomain(this.apex)) {
				return;
			}
		}
	}

	/**
	 * The name below the apex, at or above this one, that others answer for.
	 */
	private Optional<Name> cut(Name name) {
		Optional<Name> highest = Optional.empty();
		for (Name at = name; !at.equals(this.apex); at = new Name(at, 1)) {
			if (this.records.getOrDefault(at, List.of())
				.stream()
				.anyMatch((record) -> "NS".equals(record.text("type")))) {
				highest = Optional.of(at);
			}
		}
		return highest;
	}

	private void refer(Message answer, Name cut) {
		if (answer.getSection(Section.ANSWER).isEmpty()) {
			answer.getHeader().unsetFlag(Flags.AA);
		}
		for (Record record : at(cut, cut)) {
			if (record instanceof NSRecord server) {
				answer.addRecord(server, Section.AUTHORITY);
				at(server.getTarget(), server.getTarget()).stream()
					.filter((address) -> Set.of(Type.A, Type.AAAA).contains(address.getType()))
					.forEach((address) -> answer.addRecord(address, Section.ADDITIONAL));
			}
		}
	}

	/**
	 * Where the records for this name are: at itself, or else at the wildcard just below
	 * the closest name that exists.
	 */
	private Optional<Name> node(Name name) {
		if (this.names.contains(name)) {
			return Optional.of(name);
		}
		int missing = 1;
		while (!this.names.contains(new Name(name, missing))) {
			missing++;
		}
		return Optional.of(name.wild(missing)).filter(this.names::contains);
	}

	private List<Record> at(Name node, Name owner) {
		List<Record> all = new ArrayList<>();
		if (node.equals(this.apex)) {
			all.add(soa());
			for (int i = 1; i <= SERVERS; i++) {
				all.add(new NSRecord(owner, DClass.IN, ttl(), server(i)));
			}
		}
		this.records.getOrDefault(node, List.of()).forEach((item) -> record(item, owner).ifPresent(all::add));
		return all;
	}

	private static Name server(int number) {
		return Name.fromConstantString("ns%d.linode.com.".formatted(number));
	}

	private long ttl() {
		return seconds("ttl_sec", TTL);
	}

	private long seconds(String field, long otherwise) {
		long seconds = this.domain.body().path(field).asLong(0);
		return (seconds > 0) ? seconds : otherwise;
	}

	private SOARecord soa() {
		String mail = this.domain.text("soa_email");
		int at = Math.max(mail.lastIndexOf('@'), 0);
		Name person = absolute(mail.substring(0, at).replace(".", "\\.") + "." + mail.substring(at + 1))
			.orElse(this.apex);
		return new SOARecord(this.apex, DClass.IN, ttl(), server(1), person, this.serial & 0xFFFFFFFFL,
				seconds("refresh_sec", 14_400), seconds("retry_sec", 14_400), seconds("expire_sec", 1_209_600), ttl());
	}

	/**
	 * A service's name is made of the service; all others have one, alone or with the
	 * domain.
	 */
	private Optional<Name> owner(Item record) {
		if ("SRV".equals(record.text("type"))) {
			return below(underscored(record.text("service")) + "." + underscored(record.text("protocol")));
		}
		String name = record.text("name");
		String domain = this.domain.label().toLowerCase(Locale.ROOT);
		String plain = name.endsWith(".") ? name.substring(0, name.length() - 1) : name;
		boolean whole = plain.toLowerCase(Locale.ROOT).equals(domain)
				|| plain.toLowerCase(Locale.ROOT).endsWith("." + domain);
		return whole ? absolute(plain) : below(plain);
	}

	private static String underscored(String label) {
		return label.startsWith("_") ? label : "_" + label;
	}

	private Optional<Name> below(String name) {
		try {
			return Optional.of(name.isEmpty() || "@".equals(name) ? this.apex : Name.fromString(name, this.apex));
		}
		catch (TextParseException ex) {
			return Optional.empty();
		}
	}

	private static Optional<Name> absolute(String name) {
		try {
			return Optional.of(Name.fromString(name, Name.root));
		}
		catch (TextParseException ex) {
			return Optional.empty();
		}
	}

	/**
	 * A target is a whole name, but for one label alone, which is of this domain.
	 */
	private Name target(Item record) {
		String target = record.text("target");
		return (target.contains(".") ? absolute(target) : below(target)).orElseThrow(IllegalArgumentException::new);
	}

	/**
	 * Nothing comes of what somebody wrote behind the back and DNS cannot say.
	 */
	private Optional<Record> record(Item item, Name owner) {
		try {
			return read(item, owner);
		}
		catch (IllegalArgumentException ex) {
			return Optional.empty();
		}
	}

	private Optional<Record> read(Item item, Name owner) {
		long kept = item.body().path("ttl_sec").asLong(0);
		long ttl = (kept > 0) ? kept : ttl();
		int priority = item.body().path("priority").asInt(0);
		int in = DClass.IN;
		return Optional.ofNullable(switch (item.text("type")) {
			case "A" -> new ARecord(owner, in, ttl, InetAddress.ofLiteral(item.text("target")));
			case "AAAA" -> new AAAARecord(owner, in, ttl, InetAddress.ofLiteral(item.text("target")));
			case "NS" -> new NSRecord(owner, in, ttl, target(item));
			case "CNAME" -> new CNAMERecord(owner, in, ttl, target(item));
			case "PTR" -> new PTRRecord(owner, in, ttl, target(item));
			case "MX" -> new MXRecord(owner, in, ttl, priority, target(item));
			case "SRV" -> new SRVRecord(owner, in, ttl, priority, item.body().path("weight").asInt(0),
					item.body().path("port").asInt(0), target(item));
			case "CAA" -> new CAARecord(owner, in, ttl, 0, item.text("tag"), item.text("target"));
			case "TXT" -> new TXTRecord(owner, in, ttl, strings(item.text("target")));
			default -> null;
		});
	}

	/**
	 * A text is a row of strings of limited length, each written as DNS's own files do.
	 */
	private static List<String> strings(String text) {
		byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
		List<String> strings = new ArrayList<>();
		for (int from = 0; from < bytes.length; from += STRING) {
			StringBuilder string = new StringBuilder();
			for (int i = from; i < Math.min(from + STRING, bytes.length); i++) {
				string.append("\\%03d".formatted(bytes[i] & 0xFF));
			}
			strings.add(string.toString());
		}
		return strings;
	}

}
