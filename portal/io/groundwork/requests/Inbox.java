package io.groundwork.requests;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

import io.groundwork.approvals.Approvals;
import io.groundwork.approvals.Electorate;
import io.groundwork.approvals.Standing;
import io.groundwork.approvals.Subject;
import io.groundwork.approvals.Way;
import io.groundwork.environments.Environments;
import io.groundwork.identity.Known;
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

	private final Electorate electorate;

	Inbox(RequestSearch search, Approvals approvals, Electorate electorate) {
		this.search = search;
		this.approvals = approvals;
		this.electorate = electorate;
	}

	/**
	 * How many wait; at most a hundred are counted.
	 */
	public int count(SignedIn who) {
		return of(who).size();
	}

	/**
	 * What waits for somebody, or for those in whose place they vote.
	 */
	List<Waiting> of(SignedIn who) {
		if (!who.is(Role.REVIEWER) && !who.is(Role.PLATFORM) && !who.is(Role.ENGINEER)) {
			return List.of();
		}
		Set<String> teams = new HashSet<>(who.teams());
		boolean all = Environments.seesAll(who);
		for (Known away : this.electorate.inPlaceOf(who)) {
			teams.addAll(away.teams());
			all |= Environments.seesAll(away.roles());
		}
		List<RequestSearch.Row> waiting = this.search.awaiting(who, all, teams, MOST);
		if (waiting.isEmpty()) {
			return List.of();
		}
		Map<Long, Standing> standings = this.approvals.standings(Subject.Kind.REQUEST,
				waiting.stream().map(RequestSearch.Row::number).toList());
		Map<Long, List<Way>> ways = this.electorate.ways(standings.values(), who);
		return waiting.stream()
			.filter((row) -> ways.containsKey(row.number()))
			.map((row) -> new Waiting(row, Objects.requireNonNull(standings.get(row.number())),
					ways.getOrDefault(row.number(), List.of())))
			.toList();
	}

	/**
	 * Something to decide.
	 *
	 * @param ways how whoever looks may vote on it, themselves first
	 */
	record Waiting(RequestSearch.Row row, Standing standing, List<Way> ways) {

	}

}
