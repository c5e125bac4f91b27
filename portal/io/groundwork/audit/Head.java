package io.groundwork.audit;

import java.util.List;

import org.springframework.jdbc.core.JdbcOperations;

/**
 * Where the chain ends.
 *
 * @param seq the last place that is taken, 0 in an empty chain
 * @param hash the hash of the row there
 */
record Head(long seq, byte[] hash) {

	static Head read(JdbcOperations jdbc) {
		List<Head> heads = jdbc.query("""
				(select seq, hash from audit_link order by seq desc limit 1)
				union all
				(select last_seq, last_hash from audit_pruned order by last_seq desc limit 1)
				order by seq desc limit 1
				""", (columns, number) -> new Head(columns.getLong(1), columns.getBytes(2)));
		return heads.isEmpty() ? new Head(0, Line.GENESIS) : heads.getFirst();
	}

}
