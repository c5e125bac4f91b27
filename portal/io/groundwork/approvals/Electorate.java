package io.groundwork.approvals;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.groundwork.identity.Directory;
import io.groundwork.identity.Known;
import io.groundwork.identity.Role;
import io.groundwork.identity.SignedIn;
import io.groundwork.web.ForbiddenException;

import org.jspecify.annotations.Nullable;

import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/**
 * Who may vote on what, for themselves or in the place of somebody who is away.
 */
@Component
public class Electorate {

	/** So many are named of those who could agree. */
	private static final int NAMED = 12;

	private final Rounds rounds;

	private final Count count;

	private final Delegations delegations;

	private final Directory directory;

	Electorate(Rounds rounds, Count count, Delegations delegations, Directory directory) {
		this.rounds = rounds;
		this.count = count;
		this.delegations = delegations;
		this.directory = directory;
	}

	/**
	 * How somebody's vote counts: by themselves if it does, or else in the place of
	 * somebody who has not voted. Whether it may be cast at all is the database's to say.
	 */
	Voice voice(Round round, SignedIn who, String place) {
		List<Voice> voices = voices(who.person()).stream()
			.filter((voice) -> place.isEmpty() || voice.way().inPlaceOf().equals(place))
			.toList();
		if (voices.isEmpty() && !place.isEmpty()) {
			throw new ForbiddenException("You do not vote in place of %s now".formatted(place));
		}
		List<Voice> counting = voices.stream()
			.filter((voice) -> Tally.counts(round.needs(), round.team(), voice.as()))
			.toList();
		if (counting.isEmpty()) {
			throw new ForbiddenException("Your vote would not count here: it takes %s"
				.formatted(String.join(", and ", round.needs().stream().map(Need::who).distinct().toList())));
		}
		Set<Long> out = this.count.of(round).humans();
		return counting.stream()
			.filter((voice) -> !out.contains(voice.as().human()))
			.findFirst()
			.orElse(counting.getFirst());
	}

	/**
	 * Those as whom somebody may vote, themselves first. Whoever is away has lent their
	 * own, and nothing that was lent to them.
	 */
	private static List<Voice> voices(long account, List<Delegation> lent, Map<Long, Known> people) {
		List<Voice> voices = new ArrayList<>();
		Known self = people.get(account);
		if (self != null) {
			voices.add(new Voice(self, null));
		}
		lent.forEach((delegation) -> {
			Known away = people.get(delegation.delegator());
			if (away != null && !away.locked()) {
				voices.add(new Voice(away, delegation));
			}
		});
		return voices;
	}

	private List<Voice> voices(long account) {
		List<Delegation> lent = this.delegations.to(account);
		return voices(account, lent, this.directory.known(accounts(account, lent).toList()));
	}

	private static Stream<Long> accounts(long account, List<Delegation> lent) {
		return Stream.concat(Stream.of(account), lent.stream().map(Delegation::delegator));
	}

	/**
	 * Those in whose place somebody votes now.
	 */
	@Transactional(readOnly = true)
	public List<Known> inPlaceOf(SignedIn who) {
		List<Delegation> lent = this.delegations.to(who.person());
		return lent.isEmpty() ? List.of()
				: voices(who.person(), lent, this.directory.known(accounts(who.person(), lent).toList())).stream()
					.filter((voice) -> voice.delegation() != null)
					.map(Voice::as)
					.toList();
	}

	/**
	 * Some who could agree to what a round waits for, and have not: of whoever is away
	 * the one who votes in their place.
	 */
	@Transactional(readOnly = true)
	public List<String> couldAct(Standing standing) {
		return able(standing, 4 * NAMED).stream().map(Able::words).limit(NAMED).toList();
	}

	/**
	 * The same as accounts, each once.
	 * @param most so many who hold a role that counts are looked at
	 */
	@Transactional(readOnly = true)
	public List<Known> couldAct(Standing standing, int most) {
		return able(standing, most).stream().map(Able::who).distinct().toList();
	}

	private List<Able> able(Standing standing, int most) {
		if (!standing.open()) {
			return List.of();
		}
		Subject subject = standing.subject();
		Round round = this.rounds.latest(subject.kind(), subject.number()).orElseThrow();
		Counted counted = this.count.of(round);
		List<Need> missing = standing.progress().stream().filter((one) -> !one.met()).map(Progress::need).toList();
		Set<Role> roles = new HashSet<>();
		missing.forEach((need) -> roles.addAll(need.voters().roles()));
		List<Known> able = this.directory.holding(roles, most)
			.stream()
			.filter((one) -> Tally.counts(missing, round.team(), one) && !counted.humans().contains(one.human()))
			.toList();
		Map<Long, Delegation> away = this.delegations.of(able.stream().map(Known::person).toList());
		Map<Long, Known> delegates = this.directory.known(away.values().stream().map(Delegation::delegate).toList());
		Set<Long> out = new HashSet<>(counted.humans());
		List<Able> all = new ArrayList<>();
		for (Known one : able) {
			Delegation delegation = away.get(one.person());
			Known delegate = (delegation != null) ? delegates.get(delegation.delegate()) : null;
			if (delegate == null || delegate.locked() || counted.humans().contains(delegate.human())) {
				if (out.add(one.human())) {
					all.add(new Able(one, null));
				}
			}
			else if (out.add(one.human())) {
				all.add(new Able(delegate, one));
			}
		}
		return all;
	}

	/**
	 * Whether somebody's vote would be counted now.
	 */
	@Transactional(readOnly = true)
	public boolean mayVote(Standing standing, SignedIn who) {
		return !ways(List.of(standing), who).isEmpty();
	}

	/**
	 * The ways in which somebody's vote would be counted now, by the number of the
	 * subject; where there is none, there is no entry.
	 */
	@Transactional(readOnly = true)
	public Map<Long, List<Way>> ways(Collection<Standing> standings, SignedIn who) {
		List<Standing> open = standings.stream().filter(Standing::open).toList();
		if (open.isEmpty()) {
			return Map.of();
		}
		List<Delegation> lent = this.delegations.to(who.person());
		Map<Long, Known> people = this.directory
			.known(Stream.concat(accounts(who.person(), lent), open.stream().flatMap(Electorate::involved))
				.distinct()
				.toList());
		List<Voice> voices = voices(who.person(), lent, people);
		Known me = people.get(who.person());
		if (me == null) {
			return Map.of();
		}
		Map<Long, List<Way>> ways = new LinkedHashMap<>();
		for (Standing standing : open) {
			Set<Long> out = involved(standing).map(people::get)
				.filter(Objects::nonNull)
				.map(Known::human)
				.collect(Collectors.toSet());
			List<Need> needs = standing.progress().stream().map(Progress::need).toList();
			List<Way> here = out.contains(me.human()) ? List.of()
					: voices.stream()
						.filter((voice) -> !out.contains(voice.as().human())
								&& (voice.delegation() == null || voice.as().human() != me.human())
								&& Tally.counts(needs, standing.team(), voice.as()))
						.map(Voice::way)
						.toList();
			if (!here.isEmpty()) {
				ways.put(standing.subject().number(), here);
			}
		}
		return ways;
	}

	/**
	 * The accounts whose humans have no vote any more: whoever asks, whoever voted, and
	 * whoever's place was taken.
	 */
	private static Stream<Long> involved(Standing standing) {
		return Stream.concat(Stream.of(standing.asker()), standing.votes().stream().flatMap((vote) -> {
			Vote.Place place = vote.place();
			return (place != null) ? Stream.of(vote.voter(), place.person()) : Stream.of(vote.voter());
		}));
	}

	/**
	 * Somebody who could act, in whose place if not for themselves.
	 */
	private record Able(Known who, @Nullable Known inPlaceOf) {

		String words() {
			return (this.inPlaceOf != null) ? "%s, in place of %s".formatted(this.who.name(), this.inPlaceOf.name())
					: this.who.name();
		}

	}

}
