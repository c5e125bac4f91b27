package io.groundwork.access;

import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import io.groundwork.approvals.Electorate;
import io.groundwork.approvals.Standing;
import io.groundwork.approvals.Way;
import io.groundwork.environments.Environments;
import io.groundwork.identity.Known;
import io.groundwork.identity.Role;
import io.groundwork.identity.SignedIn;
import io.groundwork.web.Tone;
import org.jspecify.annotations.Nullable;

import org.springframework.stereotype.Component;

/**
 * Grants as other pages show a few of them.
 */
@Component
public class AccessBoard {

	private final GrantSearch search;

	private final GrantViews views;

	private final Electorate electorate;

	AccessBoard(GrantSearch search, GrantViews views, Electorate electorate) {
		this.search = search;
		this.views = views;
		this.electorate = electorate;
	}

	/**
	 * Whether somebody may ask to get in anywhere.
	 */
	public static boolean mayAsk(SignedIn who) {
		return who.is(Role.ENGINEER) || who.is(Role.PLATFORM) || who.is(Role.SRE);
	}

	/**
	 * Somebody's own that are not over, the latest first.
	 */
	public List<Card> own(SignedIn who, int most) {
		List<Grant> grants = this.search.own(who, most);
		Map<Long, Standing> standings = this.views.standings(grants);
		return grants.stream().map((grant) -> {
			Standing standing = standings.get(grant.number());
			return new Card(grant.number(), grant.title(), grant.status().tone(), grant.status().word(),
					(grant.status() == GrantStatus.ACTIVE) ? grant.endsAt() : null,
					(standing != null) ? standing.waitingFor() : List.of());
		}).toList();
	}

	/**
	 * Those of others on which somebody may vote, or in whose place they do, the oldest
	 * first.
	 */
	List<ShownGrant> toDecide(SignedIn who, int most) {
		Set<String> teams = new HashSet<>(who.teams());
		boolean all = Environments.seesAll(who);
		for (Known away : this.electorate.inPlaceOf(who)) {
			teams.addAll(away.teams());
			all |= Environments.seesAll(away.roles());
		}
		List<Grant> waiting = this.search.awaiting(who, all, teams, most);
		Map<Long, Standing> standings = this.views.standings(waiting);
		Map<Long, List<Way>> ways = this.electorate.ways(standings.values(), who);
		return waiting.stream()
			.filter((grant) -> ways.containsKey(grant.number()))
			.map((grant) -> ShownGrant.of(grant, standings.get(grant.number())))
			.toList();
	}

	/**
	 * How many of those there are; at most so many are counted.
	 */
	public int waiting(SignedIn who, int most) {
		return toDecide(who, most).size();
	}

	/**
	 * A grant in a line.
	 *
	 * @param endsAt until when it opens the door, if it does
	 * @param waitingFor who has to agree
	 */
	public record Card(long number, String title, Tone tone, String status, @Nullable Instant endsAt,
			List<String> waitingFor) {

	}

}
