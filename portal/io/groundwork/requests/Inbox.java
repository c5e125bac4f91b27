package io.groundwork.requests;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

import io.groundwork.approvals.Approvals;
import io.groundwork.approvals.Standing;
import io.groundwork.approvals.Subject;
import io.groundwork.identity.Role;
import io.groundwork.identity.SignedIn;

import org.springframework.stereotype.Component;

/**
 * What waits for somebody to decide, the oldest first.
 */
@Component
public class Inbox {

	/** Whoever has more than that has enough to do. */
	private static final int MOST = 100;

	private final RequestSearch search;

	private final Approvals approvals;

	Inbox(RequestSearch search, Approvals approvals) {
		this.search = search;
		this.approvals = approvals;
	}

	/**
	 * How many wait; at most a hundred are counted.
	 */
	public int count(SignedIn who) {
		return of(who).size();
	}

	List<RequestSearch.Row> of(SignedIn who) {
		if (!who.is(Role.REVIEWER) && !who.is(Role.PLATFORM) && !who.is(Role.ENGINEER)) {
			return List.of();
		}
		List<RequestSearch.Row> waiting = this.search.awaiting(who, MOST);
		if (waiting.isEmpty()) {
			return waiting;
		}
		Map<Long, Standing> standings = this.approvals.standings(Subject.Kind.REQUEST,
				waiting.stream().map(RequestSearch.Row::number).toList());
		Set<Long> mine = this.approvals.votable(standings.values(), who)
			.stream()
			.map((standing) -> standing.subject().number())
			.collect(Collectors.toSet());
		return waiting.stream().filter((row) -> mine.contains(row.number())).toList();
	}

}
