package io.groundwork.audit;

import java.io.IOException;
import java.io.OutputStream;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;

import javax.sql.DataSource;

import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Everything that the record says about some things, the oldest first, some rows at a
 * time.
 */
@Component
public class AuditTrail {

	/**
	 * Each subject with each outcome is a part of an index, read from where the portion
	 * before ended.
	 */
	static final String OLDEST = """
			select %s
			from (
				select oldest.at, oldest.id
				from unnest(cast(? as text[])) about (subject)
				cross join unnest(cast(? as text[])) how (outcome)
				cross join lateral (
					select r.at, r.id from audit_row r
					where r.subject = about.subject and r.outcome = how.outcome and (r.at, r.id) > (?, ?)
					order by r.at, r.id limit ?
				) oldest
				order by oldest.at, oldest.id limit ?
			) found
			join audit_row r on r.id = found.id
			left join audit_link l on l.row_id = r.id
			order by found.at, found.id
			""".formatted(AuditEntry.COLUMNS);

	private static final int PORTION = 500;

	private final JdbcTemplate jdbc;

	private final TransactionTemplate transaction;

	AuditTrail(DataSource dataSource) {
		this.jdbc = new JdbcTemplate(dataSource);
		this.transaction = new TransactionTemplate(new JdbcTransactionManager(dataSource));
		this.transaction.setReadOnly(true);
	}

	/**
	 * Writes the rows as an export has them, as far as they have their place in the
	 * chain.
	 */
	public Extent write(Collection<String> subjects, OutputStream out) throws IOException {
		Line line = new Line();
		Cursor last = new Cursor(Instant.EPOCH, 0);
		long written = 0;
		long unsealed = 0;
		List<AuditEntry> portion;
		do {
			portion = after(subjects, last, PORTION);
			for (AuditEntry entry : portion) {
				if (entry.seq() == null) {
					unsealed++;
					continue;
				}
				out.write(entry.line(line));
				out.write('\n');
				written++;
			}
			if (!portion.isEmpty()) {
				last = new Cursor(portion.getLast().at(), portion.getLast().id());
			}
		}
		while (portion.size() == PORTION);
		return new Extent(written, unsealed);
	}

	private List<AuditEntry> after(Collection<String> subjects, Cursor last, int most) {
		return this.transaction.execute((status) -> {
			this.jdbc.query(AuditSearch.AS_WRITTEN, (settings) -> {
			});
			return this.jdbc.query(OLDEST, AuditEntry::read, parameters(subjects, last, most));
		});
	}

	static Object[] parameters(Collection<String> subjects, Cursor last, int most) {
		return new Object[] { subjects.toArray(String[]::new),
				Arrays.stream(Outcome.values()).map(Outcome::word).toArray(String[]::new),
				last.at().atOffset(ZoneOffset.UTC), last.id(), most, most };
	}

	/**
	 * How much was written.
	 *
	 * @param rows so many rows
	 * @param unsealed so many more have no place in the chain yet, which takes a second
	 */
	public record Extent(long rows, long unsealed) {

	}

}
