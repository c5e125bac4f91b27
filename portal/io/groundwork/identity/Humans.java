package io.groundwork.identity;

import java.util.List;
import java.util.Map;

import io.groundwork.audit.Audited;
import io.groundwork.audit.Outcome;
import io.groundwork.web.ConflictException;
import io.groundwork.web.InvalidInputException;
import io.groundwork.web.NotThereException;
import io.groundwork.web.Typed;

import org.springframework.context.ApplicationEventPublisher;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/**
 * Which accounts are one human. The database joins those with the same verified address
 * by itself; others are joined by somebody who knows.
 */
@Component
class Humans {

	private final JdbcClient jdbc;

	private final ApplicationEventPublisher events;

	Humans(JdbcClient jdbc, ApplicationEventPublisher events) {
		this.jdbc = jdbc;
		this.events = events;
	}

	/**
	 * The other accounts of the same human.
	 */
	List<Directory.Entry> others(long account) {
		return this.jdbc.sql("""
				select o.id, o.name from person p join person o on o.human = p.human and o.id <> p.id
				where p.id = ? order by o.id""")
			.param(account)
			.query((row, number) -> new Directory.Entry(row.getLong("id"), row.getString("name")))
			.list();
	}

	/**
	 * Says that two accounts are one human, and with them all accounts of both.
	 */
	@Transactional
	String join(SignedIn by, long account, long other, String reason) {
		String why = why(reason);
		String name = name(account);
		String otherName = name(other);
		if (account == other) {
			throw new InvalidInputException("other", "other must be another account than this one.");
		}
		lock();
		int joined = this.jdbc.sql("""
				update person set human = (select min(human) from person where id in (?, ?))
				where human in (select human from person where id in (?, ?))
				and human <> (select min(human) from person where id in (?, ?))""")
			.params(account, other, account, other, account, other)
			.update();
		if (joined == 0) {
			throw new ConflictException("%s and %s are one human already".formatted(name, otherName));
		}
		note(by, "person.joined", account, Map.of("other", "person:" + other, "reason", why));
		return otherName;
	}

	/**
	 * Says that an account is another human than those that it was taken for. Nobody says
	 * so of themselves.
	 */
	@Transactional
	void part(SignedIn by, long account, String reason) {
		String why = why(reason);
		String name = name(account);
		lock();
		List<Long> accounts = this.jdbc
			.sql("select o.id from person p join person o on o.human = p.human where p.id = ? order by o.id")
			.param(account)
			.query((row, number) -> row.getLong("id"))
			.list();
		if (accounts.contains(by.person())) {
			throw new ConflictException(
					"You cannot part accounts of which one is yours; ask another platform engineer");
		}
		if (accounts.size() == 1) {
			throw new ConflictException("%s is joined with no other account".formatted(name));
		}
		// A human is named after one of its accounts; if that is the one that goes, the
		// others are named anew.
		List<Long> rest = accounts.stream().filter((one) -> one != account).toList();
		this.jdbc.sql("update person set human = ? where id = any(?)")
			.params(rest.getFirst(), rest.toArray(Long[]::new))
			.update();
		this.jdbc.sql("update person set human = id where id = ?").param(account).update();
		note(by, "person.parted", account, Map.of("others", rest, "reason", why));
	}

	private void lock() {
		// As the trigger that joins by address does.
		this.jdbc.sql("select pg_advisory_xact_lock(hashtext('person.human'))").query((row) -> {
		});
	}

	private String name(long account) {
		return this.jdbc.sql("select name from person where id = ?")
			.param(account)
			.query(String.class)
			.optional()
			.orElseThrow(() -> new NotThereException("There is no person " + account));
	}

	private static String why(String reason) {
		return Typed.some("because", reason, 500, "Say how you know; it stands in the audit record.");
	}

	private void note(SignedIn by, String action, long account, Map<String, Object> details) {
		this.events.publishEvent(new Audited(by.name(), action, "person:" + account, Outcome.DONE, details));
	}

}
